//! What can come out: a result, a list of what is missing, or why the model does not apply. Never a silent default.

use serde::Serialize;

use super::evaluation::Evaluation;

/// Colour of a category in the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// No judgement.
    None,
    /// 绿
    Green,
    /// 黄
    Yellow,
    /// 红
    Red,
}

/// The class a result falls into, from the unrounded value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Stable code.
    pub code: String,
    /// Shown words: 低危, 中度.
    pub label: String,
    /// Colour.
    pub level: Level,
}

/// One step of the result: points of an item, or a rule that held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// Input code or rule code.
    pub code: String,
    /// Shown words.
    pub name: String,
    /// Points, for point scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<f64>,
    /// What was found, in words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Something that needs a person at once, whatever the total (SPEC rule 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// Stable code: `phq9_item9`.
    pub code: String,
    /// What to do, one sentence.
    pub text: String,
}

/// Why a computation stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Codes of inputs that are needed.
    Missing(Vec<&'static str>),
    /// The model is not for this person or these values.
    NotApplicable(Cause, String),
    /// The rule table lacks something (a damaged override): a sentence.
    Table(String),
}

impl Stop {
    /// Not for this person or these values.
    pub fn not_applicable(cause: Cause, reason: impl Into<String>) -> Self {
        Self::NotApplicable(cause, reason.into())
    }
}

/// Kind of reason for which a model does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Age or a value outside what the model is defined for.
    OutOfRange,
    /// The other sex.
    Sex,
    /// The disease is there already: a prediction makes no sense.
    AlreadyDiseased,
    /// Not among the persons it is for.
    Population,
    /// The formula gives no finite number.
    NotComputable,
}

/// An input that is missing, and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Input code.
    pub code: &'static str,
    /// Chinese name.
    pub name: &'static str,
    /// What to measure or ask, one sentence.
    pub what_to_measure: &'static str,
}

/// What an evaluation ends with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Outcome {
    /// A result.
    Done(Box<Evaluation>),
    /// Inputs are missing.
    Incomplete {
        /// All of them.
        missing: Vec<Missing>,
    },
    /// Not for this person.
    NotApplicable {
        /// Kind of reason.
        cause: Cause,
        /// One sentence.
        reason: String,
    },
}

impl Outcome {
    /// The result, if there is one.
    pub fn done(&self) -> Option<&Evaluation> {
        match self {
            Self::Done(evaluation) => Some(evaluation),
            _ => None,
        }
    }
}
