//! The conversation with a person: what we wrote, what came back. Every answer ends in the record.

pub mod api;
mod entity;
mod reply;

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

pub(crate) use reply::danger;
pub use reply::receive;
kernel::patient_scoped!(self::entity);

/// When the person last wrote to us.
pub(crate) async fn last_inbound(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<Option<DateTime<Utc>>> {
    let row = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_desc(entity::Column::At)
        .one(conn)
        .await?;
    Ok(row.map(|row| row.at))
}
