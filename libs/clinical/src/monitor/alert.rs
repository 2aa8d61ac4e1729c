//! What a rule says: how grave it is, in one sentence, on which facts, what to do, and for how long it then keeps
//! silent.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// How grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 黄: look within days, or teach.
    Yellow,
    /// 红: somebody acts now.
    Red,
}

impl Level {
    /// The word shown.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Yellow => "黄",
            Self::Red => "红",
        }
    }
}

/// What is to be done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Remind the patient to measure.
    Nudge,
    /// Measure again after five minutes of rest.
    Remeasure,
    /// Teach the patient, for example on low glucose.
    Teach,
    /// A task for the responsible doctor to look at the course.
    Review,
    /// Call the patient.
    CallPatient,
    /// Call 120.
    CallEmergency,
    /// A task for an ECG.
    EcgTask,
}

/// One value at one time, wall clock of the site.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// When measured.
    pub at: NaiveDateTime,
    /// In the unit that the rule names.
    pub value: f64,
}

/// A value the rule looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Metric code or the name of a derived figure.
    pub metric: String,
    /// The value.
    pub value: f64,
    /// UCUM unit.
    pub unit: String,
    /// When measured; of a derived figure, when its last value was.
    pub at: NaiveDateTime,
}

impl Fact {
    pub(super) fn new(metric: &str, unit: &str, sample: Sample) -> Self {
        Self { metric: metric.to_owned(), value: sample.value, unit: unit.to_owned(), at: sample.at }
    }
}

/// An alert; recomputing it from the same readings at the same `now` gives the same one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Code of the rule.
    pub rule: String,
    /// Version of the limits it was judged by.
    pub version: u32,
    /// How grave.
    pub level: Level,
    /// What to do first.
    pub action: Action,
    /// For staff, in Chinese: what was found and what to do.
    pub sentence: String,
    /// The values behind it.
    pub facts: Vec<Fact>,
    /// Until when the same rule says nothing of the same or a lower level.
    pub refractory_until: NaiveDateTime,
}

/// The last alert of the same rule for the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its level.
    pub level: Level,
    /// Until when it silences its like.
    pub refractory_until: NaiveDateTime,
}

impl Alert {
    /// Drops the alert while an earlier one of at least this level is still silencing; a rise of level passes.
    pub(super) fn unless_refractory(self, now: NaiveDateTime, past: Option<&Past>) -> Option<Self> {
        let silent = past.is_some_and(|p| now < p.refractory_until && self.level <= p.level);
        (!silent).then_some(self)
    }

    /// What the room stores to hand in next time.
    pub fn as_past(&self) -> Past {
        Past { level: self.level, refractory_until: self.refractory_until }
    }
}

/// `now` plus hours, at the end of time if beyond it.
pub(super) fn hours_after(now: NaiveDateTime, hours: u32) -> NaiveDateTime {
    now.checked_add_signed(TimeDelta::hours(i64::from(hours))).unwrap_or(NaiveDateTime::MAX)
}

/// Whether `at` lies within the last `span` before `now`, both ends included; the future never does.
pub(super) fn within(at: NaiveDateTime, now: NaiveDateTime, span: TimeDelta) -> bool {
    at <= now && now.signed_duration_since(at) <= span
}

/// The finite samples up to now, oldest first.
pub(super) fn in_order(samples: &[Sample], now: NaiveDateTime) -> Vec<Sample> {
    let mut list: Vec<Sample> =
        samples.iter().copied().filter(|s| s.at <= now && s.value.is_finite()).collect();
    list.sort_by_key(|s| s.at);
    list
}

/// Median; None of nothing.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut list: Vec<f64> = values.into_iter().collect();
    list.sort_by(f64::total_cmp);
    let upper = *list.get(list.len() / 2)?;
    if list.len() % 2 == 1 {
        return Some(upper);
    }
    list.get(list.len() / 2 - 1).map(|lower| f64::midpoint(*lower, upper))
}

/// Mean; None of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    let count = u32::try_from(values.len()).ok().filter(|n| *n > 0)?;
    Some(values.iter().sum::<f64>() / f64::from(count))
}
