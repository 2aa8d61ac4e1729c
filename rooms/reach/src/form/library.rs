//! The forms of a tenant: those in the box and those it wrote itself, every version kept.

use kernel::{Error, Result, Scope, Tx, Visible, error::FieldError};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set, sea_query::OnConflict,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::check::{Problem, parse};
use super::definition::FormDef;
use super::entity;
use super::ready::{ready_form, ready_forms};

/// A line of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormRow {
    /// Stable code.
    pub code: String,
    /// Newest version.
    pub version: i32,
    /// Title.
    pub title: String,
    /// Questions, without paragraphs.
    pub items_count: usize,
    /// What it is for.
    pub purpose: Option<String>,
}

/// Whether a number may be filed under this metric.
pub fn metric_known(code: &str) -> bool {
    nq_clinical::dictionary().get(code).is_some()
}

/// Reads and checks a definition.
pub fn read(json: &Value) -> Result<FormDef, Vec<Problem>> {
    parse(json, &metric_known)
}

/// The newest version of a form: the tenant's own, else the one in the box.
pub async fn definition(conn: &impl ConnectionTrait, scope: &Scope, code: &str) -> Result<FormDef> {
    let own = entity::Entity::visible(scope)
        .filter(entity::Column::Code.eq(code))
        .order_by_desc(entity::Column::Version)
        .one(conn)
        .await?;
    let boxed = ready_form(code).and_then(|json| serde_json::from_value::<FormDef>(json).ok());
    match (own, boxed) {
        (Some(own), Some(boxed)) if own.version < i64::from(boxed.version) => Ok(boxed),
        (Some(own), _) => Ok(serde_json::from_value(own.definition)?),
        (None, Some(boxed)) => Ok(boxed),
        (None, None) => Err(Error::Missing),
    }
}

/// One version, as answers were given to it.
pub async fn version(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    code: &str,
    version: i64,
) -> Result<FormDef> {
    let row = entity::Entity::visible(scope)
        .filter(entity::Column::Code.eq(code))
        .filter(entity::Column::Version.eq(version))
        .one(conn)
        .await?;
    Ok(serde_json::from_value(row.ok_or(Error::Missing)?.definition)?)
}

/// The newest version, kept in the tenant's own table from now on, so that it stays as it was when it was answered.
pub async fn pin(tx: &Tx, scope: &Scope, code: &str) -> Result<FormDef> {
    let def = definition(&**tx, scope, code).await?;
    insert(tx, scope, &def).await?;
    Ok(def)
}

/// Saves a definition as the next version of its code.
pub async fn save(tx: &Tx, scope: &Scope, json: &Value) -> Result<FormDef> {
    let mut def = read(json).map_err(|problems| refusal(&problems))?;
    let newest = match definition(&**tx, scope, &def.code).await {
        Ok(newest) => newest.version,
        Err(Error::Missing) => 0,
        Err(other) => return Err(other),
    };
    def.version = newest.saturating_add(1);
    insert(tx, scope, &def).await?;
    Ok(def)
}

/// Every form, newest versions, in order of title.
pub async fn list(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<FormRow>> {
    let own = entity::Entity::visible(scope).order_by_asc(entity::Column::Version).all(conn).await?;
    let mut newest = std::collections::BTreeMap::new();
    let boxed = ready_forms().into_iter().map(|json| (0, json));
    for (_, json) in boxed.chain(own.into_iter().map(|row| (row.version, row.definition))) {
        let def: FormDef = serde_json::from_value(json)?;
        let older = newest.get(&def.code).is_none_or(|known: &FormDef| known.version <= def.version);
        if older {
            newest.insert(def.code.clone(), def);
        }
    }
    let row = |def: FormDef| FormRow {
        items_count: def.items.iter().filter(|i| i.kind != super::definition::Kind::Info).count(),
        code: def.code,
        version: def.version,
        title: def.title,
        purpose: def.purpose,
    };
    Ok(newest.into_values().map(row).collect())
}

/// The problems of a definition as a refusal that names each place.
pub fn refusal(problems: &[Problem]) -> Error {
    let fields = problems.iter().map(|p| FieldError { field: p.at.clone(), message: p.message.clone() });
    Error::fields(fields.collect())
}

async fn insert(tx: &Tx, scope: &Scope, def: &FormDef) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        code: Set(def.code.clone()),
        version: Set(i64::from(def.version)),
        title: Set(def.title.clone()),
        definition: Set(serde_json::to_value(def)?),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
    };
    let same = [entity::Column::TenantId, entity::Column::Code, entity::Column::Version];
    entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}
