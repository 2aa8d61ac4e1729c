//! Touches 触达: how often a person was disturbed, by whom and how; and the channels a person no longer wants.
//! Counted over all departments and paths, because the budget belongs to the person.

mod entity;
mod guard_entity;
mod opt_out_entity;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Tx, Visible};
use nq_pathway::gate::{Channel, Class, Touch};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use crate::ids::MessageId;
use crate::message::entity as message;
use crate::message::state::State;

kernel::patient_scoped!(self::entity);
kernel::patient_scoped!(self::guard_entity);
kernel::patient_scoped!(self::opt_out_entity);

/// Holds the person's lock until the transaction ends, so that two touches are not decided at once.
pub(crate) async fn lock(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<()> {
    let row = guard_entity::ActiveModel {
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        last_at: Set(tx.now),
    };
    let person = [guard_entity::Column::TenantId, guard_entity::Column::PatientId];
    let touch = OnConflict::columns(person).update_column(guard_entity::Column::LastAt).to_owned();
    guard_entity::Entity::insert(row).on_conflict(touch).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Notes a touch that is not a message of ours: a call, a visit. It counts against the person's budget.
pub async fn note(tx: &Tx, scope: &Scope, patient: PatientId, class: Class, channel: Channel) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        class: Set(class.code().to_owned()),
        channel: Set(channel.code().to_owned()),
        at: Set(tx.now),
        by: Set(scope.actor_name()),
    };
    row.insert(&**tx).await?;
    Ok(())
}

/// All touches since an instant, except one message's own.
pub(crate) async fn since(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    since: DateTime<Utc>,
    except: Option<MessageId>,
) -> Result<Vec<Touch>> {
    let counted = [State::Sending, State::Accepted, State::Delivered, State::Unknown].map(State::as_str);
    let sent = message::Entity::visible(scope)
        .filter(message::Column::PatientId.eq(patient))
        .filter(message::Column::SentAt.gte(since))
        .filter(message::Column::State.is_in(counted))
        .all(conn)
        .await?;
    let noted = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::At.gte(since))
        .all(conn)
        .await?;
    let touch = |at: DateTime<Utc>, class: &str, channel: &str| {
        Some(Touch { at, class: Class::of(class)?, channel: Channel::of(channel)? })
    };
    let messages = sent.into_iter().filter(|m| Some(m.id) != except);
    let messages = messages.filter_map(|m| touch(m.sent_at?, &m.class, &m.channel));
    Ok(messages.chain(noted.iter().filter_map(|t| touch(t.at, &t.class, &t.channel))).collect())
}

/// Channels the person unsubscribed from.
pub(crate) async fn opted_out(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<BTreeSet<Channel>> {
    let rows = opt_out_entity::Entity::visible(scope)
        .filter(opt_out_entity::Column::PatientId.eq(patient))
        .all(conn)
        .await?;
    Ok(rows.iter().filter_map(|row| Channel::of(&row.channel)).collect())
}

/// Unsubscribes a person from a channel; `evidence` says how it was said.
pub async fn opt_out(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    channel: Channel,
    evidence: &str,
) -> Result<()> {
    let row = opt_out_entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        channel: Set(channel.code().to_owned()),
        evidence: Set(evidence.to_owned()),
        since: Set(tx.now),
    };
    let same = [
        opt_out_entity::Column::TenantId,
        opt_out_entity::Column::PatientId,
        opt_out_entity::Column::Channel,
    ];
    opt_out_entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}
