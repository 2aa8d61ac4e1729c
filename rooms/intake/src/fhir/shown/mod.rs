//! What came in by another door than FHIR, shown as FHIR: so that whoever asks over `/fhir/R4` finds one person and his
//! facts whatever door they came through. HL7 and sheets show what they file in the same transaction; what is filed
//! elsewhere (开卡, readings, answers of staff, the demo) follows by the event log. The record stays the truth.

mod clinical;
pub mod merge;
mod person;
mod react;

pub use react::REACTION;

use std::collections::HashMap;

use kernel::{PatientId, Result, Scope, Tx, Visible};
use nq_fhir::Json;
use record::file::{FactIn, Filed};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::entity::resource;
use super::file::hash;
use super::store::{self, Written};

/// The space of logical ids that are the record's own.
const SPACE: &str = "record";

/// Shows a person as the record knows him now. The source is named as the one that was heard last.
pub async fn person(tx: &Tx, scope: &Scope, source: &str, patient: PatientId) -> Result<()> {
    let described = record::read::described(&**tx, scope, &[patient]).await?;
    let Some(known) = described.first().filter(|known| known.merged_into.is_none()) else { return Ok(()) };
    let row = patient_row(tx, scope, patient).await?;
    let before = match &row {
        // A document that a FHIR source sent is that source's word; we add nothing to it.
        Some(row) if row.space != SPACE => return Ok(()),
        Some(row) => serde_json::from_str(&row.body)?,
        None => Value::Null,
    };
    let document = person::document(patient, before, &known.person);
    let row = row.map(|row| (row.id, row)).into_iter().collect();
    put(tx, scope, source, patient, &[(patient.0, document)], &row).await
}

/// Shows facts that were just filed, in the order in which they were filed.
pub async fn facts(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    facts: &[FactIn],
    filed: &[Filed<Uuid>],
) -> Result<()> {
    let subject = subject(tx, scope, patient).await?;
    let changed = facts.iter().zip(filed).filter(|(_, filed)| filed.changed());
    // The last word on a fact that is said twice.
    let documents: HashMap<Uuid, Value> =
        changed.map(|(fact, filed)| (filed.id(), clinical::document(fact, filed.id(), &subject))).collect();
    let documents: Vec<(Uuid, Value)> = documents.into_iter().collect();
    let mut known = HashMap::new();
    for part in documents.chunks(500) {
        let rows = resource::Entity::unscoped()
            .filter(resource::Column::Id.is_in(part.iter().map(|(id, _)| *id)))
            .all(&**tx)
            .await?;
        known.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    put(tx, scope, source, patient, &documents, &known).await
}

/// Shows a document made elsewhere in this room, about a person.
pub async fn document(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    (id, mut document): (Uuid, Value),
) -> Result<()> {
    let actor = serde_json::json!({"actor": {"reference": format!("Patient/{}", subject(tx, scope, patient).await?)}});
    if let Value::Object(map) = &mut document {
        map.insert("id".to_owned(), serde_json::json!(id));
        match map.get_mut("participant").and_then(Value::as_array_mut) {
            Some(others) => others.insert(0, actor),
            None => drop(map.insert("participant".to_owned(), Value::Array(vec![actor]))),
        }
    }
    let known = resource::Entity::unscoped().filter(resource::Column::Id.eq(id)).one(&**tx).await?;
    let known = known.map(|row| (row.id, row)).into_iter().collect();
    put(tx, scope, source, patient, &[(id, document)], &known).await
}

/// The logical id under which the person is found.
async fn subject(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<String> {
    let row = patient_row(tx, scope, patient).await?;
    Ok(row.map_or_else(|| patient.to_string(), |row| row.fhir_id))
}

/// The document of a person; those of records merged into his are left out.
async fn patient_row(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<Option<resource::Model>> {
    Ok(resource::Entity::unscoped()
        .filter(resource::Column::TenantId.eq(scope.tenant))
        .filter(resource::Column::Kind.eq("Patient"))
        .filter(resource::Column::PatientId.eq(patient))
        .filter(resource::Column::ReplacedBy.is_null())
        .filter(resource::Column::Deleted.eq(false))
        .order_by_asc(resource::Column::Id)
        .one(&**tx)
        .await?)
}

async fn put(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    documents: &[(Uuid, Value)],
    known: &HashMap<Uuid, resource::Model>,
) -> Result<()> {
    let parse = |(id, value): &(Uuid, Value)| {
        let json = nq_fhir::parse(&value.to_string()).map_err(kernel::Error::fault)?;
        Ok((*id, hash(&json), json))
    };
    let parsed: Vec<(Uuid, String, Json)> = documents.iter().map(parse).collect::<Result<_>>()?;
    let ids: Vec<String> = parsed.iter().map(|(id, ..)| id.to_string()).collect();
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for ((id, hash, json), fhir_id) in parsed.iter().zip(&ids) {
        let row = known.get(id);
        if row.is_some_and(|row| row.hash == *hash) {
            continue;
        }
        let written = Written {
            id: *id,
            kind: json.text("resourceType").unwrap_or_default(),
            fhir_id,
            source,
            space: SPACE,
            source_id: None,
            version: row.map_or(1, |row| row.version + 1),
            patient_id: Some(patient),
            hash,
            json,
            waits_for: None,
        };
        if row.is_some() { changed.push(written) } else { new.push(written) }
    }
    store::insert(tx, scope, &new).await?;
    store::replace(tx, scope, &changed).await
}

#[cfg(test)]
mod tests;
