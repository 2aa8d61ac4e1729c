//! Messages as staff see them.

use chrono::{DateTime, Utc};
use kernel::receipt::{self, ReceiptView};
use kernel::{Act, Error, Level, PatientId, ReceiptId, Result, Scope, Visible};
use nq_pathway::gate::{Channel, Class};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::state::State as Stand;
use super::{attempt_entity, entity};
use crate::ids::MessageId;

/// One message in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageRow {
    id: MessageId,
    patient_id: PatientId,
    patient_name: String,
    channel: String,
    channel_name: String,
    class: String,
    class_name: String,
    text: String,
    state: String,
    state_name: String,
    created_at: DateTime<Utc>,
    /// When it will be tried next, while it waits.
    not_before: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    why: String,
    why_id: Option<ReceiptId>,
    pathway: Option<String>,
    can: MessageCan,
}

/// What may be done with a message.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct MessageCan {
    cancel: bool,
    resolve: bool,
}

/// One try.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    channel: String,
    outcome: String,
    detail: String,
}

/// One message with everything that was decided about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageView {
    #[serde(flatten)]
    row: MessageRow,
    receipts: Vec<ReceiptView>,
    attempts: Vec<AttemptView>,
}

/// One message.
pub(super) async fn view(conn: &impl ConnectionTrait, scope: &Scope, id: MessageId) -> Result<MessageView> {
    let found = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).all(conn).await?;
    let row = rows(conn, scope, found).await?.into_iter().next().ok_or(Error::Missing)?;
    let tries = attempt_entity::Entity::visible(scope)
        .filter(attempt_entity::Column::MessageId.eq(id))
        .order_by_asc(attempt_entity::Column::N)
        .all(conn)
        .await?;
    let attempts = tries.into_iter().map(|t| AttemptView {
        at: t.started_at,
        ended_at: t.ended_at,
        channel: t.channel,
        outcome: t.outcome,
        detail: t.detail,
    });
    Ok(MessageView {
        row,
        receipts: receipt::of_subject(conn, scope, "message", id.0).await?,
        attempts: attempts.collect(),
    })
}

/// Rows as this viewer may see them.
pub(super) async fn rows(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    found: Vec<entity::Model>,
) -> Result<Vec<MessageRow>> {
    let ids: Vec<PatientId> = found.iter().map(|m| m.patient_id).collect();
    let people = record::read::people(conn, scope, &ids).await?;
    let masked = scope.level == Level::L0;
    let name = |id: PatientId| {
        let name = people.iter().find(|p| p.id == id).map_or("", |p| p.name.as_str());
        if masked { nq_cnid::mask_name(name) } else { name.to_owned() }
    };
    let row = |m: entity::Model| {
        let stand = Stand::parse(&m.state);
        MessageRow {
            id: m.id,
            patient_id: m.patient_id,
            patient_name: name(m.patient_id),
            channel_name: Channel::of(&m.channel).map_or(m.channel.clone(), |c| c.word().to_owned()),
            class_name: Class::of(&m.class).map_or(m.class.clone(), |c| c.word().to_owned()),
            channel: m.channel,
            class: m.class,
            // Who may only count people does not read what was written to them.
            text: if masked { "（无权查看内容）".to_owned() } else { m.text },
            state_name: stand.map_or("", Stand::label).to_owned(),
            can: MessageCan {
                cancel: stand == Some(Stand::Pending) && scope.may(Act::MessageSend),
                resolve: stand == Some(Stand::Unknown) && scope.may(Act::MessageSend),
            },
            state: m.state,
            created_at: m.created_at,
            not_before: if stand == Some(Stand::Pending) { m.due_at } else { m.not_before },
            sent_at: m.sent_at.filter(|_| stand != Some(Stand::Pending)),
            why: m.why,
            why_id: m.receipt_id,
            pathway: m.origin,
        }
    };
    Ok(found.into_iter().map(row).collect())
}
