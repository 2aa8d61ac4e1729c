//! Bundles: reading what arrives (transaction, batch, collection, searchset …) and the links inside it.

use std::collections::HashMap;

use crate::outcome::{Issue, IssueCode, Outcome};
use crate::reference::Reference;
use crate::{Json, resource};

/// What a bundle is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BundleKind {
    /// All or nothing.
    Transaction,
    /// Each entry for itself.
    Batch,
    /// Just resources together: collection, searchset, history, document, message.
    Contents,
    /// The answer to a transaction or batch.
    Response,
}

/// What an entry of a transaction or batch asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    // In the order in which a transaction is carried out.
    /// Delete.
    Delete,
    /// Create.
    Post,
    /// Update.
    Put,
    /// Patch.
    Patch,
    /// Read or search.
    Get,
    /// As read, without the body.
    Head,
}

impl Method {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            _ => return None,
        })
    }
}

/// The request part of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// Where, relative to the server's base: `Patient`, `Patient/1`, `Patient?identifier=…`.
    pub url: String,
    /// Search that must find nothing for a create to happen.
    pub if_none_exist: Option<String>,
    /// Version that must still be the current one.
    pub if_match: Option<String>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The name of the entry inside the bundle.
    pub full_url: Option<String>,
    /// The resource, taken out of the document.
    pub resource: Option<Json>,
    /// What to do with it.
    pub request: Option<Request>,
}

/// A bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it is for.
    pub kind: BundleKind,
    /// Its entries in order.
    pub entries: Vec<Entry>,
}

impl Bundle {
    /// Reads a bundle; the resources are moved out of the document, not copied.
    pub fn read(mut document: Json) -> Result<Self, Outcome> {
        if resource::kind(&document) != "Bundle" {
            return Err(Outcome::error(IssueCode::Structure, "这不是 Bundle 资源"));
        }
        let kind = match document.text("type") {
            Some("transaction") => BundleKind::Transaction,
            Some("batch") => BundleKind::Batch,
            Some("collection" | "searchset" | "history" | "document" | "message") => BundleKind::Contents,
            Some("transaction-response" | "batch-response") => BundleKind::Response,
            other => {
                let said = format!("不认识的 Bundle 类型“{}”", other.unwrap_or(""));
                return Err(vec![Issue::error(IssueCode::CodeInvalid, "Bundle.type", said)].into());
            }
        };
        let entries = match document.remove("entry") {
            None => Vec::new(),
            Some(Json::Array(items)) => items,
            Some(_) => {
                let issue = Issue::error(IssueCode::Structure, "Bundle.entry", "entry 应为列表");
                return Err(vec![issue].into());
            }
        };
        let asks = matches!(kind, BundleKind::Transaction | BundleKind::Batch);
        let entries = entries.into_iter().enumerate().map(|(place, entry)| read_entry(place, entry, asks));
        Ok(Bundle { kind, entries: entries.collect::<Result<_, Issue>>().map_err(|issue| vec![issue])? })
    }

    /// The names by which entries may be pointed at from inside the bundle → the entry's place. Each `fullUrl`, and
    /// `Type/id` for entries whose resource brings an id. A `fullUrl` may occur twice only for different versions.
    pub fn names(&self) -> Result<HashMap<String, usize>, Outcome> {
        let mut names: HashMap<String, usize> = HashMap::with_capacity(self.entries.len() * 2);
        for (place, entry) in self.entries.iter().enumerate() {
            let Some(url) = &entry.full_url else { continue };
            let other = names.insert(url.clone(), place).and_then(|before| self.entries.get(before));
            if other.is_some_and(|other| version(other).is_none() || version(other) == version(entry)) {
                let at = format!("Bundle.entry[{place}].fullUrl");
                let said = format!("fullUrl“{url}”在同一个 Bundle 中出现两次");
                return Err(vec![Issue::error(IssueCode::Invalid, &at, said)].into());
            }
        }
        for (place, entry) in self.entries.iter().enumerate() {
            if let Some(found) = &entry.resource
                && let Some(id) = resource::id(found)
            {
                names.entry(format!("{}/{id}", resource::kind(found))).or_insert(place);
            }
        }
        Ok(names)
    }

