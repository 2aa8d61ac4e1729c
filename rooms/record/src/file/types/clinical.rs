//! Diagnoses, procedures, medicines, allergies, vaccinations, reports and other resources as a source tells them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A diagnosis.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ConditionIn {
    /// Unique per source.
    pub key: String,
    /// When it was recorded or began.
    pub at: DateTime<Utc>,
    /// Code.
    pub code: String,
    /// Its system: `icd10`, SNOMED URI …
    pub system: String,
    /// Name.
    pub name: String,
    /// First day, if known.
    pub onset: Option<NaiveDate>,
    /// `active`, `resolved`, `entered-in-error`; empty means active.
    pub status: String,
    /// Encounter of the same source.
    pub encounter_key: Option<String>,
    /// As received.
    pub resource: Option<Value>,
}

/// An operation or treatment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ProcedureIn {
    /// Unique per source.
    pub key: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Code.
    pub code: String,
    /// Its system: `icd9cm3`, local …
    pub system: String,
    /// Name.
    pub name: String,
    /// `completed`, `in-progress`, `not-done`, `entered-in-error`; empty means completed.
    pub status: String,
    /// Who did it.
    pub performer: Option<String>,
    /// Encounter of the same source.
    pub encounter_key: Option<String>,
    /// As received.
    pub resource: Option<Value>,
}

/// A prescription or dispensing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MedicationIn {
    /// Unique per source.
    pub key: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Code.
    pub code: String,
    /// Its system.
    pub system: String,
    /// Name.
    pub name: String,
    /// Dose and frequency as text.
    pub dose: Option<String>,
    /// Days the supply lasts.
    pub days_supply: Option<i64>,
    /// `active`, `stopped`, `completed`, `entered-in-error`; empty means active.
    pub status: String,
    /// Encounter of the same source.
    pub encounter_key: Option<String>,
    /// As received.
    pub resource: Option<Value>,
}

/// An allergy.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AllergyIn {
    /// Unique per source.
    pub key: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Code.
    pub code: String,
    /// Its system.
    pub system: String,
    /// Substance: 青霉素.
    pub name: String,
    /// What happened: 皮疹.
    pub reaction: Option<String>,
    /// `mild`, `moderate`, `severe`.
    pub severity: Option<String>,
    /// `active`, `resolved`, `entered-in-error`; empty means active.
    pub status: String,
    /// As received.
    pub resource: Option<Value>,
}

/// A vaccination.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImmunizationIn {
    /// Unique per source.
    pub key: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Code.
    pub code: String,
    /// Its system.
    pub system: String,
    /// Name.
    pub name: String,
    /// `completed`, `not-done`, `entered-in-error`; empty means completed.
    pub status: String,
    /// Encounter of the same source.
    pub encounter_key: Option<String>,
    /// As received.
    pub resource: Option<Value>,
}

/// A report with text: imaging, ECG, pathology, summary of an exam.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReportIn {
    /// Unique per source.
    pub key: String,
    /// When it was issued.
    pub at: DateTime<Utc>,
    /// Code.
    pub code: String,
    /// Its system.
    pub system: String,
    /// Name: 胸部CT.
    pub name: String,
    /// Conclusion as text.
    pub conclusion: Option<String>,
    /// Whether it is the report of a health exam: then `exam.completed` is told.
    pub exam: bool,
    /// `final`, `preliminary`, `entered-in-error`; empty means final.
    pub status: String,
    /// Encounter of the same source.
    pub encounter_key: Option<String>,
    /// As received.
    pub resource: Option<Value>,
}

/// A resource of a kind without a table of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OtherIn {
    /// FHIR resource type.
    pub resource_type: String,
    /// Unique per source and type.
    pub key: String,
    /// The person concerned, if one is.
    pub patient: Option<kernel::PatientId>,
    /// When, if it says so.
    pub at: Option<DateTime<Utc>>,
    /// As received.
    pub resource: Value,
}
