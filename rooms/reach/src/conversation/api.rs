//! The conversation over HTTP.

use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Level, PatientId, ReceiptId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;

use super::entity;
use crate::message::entity as message;
use crate::message::state::State as Stand;

/// One line of the conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Talk {
    at: DateTime<Utc>,
    /// `out` or `in`.
    direction: String,
    channel: String,
    text: String,
    state: Option<String>,
    /// The receipt that says why.
    why_id: Option<ReceiptId>,
}

const LINES: u64 = 200;

/// What was written to and by one person, oldest first; what was not sent stands there with its reason.
#[utoipa::path(get, path = "/api/patients/{id}/conversation", operation_id = "read_conversation", tag = "conversation",
    params(("id" = PatientId, Path)), responses((status = 200, body = Vec<Talk>)))]
pub async fn read_conversation(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Vec<Talk>>> {
    scope.require(Act::MessageRead)?;
    let conn = app.db.read();
    crate::contact::contact(conn, &scope, id).await?;
    let masked = scope.level == Level::L0;
    let text = |text: String| if masked { "（无权查看内容）".to_owned() } else { text };
    let ours = message::Entity::visible(&scope)
        .filter(message::Column::PatientId.eq(id))
        .order_by_desc(message::Column::CreatedAt)
        .limit(LINES)
        .all(conn)
        .await?;
    let theirs = entity::Entity::visible(&scope)
        .filter(entity::Column::PatientId.eq(id))
        .order_by_desc(entity::Column::At)
        .limit(LINES)
        .all(conn)
        .await?;
    let mut talk: Vec<Talk> = ours
        .into_iter()
        .map(|m| Talk {
            at: if m.state == Stand::Pending.as_str() { m.due_at } else { m.sent_at.unwrap_or(m.created_at) },
            direction: "out".to_owned(),
            channel: m.channel,
            text: text(m.text),
            state: Some(m.state),
            why_id: m.receipt_id,
        })
        .chain(theirs.into_iter().map(|m| Talk {
            at: m.at,
            direction: "in".to_owned(),
            channel: m.channel,
            text: text(m.text),
            state: None,
            why_id: None,
        }))
        .collect();
    talk.sort_by_key(|t| t.at);
    Ok(Json(talk))
}
