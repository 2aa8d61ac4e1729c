//! A person as a FHIR Patient.

use kernel::PatientId;
use record::file::{IdentifierIn, PersonIn, Sex};
use serde_json::{Map, Value, json};

/// The document after `said`: what the source does not mention stays as it was.
pub fn document(id: PatientId, before: Value, said: &PersonIn) -> Value {
    let mut document = match before {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    document.insert("resourceType".to_owned(), json!("Patient"));
    document.insert("id".to_owned(), json!(id));
    document.insert("active".to_owned(), json!(true));
    let mut identifiers = document.get("identifier").and_then(Value::as_array).cloned().unwrap_or_default();
    for new in said.identifiers.iter().filter(|new| !new.value.is_empty()).map(identifier) {
        let same =
            |old: &Value| old.get("system") == new.get("system") && old.get("value") == new.get("value");
        if !identifiers.iter().any(same) {
            identifiers.push(new);
        }
    }
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            document.insert(name.to_owned(), value);
        }
    };
    set("identifier", (!identifiers.is_empty()).then_some(Value::Array(identifiers)));
    set("name", (!said.name.is_empty()).then(|| json!([{"use": "official", "text": said.name}])));
    set("gender", said.sex.map(|sex| json!(gender(sex))));
    set("birthDate", said.birth_date.map(|day| json!(day)));
    let phones: Vec<Value> =
        said.phones.iter().map(|phone| json!({"system": "phone", "value": phone})).collect();
    set("telecom", (!phones.is_empty()).then_some(Value::Array(phones)));
    set("address", said.address.as_ref().filter(|text| !text.is_empty()).map(|text| json!([{"text": text}])));
    set("deceasedDateTime", said.deceased_at.map(|at| json!(at)));
    Value::Object(document)
}

/// Identifier systems of ours and the OIDs by which they are known in China (WS/T 500, WS 363).
fn identifier(number: &IdentifierIn) -> Value {
    let system = match number.system.as_str() {
        "id_card" => "urn:oid:2.16.156.10011.1.3".to_owned(),
        "visit_card" => "urn:oid:2.16.156.10011.1.19".to_owned(),
        own if own.contains("://") || own.starts_with("urn:") => own.to_owned(),
        own => format!("urn:nuanqiao:{own}"),
    };
    json!({"system": system, "value": number.value})
}

fn gender(sex: Sex) -> &'static str {
    sex.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_message_adds_what_it_knows_and_takes_nothing_away() {
        let id = PatientId::new();
        let number = |system: &str, value: &str| IdentifierIn {
            system: system.to_owned(),
            value: value.to_owned(),
            kind: String::new(),
        };
        let first = PersonIn {
            name: "林小树".to_owned(),
            sex: Some(Sex::Male),
            identifiers: vec![number("mrn:HIS", "B1")],
            ..Default::default()
        };
        let second = PersonIn {
            phones: vec!["19900001305".to_owned()],
            identifiers: vec![number("mrn:HIS", "B1"), number("id_card", "339900199001011017")],
            ..Default::default()
        };
        let document = document(id, document(id, Value::Null, &first), &second);
        assert_eq!(document["name"][0]["text"], "林小树");
        assert_eq!(document["gender"], "male");
        assert_eq!(document["identifier"].as_array().unwrap().len(), 2);
        assert_eq!(document["identifier"][1]["system"], "urn:oid:2.16.156.10011.1.3");
        assert_eq!(document["telecom"][0]["value"], "19900001305");
    }
}
