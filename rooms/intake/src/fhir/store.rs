//! Rows of FHIR documents: looking up what is known, writing new and changed ones.

use std::collections::HashMap;

use kernel::db::{insert_all, statement};
use kernel::{PatientId, Result, Scope, TenantId, Tx, Visible};
use nq_fhir::Json;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, NotSet,
    QueryFilter, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{resource, token, version};
use super::index;

/// Ids per query; both engines take far more values, but plans stay simple.
const CHUNK: usize = 500;

/// What is on file about a resource, without its document.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Known {
    pub id: Uuid,
    pub kind: String,
    pub fhir_id: String,
    pub source: String,
    pub space: String,
    pub source_id: Option<String>,
    pub version: i64,
    pub deleted: bool,
    pub patient_id: Option<PatientId>,
    pub hash: String,
}

/// The resources of a kind that bear one of the ids, as their own or as their source's.
pub(super) async fn known(tx: &Tx, tenant: TenantId, kind: &str, ids: &[String]) -> Result<Vec<Known>> {
    use resource::Column;
    let mut found = Vec::new();
    for part in ids.chunks(CHUNK) {
        // Two queries, so that each runs along one index.
        for column in [Column::FhirId, Column::SourceId] {
            let rows = resource::Entity::unscoped()
                .select_only()
                .columns([
                    Column::Id,
                    Column::Kind,
                    Column::FhirId,
                    Column::Source,
                    Column::Space,
                    Column::SourceId,
                    Column::Version,
                    Column::Deleted,
                    Column::PatientId,
                    Column::Hash,
                ])
                .filter(Column::TenantId.eq(tenant))
                .filter(Column::Kind.eq(kind))
                .filter(column.is_in(part.iter().cloned()))
                .into_model::<Known>()
                .all(&**tx)
                .await?;
            found.extend(rows);
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|row| seen.insert(row.id));
    Ok(found)
}

/// The hashes of older versions, by resource.
pub(super) async fn older_hashes(tx: &Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut found: HashMap<Uuid, Vec<String>> = HashMap::new();
    for part in ids.chunks(CHUNK) {
        let rows: Vec<(Uuid, String)> = version::Entity::unscoped()
            .select_only()
            .columns([version::Column::ResourceId, version::Column::Hash])
            .filter(version::Column::ResourceId.is_in(part.iter().copied()))
            .into_tuple()
            .all(&**tx)
            .await?;
        for (id, hash) in rows {
            found.entry(id).or_default().push(hash);
        }
    }
    Ok(found)
}

/// A document about to be written.
pub(super) struct Written<'a> {
    /// Row id; of the known row for a change.
    pub id: Uuid,
    pub kind: &'a str,
    pub fhir_id: &'a str,
    pub source: &'a str,
    pub space: &'a str,
    pub source_id: Option<&'a str>,
    pub version: i64,
    pub patient_id: Option<PatientId>,
    pub hash: &'a str,
    pub json: &'a Json,
    /// Patient reference still waiting for its person.
    pub waits_for: Option<&'a str>,
}

fn row(tx: &Tx, scope: &Scope, written: &Written<'_>) -> resource::ActiveModel {
    let span = index::span(written.json);
    let status = written.json.text("status").map(|status| status.chars().take(40).collect());
    resource::ActiveModel {
        id: Set(written.id),
        tenant_id: Set(scope.tenant),
        kind: Set(written.kind.to_owned()),
        fhir_id: Set(written.fhir_id.to_owned()),
        source: Set(written.source.to_owned()),
        space: Set(written.space.to_owned()),
        source_id: Set(written.source_id.map(str::to_owned)),
        version: Set(written.version),
        deleted: Set(false),
        personal: Set(index::is_personal(written.json)),
        patient_id: Set(written.patient_id),
        hash: Set(written.hash.to_owned()),
        status: Set(status),
        at: Set(span.map(|(from, _)| from)),
        until: Set(span.map(|(_, until)| until)),
        body: Set(written.json.to_string()),
        updated_at: Set(tx.now),
        // Only a merge sets it, only its undoing takes it back.
        replaced_by: NotSet,
    }
}

