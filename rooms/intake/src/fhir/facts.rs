//! From a FHIR document to what the record files. Pure.

use chrono::{DateTime, Utc};
use kernel::PatientId;
use kernel::clock::zone;
use nq_fhir::facts::{self as fhir, Concept, Deceased, Period, TypeOfIdentifier};
use nq_fhir::{Json, Precision, Reference, resource};
use record::Sex;
use record::file::{
    AllergyIn, ConditionIn, EncounterClass, EncounterIn, EncounterStatus, FactIn, IdentifierIn,
    ImmunizationIn, MedicationIn, OtherIn, PersonIn, ProcedureIn, ReportIn,
};

use super::results::observation;

/// The person a Patient describes. `key` is the logical id.
pub fn person(json: &Json, key: &str, source: &str) -> PersonIn {
    let seen = fhir::patient(json, zone());
    let said_at = resource::last_updated(json).and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let phones = seen.telecoms.iter().filter(|c| matches!(c.system.as_deref(), Some("phone" | "sms")));
    let mut phones: Vec<String> = phones.filter_map(|contact| contact.value.clone()).collect();
    if let Some(first) = seen.phone()
        && let Some(place) = phones.iter().position(|phone| phone == first)
    {
        phones.swap(0, place);
    }
    PersonIn {
        key: key.to_owned(),
        identifiers: seen.identifiers.iter().filter_map(|id| identifier(id, source)).collect(),
        name: seen.name().unwrap_or_default(),
        sex: seen.gender.as_deref().map(Sex::parse),
        birth_date: seen
            .birth_date
            .as_ref()
            .filter(|born| born.precision == Precision::Day)
            .map(|born| born.date),
        phones,
        address: seen.address(),
        deceased_at: match &seen.deceased {
            Some(Deceased::At(at)) => Some(at.start),
            // Known to be dead, time unknown: the time of the statement is the latest it can have been.
            Some(Deceased::Yes) => said_at.map(|at| at.with_timezone(&Utc)),
            None => None,
        },
        said_at: said_at.map(|at| at.with_timezone(&Utc)),
        ..PersonIn::default()
    }
}

fn identifier(identifier: &fhir::Identifier, source: &str) -> Option<IdentifierIn> {
    if identifier.use_code.as_deref() == Some("old") {
        return None;
    }
    let system = match (identifier.meaning(), identifier.system.as_deref()) {
        (TypeOfIdentifier::ResidentId, _) => "id_card".to_owned(),
        (_, Some(system)) => system.to_owned(),
        (TypeOfIdentifier::Passport, None) => "passport".to_owned(),
        (TypeOfIdentifier::HealthCard, None) => "visit_card".to_owned(),
        (_, None) => format!("mrn:{source}"),
    };
    let kind = identifier.kind.as_ref().and_then(Concept::label).unwrap_or("").to_owned();
    Some(IdentifierIn { system, value: identifier.value.clone()?, kind })
}

/// The fact a resource states, if its kind has a table of its own; `now` stands in where a resource has no time at all.
pub fn fact(json: &Json, key: &str, now: DateTime<Utc>) -> Option<FactIn> {
    let key = key.to_owned();
    Some(match resource::kind(json) {
        "Encounter" => FactIn::Encounter(encounter(json, key, now)),
        "Observation" => FactIn::Observation(observation(json, key, now)?),
        "Condition" => FactIn::Condition(condition(json, key, now)),
        "Procedure" => FactIn::Procedure(procedure(json, key, now)),
        "MedicationRequest" => FactIn::Medication(medication(json, key, now)),
        "AllergyIntolerance" => FactIn::Allergy(allergy(json, key, now)),
        "Immunization" => FactIn::Immunization(immunization(json, key, now)),
        "DiagnosticReport" => FactIn::Report(report(json, key, now)),
        _ => return None,
    })
}

/// Any other resource, in brief: the document itself stays where it was received.
pub fn other(json: &Json, key: &str, patient: Option<PatientId>) -> OtherIn {
    let seen = fhir::other(json, zone());
    let id = format!("{}/{key}", seen.kind);
    OtherIn {
        resource_type: seen.kind,
        key: key.to_owned(),
        patient,
        at: seen.when.map(|when| when.start),
        resource: serde_json::json!({ "reference": id, "title": seen.title, "status": seen.status }),
    }
}

