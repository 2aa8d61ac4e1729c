//! Withdraws what has not been sent yet.

use kernel::{PatientId, Result, Scope, Tx, Visible, job, receipt};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, Set};
use uuid::Uuid;

use super::send::QUEUE;
use super::state::{Act, State};
use super::tell::tell;
use super::{entity, locked, state_of, step};
use crate::ids::MessageId;

/// Withdraws one message. Refuses (409) once a sender has it.
pub async fn cancel(tx: &Tx, scope: &Scope, id: MessageId, reason: &str) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    if state_of(&row)? == State::Sending {
        return Err(super::outcome::too_late());
    }
    withdraw(tx, scope, row, reason).await
}

/// Withdraws everything a pathway position has queued; returns how many.
pub async fn cancel_of_enrolment(tx: &Tx, scope: &Scope, enrolment: Uuid, reason: &str) -> Result<usize> {
    let rows = waiting(scope).filter(entity::Column::EnrolmentId.eq(enrolment)).all(&**tx).await?;
    withdraw_all(tx, scope, rows, reason).await
}

/// Withdraws everything queued for a person; returns how many.
pub async fn cancel_of_patient(tx: &Tx, scope: &Scope, patient: PatientId, reason: &str) -> Result<usize> {
    let rows = waiting(scope).filter(entity::Column::PatientId.eq(patient)).all(&**tx).await?;
    withdraw_all(tx, scope, rows, reason).await
}

fn waiting(scope: &Scope) -> sea_orm::Select<entity::Entity> {
    entity::Entity::visible(scope).filter(entity::Column::State.eq(State::Pending.as_str()))
}

async fn withdraw_all(tx: &Tx, scope: &Scope, rows: Vec<entity::Model>, reason: &str) -> Result<usize> {
    let mut count = 0_usize;
    for row in rows {
        let row = locked(tx, scope, row.id).await?;
        if state_of(&row)? == State::Pending {
            withdraw(tx, scope, row, reason).await?;
            count = count.saturating_add(1);
        }
    }
    Ok(count)
}

/// Ends a waiting message with its receipt and its job.
pub(super) async fn withdraw(tx: &Tx, scope: &Scope, row: entity::Model, reason: &str) -> Result<()> {
    let state = step(&row, Act::Cancel)?;
    let sentence = format!("已取消：{reason}");
    let note = receipt::NewReceipt {
        patient: Some(row.patient_id),
        subject_kind: "message",
        subject_id: row.id.0,
        rule: "cancel".to_owned(),
        rule_version: "1".to_owned(),
        outcome: "cancelled".to_owned(),
        sentence: sentence.clone(),
        facts: vec![receipt::Fact {
            name: "取消人".to_owned(),
            value: scope.actor_name(),
            source: "消息".to_owned(),
            at: Some(tx.now),
            holds: true,
        }],
        gates: Vec::new(),
    };
    let receipt = receipt::write(tx, row.tenant_id, note).await?;
    let mut changed = row.into_active_model();
    changed.state = Set(state.as_str().to_owned());
    changed.why = Set(sentence.clone());
    changed.receipt_id = Set(Some(receipt));
    changed.ended_at = Set(Some(tx.now));
    let row = changed.update(&**tx).await?;
    job::cancel(tx, row.tenant_id, QUEUE, &row.id.to_string()).await?;
    tell(tx, scope, &row, "message.cancelled", &sentence).await
}
