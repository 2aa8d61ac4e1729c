//! The neutral facts 暖桥 reads from a resource. Reading is lenient: what is missing or odd is `None`; saying what is
//! wrong is the work of [`crate::validate`].

mod clinical;
mod datatype;
mod encounter;
mod observation;
mod patient;
mod personal;

pub use clinical::{
    Allergy, Condition, Immunization, MedicationRequest, Other, Procedure, Report, allergy, condition,
    immunization, medication_request, other, procedure, report,
};
pub use datatype::{Coding, Concept, Period, Quantity, Range};
pub use encounter::{Encounter, encounter};
pub use observation::{Component, Observation, ReferenceRange, Value, observation};
pub use patient::{Deceased, Patient, patient};
pub use personal::{Address, ContactPoint, HumanName, Identifier, TypeOfIdentifier};

use chrono::FixedOffset;

use crate::{FhirTime, Json};

/// The time in a member such as `onsetDateTime`.
fn time(json: &Json, name: &str, zone: FixedOffset) -> Option<FhirTime> {
    json.text(name).and_then(|text| FhirTime::read(text, zone))
}

/// The reference in a member such as `encounter`.
fn reference(json: &Json, name: &str) -> Option<String> {
    json.at(&[name, "reference"]).and_then(Json::as_str).map(str::to_owned)
}

fn owned(json: &Json, name: &str) -> Option<String> {
    json.text(name).map(str::to_owned)
}

/// A member that is a time or a period, as `performed[x]` and `effective[x]` are.
fn time_or_period(json: &Json, stem: &str, zone: FixedOffset) -> Option<Period> {
    if let Some(at) =
        time(json, &format!("{stem}DateTime"), zone).or_else(|| time(json, &format!("{stem}Instant"), zone))
    {
        return Some(Period { start: Some(at.clone()), end: Some(at) });
    }
    json.get(&format!("{stem}Period")).map(|period| Period::read(period, zone))
}
