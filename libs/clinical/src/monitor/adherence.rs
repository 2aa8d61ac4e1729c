//! Planned readings that did not come: three in a row, a reminder; seven, a call.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after};
use super::limits::Limits;

/// One planned reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// By when it was due.
    pub due: NaiveDateTime,
    /// Whether it came.
    pub done: bool,
}

/// Counts the readings missed in a row up to now; those still to come do not count.
pub fn adherence(
    planned: &[Planned],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.adherence;
    let mut due: Vec<&Planned> = planned.iter().filter(|p| p.due <= now).collect();
    due.sort_by_key(|p| p.due);
    let missed: Vec<&&Planned> = due.iter().rev().take_while(|p| !p.done).collect();
    let count = missed.len();
    let (level, action, sentence) = if count >= law.call {
        let text = format!("已连续{count}次没有按计划测量，没有数据不等于正常，请电话了解情况。");
        (Level::Red, Action::CallPatient, text)
    } else if count >= law.nudge {
        (Level::Yellow, Action::Nudge, format!("已连续{count}次没有按计划测量，请提醒患者。"))
    } else {
        return None;
    };
    let fact = |p: &Planned| Fact::new("missed_reading", "{count}", Sample { at: p.due, value: 1.0 });
    let alert = Alert {
        rule: "adherence".to_owned(),
        version: limits.version,
        level,
        action,
        sentence,
        facts: missed.iter().rev().map(|p| fact(p)).collect(),
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}
