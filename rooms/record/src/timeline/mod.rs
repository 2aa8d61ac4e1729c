//! 时间线: what happened to a person, in five lanes, read from the event log.

pub mod api;
mod lane;

pub use lane::Lane;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::event::entity as log;
use kernel::{Level, PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::file::source_label;
use crate::identity::entity::patient;
use crate::patient::sight;

/// What an entry points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ref {
    pub kind: String,
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TimelineItem)]
pub struct Item {
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    pub lane: Lane,
    pub kind: String,
    pub title: String,
    pub detail: String,
    pub source: String,
    pub actor: String,
    pub abnormal: bool,
    #[serde(rename = "ref")]
    pub reference: Option<Ref>,
}

/// A stretch of a timeline, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Timeline {
    pub today: NaiveDate,
    pub items: Vec<Item>,
    /// Pass as `before` to read on; null at the beginning of all.
    pub next_before: Option<DateTime<Utc>>,
}

/// Reads a person's timeline backwards from `before`. A record merged into this one is read along.
pub async fn timeline(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    lane: Option<Lane>,
    before: Option<DateTime<Utc>>,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<Timeline> {
    crate::patient::row(conn, scope, patient).await?;
    let mut query = log::Entity::visible(&whole(scope))
        .filter(log::Column::PatientId.is_in(same_person(conn, scope, patient).await?))
        .filter(kinds(scope, lane))
        .order_by_desc(log::Column::OccurredAt)
        .order_by_desc(log::Column::Seq);
    if let Some(before) = before {
        query = query.filter(log::Column::OccurredAt.lt(before));
    }
    let mut rows = query.clone().limit(limit).all(conn).await?;
    let full = u64::try_from(rows.len()).unwrap_or(0) == limit;
    let next_before = rows.last().filter(|_| full).map(|last| last.occurred_at);
    if let Some(last) = rows.last().filter(|_| full).cloned() {
        // Entries of the same instant stay together, so that a page never cuts between them.
        let rest = query
            .filter(log::Column::OccurredAt.eq(last.occurred_at))
            .filter(log::Column::Seq.lt(last.seq))
            .all(conn)
            .await?;
        rows.extend(rest);
    }
    let items = rows.into_iter().filter_map(|row| item(scope, row)).collect();
    Ok(Timeline { today: local_day(now), items, next_before })
}

/// Whoever may see the person may see the events of the records merged into him.
fn whole(scope: &Scope) -> Scope {
    Scope { reach: kernel::Reach::Tenant, ..scope.clone() }
}

async fn same_person(conn: &impl ConnectionTrait, scope: &Scope, id: PatientId) -> Result<Vec<PatientId>> {
    let merged = patient::Entity::visible(&whole(scope))
        .filter(patient::Column::MergedInto.eq(id.0))
        .all(conn)
        .await?;
    Ok(std::iter::once(id).chain(merged.into_iter().map(|p| p.id)).collect())
}

fn kinds(scope: &Scope, lane: Option<Lane>) -> Condition {
    let mut wanted: Vec<Lane> = lane.map_or_else(|| Lane::ALL.to_vec(), |one| vec![one]);
    if !sight::clinical(scope) {
        wanted.retain(|l| *l != Lane::Clinical);
    }
    let mut any = Condition::any();
    for prefix in wanted.iter().flat_map(|l| l.prefixes()) {
        any = any.add(log::Column::Kind.starts_with(*prefix));
    }
    // An empty "any" would let everything pass.
    if wanted.is_empty() { Condition::all().add(log::Column::Seq.lt(0)) } else { any }
}

fn item(scope: &Scope, row: log::Model) -> Option<Item> {
    let lane = Lane::of(&row.kind)?;
    let clinical = sight::clinical(scope);
    let text = |name: &str| row.payload.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if row.kind.starts_with("tag.") && !crate::patient::sees_tag(scope, &text("tag_kind")) {
        return None;
    }
    if row.kind == "grade.changed" && scope.level == Level::L0 {
        return None;
    }
    let title = [text("title"), text("sentence"), text("name")]
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or_else(|| lane::title(&row.kind).to_owned());
    // What a patient answered is clinical even where the fact that he answered is not.
    let hidden = !clinical && matches!(lane, Lane::Conversation | Lane::Task);
    let reference = row.payload.get("ref").and_then(|r| serde_json::from_value(r.clone()).ok());
    let abnormal = row.payload.get("abnormal").and_then(Value::as_u64).unwrap_or(0) > 0
        || row.payload.get("red_flags").and_then(Value::as_array).is_some_and(|flags| !flags.is_empty());
    Some(Item {
        id: row.id.0,
        at: row.occurred_at,
        recorded_at: row.recorded_at,
        lane,
        title,
        detail: if hidden { String::new() } else { text("detail") },
        source: source_label(&row.source),
        actor: row.actor,
        abnormal: abnormal && clinical,
        reference,
        kind: row.kind,
    })
}
