//! From the minutes of a wearable to one resting heart rate a night, filed in the record as a result of its own: the
//! trend shows it, and the rules read nights instead of minutes.
use super::series::{instant, wall};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use kernel::{PatientId, Result, Scope, Tx};
use nq_clinical::monitor::{Limits, Minute, night_values};
use record::{
    file::{FactIn, ObservationIn},
    read::{self, StoredQuery},
};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::collections::HashMap;

/// Codes under which steps of a minute come: LOINC and our own word.
const STEPS: &[&str] = &["55423-8", "steps"];
/// The source of what was computed here.
const SOURCE: &str = "系统计算";
/// Fewer values than this are no night of a wearable.
const FEWEST: usize = 30;
/// Minutes of a night, and some to spare for devices that send more than one value a minute.
const MOST: u64 = 2_000;

/// The resting heart rate of the night that ended in the morning of `day` as a result to be filed, if its minutes are
/// there. A night that is not over yet has no value.
pub(super) async fn computed(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<ObservationIn>> {
    let begin = instant(day.and_time(NaiveTime::MIN));
    let end = instant(day.and_time(NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default()));
    if now < end {
        return Ok(None);
    }
    let mut rates = read::measurements(conn, scope, &[patient], &["heart_rate"], Some(begin)).await?;
    rates.retain(|row| row.at < end && row.plausible);
    // A pulse at a visit is no night: nothing more is looked up for it.
    if rates.len() < FEWEST {
        return Ok(None);
    }
    let mut steps = HashMap::new();
    for code in STEPS {
        let query = StoredQuery {
            shelf: "observation",
            patient: Some(patient),
            code: Some(code),
            from: Some(begin),
            to: Some(end),
            limit: MOST,
            ..StoredQuery::default()
        };
        for row in read::stored(conn, scope, &query).await?.0 {
            let number = row.row.get("value_num").and_then(Value::as_f64);
            let at = row.row.get("at").and_then(Value::as_str).and_then(|at| at.parse().ok());
            if let (Some(at), Some(number)) = (at, number.filter(|n| *n >= 0.0)) {
                steps.insert(minute_of(at), u32::from(number > 0.0));
            }
        }
    }
    let minutes: Vec<Minute> = rates
        .iter()
        .filter_map(|row| {
            let steps = steps.get(&minute_of(row.at)).copied();
            Some(Minute { at: wall(row.at), heart_rate: row.value?, steps })
        })
        .collect();
    let Some(value) = night_values(&minutes, Limits::built_in()).get(&day).copied() else { return Ok(None) };
    Ok(Some(ObservationIn {
        key: format!("night:{patient}:{day}"),
        at: end,
        metric: Some("resting_hr".to_owned()),
        code: "resting_hr".to_owned(),
        code_system: "nuanqiao".to_owned(),
        name: "夜间静息心率".to_owned(),
        value_text: value.to_string(),
        value_num: Some(f64::from(value)),
        unit: "/min".to_owned(),
        ..ObservationIn::default()
    }))
}

/// Files a night. Filing the same again changes nothing.
pub(super) async fn file(tx: &Tx, scope: &Scope, patient: PatientId, night: ObservationIn) -> Result<()> {
    record::file::facts(tx, scope, SOURCE, patient, vec![FactIn::Observation(night)]).await.map(drop)
}

fn minute_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(60)
}

/// The mornings whose night an event of this day may belong to.
pub(super) fn mornings(day: NaiveDate) -> Vec<NaiveDate> {
    [day.checked_sub_days(Days::new(1)), Some(day)].into_iter().flatten().collect()
}
