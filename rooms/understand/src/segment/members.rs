//! Who is in a segment, since when and why; and why somebody is not.
use super::{entity::member, store};
use crate::{rule::judge, vocabulary};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Error, Level, Page, PageQuery, PatientId, Result, Scope, Visible};
use nq_audience::Reason;
use record::{patient::PatientRow, read};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A condition and the fact behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonView {
    /// JSON pointer into the rule.
    pub path: String,
    /// The condition in Chinese.
    pub sentence: String,
    /// The fact with its unit, to those who may see clinical facts.
    pub value: Option<String>,
    /// Where the fact comes from.
    pub source: Option<String>,
    /// When it was true.
    pub at: Option<DateTime<Utc>>,
    /// Whether the condition holds.
    pub holds: bool,
    /// Whether data are missing.
    pub missing: bool,
    /// Whether the answer rests on it.
    pub decisive: bool,
}

impl ReasonView {
    /// As this viewer may see it: the value only from the clinical level on.
    pub(crate) fn of(reason: &Reason, scope: &Scope) -> ReasonView {
        let clinical = scope.level == Level::Clinical;
        ReasonView {
            path: reason.path.clone(),
            sentence: reason.sentence.clone(),
            value: clinical.then(|| reason.value.clone()),
            source: reason.source.clone().filter(|_| clinical),
            at: reason.time.filter(|_| clinical),
            holds: reason.holds,
            missing: reason.truth == nq_audience::Truth::Unknown,
            decisive: reason.decisive,
        }
    }
}

/// A member of a segment.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberRow {
    #[serde(flatten)]
    patient: PatientRow,
    /// Member since.
    since: DateTime<Utc>,
    /// The sentences that let in.
    why: Vec<String>,
}

/// The members within the viewer's sight, the newest first.
#[utoipa::path(get, path = "/api/segments/{id}/members", operation_id = "list_segment_members", tag = "segment",
    params(("id" = Uuid, Path), PageQuery), responses((status = 200, body = Page<MemberRow>)))]
pub async fn list_segment_members(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<MemberRow>>> {
    scope.require(Act::SegmentRows)?;
    let conn = app.db.read();
    store::find(conn, &scope, id).await?;
    let query = member::Entity::visible(&scope).filter(member::Column::SegmentId.eq(id));
    let total = query.clone().count(conn).await?;
    let found = query
        .order_by_desc(member::Column::Since)
        .order_by_asc(member::Column::PatientId)
        .offset(page.offset())
        .limit(page.limit())
        .all(conn)
        .await?;
    let ids: Vec<_> = found.iter().map(|row| row.patient_id).collect();
    let rows = record::patient::rows(conn, &scope, &ids, app.clock.now()).await?;
    let clinical = scope.level == Level::Clinical;
    let view = |patient: PatientRow| {
        let row = found.iter().find(|row| row.patient_id == patient.id)?;
        let why: Vec<String> = serde_json::from_value(row.why.clone()).unwrap_or_default();
        // The sentences carry values; those who only count do not see them.
        Some(MemberRow { patient, since: row.since, why: if clinical { why } else { Vec::new() } })
    };
    Ok(Json(page.page(rows.into_iter().filter_map(view).collect(), total)))
}

/// Whether somebody is in a segment, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyView {
    /// Whether the rule holds now.
    holds: bool,
    /// Member since.
    since: Option<DateTime<Utc>>,
    /// Every condition with its fact.
    reasons: Vec<ReasonView>,
}

/// Why somebody is in or not.
#[utoipa::path(get, path = "/api/segments/{id}/why/{patient_id}", operation_id = "read_segment_why",
    tag = "segment", params(("id" = Uuid, Path), ("patient_id" = Uuid, Path)),
    responses((status = 200, body = WhyView)))]
pub async fn read_segment_why(
    State(app): State<App>,
    scope: Scope,
    Path((id, patient)): Path<(Uuid, PatientId)>,
) -> Result<Json<WhyView>> {
    scope.require(Act::SegmentRows)?;
    let conn = app.db.read();
    let segment = store::find(conn, &scope, id).await?;
    if read::people(conn, &scope, &[patient]).await?.is_empty() {
        return Err(Error::Missing);
    }
    let names = vocabulary(conn, &scope).await?;
    let rule = store::rule(&segment)?;
    let verdicts = judge(conn, &scope, &rule, app.clock.now(), &[patient], &names).await?;
    let (_, verdict) = verdicts.into_iter().next().ok_or(Error::Missing)?;
    let since = store::memberships(conn, &scope, &[patient]).await?;
    let since = since.into_iter().find(|row| row.segment_id == id).map(|row| row.since);
    let reasons = verdict.reasons.iter().map(|reason| ReasonView::of(reason, &scope)).collect();
    Ok(Json(WhyView { holds: verdict.holds, since, reasons }))
}
