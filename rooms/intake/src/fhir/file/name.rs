//! Names of documents: which row each one is about, its logical id, and what its references point at.

use std::collections::{HashMap, HashSet};

use kernel::{Result, Scope, Tx};
use nq_fhir::{IssueCode, Json, Outcome, Reference, reference, resource};
use uuid::Uuid;

use super::super::store::{self, Known};
use super::Work;

/// The space of ids that are unique in the whole world.
pub(super) const EVERYWHERE: &str = "urn:uuid";

/// Whether an id is unique in the whole world.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// What is on file under the ids of these documents.
pub(super) async fn lookup(tx: &Tx, scope: &Scope, works: &[Work]) -> Result<Vec<Known>> {
    let mut by_kind: HashMap<&str, Vec<String>> = HashMap::new();
    for work in works {
        if let Some(id) = &work.source_id {
            by_kind.entry(&work.kind).or_default().push(id.clone());
        }
    }
    let mut found = Vec::new();
    for (kind, mut ids) in by_kind {
        ids.sort_unstable();
        ids.dedup();
        found.extend(store::known(tx, scope.tenant, kind, &ids).await?);
    }
    Ok(found)
}

/// The row a work is about: by logical id for a PUT, else by the source's id.
pub(super) fn row_of<'a>(work: &Work, known: &'a Index<'a>) -> Option<&'a Known> {
    let id = work.source_id.as_deref()?;
    let by_space = known.by_source.get(&(work.kind.as_str(), work.space.as_str(), id)).copied();
    let by_id = known.by_id.get(&(work.kind.as_str(), id)).copied();
    if work.document.put.is_some() { by_id } else { by_space }
}

/// Known rows by both of their names.
pub(super) struct Index<'a> {
    pub(super) by_id: HashMap<(&'a str, &'a str), &'a Known>,
    pub(super) by_source: HashMap<(&'a str, &'a str, &'a str), &'a Known>,
}

impl<'a> Index<'a> {
    pub(super) fn new(rows: &'a [Known]) -> Self {
        let by_id = rows.iter().map(|row| ((row.kind.as_str(), row.fhir_id.as_str()), row)).collect();
        let sourced = rows.iter().filter_map(|row| {
            Some(((row.kind.as_str(), row.space.as_str(), row.source_id.as_deref()?), row))
        });
        Self { by_id, by_source: sourced.collect() }
    }
}

/// Gives every work its logical id; answers the names by which documents point at each other.
pub(super) fn all(works: &mut [Work], known: &[Known]) -> HashMap<String, String> {
    let known = Index::new(known);
    let mut names = HashMap::new();
    let mut given: HashMap<(String, String, String), String> = HashMap::new();
    for work in works.iter_mut() {
        let fresh = || Uuid::now_v7().to_string();
        work.fhir_id = match (row_of(work, &known), &work.source_id) {
            (Some(row), _) => row.fhir_id.clone(),
            (None, None) => fresh(),
            (None, Some(id)) => {
                let key = (work.kind.clone(), work.space.clone(), id.clone());
                let taken = known.by_id.contains_key(&(work.kind.as_str(), id.as_str()));
                given.entry(key).or_insert_with(|| if taken { fresh() } else { id.clone() }).clone()
            }
        };
        let target = format!("{}/{}", work.kind, work.fhir_id);
        if let Some(url) = &work.document.full_url {
            names.insert(url.clone(), target.clone());
        }
        if work.kind == "Patient" {
            for number in resource::identifiers(&work.document.json) {
                let (system, value) = (number.system.unwrap_or_default(), number.value.unwrap_or_default());
                for bar in ["|", "%7C"] {
                    names.insert(format!("Patient?identifier={system}{bar}{value}"), target.clone());
                }
            }
        }
        if let Some(id) = resource::id(&work.document.json) {
            names.insert(format!("{}/{id}", work.kind), target);
        }
    }
    names
}

/// The people on file that delivered documents name by a condition (`Patient?identifier=…`). What nobody or several
/// people fit stays as it was sent.
pub(super) async fn by_condition(
    tx: &Tx,
    scope: &Scope,
    works: &[Work],
    names: &HashMap<String, String>,
) -> Result<HashMap<String, String>> {
    let mut asked: HashMap<String, String> = HashMap::new();
    for work in works {
        reference::each(&work.document.json, &mut |text| {
            if let Reference::Conditional { kind: "Patient", query } = Reference::parse(text)
                && !names.contains_key(text)
            {
                asked.insert(text.to_owned(), query.to_owned());
            }
        });
    }
    let mut found = HashMap::new();
    for (text, query) in asked {
        if let Ok(Some(row)) = super::super::query::only(&**tx, scope, "Patient", &query).await? {
            found.insert(text, format!("Patient/{}", row.fhir_id));
        }
    }
    Ok(found)
}

/// References to resources of this source that had to be filed under another id than the source's own.
pub(super) async fn remapped(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    works: &[Work],
    names: &HashMap<String, String>,
) -> Result<HashMap<String, String>> {
    let mut asked: HashMap<String, HashSet<String>> = HashMap::new();
    for work in works {
        reference::each(&work.document.json, &mut |text| {
            if let Reference::Relative { kind, id, .. } = Reference::parse(text)
                && !is_uuid(id)
                && !names.contains_key(text)
            {
                asked.entry(kind.to_owned()).or_default().insert(id.to_owned());
            }
        });
    }
    let mut found = HashMap::new();
    for (kind, ids) in asked {
        let ids: Vec<String> = ids.into_iter().collect();
        for row in store::known(tx, scope.tenant, &kind, &ids).await? {
            if let Some(id) = row.source_id.filter(|id| row.space == source && *id != row.fhir_id) {
                found.insert(format!("{kind}/{id}"), format!("{kind}/{}", row.fhir_id));
            }
        }
    }
    Ok(found)
}

/// Points the references of a document at logical ids, and gives it its own.
pub(super) fn point(
    work: &mut Work,
    names: &HashMap<String, String>,
    remapped: &HashMap<String, String>,
) -> std::result::Result<(), Outcome> {
    let mut lost = None;
    reference::rewrite(&mut work.document.json, &mut |text| {
        let found = names.get(text).or_else(|| remapped.get(text));
        if found.is_none() && matches!(Reference::parse(text), Reference::Urn(_)) && lost.is_none() {
            lost = Some(text.to_owned());
        }
        found.cloned()
    });
    work.document.json.set_after("id", "resourceType", work.fhir_id.as_str().into());
    match lost {
        // Only references must resolve; a urn in an extension may mean anything.
        Some(urn) if points_at(&work.document.json, &urn) => {
            Err(Outcome::error(IssueCode::NotFound, format!("引用 {urn} 在本次提交中找不到")))
        }
        _ => Ok(()),
    }
}

fn points_at(json: &Json, wanted: &str) -> bool {
    let mut found = false;
    reference::each(json, &mut |text| found |= text == wanted);
    found
}
