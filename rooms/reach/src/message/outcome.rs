//! What became of a try: recorded once, in one transaction with the end of its job.

use chrono::{DateTime, Duration, Utc};
use kernel::{Error, Result, Scope, Tx, Visible, job};
use nq_pathway::gate::Channel;
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::json;

use super::carrier::{Carriers, Known, Sent};
use super::decide::{self, Decision};
use super::send::QUEUE;
use super::state::{Act, Recovery, State};
use super::tell::tell;
use super::{attempt_entity, entity, locked, state_of, step};
use crate::ids::MessageId;

/// One try that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attempt {
    pub message: MessageId,
    pub n: i64,
    pub channel: Channel,
}

/// Tries before a busy channel is given up.
const MAX_TRIES: i64 = 8;

/// Records the channel's answer and ends the job.
pub(super) async fn record(
    tx: &Tx,
    scope: &Scope,
    carriers: &Carriers,
    job: &job::Job,
    attempt: &Attempt,
    sent: &Sent,
) -> Result<()> {
    let row = locked(tx, scope, attempt.message).await?;
    let word = match sent {
        Sent::Accepted(_) => "accepted",
        Sent::Delivered(_) => "delivered",
        Sent::Busy(_) => "busy",
        Sent::Refused(_) => "refused",
        Sent::Unsure(_) => "unsure",
    };
    let (Sent::Accepted(detail)
    | Sent::Delivered(detail)
    | Sent::Busy(detail)
    | Sent::Refused(detail)
    | Sent::Unsure(detail)) = sent;
    end_attempt(tx, scope, attempt, word, detail).await?;
    // A receipt may have overtaken our own answer; then there is nothing left to say.
    if state_of(&row)? == State::Sending && row.attempts == attempt.n {
        apply(tx, scope, carriers, attempt, sent, row).await?;
    }
    job::done(tx, job).await
}

async fn apply(
    tx: &Tx,
    scope: &Scope,
    carriers: &Carriers,
    attempt: &Attempt,
    sent: &Sent,
    row: entity::Model,
) -> Result<()> {
    let tries = row.attempts;
    match sent {
        Sent::Accepted(provider) => {
            let row = set(tx, row, Act::Accept, "渠道已接收。", Some(provider)).await?;
            reached(tx, scope, &row).await
        }
        Sent::Delivered(provider) => {
            let row = set(tx, row, Act::Accept, "渠道已接收。", Some(provider)).await?;
            let row = set(tx, row, Act::Deliver, "已送达。", None).await?;
            // Both at once are one entry of the timeline.
            reached(tx, scope, &row).await
        }
        Sent::Refused(why) => failed(tx, scope, row, &format!("渠道拒绝：{why}")).await,
        Sent::Busy(why) if tries >= MAX_TRIES => {
            failed(tx, scope, row, &format!("试了 {tries} 次仍未发出：{why}")).await
        }
        Sent::Busy(why) => {
            let at = tx.now + pause(tries);
            again(
                tx,
                set(tx, row, Act::Postpone, &format!("渠道暂时不接收，稍后再试：{why}"), None).await?,
                at,
            )
            .await
        }
        Sent::Unsure(why) => {
            match carriers.get(attempt.channel).map(|c| (c.class().recovery(), c.settling())) {
                // Still `sending`: the next try carries the same key.
                Some((Recovery::ResendSameKey, _)) if tries < MAX_TRIES => {
                    let at = tx.now + pause(tries);
                    again(tx, row, at).await
                }
                Some((Recovery::QueryAfterSettling, settle)) => lost(tx, scope, row, why, Some(settle)).await,
                _ => lost(tx, scope, row, why, None).await,
            }
        }
    }
}

/// 2, 4, 8 … seconds, at most about half an hour.
fn pause(tries: i64) -> Duration {
    Duration::seconds(1_i64 << tries.clamp(1, 11))
}

pub(super) async fn again(tx: &Tx, row: entity::Model, at: DateTime<Utc>) -> Result<()> {
    job::schedule(tx, row.tenant_id, QUEUE, &row.id.to_string(), at, json!({"message_id": row.id})).await?;
    let mut row = row.into_active_model();
    row.due_at = Set(at);
    row.update(&**tx).await?;
    Ok(())
}

/// Moves the row by the one transition table.
pub(super) async fn set(
    tx: &Tx,
    row: entity::Model,
    act: Act,
    why: &str,
    provider: Option<&String>,
) -> Result<entity::Model> {
    let state = step(&row, act)?;
    let mut row = row.into_active_model();
    row.state = Set(state.as_str().to_owned());
    row.why = Set(why.to_owned());
    if let Some(provider) = provider {
        row.provider_id = Set(Some(provider.clone()));
    }
    if !matches!(state, State::Pending | State::Sending) {
        row.ended_at = Set(Some(tx.now));
    }
    Ok(row.update(&**tx).await?)
}

