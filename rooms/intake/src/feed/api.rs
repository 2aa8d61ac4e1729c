//! Feeds over HTTP.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Duration, Utc};
use kernel::{Act, App, Error, Result, Scope, audit, web::Body};
use nq_hl7::Charset;
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::feed;
use super::status::{self, FeedState, Signs};
use super::{FeedId, store};
use crate::hl7::interpret::Dialect;
use crate::message::replay::{self, Again};

/// One feed and how it is doing.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedView {
    id: FeedId,
    name: String,
    /// `mllp`, `fhir` or `sheet`.
    kind: String,
    last_message_at: Option<DateTime<Utc>>,
    /// Messages since local midnight.
    today: u64,
    /// Messages per minute over the last five minutes.
    rate_per_minute: f64,
    errors_today: u64,
    /// Messages that wait for a person.
    quarantined: u64,
    state: FeedState,
    last_error: Option<String>,
    settings: FeedSettings,
}

/// How a feed reads its messages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedSettings {
    /// Shown name.
    name: String,
    /// Name of the source in the record, e.g. `his`.
    source: String,
    /// Accepted values of MSH-11: P production, T training, D debugging.
    processing_ids: Vec<String>,
    /// Local type and event → standard one: `ADT^ZP1` → `ADT^A28`.
    aliases: BTreeMap<String, String>,
    /// Character set where a message does not say: `gb18030`, `utf8`, `big5`, `latin1`.
    charset: String,
    /// Minutes without a message after which the feed is shown as silent; 0 never.
    silence_minutes: i64,
}

/// The tenant's feeds.
#[utoipa::path(get, path = "/api/feeds", operation_id = "list_feeds", tag = "feed", responses((status = 200, body = Vec<FeedView>)))]
pub async fn list_feeds(State(app): State<App>, scope: Scope) -> Result<Json<Vec<FeedView>>> {
    scope.require(Act::FeedRead)?;
    let mut views = Vec::new();
    for row in store::all(app.db.read(), &scope).await? {
        views.push(view(&app, &scope, row).await?);
    }
    Ok(Json(views))
}

/// Changes how a feed reads its messages. Messages already in quarantine are replayed separately.
#[utoipa::path(put, path = "/api/feeds/{id}", operation_id = "update_feed", tag = "feed", params(("id" = FeedId, Path)),
    request_body = FeedSettings, responses((status = 200, body = FeedView)))]
pub async fn update_feed(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<FeedId>,
    Body(body): Body<FeedSettings>,
) -> Result<Json<FeedView>> {
    scope.require(Act::FeedWrite)?;
    let dialect = checked(&body)?;
    let row = app
        .write(async |tx| {
            let mut row = store::find(&*tx, &scope, id).await?.into_active_model();
            row.name = Set(body.name.trim().to_owned());
            row.silence_minutes = Set(body.silence_minutes);
            row.dialect = Set(serde_json::to_value(&dialect)?);
            let entry = audit::Entry {
                act: "update_feed",
                object_kind: "feed",
                object_id: id.to_string(),
                ..Default::default()
            };
            audit::write(&*tx, tx.now, &scope, entry).await?;
            Ok(row.update(&*tx).await?)
        })
        .await?;
    Ok(Json(view(&app, &scope, row).await?))
}

/// Processes the quarantined messages of a feed again, at most 500 at a time, the oldest first.
#[utoipa::path(post, path = "/api/feeds/{id}/replay", operation_id = "replay_feed", tag = "feed", params(("id" = FeedId, Path)),
    responses((status = 200, body = Again)))]
pub async fn replay_feed(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<FeedId>,
) -> Result<Json<Again>> {
    scope.require(Act::FeedWrite)?;
    store::find(app.db.read(), &scope, id).await?;
    Ok(Json(replay::replay_feed(&app, &scope, id).await?))
}

fn checked(body: &FeedSettings) -> Result<Dialect> {
    if body.name.trim().is_empty() {
        return Err(Error::field("name", "请填写通道名称。"));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if body.source.is_empty() || !body.source.chars().all(is_plain) {
        return Err(Error::field("source", "来源代号只能用字母、数字、下划线和短横线。"));
    }
    if body.processing_ids.is_empty()
        || !body.processing_ids.iter().all(|id| matches!(id.as_str(), "P" | "T" | "D"))
    {
        return Err(Error::field("processing_ids", "处理标识至少选一个，只能是 P、T 或 D。"));
    }
    for (local, known) in &body.aliases {
        let is_standard = known.split_once('^').is_some_and(|(kind, event)| {
            nq_hl7::event::standing(kind, event) == nq_hl7::event::Standing::Standard
        });
        if !is_standard {
            return Err(Error::field(
                "aliases",
                format!("“{local}”对应的“{known}”不是标准的消息类型和事件，应写作 ADT^A08 这样的形式。"),
            ));
        }
    }
    if !(0..=10_080).contains(&body.silence_minutes) {
        return Err(Error::field("silence_minutes", "静默提醒应在 0 到 10080 分钟之间。"));
    }
    Ok(Dialect {
        source: body.source.clone(),
        processing_ids: body.processing_ids.clone(),
        aliases: body.aliases.clone(),
        charset: charset(&body.charset).ok_or_else(|| Error::field("charset", "不支持这个字符集。"))?,
    })
}

fn charset(code: &str) -> Option<Charset> {
    [Charset::Gb18030, Charset::Utf8, Charset::Big5, Charset::Latin1]
        .into_iter()
        .find(|charset| code_of(*charset) == code)
}

fn code_of(charset: Charset) -> &'static str {
    match charset {
        Charset::Gb18030 => "gb18030",
        Charset::Utf8 => "utf8",
        Charset::Big5 => "big5",
        Charset::Latin1 => "latin1",
    }
}

async fn view(app: &App, scope: &Scope, row: feed::Model) -> Result<FeedView> {
    let now = app.clock.now();
    let numbers = store::numbers(app.db.read(), scope, &row, now).await?;
    let dialect = store::dialect(&row)?;
    let signs = Signs {
        last_message_at: numbers.last_message_at,
        last_error_at: numbers.last_error_at,
        silence: Duration::minutes(row.silence_minutes),
    };
    Ok(FeedView {
        id: row.id,
        kind: row.kind,
        last_message_at: numbers.last_message_at,
        today: numbers.today,
        rate_per_minute: numbers.rate_per_minute,
        errors_today: numbers.errors_today,
        quarantined: numbers.quarantined,
        state: status::state(signs, now),
        last_error: numbers.last_error,
        settings: FeedSettings {
            name: row.name.clone(),
            source: dialect.source,
            processing_ids: dialect.processing_ids,
            aliases: dialect.aliases,
            charset: code_of(dialect.charset).to_owned(),
            silence_minutes: row.silence_minutes,
        },
        name: row.name,
    })
}
