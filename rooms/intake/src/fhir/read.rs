//! Reading documents: one, one of its versions, all versions, a search as a bundle, everything about a person.

use chrono::{DateTime, Utc};
use kernel::{Error, Result, Scope, Tx, Visible};
use nq_fhir::search::encode;
use nq_fhir::{IssueCode, Json, Outcome, Reference, resource as fhir};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::answer::{Refused, etag, instant};
use super::api::Caller;
use super::entity::{resource, version};
use super::facts;
use super::search::{Handling, Search};
use super::store;
use axum::http::StatusCode;

/// A result that may be a refusal in FHIR's words.
pub type Answer<T> = Result<std::result::Result<T, Refused>>;

/// A stored text with the stamp of its version.
pub fn stamped(body: &str, id: &str, version: i64, at: DateTime<Utc>) -> Result<Json> {
    let mut json = nq_fhir::parse(body).map_err(Error::fault)?;
    fhir::stamp(&mut json, id, u64::try_from(version).unwrap_or(0), &instant(at));
    Ok(json)
}

fn current(row: &resource::Model) -> Result<Json> {
    stamped(&row.body, &row.fhir_id, row.version, row.updated_at)
}

/// The row of a resource in sight, deleted or not.
pub async fn seen(conn: &impl ConnectionTrait, scope: &Scope, kind: &str, id: &str) -> Result<resource::Model> {
    resource::Entity::visible(scope)
        .filter(resource::Column::Kind.eq(kind))
        .filter(resource::Column::FhirId.eq(id))
        .one(conn)
        .await?
        .ok_or(Error::Missing)
}

/// One resource: 404 if it never was or is out of sight, 410 if it was deleted.
pub async fn one(conn: &impl ConnectionTrait, scope: &Scope, kind: &str, id: &str) -> Answer<(Json, resource::Model)> {
    let row = match seen(conn, scope, kind, id).await {
        Ok(row) => row,
        Err(Error::Missing) => return Ok(Err(Refused::missing(&format!("{kind}/{id}")))),
        Err(error) => return Err(error),
    };
    if row.deleted {
        let said = format!("{kind}/{id} 已删除");
        return Ok(Err(Refused::new(StatusCode::GONE, IssueCode::Deleted, said)));
    }
    Ok(Ok((current(&row)?, row)))
}

/// One version of a resource.
pub async fn version(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    kind: &str,
    id: &str,
    wanted: &str,
) -> Answer<(Json, i64, DateTime<Utc>)> {
    let missing = || Refused::missing(&format!("{kind}/{id}/_history/{wanted}"));
    let (Ok(row), Ok(wanted)) = (seen(conn, scope, kind, id).await, wanted.parse::<i64>()) else {
        return Ok(Err(missing()));
    };
    let (body, deleted, at) = if row.version == wanted {
        (row.body, row.deleted, row.updated_at)
    } else {
        let older = version::Entity::visible(scope)
            .filter(version::Column::ResourceId.eq(row.id))
            .filter(version::Column::Version.eq(wanted))
            .one(conn)
            .await?;
        match older {
            Some(older) => (older.body, older.deleted, older.updated_at),
            None => return Ok(Err(missing())),
        }
    };
    if deleted {
        let said = format!("{kind}/{id} 的这个版本是删除");
        return Ok(Err(Refused::new(StatusCode::GONE, IssueCode::Deleted, said)));
    }
    Ok(Ok((stamped(&body, id, wanted, at)?, wanted, at)))
}

