//! The monitor over HTTP: list, look into, replay.

use axum::Json;
use axum::extract::{Path, Query, State as AppState};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Level, Page, PageQuery, PatientId, Result, Scope, audit, web::Body};
use nq_hl7::charset::decode_for_display;
use nq_hl7::{Message, Segment};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::entity::Model;
use super::state::State;
use super::store::Filter;
use super::{InboundId, label, mask, store};
use crate::feed::{FeedId, store as feeds};

/// A row of the monitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct InboundRow {
    id: InboundId,
    feed: String,
    received_at: DateTime<Utc>,
    /// When the sender says it happened.
    said_at: Option<DateTime<Utc>>,
    /// `ADT^A01` as sent.
    #[serde(rename = "type")]
    kind: String,
    /// What that is in Chinese.
    type_name: Option<String>,
    sender: String,
    control_id: String,
    /// Masked for those who read no patients.
    patient_name: Option<String>,
    state: State,
    state_name: String,
    error: Option<String>,
    /// AA, AE or AR.
    ack: String,
    attempts: i64,
}

/// One message, opened.
#[derive(Debug, Serialize, ToSchema)]
pub struct InboundView {
    #[serde(flatten)]
    row: InboundRow,
    patient_id: Option<PatientId>,
    duplicate_of: Option<InboundId>,
    /// The text as received, or as last corrected; covered for those who read no patients.
    raw: String,
    /// Whether parts of `raw` are covered; then it cannot be corrected here.
    covered: bool,
    corrected: bool,
    segments: Vec<SegmentView>,
    /// What was filed; absent for those who read no patients.
    mapped: Option<serde_json::Value>,
    effects: Vec<String>,
    problems: serde_json::Value,
}

/// One segment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InboundSegment)]
pub struct SegmentView {
    name: String,
    fields: Vec<FieldView>,
}

/// One field that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldView {
    /// `PID-5`.
    path: String,
    label: Option<String>,
    value: String,
}

/// Filter of the monitor.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InboundFilter {
    /// Only this feed.
    feed_id: Option<FeedId>,
    /// Only this state.
    state: Option<State>,
    /// Control id, name of the patient, or type.
    q: Option<String>,
}

/// Messages, the latest first.
#[utoipa::path(get, path = "/api/inbound", operation_id = "list_inbound", tag = "message", params(InboundFilter, PageQuery),
    responses((status = 200, body = Page<InboundRow>)))]
pub async fn list_inbound(
    AppState(app): AppState<App>,
    scope: Scope,
    Query(filter): Query<InboundFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<InboundRow>>> {
    scope.require(Act::FeedRead)?;
    let wanted = Filter { feed: filter.feed_id, state: filter.state, q: filter.q };
    let page = store::list(app.db.read(), &scope, wanted, &page).await?;
    let names = feeds::all(app.db.read(), &scope).await?;
    let name = |id: FeedId| {
        names.iter().find(|feed| feed.id == id).map(|feed| feed.name.clone()).unwrap_or_default()
    };
    Ok(Json(page.map(|row| view_row(&row, name(row.feed_id), &scope))))
}

/// One message with its parts and effects. Looking is written into the audit trail.
#[utoipa::path(get, path = "/api/inbound/{id}", operation_id = "read_inbound", tag = "message", params(("id" = InboundId, Path)),
    responses((status = 200, body = InboundView)))]
pub async fn read_inbound(
    AppState(app): AppState<App>,
    scope: Scope,
    Path(id): Path<InboundId>,
) -> Result<Json<InboundView>> {
    scope.require(Act::FeedRead)?;
    let row = store::find(app.db.read(), &scope, id).await?;
    let feed = feeds::find(app.db.read(), &scope, row.feed_id).await?;
    let first = match row.duplicate_of {
        Some(first) => Some(store::find(app.db.read(), &scope, InboundId(first)).await?),
        None => None,
    };
    let patient = row.patient_id;
    app.write(async |tx| {
        let entry = audit::Entry {
            act: "read_message",
            object_kind: "inbound",
            object_id: id.to_string(),
            patient,
            ..Default::default()
        };
        audit::write(&*tx, tx.now, &scope, entry).await
    })
    .await?;
    Ok(Json(view(&row, first.as_ref().unwrap_or(&row), feed.name, &scope)))
}

