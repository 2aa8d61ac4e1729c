//! Several documents in one bundle: the result of a search with its links, everything about a person.

use axum::http::StatusCode;
use kernel::{Error, Result, Scope, Visible};
use nq_fhir::search::encode;
use nq_fhir::{Json, Reference, resource as fhir};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::answer::Refused;
use super::entity::resource;
use super::read::{Answer, current, one, seen};
use super::search::{Handling, Search};

/// The result of a search as a bundle with its links.
pub async fn searched(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    base: &str,
    kind: &str,
    query: &str,
    handling: Handling,
) -> Answer<Json> {
    let search = match Search::read(kind, query, handling) {
        Ok(search) => search,
        Err(outcome) => return Ok(Err(Refused { status: StatusCode::BAD_REQUEST, outcome })),
    };
    let found = search.run(conn, scope).await?;
    let mut bundle = Json::object([
        ("resourceType", "Bundle".into()),
        ("type", "searchset".into()),
        ("total", found.total.into()),
        ("link", links(base, kind, &search, found.next.as_ref()).into()),
    ]);
    if !search.only_total {
        let mut entries = Vec::new();
        let mut pointed = Vec::new();
        for row in &found.rows {
            let json = current(row)?;
            pointed.extend(included(&json, &search.include));
            entries.push(entry(base, row, json, "match"));
        }
        for row in point_at(conn, scope, pointed, &found.rows).await? {
            let json = current(&row)?;
            entries.push(entry(base, &row, json, "include"));
        }
        bundle.set("entry", entries.into());
    }
    Ok(Ok(bundle))
}

fn links(base: &str, kind: &str, search: &Search, next: Option<&(String, String)>) -> Vec<Json> {
    let link = |relation: &str, extra: Option<&(String, String)>| {
        let params: Vec<String> = search
            .kept
            .iter()
            .chain(extra)
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let mark = if params.is_empty() { "" } else { "?" };
        let url = format!("{base}/{kind}{mark}{}", params.join("&"));
        Json::object([("relation", relation.into()), ("url", url.into())])
    };
    let mut links = vec![link("self", None)];
    if next.is_some() {
        links.push(link("next", next));
    }
    links
}

fn entry(base: &str, row: &resource::Model, json: Json, mode: &str) -> Json {
    Json::object([
        ("fullUrl", format!("{base}/{}/{}", row.kind, row.fhir_id).into()),
        ("resource", json),
        ("search", Json::object([("mode", mode.into())])),
    ])
}

/// What the `_include` parameters point at from a resource.
fn included(json: &Json, include: &[(String, String)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (kind, param) in include {
        if fhir::kind(json) != kind {
            continue;
        }
        let elements: &[&str] = match param.as_str() {
            "patient" | "subject" => &["subject", "patient"],
            "encounter" => &["encounter", "context"],
            _ => &[],
        };
        for element in elements {
            let reference = json.at(&[*element, "reference"]).and_then(Json::as_str).map(Reference::parse);
            if let Some((kind, id)) = reference.as_ref().and_then(Reference::target) {
                found.push((kind.to_owned(), id.to_owned()));
            }
        }
    }
    found
}

async fn point_at(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    mut pointed: Vec<(String, String)>,
    there: &[resource::Model],
) -> Result<Vec<resource::Model>> {
    pointed.sort_unstable();
    pointed.dedup();
    pointed.retain(|(kind, id)| !there.iter().any(|row| row.kind == *kind && row.fhir_id == *id));
    let mut found = Vec::new();
    for (kind, id) in pointed {
        match seen(conn, scope, &kind, &id).await {
            Ok(row) if !row.deleted => found.push(row),
            Ok(_) | Err(Error::Missing) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// All that is on file about the person of a Patient.
pub async fn everything(conn: &impl ConnectionTrait, scope: &Scope, base: &str, id: &str) -> Answer<Json> {
    let (_, patient) = match one(conn, scope, "Patient", id).await? {
        Ok(found) => found,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut rows = vec![patient.clone()];
    if let Some(person) = patient.patient_id {
        let about = resource::Entity::visible(scope)
            .filter(resource::Column::PatientId.eq(person))
            .filter(resource::Column::Deleted.eq(false))
            .filter(resource::Column::Id.ne(patient.id))
            .order_by_asc(resource::Column::Id)
            .all(conn)
            .await?;
        rows.extend(about);
    }
    let mut entries = Vec::new();
    for row in &rows {
        entries.push(entry(base, row, current(row)?, "match"));
    }
    let total = u64::try_from(entries.len()).unwrap_or(0);
    Ok(Ok(Json::object([
        ("resourceType", "Bundle".into()),
        ("type", "searchset".into()),
        ("total", total.into()),
        ("entry", entries.into()),
    ])))
}