    /// References of the form `urn:` that no entry of this bundle bears: `(entry place, reference)`.
    pub fn unresolved(&self, names: &HashMap<String, usize>) -> Vec<(usize, String)> {
        let mut missing = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            if let Some(document) = &entry.resource {
                crate::reference::each(document, &mut |text| {
                    if matches!(Reference::parse(text), Reference::Urn(urn) if !names.contains_key(urn)) {
                        missing.push((place, text.to_owned()));
                    }
                });
            }
        }
        missing
    }
}

fn version(entry: &Entry) -> Option<&str> {
    entry.resource.as_ref()?.at(&["meta", "versionId"])?.as_str()
}

fn read_entry(place: usize, mut entry: Json, asks: bool) -> Result<Entry, Issue> {
    let at = |part: &str| format!("Bundle.entry[{place}]{part}");
    if !entry.is_object() {
        return Err(Issue::error(IssueCode::Structure, &at(""), "entry 的每一项应为对象"));
    }
    let request = match entry.remove("request") {
        None if asks => {
            return Err(Issue::error(
                IssueCode::Required,
                &at(".request"),
                "transaction 和 batch 的每一项都要写明 request",
            ));
        }
        None => None,
        Some(request) => Some(
            read_request(&request).map_err(|said| Issue::error(IssueCode::Value, &at(".request"), said))?,
        ),
    };
    let resource = entry.remove("resource");
    if resource.as_ref().is_some_and(|found| resource::kind(found).is_empty()) {
        return Err(Issue::error(
            IssueCode::Required,
            &at(".resource.resourceType"),
            "资源缺少 resourceType",
        ));
    }
    let needs_body =
        request.as_ref().is_some_and(|request| matches!(request.method, Method::Post | Method::Put));
    if asks && needs_body && resource.is_none() {
        return Err(Issue::error(IssueCode::Required, &at(".resource"), "POST 和 PUT 需要附带资源"));
    }
    Ok(Entry { full_url: entry.text("fullUrl").map(str::to_owned), resource, request })
}

fn read_request(request: &Json) -> Result<Request, String> {
    let said = request.text("method").unwrap_or("");
    let method = Method::read(said).ok_or_else(|| format!("不认识的 request.method“{said}”"))?;
    let url = request.text("url").ok_or("缺少 request.url")?.trim_start_matches('/').to_owned();
    let text = |name| request.text(name).map(str::to_owned);
    Ok(Request { method, url, if_none_exist: text("ifNoneExist"), if_match: text("ifMatch") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn a_transaction_tells_which_entry_is_wrong() {
        let read = |entry: &str| {
            let text = format!(r#"{{"resourceType":"Bundle","type":"transaction","entry":[{entry}]}}"#);
            Bundle::read(parse(&text).unwrap())
        };
        let missing = read(r#"{"resource":{"resourceType":"Patient"}}"#).unwrap_err();
        assert_eq!(missing.issues[0].expression, "Bundle.entry[0].request");
        assert!(read(r#"{"request":{"method":"POST","url":"Patient"}}"#).is_err());
        assert!(read(r#"{"request":{"method":"STEAL","url":"Patient"}}"#).is_err());
        assert!(read(r#"{"request":{"method":"GET","url":"/Patient/1"}}"#).is_ok());
    }

    #[test]
    fn entries_are_found_by_full_url_and_by_type_and_id() {
        let bundle = Bundle::read(
            parse(
                r#"{"resourceType":"Bundle","type":"collection","entry":[
                    {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"a"}},
                    {"resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:2"}}}]}"#,
            )
            .unwrap(),
        )
        .unwrap();
        let names = bundle.names().unwrap();
        assert_eq!((names.get("urn:uuid:1"), names.get("Patient/a")), (Some(&0), Some(&0)));
        assert_eq!(bundle.unresolved(&names), [(1, "urn:uuid:2".to_owned())]);
    }

    #[test]
    fn one_name_for_two_entries_is_refused_unless_they_are_versions() {
        let bundle = |second: &str| {
            let entry = |version: &str| {
                format!(
                    r#"{{"fullUrl":"urn:uuid:1","resource":{{"resourceType":"Patient","meta":{{"versionId":"{version}"}}}}}}"#
                )
            };
            let text = format!(
                r#"{{"resourceType":"Bundle","type":"collection","entry":[{},{}]}}"#,
                entry("1"),
                entry(second)
            );
            Bundle::read(parse(&text).unwrap()).unwrap().names().is_ok()
        };
        assert!(bundle("2"));
        assert!(!bundle("1"));
    }
}
