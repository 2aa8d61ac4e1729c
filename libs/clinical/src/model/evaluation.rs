//! A result: value, class, named outputs, steps, human tasks, and the stamp of what made it.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::definition::Verification;
use super::outcome::{Alert, Category, Factor};

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
    /// Adds a count or a sum of points, printed without decimals where it is whole.
    #[must_use]
    pub fn count(self, key: &str, value: f64) -> Self {
        let whole = (value.fract() == 0.0).then(|| format!("{value:.0}").parse::<i64>().ok()).flatten();
        match whole {
            Some(n) => self.output(key, n),
            None => self.output(key, value),
        }
    }
    /// The points of all steps so far.
    pub fn sum(&self) -> f64 {
        self.factors.iter().filter_map(|f| f.points).sum()
    }
    /// Makes the points of all steps the main value, and an output of this name.
    #[must_use]
    pub fn totalled(mut self, key: &str) -> Self {
        let sum = self.sum();
        self.value = Some(sum);
        self.unit = "分";
        self.count(key, sum)
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
