//! The demo's telephones over HTTP. Not there at all outside demo mode.

use axum::{
    Json,
    extract::{Query, State},
};
use chrono::{DateTime, Utc};
use kernel::{App, Error, PatientId, Result, Scope, web::Body};
use nq_pathway::gate::Channel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{text_of, texts};
use crate::conversation;
use crate::ids::MessageId;

/// One text on a telephone.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneView {
    message_id: MessageId,
    at: DateTime<Utc>,
    patient_id: PatientId,
    to_name: String,
    phone_masked: String,
    text: String,
    link: Option<String>,
    channel: String,
}

/// Whose telephone.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhosePhone {
    patient_id: Option<PatientId>,
    phone: Option<String>,
}

/// A reply typed as the patient.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PhoneReply)]
pub struct Reply {
    message_id: MessageId,
    text: String,
}

/// The texts on the demo's telephones, newest first.
#[utoipa::path(get, path = "/api/demo/phone", operation_id = "read_demo_phone", tag = "demo",
    params(WhosePhone), responses((status = 200, body = Vec<PhoneView>)))]
pub async fn read_demo_phone(
    State(app): State<App>,
    scope: Scope,
    Query(whose): Query<WhosePhone>,
) -> Result<Json<Vec<PhoneView>>> {
    demo(&app)?;
    let rows = texts(&app, &scope, whose.patient_id, whose.phone.as_deref()).await?;
    Ok(Json(rows.into_iter().map(view).collect()))
}

/// The number stays masked here too: one looks by person, not by number.
fn view(row: super::PhoneText) -> PhoneView {
    let phone = nq_cnid::Phone::parse(&row.phone).map_or_else(|| "****".to_owned(), |p| p.masked());
    PhoneView {
        message_id: row.message_id,
        at: row.at,
        patient_id: row.patient_id,
        to_name: row.to_name,
        phone_masked: phone,
        text: row.text,
        link: row.link,
        channel: row.channel,
    }
}

/// Replies as the patient; the reply goes the way of every reply.
#[utoipa::path(post, path = "/api/demo/phone/reply", operation_id = "reply_demo_phone", tag = "demo",
    request_body = Reply, responses((status = 200, body = PhoneView)))]
pub async fn reply_demo_phone(
    State(app): State<App>,
    scope: Scope,
    Body(reply): Body<Reply>,
) -> Result<Json<PhoneView>> {
    demo(&app)?;
    if reply.text.trim().is_empty() {
        return Err(Error::field("text", "请写回复内容。"));
    }
    let row = text_of(&app, &scope, reply.message_id).await?;
    let channel = Channel::of(&row.channel).unwrap_or(Channel::SmsService);
    let person = Scope::patient(row.tenant_id, row.patient_id);
    app.write(async |tx| {
        let message = Some(reply.message_id);
        conversation::receive(&tx, &person, row.patient_id, channel, message, &reply.text).await
    })
    .await?;
    Ok(Json(view(row)))
}

fn demo(app: &App) -> Result<()> {
    if app.config.demo { Ok(()) } else { Err(Error::Missing) }
}
