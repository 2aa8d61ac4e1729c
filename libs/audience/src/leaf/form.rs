//! Conditions on forms.

use crate::Cmp;
use serde::{Deserialize, Serialize};

/// Latest score of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormScoreIs {
    /// Form code.
    pub form: String,
    /// The comparison.
    pub is: Cmp,
    /// Older answers count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}

/// Latest answer to a question: a number that compares so, or one of these texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAnswerIs {
    /// Form code.
    pub form: String,
    /// Question code.
    pub question: String,
    /// A comparison of the number answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Cmp>,
    /// The answer is one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// Older answers count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}