fn tokens(scope: &Scope, written: &Written<'_>) -> Vec<token::ActiveModel> {
    let waiting = written.waits_for.map(|reference| index::Token {
        param: WAITING,
        value: reference.to_owned(),
        system: String::new(),
    });
    let found = index::tokens(written.json).into_iter().chain(waiting);
    found
        .map(|found| token::ActiveModel {
            tenant_id: Set(scope.tenant),
            kind: Set(written.kind.to_owned()),
            param: Set(found.param.to_owned()),
            value: Set(found.value),
            system: Set(found.system),
            resource_id: Set(written.id),
        })
        .collect()
}

/// Token of documents whose person has not arrived yet.
pub(super) const WAITING: &str = "_waiting";

/// Inserts new documents.
pub(super) async fn insert(tx: &Tx, scope: &Scope, documents: &[Written<'_>]) -> Result<()> {
    let rows = documents.iter().map(|written| row(tx, scope, written)).collect();
    insert_all::<resource::Entity>(&**tx, rows).await?;
    let words = documents.iter().flat_map(|written| tokens(scope, written)).collect();
    insert_all::<token::Entity>(&**tx, words).await
}

/// Replaces documents; the version they replace is kept.
pub(super) async fn replace(tx: &Tx, scope: &Scope, documents: &[Written<'_>]) -> Result<()> {
    for written in documents {
        keep_version(tx, written.id).await?;
        row(tx, scope, written).update(&**tx).await?;
        drop_tokens(tx, written.id).await?;
    }
    let words = documents.iter().flat_map(|written| tokens(scope, written)).collect();
    insert_all::<token::Entity>(&**tx, words).await
}

/// Marks a document as deleted; what it was is kept as a version.
pub(super) async fn delete(tx: &Tx, id: Uuid, version: i64) -> Result<()> {
    keep_version(tx, id).await?;
    drop_tokens(tx, id).await?;
    let changed = resource::ActiveModel {
        id: Set(id),
        deleted: Set(true),
        version: Set(version),
        updated_at: Set(tx.now),
        ..Default::default()
    };
    changed.update(&**tx).await?;
    Ok(())
}

/// Keeps what a document says now as an older version.
pub(super) async fn keep_version(tx: &Tx, id: Uuid) -> Result<()> {
    let sql = "INSERT INTO fhir_version (tenant_id, resource_id, version, deleted, hash, body, updated_at) \
               SELECT tenant_id, id, version, deleted, hash, body, updated_at FROM fhir_resource WHERE id = $1";
    tx.execute_raw(statement(&**tx, sql, vec![id.into()])).await?;
    Ok(())
}

async fn drop_tokens(tx: &Tx, id: Uuid) -> Result<()> {
    token::Entity::delete_many().filter(token::Column::ResourceId.eq(id)).exec(&**tx).await?;
    Ok(())
}

/// Documents that wait for one of these patients (`Patient/…`), and stops their waiting.
pub(super) async fn take_waiting(
    tx: &Tx,
    scope: &Scope,
    patients: &[String],
) -> Result<Vec<resource::Model>> {
    let mut found = Vec::new();
    for part in patients.chunks(CHUNK) {
        let rows: Vec<(Uuid,)> = token::Entity::unscoped()
            .select_only()
            .column(token::Column::ResourceId)
            .filter(waiting(scope, part))
            .into_tuple()
            .all(&**tx)
            .await?;
        for ids in rows.chunks(CHUNK) {
            let ids = ids.iter().map(|(id,)| *id);
            let documents =
                resource::Entity::unscoped().filter(resource::Column::Id.is_in(ids)).all(&**tx).await?;
            found.extend(documents.into_iter().filter(|row| !row.deleted));
        }
        token::Entity::delete_many().filter(waiting(scope, part)).exec(&**tx).await?;
    }
    Ok(found)
}

fn waiting(scope: &Scope, patients: &[String]) -> Condition {
    Condition::all()
        .add(token::Column::TenantId.eq(scope.tenant))
        .add(token::Column::Param.eq(WAITING))
        .add(token::Column::Value.is_in(patients.iter().cloned()))
}

/// Gives documents their person.
pub(super) async fn set_person(tx: &Tx, ids: &[Uuid], patient: PatientId) -> Result<()> {
    for part in ids.chunks(CHUNK) {
        resource::Entity::update_many()
            .col_expr(resource::Column::PatientId, sea_orm::sea_query::Expr::value(patient))
            .filter(resource::Column::Id.is_in(part.iter().copied()))
            .exec(&**tx)
            .await?;
    }
    Ok(())
}