fn start(period: Option<&Period>) -> Option<DateTime<Utc>> {
    period.and_then(|period| period.start.as_ref().or(period.end.as_ref())).map(|time| time.start)
}

/// The id inside `Encounter/…`, which is the key of the encounter.
pub(super) fn encounter_key(reference: Option<&String>) -> Option<String> {
    match Reference::parse(reference?).target() {
        Some(("Encounter", id)) => Some(id.to_owned()),
        _ => None,
    }
}

fn encounter(json: &Json, key: String, now: DateTime<Utc>) -> EncounterIn {
    let seen = fhir::encounter(json, zone());
    let end = seen.period.as_ref().and_then(|period| period.end.as_ref()).map(|end| end.start);
    let exam = seen.types.iter().any(|kind| kind.label().is_some_and(|label| label.contains("体检")));
    let class = match seen.class.code.as_deref() {
        _ if exam => EncounterClass::Exam,
        Some("AMB") => EncounterClass::Outpatient,
        Some("IMP" | "ACUTE" | "NONAC" | "OBSENC" | "SS" | "PRENC") => EncounterClass::Inpatient,
        Some("EMER") => EncounterClass::Emergency,
        Some("HH") => EncounterClass::Home,
        Some("VR") => EncounterClass::Virtual,
        _ => EncounterClass::Other,
    };
    let status = match seen.status.as_deref() {
        Some("planned") => EncounterStatus::Planned,
        Some("finished") => EncounterStatus::Finished,
        Some("cancelled" | "entered-in-error") => EncounterStatus::Cancelled,
        Some("unknown") if end.is_some() => EncounterStatus::Finished,
        _ => EncounterStatus::InProgress,
    };
    EncounterIn {
        key,
        class,
        status,
        department: seen.service_provider_name,
        doctor: seen.practitioner_name,
        visit_no: seen.identifiers.iter().find_map(|identifier| identifier.value.clone()),
        start: start(seen.period.as_ref()).unwrap_or(now),
        end,
        ..EncounterIn::default()
    }
}

/// Code, system and name of a concept; code systems of Chinese hospitals get their short names.
fn coded(concept: &Concept) -> (String, String, String) {
    let coding = concept.coding().cloned().unwrap_or_default();
    let system = coding.system.unwrap_or_default();
    let lower = system.to_lowercase();
    let short =
        if lower.contains("icd-10") || lower.contains("icd10") || lower.ends_with("2.16.840.1.113883.6.3") {
            "icd10".to_owned()
        } else if lower.contains("icd-9") || lower.contains("icd9") {
            "icd9cm3".to_owned()
        } else {
            system
        };
    (coding.code.unwrap_or_default(), short, concept.label().unwrap_or("").to_owned())
}

fn condition(json: &Json, key: String, now: DateTime<Utc>) -> ConditionIn {
    let seen = fhir::condition(json, zone());
    let (code, system, name) = coded(&seen.code);
    let onset = seen.onset.as_ref().and_then(|onset| onset.start.as_ref());
    let status = match (seen.verification_status.as_deref(), seen.clinical_status.as_deref()) {
        (Some("entered-in-error" | "refuted"), _) => "entered-in-error",
        (_, Some("resolved" | "inactive" | "remission")) => "resolved",
        _ => "active",
    };
    ConditionIn {
        key,
        at: onset.or(seen.recorded.as_ref()).map_or(now, |at| at.start),
        code,
        system,
        name,
        onset: onset.filter(|onset| onset.has_day()).map(|onset| onset.date),
        status: status.to_owned(),
        encounter_key: encounter_key(seen.encounter.as_ref()),
        resource: None,
    }
}

