//! A fact as a FHIR resource.

use record::file::{
    ComponentIn, EncounterClass, EncounterIn, FactIn, MedicationIn, ObservationIn, ProcedureIn, ReportIn,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The document of a fact about the given subject.
pub fn document(fact: &FactIn, id: Uuid, subject: &str) -> Value {
    let patient = json!({"reference": format!("Patient/{subject}")});
    let mut document = match fact {
        FactIn::Encounter(e) => encounter(e),
        FactIn::Observation(o) => observation(o),
        FactIn::Condition(c) => json!({
            "resourceType": "Condition",
            "clinicalStatus": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                "code": or(&c.status, "active"),
            }]},
            "code": concept(&c.code, &c.system, &c.name),
            "onsetDateTime": c.onset.map_or_else(|| json!(c.at), |day| json!(day)),
            "recordedDate": c.at,
        }),
        FactIn::Procedure(p) => procedure(p),
        FactIn::Medication(m) => medication(m),
        FactIn::Allergy(a) => json!({
            "resourceType": "AllergyIntolerance",
            "code": concept(&a.code, &a.system, &a.name),
            "recordedDate": a.at,
            "patient": patient,
        }),
        FactIn::Immunization(i) => json!({
            "resourceType": "Immunization",
            "status": or(&i.status, "completed"),
            "vaccineCode": concept(&i.code, &i.system, &i.name),
            "occurrenceDateTime": i.at,
            "patient": patient,
        }),
        FactIn::Report(r) => report(r),
    };
    if let Value::Object(map) = &mut document {
        map.insert("id".to_owned(), json!(id));
        if !map.contains_key("patient") {
            map.insert("subject".to_owned(), patient);
        }
    }
    without_nulls(document)
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn encounter(e: &EncounterIn) -> Value {
    let class = match e.class {
        EncounterClass::Inpatient => "IMP",
        EncounterClass::Emergency => "EMER",
        EncounterClass::Home => "HH",
        EncounterClass::Virtual => "VR",
        EncounterClass::Outpatient | EncounterClass::Exam | EncounterClass::Other => "AMB",
    };
    let number = e.visit_no.as_ref().map(|no| json!([{"system": "urn:nuanqiao:visit", "value": no}]));
    json!({
        "resourceType": "Encounter",
        "identifier": number,
        "status": e.status.as_str().replace('_', "-"),
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": class, "display": e.class.zh()},
        "serviceType": e.department.as_ref().map(|name| json!({"text": name})),
        "participant": e.doctor.as_ref().map(|name| json!([{"individual": {"display": name}}])),
        "period": {"start": e.start, "end": e.end},
    })
}

fn observation(o: &ObservationIn) -> Value {
    let mut document = json!({
        "resourceType": "Observation",
        "status": o.status.as_str(),
        "code": metric_concept(o.metric.as_deref(), &o.code, &o.code_system, &o.name),
        "effectiveDateTime": o.at,
        "interpretation": flag(o.flag_text.as_deref()),
        "referenceRange": range(o.ref_text.as_deref()),
    });
    if let Value::Object(map) = &mut document {
        if o.components.is_empty() {
            map.extend(value(&o.value_text, o.value_num, &o.unit));
        } else {
            map.insert("component".to_owned(), o.components.iter().map(component).collect());
        }
    }
    document
}

fn component(c: &ComponentIn) -> Value {
    let mut part = Map::new();
    part.insert("code".to_owned(), metric_concept(c.metric.as_deref(), &c.code, &c.code_system, &c.name));
    part.extend(value(&c.value_text, c.value_num, &c.unit));
    part.insert("interpretation".to_owned(), flag(c.flag_text.as_deref()));
    part.insert("referenceRange".to_owned(), range(c.ref_text.as_deref()));
    Value::Object(part)
}

/// A number as it was written, digits kept; anything else as text.
fn value(text: &str, number: Option<f64>, unit: &str) -> Option<(String, Value)> {
    let written: Option<Value> = serde_json::from_str(text.trim()).ok().filter(Value::is_number);
    let number = written.or_else(|| number.map(|n| json!(n)));
    match number {
        Some(number) => Some(("valueQuantity".to_owned(), json!({"value": number, "unit": unit}))),
        None if text.is_empty() => None,
        None => Some(("valueString".to_owned(), json!(text))),
    }
}

fn flag(text: Option<&str>) -> Value {
    text.filter(|text| !text.is_empty()).map_or(Value::Null, |text| json!([{"text": text}]))
}

fn range(text: Option<&str>) -> Value {
    text.filter(|text| !text.is_empty()).map_or(Value::Null, |text| json!([{"text": text}]))
}

fn procedure(p: &ProcedureIn) -> Value {
    json!({
        "resourceType": "Procedure",
        "status": or(&p.status, "completed"),
        "code": concept(&p.code, &p.system, &p.name),
        "performedDateTime": p.at,
        "performer": p.performer.as_ref().map(|name| json!([{"actor": {"display": name}}])),
    })
}

fn medication(m: &MedicationIn) -> Value {
    json!({
        "resourceType": "MedicationRequest",
        "status": or(&m.status, "active"),
        "intent": "order",
        "medicationCodeableConcept": concept(&m.code, &m.system, &m.name),
        "authoredOn": m.at,
        "dosageInstruction": m.dose.as_ref().map(|text| json!([{"text": text}])),
    })
}

fn report(r: &ReportIn) -> Value {
    json!({
        "resourceType": "DiagnosticReport",
        "status": or(&r.status, "final"),
        "code": concept(&r.code, &r.system, &r.name),
        "effectiveDateTime": r.at,
        "conclusion": r.conclusion,
    })
}

/// The source's own code, and the LOINC code of our dictionary where the metric is known.
fn metric_concept(metric: Option<&str>, code: &str, system: &str, name: &str) -> Value {
    let mut concept = concept(code, system, name);
    let metric = metric.and_then(|code| nq_clinical::dictionary().get(code));
    let loinc = metric.filter(|metric| metric.loinc_confirmed).map(|metric| metric.loinc.as_str());
    if let (Some(loinc), Some(codings)) = (loinc, concept.get_mut("coding").and_then(Value::as_array_mut))
        && !codings.iter().any(|coding| coding.get("code").and_then(Value::as_str) == Some(loinc))
    {
        codings.push(json!({"system": "http://loinc.org", "code": loinc}));
    }
    concept
}

fn concept(code: &str, system: &str, name: &str) -> Value {
    let system = match system {
        "icd10" => "http://hl7.org/fhir/sid/icd-10".to_owned(),
        "icd9cm3" => "http://hl7.org/fhir/sid/icd-9-cm".to_owned(),
        own if own.contains("://") || own.starts_with("urn:") => own.to_owned(),
        own if own.eq_ignore_ascii_case("LN") || own.eq_ignore_ascii_case("loinc") => {
            "http://loinc.org".to_owned()
        }
        "" => "urn:nuanqiao:local".to_owned(),
        own => format!("urn:nuanqiao:{own}"),
    };
    let coding =
        if code.is_empty() { json!([]) } else { json!([{"system": system, "code": code, "display": name}]) };
    json!({"coding": coding, "text": name})
}

/// FHIR knows no null and no empty list.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().map(|(name, value)| (name, without_nulls(value)));
            Value::Object(kept.filter(|(_, value)| !empty(value)).collect())
        }
        Value::Array(list) => {
            Value::Array(list.into_iter().map(without_nulls).filter(|v| !empty(v)).collect())
        }
        other => other,
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}
