//! 为什么收到这条, and fewer messages if the person wants fewer.

use access::consent::{self, Purpose};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::Duration;
use kernel::receipt::{self, Fact, Gate};
use kernel::{App, Error, Result, Visible, web::Body};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::MessageId;
use crate::message::entity as message;

/// The reason of one message in plain words.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyView {
    sentence: String,
    facts: Vec<Fact>,
    gates: Vec<Gate>,
}

/// What the person wants less of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietWish {
    /// No more messages of this purpose.
    #[serde(default)]
    purpose: Option<Purpose>,
    /// No routine messages for so many days, 1 to 90.
    #[serde(default)]
    mute_days: Option<i64>,
}

/// What was set.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuietSet {
    message: String,
}

/// Why a message came.
#[utoipa::path(get, path = "/api/h5/links/{token}/messages/{id}/why", operation_id = "read_message_why", tag = "h5",
    params(("token" = String, Path), ("id" = MessageId, Path)), responses((status = 200, body = WhyView)))]
pub async fn read_message_why(
    State(app): State<App>,
    Path((token, id)): Path<(String, MessageId)>,
) -> Result<Json<WhyView>> {
    let opened = super::valid(&app, &token).await?;
    let conn = app.db.read();
    let row = message::Entity::visible(&opened.scope).filter(message::Column::Id.eq(id)).one(conn).await?;
    let row = row.ok_or(Error::Missing)?;
    let receipts = receipt::of_subject(conn, &opened.scope, "message", id.0).await?;
    let (facts, gates) =
        receipts.into_iter().find(|r| r.outcome == "send").map(|r| (r.facts, r.gates)).unwrap_or_default();
    let origin = row.origin.map_or_else(String::new, |origin| format!("，来自“{origin}”"));
    let class = nq_pathway::gate::Class::of(&row.class).map_or("消息", nq_pathway::gate::Class::word);
    let hospital = &app.config.hospital;
    // Template codes are words of the house, not of the patient.
    let facts = facts.into_iter().filter(|f| f.name != "模板").collect();
    Ok(Json(WhyView {
        sentence: format!("这是{hospital}发给您的{class}消息{origin}。"), facts, gates
    }))
}

/// Sets the wish; it counts for everything that is still queued.
#[utoipa::path(post, path = "/api/h5/links/{token}/quiet", operation_id = "ask_quiet", tag = "h5",
    params(("token" = String, Path)), request_body = QuietWish, responses((status = 200, body = QuietSet)))]
pub async fn ask_quiet(
    State(app): State<App>,
    Path(token): Path<String>,
    Body(wish): Body<QuietWish>,
) -> Result<Json<QuietSet>> {
    let opened = super::valid(&app, &token).await?;
    if wish.purpose.is_none() && wish.mute_days.is_none() {
        return Err(Error::refuse("quiet.empty", "请选择想少收哪一类，或者安静几天。"));
    }
    if wish.mute_days.is_some_and(|days| !(1..=90).contains(&days)) {
        return Err(Error::field("mute_days", "安静的天数在 1 到 90 天之间。"));
    }
    let (scope, patient) = (&opened.scope, opened.patient);
    app.write(async |tx| {
        if let Some(purpose) = wish.purpose {
            consent::record(&tx, scope, patient, purpose, false, "患者在 H5 页面选择不再接收").await?;
        }
        if let Some(days) = wish.mute_days {
            let until = tx.now + Duration::days(days);
            record::patient::mute(&tx, scope, patient, Some(until), "患者在 H5 页面选择").await?;
        }
        Ok(())
    })
    .await?;
    Ok(Json(QuietSet {
        message: "已经按您的意思设置好了。有要紧的事，护士仍会打电话。".to_owned()
    }))
}
