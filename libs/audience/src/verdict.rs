//! The answer for one person, and why.

use crate::Truth;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whether a rule holds for a person at a moment, with one reason per condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The answer. What cannot be said counts as no.
    pub holds: bool,
    /// The answer before that: yes, no, or unknown for want of data.
    pub truth: Truth,
    /// One per condition, from left to right.
    pub reasons: Vec<Reason>,
}

/// One condition and the fact that decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Where in the rule, as a JSON pointer: `/all/0`.
    pub path: String,
    /// The condition in Chinese.
    pub sentence: String,
    /// The fact used, with its unit; `缺少资料…` if there was none to use.
    pub value: String,
    /// Where the fact comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The record's id of the fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact_id: Option<String>,
    /// When the fact was true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<DateTime<Utc>>,
    /// Whether the condition by itself holds.
    pub holds: bool,
    /// The same with unknown kept apart.
    pub truth: Truth,
    /// Whether the answer of the whole rule rests on this condition.
    pub decisive: bool,
}

impl Verdict {
    /// The conditions on which the answer rests: why someone is in, or why not.
    pub fn decisive(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| reason.decisive)
    }

    /// The conditions that could not be judged for want of data.
    pub fn lacking(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(|reason| reason.truth == Truth::Unknown)
    }
}
