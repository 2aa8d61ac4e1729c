//! Reading enrolments, waking them, and orders to them from outside. Whoever changes an enrolment locks its row first,
//! so that a wake-up can never be lost to a step that began before it.
use super::walk::QUEUE;
use super::{ENDED, PARKED, RUNNING, entity, log_entity};
use crate::EnrolmentId;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, PatientId, Result, Scope, TenantId, Tx, Visible, job};
use nq_pathway::calendar::Calendar;
use nq_pathway::step::{State, Stop, reschedule};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Schedules the next step.
pub(super) async fn wake(tx: &Tx, tenant: TenantId, id: EnrolmentId, at: DateTime<Utc>) -> Result<()> {
    job::schedule(tx, tenant, QUEUE, &id.to_string(), at, json!({"enrolment_id": id})).await
}

/// The enrolment, locked until the transaction ends.
pub(super) async fn locked(tx: &Tx, tenant: TenantId, id: EnrolmentId) -> Result<entity::Model> {
    let row = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::Id.eq(id))
        .lock_exclusive()
        .one(&**tx)
        .await?;
    row.ok_or(Error::Missing)
}

/// One enrolment the viewer may see.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: EnrolmentId) -> Result<entity::Model> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    row.ok_or(Error::Missing)
}

/// A person's enrolments, newest first.
pub async fn of_patient(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_desc(entity::Column::EnteredAt)
        .order_by_desc(entity::Column::Id)
        .all(conn)
        .await?)
}

/// When each person entered a pathway last.
pub async fn people_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    pathway: &str,
) -> Result<HashMap<PatientId, DateTime<Utc>>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::PathwayCode.eq(pathway))
        .order_by_asc(entity::Column::EnteredAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.patient_id, row.entered_at)).collect())
}

/// Those of the given people who are on a path that has not ended.
pub async fn on_paths(
    conn: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PatientId>,
) -> Result<HashSet<PatientId>> {
    let rows = entity::Entity::unscoped()
        .filter(entity::Column::PatientId.is_in(people))
        .filter(entity::Column::State.ne(ENDED))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.patient_id).collect())
}

/// The decision log of an enrolment, oldest first.
pub async fn log(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: EnrolmentId,
) -> Result<Vec<log_entity::Model>> {
    Ok(log_entity::Entity::visible(scope)
        .filter(log_entity::Column::EnrolmentId.eq(id))
        .order_by_asc(log_entity::Column::Seq)
        .all(conn)
        .await?)
}

/// Makes an enrolment look at the state now. Does nothing once it has ended.
pub async fn poke(tx: &Tx, tenant: TenantId, id: EnrolmentId) -> Result<()> {
    let row = locked(tx, tenant, id).await?;
    if row.state == RUNNING || row.stop.is_some() || row.release {
        wake(tx, tenant, id, tx.now).await?;
    }
    Ok(())
}

/// Makes every path of a person look at the state now; parked ones too, for death ends them all the same.
pub async fn poke_patient(tx: &Tx, tenant: TenantId, patient: PatientId) -> Result<()> {
    for row in open_of(tx, tenant, patient).await? {
        locked(tx, tenant, row.id).await?;
        wake(tx, tenant, row.id, tx.now).await?;
    }
    Ok(())
}

async fn open_of(tx: &Tx, tenant: TenantId, patient: PatientId) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::State.is_in([RUNNING, PARKED]))
        .order_by_asc(entity::Column::Id)
        .all(&**tx)
        .await?)
}

/// Orders an enrolment to end; the next step carries it out, with every open obligation closed for the reason.
pub async fn stop(tx: &Tx, tenant: TenantId, id: EnrolmentId, order: &Stop) -> Result<()> {
    let row = locked(tx, tenant, id).await?;
    if row.state == ENDED {
        return Err(Error::conflict("enrolment.ended", "这条路径已经结束。"));
    }
    if row.stop.is_none() {
        let mut row = row.into_active_model();
        row.stop = Set(Some(serde_json::to_value(order)?));
        row.update(&**tx).await?;
    }
    wake(tx, tenant, id, tx.now).await
}

/// Orders every path of a person to end.
pub async fn stop_patient(tx: &Tx, tenant: TenantId, patient: PatientId, order: &Stop) -> Result<()> {
    for row in open_of(tx, tenant, patient).await? {
        stop(tx, tenant, row.id, order).await?;
    }
    Ok(())
}

/// Lets a parked person go on after staff dealt with the reason.
pub async fn release(tx: &Tx, tenant: TenantId, id: EnrolmentId) -> Result<()> {
    let row = locked(tx, tenant, id).await?;
    if row.state != PARKED {
        return Err(Error::conflict("enrolment.not_parked", "这条路径不在待处理状态。"));
    }
    let mut row = row.into_active_model();
    row.release = Set(true);
    row.fault = Set(None);
    row.update(&**tx).await?;
    wake(tx, tenant, id, tx.now).await
}

/// Moves a planned node to another day. Returns its new window.
pub async fn move_item(
    tx: &Tx,
    scope: &Scope,
    id: EnrolmentId,
    node: &str,
    occurrence: u32,
    to: NaiveDate,
) -> Result<(NaiveDate, NaiveDate)> {
    let row = locked(tx, scope.tenant, id).await?;
    let def = crate::pathway::definition_of(&**tx, scope, row.version_id).await?;
    let state: State = serde_json::from_value(row.engine.clone())?;
    let moved = reschedule(&def, &state, node, occurrence, to, &Calendar::china())
        .map_err(|no| Error::conflict("obligation.begun", no.to_string()))?;
    let item = moved.items.iter().find(|i| i.node == node && i.occurrence == occurrence);
    let window = item.map(|i| (i.from, i.to)).ok_or(Error::Missing)?;
    let mut row = row.into_active_model();
    row.engine = Set(serde_json::to_value(&moved)?);
    row.update(&**tx).await?;
    wake(tx, scope.tenant, id, tx.now).await?;
    Ok(window)
}

/// Whether a step of this enrolment stands in the queue, waiting or as a dead letter.
pub async fn has_job(conn: &impl ConnectionTrait, tenant: TenantId, id: EnrolmentId) -> Result<bool> {
    let found = job::entity::Entity::unscoped()
        .filter(job::entity::Column::TenantId.eq(tenant))
        .filter(job::entity::Column::Queue.eq(QUEUE))
        .filter(job::entity::Column::Key.eq(id.to_string()))
        .one(conn)
        .await?;
    Ok(found.is_some())
}
