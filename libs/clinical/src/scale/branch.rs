//! Parts of a definition that look at single answers: safety items and items that fall away.

use serde::{Deserialize, Serialize};

use super::definition::Severity;

/// An answer that opens a human task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Safety {
    /// The item.
    pub item: String,
    /// From these points on.
    pub from: i64,
    /// Stable code of the finding.
    pub code: String,
    /// How fast.
    pub severity: Severity,
    /// What was answered.
    pub reason: String,
    /// What a person does now.
    pub action: String,
    /// Hours in which the task is due.
    pub due_hours: u32,
}

/// Items that need no answer (and count nothing) when another item has certain points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// Items that fall away.
    pub items: Vec<String>,
    /// When.
    pub when: When,
}

/// Points of an earlier item within a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// An earlier item.
    pub item: String,
    /// Smallest points.
    pub from: i64,
    /// Largest points.
    pub to: i64,
}
