//! What was measured, found and done.

use crate::{Origin, Reading, Until};
use serde::{Deserialize, Serialize};

/// A measured value in the metric's canonical unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Metric code of the clinical dictionary.
    pub metric: String,
    /// The value as received.
    pub value: Reading,
    /// Where and when.
    pub origin: Origin,
}

/// A diagnosis or problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What it is.
    #[serde(flatten)]
    pub coded: Coded,
    /// Since when it is known.
    pub origin: Origin,
    /// When it ended (exclusive); open while active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Until,
}

/// Codes and name of a disease.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Coded {
    /// ICD-10 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icd: Option<String>,
    /// SNOMED CT code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snomed: Option<String>,
    /// Name as written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A disease of a relative. An empty list means that nobody asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyHistory {
    /// `father`, `mother`, `sibling` …
    pub relation: String,
    /// What it is.
    #[serde(flatten)]
    pub coded: Coded,
    /// When it was told.
    pub origin: Origin,
}

/// An operation or procedure done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Code as received, often ICD-9-CM-3.
    pub code: String,
    /// Name as written.
    pub name: String,
    /// When it was done.
    pub origin: Origin,
}

/// A contact with the hospital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encounter {
    /// `outpatient`, `inpatient`, `emergency`, `exam` …
    pub class: String,
    /// Department id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Doctor as the source names him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<String>,
    /// What was paid, in fen (分); `None` if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_fen: Option<i64>,
    /// When it began.
    pub origin: Origin,
}

/// A medicine prescribed or dispensed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medication {
    /// Code as received.
    pub code: String,
    /// Name as written.
    pub name: String,
    /// Days for which it lasts from the day of its origin; `None` if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_supply: Option<u32>,
    /// When it began.
    pub origin: Origin,
    /// When it ended (exclusive); open while taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Until,
}
