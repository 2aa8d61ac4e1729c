//! What a source may say, already parsed and decoded by `intake`.

mod clinical;
mod encounter;
mod observation;
mod person;

pub use clinical::*;
pub use encounter::*;
pub use observation::*;
pub use person::*;

use serde::{Deserialize, Serialize};

/// What filing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "id")]
pub enum Filed<T> {
    /// New.
    Created(T),
    /// The same key with other content: the older content is kept in the event.
    Updated(T),
    /// Nothing new.
    Unchanged(T),
}

impl<T: Copy> Filed<T> {
    /// The id, whatever happened.
    pub fn id(self) -> T {
        match self {
            Self::Created(id) | Self::Updated(id) | Self::Unchanged(id) => id,
        }
    }
    /// Whether anything changed.
    pub fn changed(self) -> bool {
        !matches!(self, Self::Unchanged(_))
    }
    /// Whether it is new.
    pub fn is_new(self) -> bool {
        matches!(self, Self::Created(_))
    }
}

/// One fact about a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FactIn {
    /// A visit, a stay or an exam.
    Encounter(EncounterIn),
    /// A result.
    Observation(ObservationIn),
    /// A diagnosis.
    Condition(ConditionIn),
    /// An operation or treatment.
    Procedure(ProcedureIn),
    /// A prescription or dispensing.
    Medication(MedicationIn),
    /// An allergy.
    Allergy(AllergyIn),
    /// A vaccination.
    Immunization(ImmunizationIn),
    /// A report with text.
    Report(ReportIn),
}
