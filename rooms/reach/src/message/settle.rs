//! What comes after the sending: receipts of the provider, the word of a person, and what lost its job.

use chrono::Duration;
use kernel::{App, Result, Scope, Tx, Visible, audit, job};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::outcome::{again, failed, lost, set};
use super::send::QUEUE;
use super::state::{Act, State};
use super::tell::tell;
use super::{entity, locked, state_of};
use crate::ids::MessageId;

/// A provider's receipt. Late, doubled or out of order, it never moves a final state backwards.
pub async fn receipt_arrived(
    tx: &Tx,
    scope: &Scope,
    id: MessageId,
    delivered: bool,
    why: &str,
) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let before = state_of(&row)?;
    let act = if delivered { Act::Deliver } else { Act::Fail };
    let Ok(after) = super::state::transition(before, act) else { return Ok(()) };
    if after == before {
        return Ok(());
    }
    if before == State::Unknown || before == State::Sending {
        crate::contact::touched(tx, scope, row.patient_id).await?;
    }
    let row = set(tx, row, act, why, None).await?;
    tell(tx, scope, &row, if delivered { "message.delivered" } else { "message.failed" }, why).await
}

/// A person checked an uncertain message.
pub async fn resolve(tx: &Tx, scope: &Scope, id: MessageId, arrived: bool, note: &str) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let (act, kind, word) = if arrived {
        (Act::ConfirmSent, "message.accepted", "人工核实：对方已收到。")
    } else {
        (Act::ConfirmUnsent, "message.failed", "人工核实：对方没有收到。")
    };
    let why = format!("{word}{note}");
    let row = set(tx, row, act, &why, None).await?;
    tell(tx, scope, &row, kind, &why).await?;
    let entry = audit::Entry {
        act: "resolve_message",
        object_kind: "message",
        object_id: id.to_string(),
        patient: Some(row.patient_id),
        reason: note,
        ..Default::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await
}

/// Open messages whose time has passed by more than five minutes.
async fn open_and_overdue(app: &App, scope: &Scope) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::State.is_in([State::Pending.as_str(), State::Sending.as_str()]))
        .filter(entity::Column::DueAt.lt(app.clock.now() - Duration::minutes(5)))
        .order_by_asc(entity::Column::DueAt)
        .limit(500)
        .all(app.db.read())
        .await?)
}

/// Gives an orphan its job back; ends what failed too often.
async fn unstick(tx: &Tx, scope: &Scope, id: MessageId) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let state = state_of(&row)?;
    if !state.is_open() {
        return Ok(());
    }
    let job = job::entity::Entity::visible(scope)
        .filter(job::entity::Column::Queue.eq(QUEUE))
        .filter(job::entity::Column::Key.eq(id.to_string()))
        .one(&**tx)
        .await?;
    match job {
        None => again(tx, row, tx.now).await,
        Some(job) if job.state == "dead" => {
            job::cancel(tx, scope.tenant, QUEUE, &id.to_string()).await?;
            let why = "多次处理出错，已停止自动发送，请人工核实。";
            tracing::error!(message = %id, error = job.last_error, "message gave up");
            if state == State::Sending {
                return lost(tx, scope, row, why, None).await;
            }
            let row = set(tx, row, Act::Claim, why, None).await?;
            failed(tx, scope, row, why).await
        }
        Some(_) => Ok(()),
    }
}

/// Makes jobs for messages that lost theirs, and ends those whose job died: nothing stays open for ever.
pub(super) async fn look(app: &App, scope: &Scope) -> Result<()> {
    for row in open_and_overdue(app, scope).await? {
        app.write(async |tx| unstick(&tx, scope, row.id).await).await?;
    }
    Ok(())
}