/// What replaying takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// The corrected text; without it the stored message is processed again.
    #[serde(default)]
    raw: Option<String>,
}

/// What replaying did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Replayed {
    state: State,
    state_name: String,
    error: Option<String>,
}

/// Processes a stored message again.
#[utoipa::path(post, path = "/api/inbound/{id}/replay", operation_id = "replay_inbound", tag = "message",
    params(("id" = InboundId, Path)), request_body = Replay, responses((status = 200, body = Replayed)))]
pub async fn replay_inbound(
    AppState(app): AppState<App>,
    scope: Scope,
    Path(id): Path<InboundId>,
    Body(body): Body<Replay>,
) -> Result<Json<Replayed>> {
    scope.require(Act::FeedWrite)?;
    let (state, error) = super::replay::replay(&app, &scope, id, body.raw).await?;
    Ok(Json(Replayed { state, state_name: state.zh().to_owned(), error }))
}

fn reads_patients(scope: &Scope) -> bool {
    scope.level == Level::Clinical
}

fn view_row(row: &Model, feed: String, scope: &Scope) -> InboundRow {
    let state = State::parse(&row.state).unwrap_or(State::Quarantined);
    let (kind, event) = row.kind.split_once('^').unwrap_or((&row.kind, ""));
    let shown = |name: &String| if reads_patients(scope) { name.clone() } else { nq_cnid::mask_name(name) };
    InboundRow {
        id: row.id,
        feed,
        received_at: row.received_at,
        said_at: row.said_at,
        type_name: nq_hl7::event::chinese_name(kind, event).map(str::to_owned),
        kind: row.kind.clone(),
        sender: row.sender.trim_matches('|').replace('|', " · "),
        control_id: row.control_id.clone(),
        patient_name: row.patient_name.as_ref().map(shown),
        state,
        state_name: state.zh().to_owned(),
        error: row.error.clone(),
        ack: row.ack.clone(),
        attempts: row.attempts,
    }
}

/// `kept` is the row that holds the bytes: the first one, for a duplicate.
fn view(row: &Model, kept: &Model, feed: String, scope: &Scope) -> InboundView {
    let text = kept.corrected.clone().unwrap_or_else(|| decode_for_display(&kept.raw));
    let covered = !reads_patients(scope);
    let parsed = Message::parse(&text).ok();
    let raw = match (&parsed, covered) {
        (_, false) => text.clone(),
        (Some(message), true) => mask::message(message),
        (None, true) => "（内容无法解析，已遮盖）".to_owned(),
    };
    let segments = parsed.map(|m| m.segments().map(|segment| view_segment(&segment, covered)).collect());
    InboundView {
        row: view_row(row, feed, scope),
        patient_id: row.patient_id.filter(|_| !covered),
        duplicate_of: row.duplicate_of.map(InboundId),
        raw,
        covered,
        corrected: kept.corrected.is_some(),
        segments: segments.unwrap_or_default(),
        mapped: row.mapped.clone().filter(|_| !covered),
        effects: serde_json::from_value(row.effects.clone()).unwrap_or_default(),
        problems: row.problems.clone(),
    }
}

fn view_segment(segment: &Segment<'_>, covered: bool) -> SegmentView {
    let name = segment.name();
    let last = segment.field_count() + usize::from(name == "MSH");
    let field = |number: usize| {
        let value = segment.field(number).raw().to_owned();
        let value = if covered && mask::is_covered(name, number) { mask::text_of(&value) } else { value };
        (!value.is_empty()).then(|| FieldView {
            path: format!("{name}-{number}"),
            label: label::label(name, number).map(str::to_owned),
            value,
        })
    };
    SegmentView { name: name.to_owned(), fields: (1..=last).filter_map(field).collect() }
}
