//! Reading and writing the history of grades.
use super::entity;
use crate::review::decide::Override;
use chrono::{DateTime, Utc};
use kernel::{PatientId, ReceiptId, Result, Scope, Tx, Visible};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set,
    sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A span about to begin.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    pub(crate) patient: PatientId,
    pub(crate) grade: &'static str,
    pub(crate) sentence: String,
    pub(crate) receipt: ReceiptId,
    /// Who, why and until when, if it is a doctor's word.
    pub(crate) word: Option<(String, String, DateTime<Utc>)>,
}

/// Ends the span in force and begins a new one.
pub(crate) async fn begin(tx: &Tx, scope: &Scope, new: NewEntry) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::ToAt, Expr::value(tx.now))
        .filter(entity::Column::TenantId.eq(scope.tenant))
        .filter(entity::Column::PatientId.eq(new.patient))
        .filter(entity::Column::ToAt.is_null())
        .exec(&**tx)
        .await?;
    let (actor, reason, until) = match new.word {
        Some((actor, reason, until)) => (Some(actor), Some(reason), Some(until)),
        None => (None, None, None),
    };
    let row = entity::ActiveModel {
        id: Set(Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        patient_id: Set(new.patient),
        grade: Set(new.grade.to_owned()),
        from_at: Set(tx.now),
        to_at: Set(None),
        by: Set(if until.is_some() { "override" } else { "rule" }.to_owned()),
        sentence: Set(new.sentence),
        actor: Set(actor),
        reason: Set(reason),
        until: Set(until),
        receipt_id: Set(Some(new.receipt)),
    };
    row.insert(&**tx).await?;
    Ok(())
}

/// The spans in force of some people.
pub(crate) async fn in_force(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<HashMap<PatientId, entity::Model>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.is_in(patients.iter().copied()))
        .filter(entity::Column::ToAt.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.patient_id, row)).collect())
}

/// The doctor's word that still stands at `now`, if the span in force is one.
pub(crate) fn standing_word(row: &entity::Model, now: DateTime<Utc>) -> Option<Override> {
    let until = row.until.filter(|until| *until > now)?;
    Some(Override { grade: super::parse(&row.grade)?, until })
}

/// All spans of one person, newest first.
pub(crate) async fn history(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_desc(entity::Column::FromAt)
        .order_by_desc(entity::Column::Id)
        .all(conn)
        .await?)
}
