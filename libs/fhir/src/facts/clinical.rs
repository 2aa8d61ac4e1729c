//! The other clinical resources: conditions, procedures, medication, allergies, immunisations, reports; and what can be
//! said of any resource that concerns a person.

use chrono::FixedOffset;

use super::{Concept, Period, owned, reference, time, time_or_period};
use crate::{FhirTime, Json, resource};

/// A diagnosis or problem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// `active`, `recurrence`, `relapse`, `inactive`, `remission`, `resolved`.
    pub clinical_status: Option<String>,
    /// `unconfirmed`, `provisional`, `differential`, `confirmed`, `refuted`, `entered-in-error`.
    pub verification_status: Option<String>,
    /// problem-list-item, encounter-diagnosis …
    pub categories: Vec<Concept>,
    /// What it is.
    pub code: Concept,
    /// About whom.
    pub subject: Option<String>,
    /// During which encounter.
    pub encounter: Option<String>,
    /// Since when.
    pub onset: Option<Period>,
    /// Until when.
    pub abatement: Option<Period>,
    /// When it was written down.
    pub recorded: Option<FhirTime>,
}

/// Reads a Condition.
pub fn condition(json: &Json, zone: FixedOffset) -> Condition {
    let status =
        |name: &str| Concept::member(json, name).and_then(|concept| concept.code().map(str::to_owned));
    Condition {
        clinical_status: status("clinicalStatus"),
        verification_status: status("verificationStatus"),
        categories: Concept::members(json, "category"),
        code: Concept::member(json, "code").unwrap_or_default(),
        subject: reference(json, "subject"),
        encounter: reference(json, "encounter"),
        onset: time_or_period(json, "onset", zone),
        abatement: time_or_period(json, "abatement", zone),
        recorded: time(json, "recordedDate", zone),
    }
}

/// Something done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Procedure {
    /// `preparation`, `in-progress`, `not-done`, `completed`, `entered-in-error` …
    pub status: Option<String>,
    /// What was done.
    pub code: Concept,
    /// To whom.
    pub subject: Option<String>,
    /// During which encounter.
    pub encounter: Option<String>,
    /// When.
    pub performed: Option<Period>,
    /// Why.
    pub reasons: Vec<Concept>,
}

/// Reads a Procedure.
pub fn procedure(json: &Json, zone: FixedOffset) -> Procedure {
    Procedure {
        status: owned(json, "status"),
        code: Concept::member(json, "code").unwrap_or_default(),
        subject: reference(json, "subject"),
        encounter: reference(json, "encounter"),
        performed: time_or_period(json, "performed", zone),
        reasons: Concept::members(json, "reasonCode"),
    }
}

/// A prescription.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MedicationRequest {
    /// `active`, `on-hold`, `cancelled`, `completed`, `stopped` …
    pub status: Option<String>,
    /// Which medicine; empty if only a reference is given and what it points at is not contained.
    pub medication: Concept,
    /// For whom.
    pub subject: Option<String>,
    /// During which encounter.
    pub encounter: Option<String>,
    /// When written.
    pub authored: Option<FhirTime>,
    /// How to take it, in words.
    pub dosage: Option<String>,
}

/// Reads a MedicationRequest; a contained Medication is followed.
pub fn medication_request(json: &Json, zone: FixedOffset) -> MedicationRequest {
    let medication =
        Concept::member(json, "medicationCodeableConcept").or_else(|| contained_medication(json));
    MedicationRequest {
        status: owned(json, "status"),
        medication: medication.unwrap_or_default(),
        subject: reference(json, "subject"),
        encounter: reference(json, "encounter"),
        authored: time(json, "authoredOn", zone),
        dosage: json.items("dosageInstruction").iter().find_map(|dosage| owned(dosage, "text")),
    }
}

fn contained_medication(json: &Json) -> Option<Concept> {
    let pointer = json.get("medicationReference")?;
    let named = pointer
        .text("display")
        .map(|display| Concept { codings: Vec::new(), text: Some(display.to_owned()) });
    let id = pointer.text("reference").and_then(|text| text.strip_prefix('#'));
    let inside = json.items("contained").iter().find(|item| id.is_some() && item.text("id") == id);
    inside.and_then(|medication| Concept::member(medication, "code")).or(named)
}

/// An allergy or intolerance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allergy {
    /// `active`, `inactive`, `resolved`.
    pub clinical_status: Option<String>,
    /// `unconfirmed`, `confirmed`, `refuted`, `entered-in-error`.
    pub verification_status: Option<String>,
    /// food, medication, environment, biologic.
    pub categories: Vec<String>,
    /// `low`, `high`, `unable-to-assess`.
    pub criticality: Option<String>,
    /// To what.
    pub code: Concept,
    /// Who.
    pub patient: Option<String>,
    /// Since when.
    pub onset: Option<Period>,
    /// When it was written down.
    pub recorded: Option<FhirTime>,
    /// What happened.
    pub manifestations: Vec<Concept>,
}