fn procedure(json: &Json, key: String, now: DateTime<Utc>) -> ProcedureIn {
    let seen = fhir::procedure(json, zone());
    let (code, system, name) = coded(&seen.code);
    let status = match seen.status.as_deref() {
        Some("entered-in-error") => "entered-in-error",
        Some("not-done" | "stopped") => "not-done",
        Some("preparation" | "in-progress" | "on-hold") => "in-progress",
        _ => "completed",
    };
    let performer =
        json.items("performer").iter().find_map(|p| p.at(&["actor", "display"])).and_then(Json::as_str);
    ProcedureIn {
        key,
        at: start(seen.performed.as_ref()).unwrap_or(now),
        code,
        system,
        name,
        status: status.to_owned(),
        performer: performer.map(str::to_owned),
        encounter_key: encounter_key(seen.encounter.as_ref()),
        resource: None,
    }
}

fn medication(json: &Json, key: String, now: DateTime<Utc>) -> MedicationIn {
    let seen = fhir::medication_request(json, zone());
    let (code, system, name) = coded(&seen.medication);
    let status = match seen.status.as_deref() {
        Some("entered-in-error") => "entered-in-error",
        Some("cancelled" | "stopped") => "stopped",
        Some("completed") => "completed",
        _ => "active",
    };
    let supply = json.at(&["dispenseRequest", "expectedSupplyDuration"]).map(fhir::Quantity::read);
    let days = supply.filter(|supply| matches!(supply.unit_code(), Some("d" | "day" | "days" | "天")));
    MedicationIn {
        key,
        at: seen.authored.map_or(now, |at| at.start),
        code,
        system,
        name,
        dose: seen.dosage,
        days_supply: days.and_then(|days| days.value).and_then(|digits| digits.parse().ok()),
        status: status.to_owned(),
        encounter_key: encounter_key(seen.encounter.as_ref()),
        resource: None,
    }
}

fn allergy(json: &Json, key: String, now: DateTime<Utc>) -> AllergyIn {
    let seen = fhir::allergy(json, zone());
    let (code, system, name) = coded(&seen.code);
    let status = match (seen.verification_status.as_deref(), seen.clinical_status.as_deref()) {
        (Some("entered-in-error" | "refuted"), _) => "entered-in-error",
        (_, Some("resolved" | "inactive")) => "resolved",
        _ => "active",
    };
    let reaction: Vec<&str> = seen.manifestations.iter().filter_map(Concept::label).collect();
    let severity = json.items("reaction").iter().find_map(|reaction| reaction.text("severity"));
    AllergyIn {
        key,
        at: seen.recorded.as_ref().map(|at| at.start).or_else(|| start(seen.onset.as_ref())).unwrap_or(now),
        code,
        system,
        name,
        reaction: (!reaction.is_empty()).then(|| reaction.join("、")),
        severity: severity
            .or_else(|| (seen.criticality.as_deref() == Some("high")).then_some("severe"))
            .map(str::to_owned),
        status: status.to_owned(),
        resource: None,
    }
}

fn immunization(json: &Json, key: String, now: DateTime<Utc>) -> ImmunizationIn {
    let seen = fhir::immunization(json, zone());
    let (code, system, name) = coded(&seen.vaccine);
    ImmunizationIn {
        key,
        at: start(seen.occurrence.as_ref()).unwrap_or(now),
        code,
        system,
        name,
        status: seen.status.unwrap_or_default(),
        encounter_key: encounter_key(seen.encounter.as_ref()),
        resource: None,
    }
}

fn report(json: &Json, key: String, now: DateTime<Utc>) -> ReportIn {
    let seen = fhir::report(json, zone());
    let (code, system, name) = coded(&seen.code);
    let status = match seen.status.as_deref() {
        Some("entered-in-error" | "cancelled") => "entered-in-error",
        Some("registered" | "partial" | "preliminary") => "preliminary",
        _ => "final",
    };
    let issued = seen.issued.as_ref().map(|at| at.start);
    ReportIn {
        key,
        at: start(seen.effective.as_ref()).or(issued).unwrap_or(now),
        code,
        system,
        exam: name.contains("体检"),
        name,
        conclusion: seen.conclusion,
        status: status.to_owned(),
        encounter_key: encounter_key(seen.encounter.as_ref()),
        resource: None,
    }
}
