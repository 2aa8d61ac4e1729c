//! Rows as stored, with the resource as received: for the FHIR server, which answers with what it was given.

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::facts::entity::{encounter, fact, observation, resource};
use crate::identity::entity::patient_source;

/// What to look for. `shelf` is `person`, `encounter`, `observation`, one of the kinds of facts (`condition`,
/// `procedure`, `medication`, `allergy`, `immunization`, `report`) or a FHIR resource type without a table of its own.
#[derive(Debug, Clone, Default)]
pub struct StoredQuery<'a> {
    pub shelf: &'a str,
    pub ids: Option<Vec<Uuid>>,
    pub keys: Option<Vec<String>>,
    pub source: Option<&'a str>,
    pub patient: Option<PatientId>,
    pub code: Option<&'a str>,
    /// Instant of the fact, from (included).
    pub from: Option<DateTime<Utc>>,
    /// Instant of the fact, until (not included).
    pub to: Option<DateTime<Utc>>,
    /// Recorded since.
    pub recorded_since: Option<DateTime<Utc>>,
    pub limit: u64,
    pub offset: u64,
}

/// One stored row.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub id: Uuid,
    pub patient: Option<PatientId>,
    pub source: String,
    pub key: String,
    pub recorded_at: DateTime<Utc>,
    /// As received, if it came with a resource.
    pub resource: Option<Value>,
    /// All columns, to build a resource from rows that came another way.
    pub row: Value,
}

/// Rows in sight that match, newest recorded first, and how many there are in all.
pub async fn stored(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    query: &StoredQuery<'_>,
) -> Result<(Vec<Stored>, u64)> {
    match query.shelf {
        "person" => run(conn, patient_source::Entity::visible(scope), query, false).await,
        "encounter" => run(conn, encounter::Entity::visible(scope), query, true).await,
        "observation" => run(conn, observation::Entity::visible(scope), query, true).await,
        "condition" | "procedure" | "medication" | "allergy" | "immunization" | "report" => {
            let facts = fact::Entity::visible(scope).filter(Expr::col("kind").eq(query.shelf));
            run(conn, facts, query, true).await
        }
        other => {
            let rows = resource::Entity::visible(scope).filter(Expr::col("resource_type").eq(other));
            run(conn, rows, query, true).await
        }
    }
}

async fn run<E>(
    conn: &impl ConnectionTrait,
    mut select: Select<E>,
    q: &StoredQuery<'_>,
    has_time: bool,
) -> Result<(Vec<Stored>, u64)>
where
    E: EntityTrait,
    E::Model: Serialize + FromQueryResult + Sized + Send + Sync,
{
    if let Some(ids) = &q.ids {
        select = select.filter(Expr::col("id").is_in(ids.iter().copied()));
    }
    if let Some(keys) = &q.keys {
        select = select.filter(Expr::col("key").is_in(keys.iter().map(String::as_str)));
    }
    if let Some(source) = q.source {
        select = select.filter(Expr::col("source").eq(source));
    }
    if let Some(patient) = q.patient {
        select = select.filter(Expr::col("patient_id").eq(patient));
    }
    if let Some(code) = q.code.filter(|_| has_time) {
        select = select.filter(Expr::col("code").eq(code));
    }
    if let Some(since) = q.recorded_since {
        select = select.filter(Expr::col("recorded_at").gte(since));
    }
    if let Some(from) = q.from.filter(|_| has_time) {
        select = select.filter(Expr::col("at").gte(from));
    }
    if let Some(to) = q.to.filter(|_| has_time) {
        select = select.filter(Expr::col("at").lt(to));
    }
    let total = select.clone().count(conn).await?;
    let rows = select
        .order_by(Expr::col("recorded_at"), Order::Desc)
        .order_by(Expr::col("id"), Order::Asc)
        .limit(q.limit)
        .offset(q.offset)
        .all(conn)
        .await?;
    let rows = rows.into_iter().map(|row| shape(serde_json::to_value(row)?)).collect::<Result<_>>()?;
    Ok((rows, total))
}

fn shape(mut row: Value) -> Result<Stored> {
    let mut take = |name: &str| row.get_mut(name).map(Value::take).unwrap_or_default();
    let resource = Some(take("resource")).filter(|r| !r.is_null());
    let read = Stored {
        id: serde_json::from_value(take("id"))?,
        patient: serde_json::from_value(take("patient_id"))?,
        source: serde_json::from_value(take("source"))?,
        key: serde_json::from_value(take("key"))?,
        recorded_at: serde_json::from_value(take("recorded_at"))?,
        resource,
        row: Value::Null,
    };
    Ok(Stored { row, ..read })
}