/// Reads an AllergyIntolerance.
pub fn allergy(json: &Json, zone: FixedOffset) -> Allergy {
    let status =
        |name: &str| Concept::member(json, name).and_then(|concept| concept.code().map(str::to_owned));
    let reactions = json.items("reaction").iter();
    Allergy {
        clinical_status: status("clinicalStatus"),
        verification_status: status("verificationStatus"),
        categories: json.items("category").iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        criticality: owned(json, "criticality"),
        code: Concept::member(json, "code").unwrap_or_default(),
        patient: reference(json, "patient"),
        onset: time_or_period(json, "onset", zone),
        recorded: time(json, "recordedDate", zone),
        manifestations: reactions.flat_map(|reaction| Concept::members(reaction, "manifestation")).collect(),
    }
}

/// A vaccination.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Immunization {
    /// `completed`, `entered-in-error`, `not-done`.
    pub status: Option<String>,
    /// Which vaccine.
    pub vaccine: Concept,
    /// Who.
    pub patient: Option<String>,
    /// During which encounter.
    pub encounter: Option<String>,
    /// When.
    pub occurrence: Option<Period>,
    /// Lot number.
    pub lot: Option<String>,
}

/// Reads an Immunization.
pub fn immunization(json: &Json, zone: FixedOffset) -> Immunization {
    Immunization {
        status: owned(json, "status"),
        vaccine: Concept::member(json, "vaccineCode").unwrap_or_default(),
        patient: reference(json, "patient"),
        encounter: reference(json, "encounter"),
        occurrence: time_or_period(json, "occurrence", zone),
        lot: owned(json, "lotNumber"),
    }
}

/// A report that bundles results.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// `registered`, `partial`, `preliminary`, `final`, `amended`, `cancelled` …
    pub status: Option<String>,
    /// Laboratory, radiology …
    pub categories: Vec<Concept>,
    /// Which report.
    pub code: Concept,
    /// About whom.
    pub subject: Option<String>,
    /// During which encounter.
    pub encounter: Option<String>,
    /// When it was true of the patient.
    pub effective: Option<Period>,
    /// When it was released.
    pub issued: Option<FhirTime>,
    /// References to its results.
    pub results: Vec<String>,
    /// The conclusion in words.
    pub conclusion: Option<String>,
}

/// Reads a DiagnosticReport.
pub fn report(json: &Json, zone: FixedOffset) -> Report {
    Report {
        status: owned(json, "status"),
        categories: Concept::members(json, "category"),
        code: Concept::member(json, "code").unwrap_or_default(),
        subject: reference(json, "subject"),
        encounter: reference(json, "encounter"),
        effective: time_or_period(json, "effective", zone),
        issued: time(json, "issued", zone),
        results: json.items("result").iter().filter_map(|item| owned(item, "reference")).collect(),
        conclusion: owned(json, "conclusion"),
    }
}

/// What can be said of any resource that concerns a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Other {
    /// Resource type.
    pub kind: String,
    /// Reference to the person, if it names one.
    pub person: Option<String>,
    /// When it happened, from the first time element known.
    pub when: Option<FhirTime>,
    /// What it is about, in words.
    pub title: Option<String>,
    /// Its status.
    pub status: Option<String>,
}

/// Time elements by which resources of other types say when they happened, in order of trust.
const TIMES: &[&str] = &[
    "created",
    "authoredOn",
    "date",
    "started",
    "occurrenceDateTime",
    "performedDateTime",
    "effectiveDateTime",
    "issued",
    "recordedDate",
    "recorded",
    "sent",
    "start",
    "startDate",
    "dateTime",
    "authored",
    "dateAsserted",
    "whenHandedOver",
];

/// Reads what any resource says about a person.
pub fn other(json: &Json, zone: FixedOffset) -> Other {
    let period = ["period", "billablePeriod", "occurrencePeriod", "performedPeriod", "effectivePeriod"];
    let from_period =
        || period.iter().find_map(|name| json.get(name)).and_then(|span| time(span, "start", zone));
    let title = ["code", "type", "category", "description", "vaccineCode", "medicationCodeableConcept"]
        .iter()
        .find_map(|name| {
            json.items(name).iter().find_map(|item| Concept::read(item).label().map(str::to_owned))
        })
        .or_else(|| owned(json, "description"));
    Other {
        kind: resource::kind(json).to_owned(),
        person: resource::person_reference(json).map(str::to_owned),
        when: TIMES.iter().find_map(|name| time(json, name, zone)).or_else(from_period),
        title,
        status: owned(json, "status").or_else(|| owned(json, "lifecycleStatus")),
    }
}
