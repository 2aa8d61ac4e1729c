//! Notices of an irregular pulse from a wearable: never a diagnosis, but twice in a month is reason for an ECG.

use chrono::{NaiveDateTime, TimeDelta};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, within};
use super::limits::Limits;

/// Yellow with a task for an ECG at two notices within 30 days.
pub fn irregular_pulse(
    notices: &[NaiveDateTime],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.rhythm;
    let span = TimeDelta::try_days(law.days)?;
    let mut list: Vec<NaiveDateTime> = notices.iter().copied().filter(|at| within(*at, now, span)).collect();
    list.sort();
    if list.len() < law.notifications {
        return None;
    }
    let alert = Alert {
        rule: "irregular_pulse".to_owned(),
        version: limits.version,
        level: Level::Yellow,
        action: Action::EcgTask,
        sentence: format!(
            "近{}天手环或手表{}次提示脉搏不规则。设备提示不是诊断，请安排心电图检查。",
            law.days,
            list.len()
        ),
        facts: list
            .iter()
            .map(|at| Fact::new("irregular_pulse_notice", "{count}", Sample { at: *at, value: 1.0 }))
            .collect(),
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}
