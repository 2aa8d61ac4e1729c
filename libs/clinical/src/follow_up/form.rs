//! The follow-up forms as data: every field in the order of the official record, for the screen and for export.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpForm {
    /// `hypertension` or `diabetes`.
    pub code: String,
    /// Title of the official record.
    pub title: String,
    /// Counts from 1.
    pub version: u32,
    /// In force from.
    pub effective: NaiveDate,
    /// Where it was read.
    pub source: String,
    /// Whether it was read.
    pub verified: bool,
    /// Visits a year that the standard asks for.
    pub min_visits_per_year: usize,
    /// Fields in official order.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique in the form.
    pub code: String,
    /// Label of the record.
    pub label: String,
    /// What is entered.
    pub kind: FieldKind,
    /// Must be filled.
    pub required: bool,
    /// Options of a choice, coded as in the record.
    #[serde(default)]
    pub options: Vec<FieldOption>,
    /// Unit of a number.
    #[serde(default)]
    pub unit: Option<String>,
    /// Smallest plausible number.
    #[serde(default)]
    pub min: Option<f64>,
    /// Largest plausible number.
    #[serde(default)]
    pub max: Option<f64>,
    /// Decimals of a number.
    #[serde(default)]
    pub decimals: Option<u8>,
    /// Metric that fills it from the record of the patient.
    #[serde(default)]
    pub metric: Option<String>,
    /// What of the classification fills it: `class`, `referral`, `next_visit_due`.
    #[serde(default)]
    pub fills: Option<String>,
    /// A word of help.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A number with its unit.
    Number,
    /// One option.
    Single,
    /// Several options.
    Multi,
    /// Words.
    Text,
    /// A day.
    Date,
}

/// An option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// Number in the record.
    pub code: String,
    /// Words.
    pub label: String,
    /// Excludes the others.
    #[serde(default)]
    pub alone: bool,
}

/// Both forms.
pub fn forms() -> &'static [FollowUpForm] {
    static FORMS: LazyLock<Vec<FollowUpForm>> = LazyLock::new(|| {
        // A file that cannot be read stops the first test.
        [
            include_str!("../../data/follow_up/hypertension.json"),
            include_str!("../../data/follow_up/diabetes.json"),
        ]
        .iter()
        .map(|text| serde_json::from_str(text).unwrap_or_else(|e| panic!("data/follow_up: {e}")))
        .collect()
    });
    &FORMS
}

/// The form of a code.
pub fn form(code: &str) -> Option<&'static FollowUpForm> {
    forms().iter().find(|f| f.code == code)
}

impl FollowUpForm {
    /// Labels of the columns of an export, in official order.
    pub fn export_header(&self) -> Vec<&str> {
        self.fields.iter().map(|f| f.label.as_str()).collect()
    }

    /// One row of an export. `answers` gives the raw answer of a field; a choice is written by its number, several by
    /// numbers joined with `/`, what is absent as an empty cell.
    pub fn export_row(&self, answers: &serde_json::Map<String, serde_json::Value>) -> Vec<String> {
        self.fields.iter().map(|f| answers.get(&f.code).map_or_else(String::new, cell)).collect()
    }

    /// Codes of required fields that have no answer.
    pub fn missing(&self, answers: &serde_json::Map<String, serde_json::Value>) -> Vec<&Field> {
        let empty = |f: &&Field| answers.get(&f.code).is_none_or(|v| cell(v).is_empty());
        self.fields.iter().filter(|f| f.required && f.fills.is_none()).filter(empty).collect()
    }
}

fn cell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.trim().to_owned(),
        serde_json::Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join("/"),
        other => other.to_string(),
    }
}