async fn reached(tx: &Tx, scope: &Scope, row: &entity::Model) -> Result<()> {
    crate::contact::touched(tx, scope, row.patient_id).await?;
    tell(tx, scope, row, "message.accepted", &row.why).await
}

pub(super) async fn failed(tx: &Tx, scope: &Scope, row: entity::Model, why: &str) -> Result<()> {
    let row = set(tx, row, Act::Fail, why, None).await?;
    tell(tx, scope, &row, "message.failed", why).await
}

async fn end_attempt(tx: &Tx, scope: &Scope, attempt: &Attempt, outcome: &str, detail: &str) -> Result<()> {
    let row = attempt_entity::Entity::visible(scope)
        .filter(attempt_entity::Column::MessageId.eq(attempt.message))
        .filter(attempt_entity::Column::N.eq(attempt.n))
        .one(&**tx)
        .await?;
    if let Some(row) = row {
        let mut row = row.into_active_model();
        row.ended_at = Set(Some(tx.now));
        row.outcome = Set(outcome.to_owned());
        row.detail = Set(detail.to_owned());
        row.update(&**tx).await?;
    }
    Ok(())
}

/// Nobody can tell whether the channel has it: asked later if the channel can be asked, else given to a person.
pub(super) async fn lost(
    tx: &Tx,
    scope: &Scope,
    row: entity::Model,
    why: &str,
    settle: Option<Duration>,
) -> Result<()> {
    let attempt = Attempt { message: row.id, n: row.attempts, channel: Channel::Inbox };
    end_attempt(tx, scope, &attempt, "unknown", why).await?;
    let row = set(tx, row, Act::Lose, why, None).await?;
    tell(tx, scope, &row, "message.unknown", why).await?;
    match settle {
        Some(settle) => again(tx, row, tx.now + settle).await,
        None => Ok(()),
    }
}

/// The answer to a query by our key.
pub(super) async fn queried(
    tx: &Tx,
    scope: &Scope,
    job: &job::Job,
    id: MessageId,
    known: &Known,
) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    if state_of(&row)? == State::Unknown {
        match known {
            Known::Yes(provider) => {
                let row = set(tx, row, Act::Found, "已向渠道查实：对方已接收。", Some(provider)).await?;
                reached(tx, scope, &row).await?;
            }
            Known::No => {
                let row = set(tx, row, Act::NotFound, "已向渠道查实：没有发出，重新发送。", None).await?;
                again(tx, row, tx.now).await?;
            }
            // Asked in vain too often: it stays with a person.
            Known::CannotTell if job.attempts >= MAX_TRIES => {}
            Known::CannotTell => return job::fail(tx, job, "channel cannot tell").await,
        }
    }
    job::done(tx, job).await
}

/// The gate says later.
pub(super) async fn postponed(
    tx: &Tx,
    _scope: &Scope,
    row: entity::Model,
    decision: &Decision,
    at: DateTime<Utc>,
    why: &str,
    act: Act,
) -> Result<()> {
    let local = at.with_timezone(&kernel::clock::zone()).format("%-m月%-d日 %H:%M");
    let sentence = format!("顺延到 {local}：{why}");
    let receipt = decide::write_receipt(tx, &row, decision, &sentence, "later").await?;
    let row = if act == Act::Claim { set(tx, row, Act::Postpone, &sentence, None).await? } else { row };
    let mut changed = row.into_active_model();
    changed.receipt_id = Set(Some(receipt));
    let row = changed.update(&**tx).await?;
    again(tx, row, at).await
}

/// The gate says no.
pub(super) async fn suppressed(
    tx: &Tx,
    scope: &Scope,
    row: entity::Model,
    decision: &Decision,
    why: &str,
) -> Result<()> {
    let expired = decision.expired();
    let (act, outcome, sentence) = if expired {
        (Act::Expire, "expired", format!("已过期，不再发送：{why}"))
    } else {
        (Act::Cancel, "not", format!("不发送：{why}"))
    };
    let receipt = decide::write_receipt(tx, &row, decision, &sentence, outcome).await?;
    let mut changed = set(tx, row, act, &sentence, None).await?.into_active_model();
    changed.receipt_id = Set(Some(receipt));
    let row = changed.update(&**tx).await?;
    tell(tx, scope, &row, if expired { "message.expired" } else { "message.suppressed" }, &sentence).await
}

/// A conflict that tells what to do instead.
pub(super) fn too_late() -> Error {
    Error::conflict("message.sending", "这条消息正在发送，已不能撤回。")
}
