//! Resources of one kind without a table of their own, in bulk: family history for the rules.

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{Of, each};
use crate::facts::entity::resource;

/// One resource as received.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceRow {
    pub id: Uuid,
    pub patient: Option<PatientId>,
    pub source: String,
    pub at: Option<DateTime<Utc>>,
    pub recorded_at: DateTime<Utc>,
    pub resource: Value,
}

/// Resources of a FHIR type, oldest first.
pub async fn resources<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
    resource_type: &str,
) -> Result<Vec<ResourceRow>> {
    let query = resource::Entity::visible(scope)
        .filter(resource::Column::ResourceType.eq(resource_type))
        .order_by_asc(resource::Column::RecordedAt)
        .order_by_asc(resource::Column::Id);
    let row = |r: resource::Model| ResourceRow {
        id: r.id,
        patient: r.patient_id,
        source: r.source,
        at: r.at,
        recorded_at: r.recorded_at,
        resource: r.resource,
    };
    Ok(each(conn, query, of.into()).await?.into_iter().map(row).collect())
}
