//! Values of our dictionary in bulk.

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Of, each};
use crate::facts::entity::measurement;

/// One value of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasurementRow {
    pub id: Uuid,
    pub observation_id: Uuid,
    pub patient: PatientId,
    pub metric: String,
    pub at: DateTime<Utc>,
    /// In the dictionary's unit.
    pub value: Option<f64>,
    pub comparator: Option<String>,
    pub value_text: String,
    pub unit: String,
    pub flag: String,
    pub basis: String,
    pub plausible: bool,
    pub critical: bool,
    pub source: String,
}

/// Values of our dictionary, oldest first. `since` and `metrics` narrow (an empty list means all metrics).
pub async fn measurements<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
    metrics: &[&str],
    since: Option<DateTime<Utc>>,
) -> Result<Vec<MeasurementRow>> {
    use measurement::Column;
    let mut query = measurement::Entity::visible(scope).order_by_asc(Column::At).order_by_asc(Column::Id);
    if !metrics.is_empty() {
        query = query.filter(Column::Metric.is_in(metrics.iter().copied()));
    }
    if let Some(since) = since {
        query = query.filter(Column::At.gte(since));
    }
    let rows = each(conn, query, of.into()).await?;
    Ok(rows
        .into_iter()
        .map(|m| MeasurementRow {
            id: m.id,
            observation_id: m.observation_id,
            patient: m.patient_id,
            metric: m.metric,
            at: m.at,
            value: m.value,
            comparator: m.comparator,
            value_text: m.value_text,
            unit: m.unit,
            flag: m.flag,
            basis: m.basis,
            plausible: m.plausible,
            critical: m.critical,
            source: m.source,
        })
        .collect())
}
