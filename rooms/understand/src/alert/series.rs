//! A person's readings as the monitoring rules take them, from the record.
use super::judge::Series;
use crate::score::heart_failure;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use kernel::{PatientId, Result, Scope, clock};
use nq_clinical::{
    Mark,
    monitor::{BpReading, GlucoseReading, Meal, Sample},
};
use record::read::{self, MeasurementRow};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// Systolic, diastolic, whether the patient measured it.
type Pair = (Option<f64>, Option<f64>, bool);

/// Days that the rules on home readings look back.
const HOME_DAYS: i64 = 40;
/// Days that the rules on laboratory values look back.
const LAB_DAYS: i64 = 1_100;

const HOME: &[&str] =
    &["resting_hr", "body_temp", "sbp", "dbp", "glucose_capillary", "fpg", "spo2", "weight"];
const LAB: &[&str] = &["creatinine", "egfr_2009", "hemoglobin"];

/// Whether a rule could say anything new when these metrics arrive.
pub(super) fn read_by_rules(metric: &str) -> bool {
    HOME.contains(&metric) || LAB.contains(&metric)
}

/// Wall-clock time of the site.
pub(super) fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&clock::zone()).naive_local()
}

/// The instant of a wall-clock time.
pub(super) fn instant(at: NaiveDateTime) -> DateTime<Utc> {
    at.and_local_timezone(clock::zone()).single().map_or_else(|| at.and_utc(), |at| at.with_timezone(&Utc))
}

/// The readings of one person.
pub(super) async fn series(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    now: DateTime<Utc>,
) -> Result<Series> {
    let home =
        read::measurements(conn, scope, &[patient], HOME, Some(now - Duration::days(HOME_DAYS))).await?;
    let lab = read::measurements(conn, scope, &[patient], LAB, Some(now - Duration::days(LAB_DAYS))).await?;
    let rows: Vec<_> = home.into_iter().chain(lab).filter(|row| row.plausible && row.at <= now).collect();
    let of =
        |metric: &str| rows.iter().filter(|row| row.metric == metric).filter_map(sample).collect::<Vec<_>>();
    let pressures = pressures(&rows);
    let mut glucose: Vec<_> =
        rows.iter().filter_map(|row| reading(row, "glucose_capillary", Meal::Random)).collect();
    glucose.extend(rows.iter().filter_map(|row| reading(row, "fpg", Meal::Fasting)));
    let conditions = read::conditions(conn, scope, &[patient]).await?;
    Ok(Series {
        nights: nights(&rows),
        temperatures: of("body_temp"),
        home: pressures.iter().filter(|(_, home)| *home).map(|(reading, _)| *reading).collect(),
        pressures: pressures.into_iter().map(|(reading, _)| reading).collect(),
        glucose,
        // A sensor sends far more values a day than a meter.
        sensor: of("glucose_capillary"),
        spo2: of("spo2"),
        weight: of("weight"),
        creatinine: of("creatinine"),
        egfr: of("egfr_2009"),
        hemoglobin: of("hemoglobin"),
        heart_failure: conditions.iter().any(|row| heart_failure(&row.code, &row.name)),
    })
}

fn sample(row: &MeasurementRow) -> Option<Sample> {
    let exact = row.comparator.is_none();
    row.value.filter(|_| exact).map(|value| Sample { at: wall(row.at), value })
}

/// The resting heart rate of each morning; of several the last filed one.
fn nights(rows: &[MeasurementRow]) -> BTreeMap<chrono::NaiveDate, i32> {
    let mine = rows.iter().filter(|row| row.metric == "resting_hr").filter_map(sample);
    mine.filter_map(|s| Some((s.at.date(), format!("{:.0}", s.value.floor()).parse().ok()?))).collect()
}

/// Systolic and diastolic of one observation, or of one instant; with whether the patient measured it.
fn pressures(rows: &[MeasurementRow]) -> Vec<(BpReading, bool)> {
    let mut by_place: BTreeMap<DateTime<Utc>, Pair> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.comparator.is_none()) {
        let place = by_place.entry(row.at).or_default();
        match row.metric.as_str() {
            "sbp" => place.0 = row.value,
            "dbp" => place.1 = row.value,
            _ => continue,
        }
        place.2 = row.source == "patient";
    }
    let pair = |(at, (sbp, dbp, home)): (DateTime<Utc>, Pair)| {
        Some((BpReading { at: wall(at), sbp: sbp?, dbp: dbp?, symptoms: false }, home))
    };
    by_place.into_iter().filter_map(pair).collect()
}

/// A meter that shows `Lo` or `Hi` is past the end of its range.
fn reading(row: &MeasurementRow, metric: &str, meal: Meal) -> Option<GlucoseReading> {
    if row.metric != metric {
        return None;
    }
    let text = row.value_text.trim().to_ascii_lowercase();
    let off_scale = match text.as_str() {
        "lo" | "low" => Some(Mark::Low),
        "hi" | "high" => Some(Mark::High),
        _ => None,
    };
    let value = row.value.or(match off_scale {
        Some(Mark::Low) => Some(1.1),
        Some(_) => Some(33.3),
        None => None,
    })?;
    Some(GlucoseReading { at: wall(row.at), value, meal, off_scale })
}
