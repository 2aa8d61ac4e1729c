//! By which words a resource is found: the tokens and times of the search parameters 暖桥 serves. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kernel::clock::zone;
use nq_fhir::facts::{self, Coding, Concept};
use nq_fhir::{FhirTime, Json, resource};

/// One token of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// Search parameter.
    pub param: &'static str,
    /// Code, identifier or folded word.
    pub value: String,
    /// Code system, `""` if none.
    pub system: String,
}

/// Longest token kept; PostgreSQL refuses index entries above about 2,700 bytes.
const LONGEST: usize = 200;

/// The tokens of a resource, each once.
pub fn tokens(json: &Json) -> BTreeSet<Token> {
    let mut found = BTreeSet::new();
    let kind = resource::kind(json);
    // Claims and benefits bring many numbers nobody searches by.
    if !matches!(kind, "Claim" | "ExplanationOfBenefit") {
        for identifier in resource::identifiers(json) {
            add(&mut found, "identifier", identifier.value.as_deref(), identifier.system.as_deref());
        }
    }
    match kind {
        "Patient" | "Practitioner" => person(json, &mut found),
        "Organization" | "Location" => word(&mut found, "name", json.text("name")),
        "Encounter" => {
            if let Some(class) = json.get("class") {
                coding(&mut found, "class", &Coding::read(class));
            }
            concepts(json, "type", "type", &mut found);
        }
        "Observation" => {
            concepts(json, "code", "code", &mut found);
            concepts(json, "category", "category", &mut found);
            for part in json.items("component") {
                concepts(part, "code", "component-code", &mut found);
            }
        }
        "Condition" => {
            concepts(json, "code", "code", &mut found);
            concepts(json, "category", "category", &mut found);
            concepts(json, "clinicalStatus", "clinical-status", &mut found);
        }
        "MedicationRequest" | "MedicationStatement" => {
            concepts(json, "medicationCodeableConcept", "code", &mut found);
        }
        "Immunization" => concepts(json, "vaccineCode", "vaccine-code", &mut found),
        "Procedure" | "DiagnosticReport" | "AllergyIntolerance" => {
            concepts(json, "code", "code", &mut found);
            if kind == "DiagnosticReport" {
                concepts(json, "category", "category", &mut found);
            }
        }
        _ => {}
    }
    found
}

fn person(json: &Json, found: &mut BTreeSet<Token>) {
    let person = facts::patient(json, zone());
    add(found, "gender", person.gender.as_deref(), None);
    for name in &person.names {
        word(found, "family", name.family.as_deref());
        for given in &name.given {
            word(found, "given", Some(given));
            word(found, "name", Some(given));
        }
        word(found, "name", name.family.as_deref());
        word(found, "name", name.full().as_deref());
    }
    for contact in &person.telecoms {
        add(found, "telecom", contact.value.as_deref(), contact.system.as_deref());
    }
}

fn add(found: &mut BTreeSet<Token>, param: &'static str, value: Option<&str>, system: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty() && value.len() <= LONGEST) {
        let system: String = system.unwrap_or("").chars().take(LONGEST).collect();
        found.insert(Token { param, value: value.to_owned(), system });
    }
}

/// A word for string search: folded, exact form kept beside it in `system`.
fn word(found: &mut BTreeSet<Token>, param: &'static str, text: Option<&str>) {
    if let Some(text) = text {
        let short: String = text.chars().take(60).collect();
        let folded = fold(&short);
        add(found, param, Some(&folded), Some(&short));
    }
}

/// Folds a word for string search: lower case without outer blanks.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

fn coding(found: &mut BTreeSet<Token>, param: &'static str, coding: &Coding) {
    add(found, param, coding.code.as_deref(), coding.system.as_deref());
}

fn concepts(json: &Json, member: &str, param: &'static str, found: &mut BTreeSet<Token>) {
    for concept in Concept::members(json, member) {
        for one in &concept.codings {
            coding(found, param, one);
        }
    }
}

/// The time a resource is about, as `[from, until)`: birth date of a Patient, else when it happened.
pub fn span(json: &Json) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let zone = zone();
    let of = |time: Option<FhirTime>| time.map(|time| (time.start, time.end));
    let period = |period: Option<facts::Period>| {
        let period = period?;
        let start = period.start.as_ref().or(period.end.as_ref())?.start;
        // An open end lasts.
        let end = period.end.as_ref().map_or(DateTime::<Utc>::MAX_UTC, |end| end.end);
        Some((start, end.max(start)))
    };
    match resource::kind(json) {
        "Patient" => of(facts::patient(json, zone).birth_date),
        "Encounter" => period(facts::encounter(json, zone).period),
        "Observation" => {
            let seen = facts::observation(json, zone);
            period(seen.effective).or_else(|| of(seen.issued))
        }
        "Condition" => {
            let seen = facts::condition(json, zone);
            of(seen.onset.and_then(|onset| onset.start)).or_else(|| of(seen.recorded))
        }
        "Procedure" => period(facts::procedure(json, zone).performed),
        "Immunization" => period(facts::immunization(json, zone).occurrence),
        "DiagnosticReport" => {
            let seen = facts::report(json, zone);
            period(seen.effective).or_else(|| of(seen.issued))
        }
        _ => of(facts::other(json, zone).when),
    }
    .map(|(from, until)| (from, until.min(FAR)))
}

/// Later than any real time, yet inside what both databases can hold.
const FAR: DateTime<Utc> = match DateTime::from_timestamp(253_370_764_800, 0) {
    Some(far) => far,
    None => DateTime::<Utc>::MAX_UTC,
};

/// Whether a resource is about a person, so that it is seen only with the person.
pub fn is_personal(json: &Json) -> bool {
    const OPEN: &[&str] = &[
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Location",
        "HealthcareService",
        "Endpoint",
        "Medication",
        "Substance",
        "ValueSet",
        "CodeSystem",
        "ConceptMap",
        "StructureDefinition",
        "Questionnaire",
        "PlanDefinition",
        "ActivityDefinition",
        "Library",
        "Measure",
        "NamingSystem",
        "SearchParameter",
        "OperationDefinition",
        "CapabilityStatement",
        "ImplementationGuide",
        "Schedule",
        "Slot",
        "InsurancePlan",
        "DeviceDefinition",
        "ObservationDefinition",
        "SpecimenDefinition",
        "MedicationKnowledge",
        "OrganizationAffiliation",
    ];
    !OPEN.contains(&resource::kind(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_patient_is_found_by_name_number_and_birth_year() {
        let json = nq_fhir::parse(
            r#"{"resourceType":"Patient","identifier":[{"system":"urn:nuanqiao:mrn","value":"P15387829"}],
               "name":[{"text":"张秀英","family":"张","given":["秀英"]}],"gender":"female","birthDate":"1970-01-01"}"#,
        )
        .unwrap();
        let found: Vec<String> =
            tokens(&json).into_iter().map(|t| format!("{}={}|{}", t.param, t.system, t.value)).collect();
        for expected in
            ["identifier=urn:nuanqiao:mrn|P15387829", "name=张秀英|张秀英", "family=张|张", "gender=|female"]
        {
            assert!(found.iter().any(|token| token == expected), "{expected} in {found:?}");
        }
        assert_eq!(span(&json).unwrap().0.to_rfc3339(), "1969-12-31T16:00:00+00:00");
    }
}
