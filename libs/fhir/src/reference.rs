//! What a FHIR reference points at, and rewriting of references inside a resource. Section "References" of FHIR R4.

use crate::Json;

/// A reference text taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `#referral`: a resource contained in the same document.
    Contained(&'a str),
    /// `urn:uuid:…` or `urn:oid:…`: the `fullUrl` of another entry of the same bundle.
    Urn(&'a str),
    /// `Patient/123` or `Patient/123/_history/2`.
    Relative {
        /// Resource type.
        kind: &'a str,
        /// Logical id.
        id: &'a str,
        /// Version, if one is named.
        version: Option<&'a str>,
    },
    /// `https://host/fhir/Patient/123`.
    Absolute {
        /// Everything before the resource type, without the slash.
        base: &'a str,
        /// Resource type.
        kind: &'a str,
        /// Logical id.
        id: &'a str,
    },
    /// `Practitioner?identifier=system|value`: whoever the search finds.
    Conditional {
        /// Resource type.
        kind: &'a str,
        /// The search, without the question mark.
        query: &'a str,
    },
    /// Anything else; kept, never resolved.
    Other(&'a str),
}

impl<'a> Reference<'a> {
    /// Takes a reference apart.
    pub fn parse(text: &'a str) -> Self {
        if let Some(id) = text.strip_prefix('#') {
            return Reference::Contained(id);
        }
        if text.starts_with("urn:") {
            return Reference::Urn(text);
        }
        if let Some((path, query)) = text.split_once('?') {
            let kind = path.rsplit('/').next().unwrap_or(path);
            return if is_type_name(kind) {
                Reference::Conditional { kind, query }
            } else {
                Reference::Other(text)
            };
        }
        let (plain, version) = match text.split_once("/_history/") {
            Some((plain, version)) => (plain, Some(version)),
            None => (text, None),
        };
        let Some((head, id)) = plain.rsplit_once('/') else {
            return Reference::Other(text);
        };
        if id.is_empty() {
            return Reference::Other(text);
        }
        match head.rsplit_once('/') {
            Some((base, kind)) if is_type_name(kind) && base.contains("://") => {
                Reference::Absolute { base, kind, id }
            }
            None if is_type_name(head) => Reference::Relative { kind: head, id, version },
            _ => Reference::Other(text),
        }
    }

    /// Resource type and id, for references that name both.
    pub fn target(&self) -> Option<(&'a str, &'a str)> {
        match self {
            Reference::Relative { kind, id, .. } | Reference::Absolute { kind, id, .. } => Some((kind, id)),
            _ => None,
        }
    }

    /// The key of a conditional reference by identifier: `(type, system, value)`, where no system was named if `None`.
    pub fn identifier(&self) -> Option<(&'a str, Option<&'a str>, &'a str)> {
        let Reference::Conditional { kind, query } = self else {
            return None;
        };
        let token = query.strip_prefix("identifier=").filter(|rest| !rest.contains('&'))?;
        Some(match token.split_once('|') {
            Some((system, value)) => (kind, Some(system), value),
            None => (kind, None, token),
        })
    }
}

fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Calls `see` with the text of each `Reference.reference` of the document, contained resources included.
pub fn each<'a>(document: &'a Json, see: &mut impl FnMut(&'a str)) {
    match document {
        Json::Array(items) => items.iter().for_each(|item| each(item, see)),
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::String(text) if name == "reference" => see(text),
                    Json::Array(_) | Json::Object(_) => each(value, see),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Replaces references for which `change` gives a new text. Beside `Reference.reference` the elements of type uri, url
/// and uuid are looked at when they hold a `urn:` text, as the transaction rules ask; identifiers are left alone.
/// Returns how many were replaced.
pub fn rewrite(document: &mut Json, change: &mut impl FnMut(&str) -> Option<String>) -> usize {
    match document {
        Json::Array(items) => items.iter_mut().map(|item| rewrite(item, change)).sum(),
        Json::Object(members) => members
            .iter_mut()
            .map(|(name, value)| match value {
                Json::String(text)
                    if name == "reference" || (is_uri_member(name) && text.starts_with("urn:")) =>
                {
                    match change(text) {
                        Some(new) if new != *text => {
                            *text = new;
                            1
                        }
                        _ => 0,
                    }
                }
                Json::Array(_) | Json::Object(_) if name != "identifier" => rewrite(value, change),
                _ => 0,
            })
            .sum(),
        _ => 0,
    }
}

fn is_uri_member(name: &str) -> bool {
    matches!(name, "valueUri" | "valueUrl" | "valueUuid" | "url" | "uri")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn each_way_of_pointing_is_told_apart() {
        assert_eq!(Reference::parse("#referral"), Reference::Contained("referral"));
        assert_eq!(Reference::parse("urn:uuid:6d23"), Reference::Urn("urn:uuid:6d23"));
        assert_eq!(Reference::parse("Patient/1/_history/2").target(), Some(("Patient", "1")));
        assert_eq!(Reference::parse("https://h.example/fhir/Patient/9").target(), Some(("Patient", "9")));
        let npi = Reference::parse("Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999974592");
        assert_eq!(
            npi.identifier(),
            Some(("Practitioner", Some("http://hl7.org/fhir/sid/us-npi"), "9999974592"))
        );
        assert_eq!(Reference::parse("just words").target(), None);
        assert_eq!(Reference::parse("patients/1").target(), None);
    }

    #[test]
    fn a_bundle_reference_is_rewritten_everywhere_but_not_in_identifiers() {
        let mut document = parse(
            r##"{"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:1"}],
                "subject":{"reference":"urn:uuid:1"},"contained":[{"beneficiary":{"reference":"urn:uuid:1"}}],
                "extension":[{"valueUri":"urn:uuid:1"}],"referral":{"reference":"#referral"}}"##,
        )
        .unwrap();
        let changed =
            rewrite(&mut document, &mut |text| (text == "urn:uuid:1").then(|| "Patient/7".to_owned()));
        assert_eq!(changed, 3);
        assert_eq!(document.at(&["identifier", "value"]).and_then(Json::as_str), Some("urn:uuid:1"));
        let mut seen = Vec::new();
        each(&document, &mut |text| seen.push(text.to_owned()));
        assert_eq!(seen, ["Patient/7", "Patient/7", "#referral"]);
    }
}