/// All versions of a resource, the newest first.
pub async fn history(conn: &impl ConnectionTrait, scope: &Scope, base: &str, kind: &str, id: &str) -> Answer<Json> {
    let Ok(row) = seen(conn, scope, kind, id).await else {
        return Ok(Err(Refused::missing(&format!("{kind}/{id}"))));
    };
    let older = version::Entity::visible(scope)
        .filter(version::Column::ResourceId.eq(row.id))
        .order_by_desc(version::Column::Version)
        .all(conn)
        .await?;
    let mut versions = vec![(row.version, row.deleted, row.body, row.updated_at)];
    versions.extend(older.into_iter().map(|old| (old.version, old.deleted, old.body, old.updated_at)));
    let mut entries = Vec::new();
    for (version, deleted, body, at) in versions {
        let (method, status) = match (version, deleted) {
            (_, true) => ("DELETE", "204"),
            (1, _) => ("POST", "201"),
            _ => ("PUT", "200"),
        };
        let url = if method == "POST" { kind.to_owned() } else { format!("{kind}/{id}") };
        let response = Json::object([
            ("status", status.into()),
            ("etag", etag(version).into()),
            ("lastModified", instant(at).into()),
        ]);
        let mut entry = Json::object([("fullUrl", format!("{base}/{kind}/{id}").into())]);
        if !deleted {
            entry.set("resource", stamped(&body, id, version, at)?);
        }
        entry.set("request", Json::object([("method", method.into()), ("url", url.into())]));
        entry.set("response", response);
        entries.push(entry);
    }
    let total = u64::try_from(entries.len()).unwrap_or(0);
    Ok(Ok(Json::object([
        ("resourceType", "Bundle".into()),
        ("type", "history".into()),
        ("total", total.into()),
        ("entry", entries.into()),
    ])))
}

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
        let params: Vec<String> =
            search.kept.iter().chain(extra).map(|(name, value)| format!("{name}={}", encode(value))).collect();
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

/// A read or search by its relative URL, as it stands in a bundle.
pub async fn any(conn: &impl ConnectionTrait, scope: &Scope, base: &str, url: &str) -> Answer<Json> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [kind] if fhir::is_type(kind) => searched(conn, scope, base, kind, query, Handling::Lenient).await,
        [kind, id] if fhir::is_type(kind) => Ok(one(conn, scope, kind, id).await?.map(|(json, _)| json)),
        ["Patient", id, "$everything"] => everything(conn, scope, base, id).await,
        [kind, id, "_history"] => history(conn, scope, base, kind, id).await,
        [kind, id, "_history", wanted] => Ok(version(conn, scope, kind, id, wanted).await?.map(|(json, ..)| json)),
        _ => {
            let outcome = Outcome::error(IssueCode::NotSupported, format!("不支持的地址“{url}”"));
            Ok(Err(Refused { status: StatusCode::NOT_FOUND, outcome }))
        }
    }
}

/// Deletes a resource in sight; a fact stated by it is withdrawn from the record. Deleting twice is no error.
pub async fn delete(tx: &Tx, caller: &Caller, kind: &str, id: &str) -> Result<()> {
    let row = match seen(&**tx, &caller.scope, kind, id).await {
        Ok(row) if !row.deleted => row,
        Ok(_) | Err(Error::Missing) => return Ok(()),
        Err(error) => return Err(error),
    };
    if let Some(patient) = row.patient_id
        && let Some(fact) = withdrawn(&row)?.and_then(|json| facts::fact(&json, &row.fhir_id, tx.now))
    {
        record::file::facts(tx, &caller.filing, &row.source, patient, vec![fact]).await?;
    }
    store::delete(tx, row.id, row.version + 1).await
}

/// The document as it would say that it was an error.
fn withdrawn(row: &resource::Model) -> Result<Option<Json>> {
    let mut json = nq_fhir::parse(&row.body).map_err(Error::fault)?;
    match row.kind.as_str() {
        "Patient" => return Ok(None),
        "Condition" | "AllergyIntolerance" => {
            let error = Json::object([("code", "entered-in-error".into())]);
            json.set("verificationStatus", Json::object([("coding", vec![error].into())]));
        }
        _ => json.set("status", "entered-in-error".into()),
    }
    Ok(Some(json))
}
