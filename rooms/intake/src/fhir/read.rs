//! Reading documents: one, one of its versions, all versions, a search as a bundle, everything about a person.

use chrono::{DateTime, Utc};
use kernel::{Error, Result, Scope, Tx, Visible};
use nq_fhir::{IssueCode, Json, Outcome, resource as fhir};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::answer::{Refused, etag, instant};
use super::caller::Caller;
use super::entity::{resource, version};
use super::facts;
use super::listing::{everything, searched};
use super::search::Handling;
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

pub(super) fn current(row: &resource::Model) -> Result<Json> {
    let mut json = stamped(&row.body, &row.fhir_id, row.version, row.updated_at)?;
    if let Some(other) = &row.replaced_by {
        let other = Json::object([("reference", format!("Patient/{other}").into())]);
        let link = Json::object([("other", other), ("type", "replaced-by".into())]);
        json.set("active", Json::Bool(false));
        json.set("link", vec![link].into());
    }
    Ok(json)
}

/// The row of a resource in sight, deleted or not.
pub async fn seen(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    kind: &str,
    id: &str,
) -> Result<resource::Model> {
    resource::Entity::visible(scope)
        .filter(resource::Column::Kind.eq(kind))
        .filter(resource::Column::FhirId.eq(id))
        .one(conn)
        .await?
        .ok_or(Error::Missing)
}

/// One resource: 404 if it never was or is out of sight, 410 if it was deleted.
pub async fn one(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    kind: &str,
    id: &str,
) -> Answer<(Json, resource::Model)> {
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
    if row.version == wanted && !row.deleted {
        return Ok(Ok((current(&row)?, wanted, row.updated_at)));
    }
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
pub async fn history(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    base: &str,
    kind: &str,
    id: &str,
) -> Answer<Json> {
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

/// A read or search by its relative URL, as it stands in a bundle.
pub async fn any(conn: &impl ConnectionTrait, scope: &Scope, base: &str, url: &str) -> Answer<Json> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [kind] if fhir::is_type(kind) => searched(conn, scope, base, kind, query, Handling::Lenient).await,
        [kind, id] if fhir::is_type(kind) => Ok(one(conn, scope, kind, id).await?.map(|(json, _)| json)),
        ["Patient", id, "$everything"] => everything(conn, scope, base, id).await,
        [kind, id, "_history"] => history(conn, scope, base, kind, id).await,
        [kind, id, "_history", wanted] => {
            Ok(version(conn, scope, kind, id, wanted).await?.map(|(json, ..)| json))
        }
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
