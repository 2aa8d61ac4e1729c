//! "连续三晚夜间静息心率偏高", our rule with a lagged baseline: the median of the nights 35 to 4 days back, so that
//! the rise itself does not lift what it is compared with. A clinician of the tenant signs it off.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, median};
use super::limits::{Limits, ThreeNightLimits};
use super::night::Nights;

/// A body temperature, Cel.
pub type Fever = Sample;

/// What the rule found; only `Alert` opens a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ThreeNights {
    /// Last night was not measured: says nothing, in particular not "normal".
    NoData,
    /// Too few nights for a baseline, and none of the absolute limits is reached.
    NoBaseline {
        /// Nights there are.
        nights: usize,
        /// Nights needed.
        needed: usize,
    },
    /// Nothing to report.
    Quiet {
        /// Nights in a row that were high, 0 to 2.
        high_nights: usize,
    },
    /// High with a fever: advice on the infection instead of an alert.
    Fever {
        /// For the patient.
        advice: String,
    },
    /// Already reported.
    Refractory,
    /// To be reported.
    Alert(Alert),
}

impl ThreeNights {
    /// The alert, if there is one.
    pub fn alert(self) -> Option<Alert> {
        match self {
            Self::Alert(alert) => Some(alert),
            _ => None,
        }
    }
}

/// Judges the last finished night. `temperatures` are those recorded lately; `past` is the last alert of this rule.
/// A fever silences the rise, but not a night above the highest limit.
pub fn three_nights(
    nights: &Nights,
    temperatures: &[Fever],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> ThreeNights {
    let law = &limits.three_nights;
    let Some((last, value)) = last_night(nights, now, limits) else { return ThreeNights::NoData };
    let baseline = baseline(nights, last, law);
    let run = run_of_high_nights(nights, last, baseline.as_ref().ok().copied(), law);
    let very_high = value > law.very_high;
    let level = if very_high || run.len() >= law.red_nights {
        Level::Red
    } else if run.len() >= law.yellow_nights {
        Level::Yellow
    } else {
        return match baseline {
            Err(count) if run.is_empty() => {
                ThreeNights::NoBaseline { nights: count, needed: law.baseline_min_nights }
            }
            _ => ThreeNights::Quiet { high_nights: run.len() },
        };
    };
    if !very_high && let Some(fever) = fever(temperatures, &run, now, law) {
        return ThreeNights::Fever {
            advice: format!(
                "夜间静息心率偏高，同期体温{:.1}℃，可能与感染有关：请多休息、多饮水，体温超过38.5℃或持续3天不退请就医。",
                fever.value
            ),
        };
    }
    let alert = Alert {
        rule: "three_nights".to_owned(),
        version: limits.version,
        level,
        action: if level == Level::Red { Action::CallPatient } else { Action::Review },
        sentence: sentence(&run, (last, value), baseline.as_ref().ok().copied(), law),
        facts: run.iter().map(|(d, v)| Fact::new("resting_hr", "/min", at_seven(*d, *v))).collect(),
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past).map_or(ThreeNights::Refractory, ThreeNights::Alert)
}

/// The night that ended this morning, or yesterday's while it is still night.
fn last_night(nights: &Nights, now: NaiveDateTime, limits: &Limits) -> Option<(NaiveDate, f64)> {
    let today = now.date();
    let date = if now.hour() < limits.night.to_hour { today.pred_opt()? } else { today };
    nights.get(&date).map(|v| (date, f64::from(*v)))
}

/// Median of the lagged window, or the number of nights there were.
fn baseline(nights: &Nights, last: NaiveDate, law: &ThreeNightLimits) -> Result<f64, usize> {
    let back = |days: i64| last.checked_sub_signed(TimeDelta::try_days(days).unwrap_or_default());
    let (Some(from), Some(to)) = (back(law.baseline_from_days), back(law.baseline_to_days)) else {
        return Err(0);
    };
    if from > to {
        return Err(0);
    }
    let values: Vec<f64> = nights.range(from..=to).map(|(_, v)| f64::from(*v)).collect();
    let count = values.len();
    if count < law.baseline_min_nights { Err(count) } else { median(values).ok_or(count) }
}

/// The high nights that end with the last one, newest first; more missing nights between two of them than allowed,
/// or one night that is not high, end the run.
fn run_of_high_nights(
    nights: &Nights,
    last: NaiveDate,
    baseline: Option<f64>,
    law: &ThreeNightLimits,
) -> Vec<(NaiveDate, f64)> {
    let line = baseline.map_or(f64::INFINITY, |b| (b + law.rise).max(b * law.rise_factor));
    let mut run: Vec<(NaiveDate, f64)> = Vec::new();
    for (date, value) in nights.range(..=last).rev() {
        let value = f64::from(*value);
        let missing = run.last().map_or(0, |(newer, _)| (*newer - *date).num_days() - 1);
        if missing > law.gap_nights || !(value >= line || value > law.high) {
            break;
        }
        run.push((*date, value));
    }
    run
}

/// The highest temperature since the evening before the first high night, if it is a fever.
fn fever(
    temperatures: &[Fever],
    run: &[(NaiveDate, f64)],
    now: NaiveDateTime,
    law: &ThreeNightLimits,
) -> Option<Fever> {
    let first = run.last()?.0.checked_sub_days(Days::new(1))?.and_hms_opt(18, 0, 0)?;
    temperatures
        .iter()
        .filter(|t| first <= t.at && t.at <= now && t.value > law.fever)
        .copied()
        .max_by(|a, b| a.value.total_cmp(&b.value))
}

fn sentence(
    run: &[(NaiveDate, f64)],
    last: (NaiveDate, f64),
    baseline: Option<f64>,
    law: &ThreeNightLimits,
) -> String {
    let values: Vec<String> =
        run.iter().rev().map(|(d, v)| format!("{} {v:.0}", d.format("%-m月%-d日"))).collect();
    let usual = baseline.map_or(String::new(), |b| format!("，平时约{b:.0}"));
    if last.1 > law.very_high {
        let (value, line) = (last.1, law.very_high);
        return format!(
            "昨夜静息心率{value:.0}次/分，超过{line:.0}{usual}。请立即电话了解有无发热、胸闷、心悸，必要时就医。"
        );
    }
    let nights = run.len();
    format!(
        "连续{nights}晚夜间静息心率偏高（{}，次/分{usual}）。请联系患者了解有无发热、失眠、饮酒、停药或不适，并通知责任医生。",
        values.join("、")
    )
}

fn at_seven(date: NaiveDate, value: f64) -> Sample {
    Sample { at: date.and_time(NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default()), value }
}
