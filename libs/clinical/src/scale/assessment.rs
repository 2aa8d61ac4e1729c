//! What goes into scoring and what comes out: answers, what is missing, the scored form, findings, refusals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::constitution::Constitution;
use super::definition::{Band, Severity};

/// One answer: the value of an option, or its points as printed on the form (never turned round before).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Points of the option chosen.
    Points(i64),
    /// Value of the option chosen.
    Value(String),
}

/// Answers by item code.
pub type Answers = BTreeMap<String, Answer>;

/// The outcome of scoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Assessment {
    /// There is no total while a counted item is open.
    Incomplete {
        /// Open items.
        missing: Vec<MissingItem>,
        /// Findings of the answers there are.
        safety: Vec<Finding>,
    },
    /// Scored.
    Scored(Box<Scored>),
}

/// A scored form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Code of the scale.
    pub scale: String,
    /// Its version.
    pub version: u32,
    /// Sum of the counted items.
    pub raw: i64,
    /// The total that the bands are for.
    pub total: i64,
    /// Its band; None if it hangs on a sex that is not known, or the scale has none.
    pub band: Option<Band>,
    /// Points of each item, turned round where due.
    pub items: Vec<ItemScore>,
    /// Sub-scores.
    pub groups: Vec<GroupScore>,
    /// Constitution, for scales that judge it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constitution: Option<Constitution>,
    /// What a person must look at.
    pub safety: Vec<Finding>,
}

/// An open item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingItem {
    /// Item code.
    pub code: String,
    /// Its wording.
    pub text: String,
}

/// Points of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemScore {
    /// Item code.
    pub code: String,
    /// Points.
    pub points: i64,
    /// Whether they count towards the total.
    pub counts: bool,
}

/// A sub-score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupScore {
    /// Group code.
    pub code: String,
    /// Shown.
    pub title: String,
    /// Sum.
    pub raw: i64,
    /// Items answered in it.
    pub items: usize,
}

/// A safety finding: always a human task, never only a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `<scale>_<code>`.
    pub code: String,
    /// The item.
    pub item: String,
    /// How fast.
    pub severity: Severity,
    /// What was answered.
    pub reason: String,
    /// What to do.
    pub action: String,
    /// Hours in which the task is due.
    pub due_hours: u32,
}

/// An answer that the scale does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerProblem {
    /// No such item.
    #[error("“{scale}”没有编号为“{item}”的题目")]
    UnknownItem {
        /// Title of the scale.
        scale: String,
        /// What was given.
        item: String,
    },
    /// No such option.
    #[error("“{scale}”第{number}题的答案“{answer}”不在选项内，可选：{options}")]
    NotAnOption {
        /// Title of the scale.
        scale: String,
        /// Position of the item, from 1.
        number: usize,
        /// What was given.
        answer: String,
        /// What could have been.
        options: String,
    },
}
