//! FHIR documents of files, made ready for filing: bundles taken apart, ids given to those that bring none. Pure.

use nq_fhir::{Bundle, Json, Method, resource};

use super::digest::hex;
use super::summary::Summary;
use crate::fhir::file::Document;

/// Documents that belong together, each with its place in the file.
pub(super) type Documents = Vec<(String, Document)>;

/// The documents of one JSON file: the resource itself, or those of a bundle.
pub(super) fn of_json(name: &str, json: Json, summary: &mut Summary) -> Documents {
    if resource::kind(&json) != "Bundle" {
        return vec![(name.to_owned(), document(json, None))];
    }
    let bundle = match Bundle::read(json) {
        Ok(bundle) => bundle,
        Err(outcome) => {
            summary.quarantine(name, outcome.sentence());
            return Vec::new();
        }
    };
    if let Err(outcome) = bundle.names() {
        summary.quarantine(name, outcome.sentence());
        return Vec::new();
    }
    let mut found = Vec::new();
    for (place, entry) in bundle.entries.into_iter().enumerate() {
        let at = format!("{name}#entry[{place}]");
        if entry.request.as_ref().is_some_and(|request| request.method == Method::Delete) {
            summary.quarantine(at, "导入文件中的删除请求不执行。如需删除，请通过接口提交。");
        } else if let Some(json) = entry.resource {
            // The server's own remarks in a search result are not data.
            match resource::kind(&json) {
                "OperationOutcome" => {}
                "Bundle" => found.extend(of_json(&at, json, summary)),
                _ => found.push((at, document(json, entry.full_url))),
            }
        }
    }
    found
}

/// A document of a delivery. Without an id of its own it is known by its name in the bundle, else by its first
/// identifier, else by its content, so that delivering it again is seen.
pub(super) fn document(mut json: Json, full_url: Option<String>) -> Document {
    if resource::id(&json).is_none() {
        let id = full_url
            .as_deref()
            .and_then(|url| url.strip_prefix("urn:uuid:"))
            .filter(|id| resource::is_id(id))
            .map_or_else(|| derived_id(&json), str::to_owned);
        json.set_after("id", "resourceType", id.into());
    }
    Document { json, full_url, put: None, if_match: None }
}

fn derived_id(json: &Json) -> String {
    let number = resource::identifiers(json)
        .into_iter()
        .find_map(|number| Some(format!("{}|{}", number.system.unwrap_or_default(), number.value?)));
    let words =
        number.map_or_else(|| json.canonical(), |number| format!("{}|{number}", resource::kind(json)));
    hex(&[&words], 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_without_an_id_gets_the_same_one_every_time() {
        let patient = r#"{"resourceType":"Patient","identifier":[{"system":"urn:nuanqiao:mrn","value":"P1"}],"gender":"male"}"#;
        let id = |text: &str, url: Option<&str>| {
            let document = document(nq_fhir::parse(text).unwrap(), url.map(str::to_owned));
            resource::id(&document.json).unwrap().to_owned()
        };
        assert_eq!(id(patient, None), id(&patient.replace("male", "female"), None));
        assert_ne!(id(patient, None), id(&patient.replace("P1", "P2"), None));
        assert_eq!(
            id(patient, Some("urn:uuid:dae840a6-f89f-457a-a32b-123dcfdaa6b5")),
            "dae840a6-f89f-457a-a32b-123dcfdaa6b5"
        );
    }
}
