//! The dated facts that `had`, `absent` and `count` look for.

use crate::{AppointmentState, Direction, MetricMatch};
use serde::{Deserialize, Serialize};

/// A dated fact to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A reading of a metric.
    Metric(MetricMatch),
    /// A procedure.
    Procedure(ProcedureMatch),
    /// An encounter.
    Encounter(EncounterMatch),
    /// An answer to a form, by its code.
    Form(String),
    /// A message.
    Message(MessageMatch),
    /// A medicine prescribed or dispensed.
    Medication(DrugMatch),
    /// A form sent to the person, answered or not.
    FormSent(FormSentMatch),
    /// An appointment whose day has come.
    Appointment(AppointmentMatch),
}

/// Procedures: the code begins with one of these, or the name contains one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProcedureMatch {
    /// Code prefixes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// Parts of the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<String>,
}

/// Encounters of a class, in a department, with a doctor; an empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EncounterMatch {
    /// Class codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<String>,
    /// Department ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub department: Vec<String>,
    /// Doctors, as the source names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doctor: Vec<String>,
}

impl EncounterMatch {
    /// Whether it means every encounter.
    pub fn is_open(&self) -> bool {
        *self == EncounterMatch::default()
    }
}

/// Messages; an empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageMatch {
    /// Which way.
    #[serde(skip_serializing_if = "Direction::is_sent")]
    pub direction: Direction,
    /// Class codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub class: Vec<String>,
    /// Channel codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channel: Vec<String>,
    /// Only answered or only unanswered ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    /// Only opened or only unopened ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<bool>,
}

/// Medicines: the code begins with one of these, or the name contains one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DrugMatch {
    /// Code prefixes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// Parts of the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<String>,
}

/// Forms sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSentMatch {
    /// Form code.
    pub form: String,
    /// Only answered or only unanswered ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
}

/// Appointments; an empty list means any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppointmentMatch {
    /// Department ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub department: Vec<String>,
    /// Doctors, as the source names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doctor: Vec<String>,
    /// What became of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<AppointmentState>,
}

impl AppointmentMatch {
    /// Whether it means every appointment.
    pub fn is_open(&self) -> bool {
        *self == AppointmentMatch::default()
    }
}
