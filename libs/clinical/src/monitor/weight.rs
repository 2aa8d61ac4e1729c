//! Weight in heart failure: two kilograms gained within three days are water.

use chrono::{NaiveDateTime, TimeDelta};

use super::alert::Sample;
use super::alert::{Action, Alert, Fact, Level, Past, hours_after, in_order, within};
use super::limits::Limits;

/// Red if the newest weight (kg) lies at least 2 kg above the lowest of the three days before it. Only for persons
/// with heart failure; the caller decides who that is.
pub fn weight_gain(
    samples: &[Sample],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.weight;
    let span = TimeDelta::try_days(law.days)?;
    let series = in_order(samples, now);
    let last = series.last().filter(|s| within(s.at, now, span))?;
    let lowest = series
        .iter()
        .filter(|s| s.at < last.at && within(s.at, last.at, span))
        .min_by(|a, b| a.value.total_cmp(&b.value))?;
    let gain = last.value - lowest.value;
    // 72.1 − 70.1 must not fall short of 2.0 by the last bit.
    if gain < law.gain - 1e-9 {
        return None;
    }
    let alert = Alert {
        rule: "weight_gain".to_owned(),
        version: limits.version,
        level: Level::Red,
        action: Action::CallPatient,
        sentence: format!(
            "{}天内体重增加{gain:.1}公斤（{:.1}→{:.1}），提示可能有液体潴留：请电话了解气促、水肿、尿量和用药，通知责任医生。",
            law.days, lowest.value, last.value
        ),
        facts: vec![Fact::new("weight", "kg", *lowest), Fact::new("weight", "kg", *last)],
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}
