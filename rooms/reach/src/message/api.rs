//! Messages over HTTP, for staff.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use kernel::{Act, App, Error, Page, PageQuery, PatientId, Result, Scope, Visible, audit, web::Body};
use nq_pathway::gate::{Channel, Class};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::queue::{NewMessage, queue, queue_text};
use super::state::State as Stand;
use super::view::{MessageRow, MessageView, rows, view};
use super::{cancel, entity, resolve};
use crate::ids::MessageId;
use crate::template::check::check_words;
use crate::template::dictionary::Surface;

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MessageFilter {
    #[param(inline)]
    state: Option<Stand>,
    patient_id: Option<PatientId>,
}

/// A message to one person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageIn {
    patient_id: PatientId,
    #[serde(default)]
    template_code: Option<String>,
    #[serde(default)]
    text: Option<String>,
    /// `clinical_routine`, `service` …
    class: String,
    /// `sms_service`, `inbox` …; chosen by the house if absent.
    #[serde(default)]
    channel: Option<String>,
    /// Made by the page; the same key twice is one message.
    #[serde(default)]
    key: Option<String>,
}

/// Why something is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelReason)]
pub struct Reason {
    reason: String,
}

/// What a person found out about an uncertain message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MessageChecked)]
pub struct Checked {
    arrived: bool,
    note: String,
}

/// The id of a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageMade {
    id: MessageId,
}

/// Messages in sight, newest first.
#[utoipa::path(get, path = "/api/messages", operation_id = "list_messages", tag = "message",
    params(MessageFilter, PageQuery), responses((status = 200, body = Page<MessageRow>)))]
pub async fn list_messages(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<MessageFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<MessageRow>>> {
    scope.require(Act::MessageRead)?;
    let mut query = entity::Entity::visible(&scope);
    if let Some(state) = filter.state {
        query = query.filter(entity::Column::State.eq(state.as_str()));
    }
    if let Some(patient) = filter.patient_id {
        query = query.filter(entity::Column::PatientId.eq(patient));
    }
    let total = query.clone().count(app.db.read()).await?;
    let found = query
        .order_by_desc(entity::Column::CreatedAt)
        .order_by_desc(entity::Column::Id)
        .offset(page.offset())
        .limit(page.limit())
        .all(app.db.read())
        .await?;
    let rows = rows(app.db.read(), &scope, found).await?;
    Ok(Json(page.page(rows, total)))
}

/// One message with its receipts and tries.
#[utoipa::path(get, path = "/api/messages/{id}", operation_id = "read_message", tag = "message",
    params(("id" = MessageId, Path)), responses((status = 200, body = MessageView)))]
pub async fn read_message(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<MessageId>,
) -> Result<Json<MessageView>> {
    scope.require(Act::MessageRead)?;
    Ok(Json(view(app.db.read(), &scope, id).await?))
}

/// Writes to one person. The gate still decides whether and when it leaves.
#[utoipa::path(post, path = "/api/messages", operation_id = "create_message", tag = "message",
    request_body = MessageIn, responses((status = 200, body = MessageMade)))]
pub async fn create_message(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<MessageIn>,
) -> Result<Json<MessageMade>> {
    scope.require(Act::MessageSend)?;
    crate::contact::contact(app.db.read(), &scope, body.patient_id).await?;
    let (new, text) = asked(&app, &scope, body)?;
    let id = app
        .write(async |tx| {
            let patient = new.patient;
            let id = match &text {
                Some(text) => queue_text(&tx, &scope, new, text, false).await?,
                None => queue(&tx, &scope, new).await?,
            };
            audit::write(&*tx, tx.now, &scope, entry("send_message", id, patient, "")).await?;
            Ok(id)
        })
        .await?;
    Ok(Json(MessageMade { id }))
}

/// Withdraws a message that waits.
#[utoipa::path(post, path = "/api/messages/{id}/cancel", operation_id = "cancel_message", tag = "message",
    params(("id" = MessageId, Path)), request_body = Reason, responses((status = 200, body = MessageView)))]
pub async fn cancel_message(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<MessageId>,
    Body(body): Body<Reason>,
) -> Result<Json<MessageView>> {
    scope.require(Act::MessageSend)?;
    let reason = said(&body.reason, "reason", "请写明取消的原因。")?;
    app.write(async |tx| {
        cancel(&tx, &scope, id, &reason).await?;
        let row = super::locked(&tx, &scope, id).await?;
        audit::write(&*tx, tx.now, &scope, entry("cancel_message", id, row.patient_id, &reason)).await
    })
    .await?;
    Ok(Json(view(app.db.read(), &scope, id).await?))
}

/// 人工核实: a person found out whether an uncertain message arrived.
#[utoipa::path(post, path = "/api/messages/{id}/resolve", operation_id = "resolve_message", tag = "message",
    params(("id" = MessageId, Path)), request_body = Checked, responses((status = 200, body = MessageView)))]
pub async fn resolve_message(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<MessageId>,
    Body(body): Body<Checked>,
) -> Result<Json<MessageView>> {
    scope.require(Act::MessageSend)?;
    let note = said(&body.note, "note", "请写明是怎样核实的，如“电话询问患者本人”。")?;
    app.write(async |tx| resolve(&tx, &scope, id, body.arrived, &note).await).await?;
    Ok(Json(view(app.db.read(), &scope, id).await?))
}

fn said(text: &str, field: &str, ask: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() { Err(Error::field(field, ask)) } else { Ok(text.chars().take(200).collect()) }
}

fn entry<'a>(act: &'a str, id: MessageId, patient: PatientId, reason: &'a str) -> audit::Entry<'a> {
    audit::Entry {
        act,
        object_kind: "message",
        object_id: id.to_string(),
        patient: Some(patient),
        reason,
        ..Default::default()
    }
}

fn asked(app: &App, scope: &Scope, body: MessageIn) -> Result<(NewMessage, Option<String>)> {
    let class =
        Class::of(&body.class).ok_or_else(|| Error::field("class", "请从列出的消息类别里选一个。"))?;
    if class == Class::Marketing {
        return Err(Error::field("class", "营销内容不能逐个手工发送，请走活动流程。"));
    }
    let channel =
        body.channel.map(|c| Channel::of(&c).ok_or_else(|| Error::field("channel", "没有这个渠道。")));
    let text = body.text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    match (&text, &body.template_code) {
        (Some(text), None) if text.chars().count() > Surface::Open.max_chars() => {
            let most = Surface::Open.max_chars();
            return Err(Error::field("text", format!("内容最多 {most} 个字，请写短一些。")));
        }
        (Some(_), None) | (None, Some(_)) => {}
        _ => return Err(Error::field("text", "请写内容，或者选一个模板，两者选一。")),
    }
    if let Some(fault) = text.iter().flat_map(|text| check_words(text, Surface::Open)).next() {
        return Err(Error::field("text", fault.message));
    }
    let now = app.clock.now();
    let key = body.key.unwrap_or_else(|| MessageId::new().to_string());
    let new = NewMessage {
        patient: body.patient_id,
        template_code: body.template_code.unwrap_or_default(),
        vars: BTreeMap::new(),
        class,
        channel_preference: channel.transpose()?.into_iter().collect(),
        dedupe_key: format!("staff:{}:{key}", scope.actor_name()),
        not_before: now,
        not_after: Some(now + chrono::Duration::days(3)),
        enrolment_id: None,
        node: None,
        occurrence: None,
        form: None,
        origin: Some(format!("{}发送", scope.actor_name())),
    };
    Ok((new, text))
}
