//! What can come out: a result, a list of what is missing, or why the model does not apply. Never a silent default.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::definition::Verification;

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

/// A result, with everything needed to store it and to say where it came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The main value, unrounded.
    pub value: Option<f64>,
    /// Its unit: `%`, 分, `mL/min/1.73m2`; empty if there is none.
    pub unit: &'static str,
    /// Its class.
    pub category: Option<Category>,
    /// Named outputs as in the vectors; null: not defined for this person.
    pub outputs: Map<String, Json>,
    /// Outside the range the model was derived in: shown, but must not drive automation.
    pub extrapolated: bool,
    /// Points or steps.
    pub factors: Vec<Factor>,
    /// Human tasks.
    pub alerts: Vec<Alert>,
    /// Sentences beside the result.
    pub notes: Vec<String>,
    /// Where it came from; filled by the frame.
    pub stamp: Stamp,
}

/// Which model and table made a result.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Stamp {
    /// Model id.
    pub model: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Version of the algorithm.
    pub version: &'static str,
    /// Version of the rule table used.
    pub table_version: String,
    /// Source.
    pub source: &'static str,
    /// Licence.
    pub licence: &'static str,
    /// Checked or not.
    pub verification: Option<Verification>,
}

impl Evaluation {
    /// A main value with its unit.
    pub fn of(value: f64, unit: &'static str) -> Self {
        Self { value: Some(value), unit, ..Self::without_value() }
    }
    /// A class or a set of outputs without one main number.
    pub fn without_value() -> Self {
        Self {
            value: None,
            unit: "",
            category: None,
            outputs: Map::new(),
            extrapolated: false,
            factors: Vec::new(),
            alerts: Vec::new(),
            notes: Vec::new(),
            stamp: Stamp::default(),
        }
    }
    /// Adds a named output.
    #[must_use]
    pub fn output(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.outputs.insert(key.to_owned(), value.into());
        self
    }
    /// Sets the class.
    #[must_use]
    pub fn category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }
    /// Adds a step with points.
    #[must_use]
    pub fn points(mut self, code: &str, name: &str, points: f64) -> Self {
        self.factors.push(Factor {
            code: code.to_owned(),
            name: name.to_owned(),
            points: Some(points),
            detail: String::new(),
        });
        self
    }
    /// Adds a step of a decision.
    #[must_use]
    pub fn step(mut self, code: &str, name: &str, detail: impl Into<String>) -> Self {
        let (code, name) = (code.to_owned(), name.to_owned());
        self.factors.push(Factor { code, name, points: None, detail: detail.into() });
        self
    }
    /// Adds a sentence.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
    /// Adds a human task.
    #[must_use]
    pub fn alert(mut self, code: &str, text: impl Into<String>) -> Self {
        self.alerts.push(Alert { code: code.to_owned(), text: text.into() });
        self
    }
    /// Marks the result as outside the derivation range if `outside`, with the sentence why.
    #[must_use]
    pub fn extrapolated_if(mut self, outside: bool, why: &str) -> Self {
        if outside {
            self.extrapolated = true;
            self.notes.push(why.to_owned());
        }
        self
    }
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
