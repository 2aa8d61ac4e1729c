//! Enrolments over HTTP.
use super::{ENDED, PARKED, RUNNING, enter_by_hand, entity, store};
use crate::obligation::{self, Obligation};
use crate::{EnrolmentId, ObligationId, PathwayId};
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::web::Body;
use kernel::{Act, App, Error, Page, PageQuery, PatientId, ReceiptId, Result, Scope, Visible, audit};
use nq_pathway::ledger::{Closing, Standing};
use nq_pathway::step::Stop;
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// Filter of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnrolmentFilter {
    /// One pathway.
    pathway_id: Option<PathwayId>,
    /// One patient.
    patient_id: Option<PatientId>,
    /// `running`, `parked` (待处理) or `ended`.
    state: Option<String>,
}

/// What may be done with an enrolment.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentCan {
    stop: bool,
    release: bool,
}

/// One row.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentRow {
    id: EnrolmentId,
    patient_id: PatientId,
    patient_name: String,
    pathway: String,
    pathway_id: PathwayId,
    pathway_code: String,
    version: i64,
    key: String,
    /// Day nought.
    anchor_at: NaiveDate,
    state: String,
    state_name: &'static str,
    /// Where the person stands.
    position: Option<String>,
    entered_at: DateTime<Utc>,
    entered_by: String,
    /// Why the person entered; why it is parked or ended, once it is.
    why: String,
    next_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    can: EnrolmentCan,
}

/// One enrolment with its decision log and its book.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolmentView {
    #[serde(flatten)]
    row: EnrolmentRow,
    log: Vec<LogLine>,
    obligations: Vec<ObligationLine>,
}

/// One decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogLine {
    at: DateTime<Utc>,
    did: String,
    node: Option<String>,
    sentence: String,
    receipt_id: Option<ReceiptId>,
}

/// One follow-up of the enrolment.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObligationLine {
    obligation_id: ObligationId,
    node: String,
    kind: String,
    title: String,
    due_from: NaiveDate,
    due_to: NaiveDate,
    state: String,
    state_name: &'static str,
    closed_reason: Option<String>,
    why: String,
    done_at: Option<DateTime<Utc>>,
}

/// Whom to let in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnrolment {
    patient_id: PatientId,
    pathway_code: String,
    /// Day nought; now if absent.
    #[serde(default)]
    anchor_at: Option<DateTime<Utc>>,
    reason: String,
}

/// Why it ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopOrder {
    reason: String,
}

/// Enrolments within one's reach.
#[utoipa::path(get, path = "/api/enrolments", operation_id = "list_enrolments", tag = "enrolment",
    params(EnrolmentFilter, PageQuery), responses((status = 200, body = Page<EnrolmentRow>)))]
pub async fn list_enrolments(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<EnrolmentFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<EnrolmentRow>>> {
    scope.require(Act::PathwayRead)?;
    let mut query = entity::Entity::visible(&scope);
    if let Some(pathway) = filter.pathway_id {
        query = query.filter(entity::Column::PathwayId.eq(pathway));
    }
    if let Some(patient) = filter.patient_id {
        query = query.filter(entity::Column::PatientId.eq(patient));
    }
    if let Some(state) = filter.state.filter(|s| !s.is_empty()) {
        query = query.filter(entity::Column::State.eq(state));
    }
    let total = query.clone().count(app.db.read()).await?;
    let query = query.order_by_desc(entity::Column::EnteredAt).order_by_desc(entity::Column::Id);
    let rows = query.offset(page.offset()).limit(page.limit()).all(app.db.read()).await?;
    let rows = dress(app.db.read(), &scope, rows, app.clock.now()).await?;
    Ok(Json(page.page(rows, total)))
}

/// Rows with names. People out of sight are left out.
async fn dress(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rows: Vec<entity::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<EnrolmentRow>> {
    let mut ids: Vec<PatientId> = rows.iter().map(|r| r.patient_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = record::patient::rows(conn, scope, &ids, now).await?;
    let names: HashMap<PatientId, String> = people.into_iter().map(|p| (p.id, p.name)).collect();
    let in_sight = rows.into_iter().filter_map(|row| Some((names.get(&row.patient_id)?.clone(), row)));
    Ok(in_sight.map(|(name, row)| view(scope, row, name)).collect())
}

fn view(scope: &Scope, row: entity::Model, patient_name: String) -> EnrolmentRow {
    let may = scope.may(Act::Enrol);
    let state_name = match row.state.as_str() {
        RUNNING => "进行中",
        PARKED => "待处理",
        ENDED => "已结束",
        _ => "",
    };
    EnrolmentRow {
        can: EnrolmentCan { stop: may && row.state != ENDED, release: may && row.state == PARKED },
        id: row.id,
        patient_id: row.patient_id,
        patient_name,
        pathway: row.pathway_name,
        pathway_id: row.pathway_id,
        pathway_code: row.pathway_code,
        version: row.version,
        key: row.key,
        anchor_at: row.anchor_day,
        state: row.state,
        state_name,
        position: row.position,
        entered_at: row.entered_at,
        entered_by: row.entered_by,
        why: if row.why.is_empty() { row.entered_why } else { row.why },
        next_at: row.next_at,
        ended_at: row.ended_at,
    }
}

async fn whole(app: &App, scope: &Scope, id: EnrolmentId) -> Result<Json<EnrolmentView>> {
    let conn = app.db.read();
    let row = store::find(conn, scope, id).await?;
    let row = dress(conn, scope, vec![row], app.clock.now()).await?.pop().ok_or(Error::Missing)?;
    let log = store::log(conn, scope, id).await?.into_iter().map(|l| LogLine {
        at: l.at,
        did: l.did,
        node: l.node,
        sentence: l.sentence,
        receipt_id: l.receipt_id,
    });
    let obligations = obligation::of_enrolment(conn, scope, id).await?;
    let obligations = obligations.into_iter().map(line).collect();
    Ok(Json(EnrolmentView { row, log: log.collect(), obligations }))
}

fn line(row: Obligation) -> ObligationLine {
    ObligationLine {
        obligation_id: row.id,
        node: row.node,
        kind: row.kind,
        title: row.title,
        due_from: row.due_from,
        due_to: row.due_to,
        state_name: Standing::of(&row.state).map_or("", Standing::word),
        state: row.state,
        closed_reason: row.closed_reason,
        why: row.why,
        done_at: row.settled_at,
    }
}

/// Lets a person in by hand.
#[utoipa::path(post, path = "/api/enrolments", operation_id = "create_enrolment", tag = "enrolment",
    request_body = NewEnrolment, responses((status = 200, body = EnrolmentView)))]
pub async fn create_enrolment(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<NewEnrolment>,
) -> Result<Json<EnrolmentView>> {
    scope.require(Act::Enrol)?;
    if body.reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明加入路径的原因。"));
    }
    let people = record::read::people(app.db.read(), &scope, &[body.patient_id]).await?;
    let person = people.into_iter().next().ok_or(Error::Missing)?;
    if person.deceased_at.is_some() {
        return Err(Error::refuse("patient.deceased", "此人已登记死亡，不能加入路径。"));
    }
    let (code, reason) = (body.pathway_code.as_str(), body.reason.trim());
    let id = app
        .write(async |tx| enter_by_hand(&tx, &scope, body.patient_id, code, body.anchor_at, reason).await)
        .await?;
    whole(&app, &scope, id).await
}

/// One enrolment with its decision log.
#[utoipa::path(get, path = "/api/enrolments/{id}", operation_id = "read_enrolment", tag = "enrolment",
    params(("id" = EnrolmentId, Path)), responses((status = 200, body = EnrolmentView)))]
pub async fn read_enrolment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<EnrolmentId>,
) -> Result<Json<EnrolmentView>> {
    scope.require(Act::PathwayRead)?;
    whole(&app, &scope, id).await
}

/// Ends an enrolment; what it still owed is closed in the ledger with the reason.
#[utoipa::path(post, path = "/api/enrolments/{id}/stop", operation_id = "stop_enrolment", tag = "enrolment",
    params(("id" = EnrolmentId, Path)), request_body = StopOrder, responses((status = 200, body = EnrolmentView)))]
pub async fn stop_enrolment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<EnrolmentId>,
    Body(body): Body<StopOrder>,
) -> Result<Json<EnrolmentView>> {
    scope.require(Act::Enrol)?;
    let reason = body.reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "请写明结束路径的原因。"));
    }
    let row = store::find(app.db.read(), &scope, id).await?;
    let order = Stop { closing: Closing::Stopped, why: format!("{}：{reason}", scope.actor_name()) };
    app.write(async |tx| {
        store::stop(&tx, scope.tenant, id, &order).await?;
        note(&tx, &scope, "stop_enrolment", &row, reason).await
    })
    .await?;
    whole(&app, &scope, id).await
}

/// Lets a parked person go on after the reason was dealt with.
#[utoipa::path(post, path = "/api/enrolments/{id}/release", operation_id = "release_enrolment", tag = "enrolment",
    params(("id" = EnrolmentId, Path)), responses((status = 200, body = EnrolmentView)))]
pub async fn release_enrolment(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<EnrolmentId>,
) -> Result<Json<EnrolmentView>> {
    scope.require(Act::Enrol)?;
    let row = store::find(app.db.read(), &scope, id).await?;
    app.write(async |tx| {
        store::release(&tx, scope.tenant, id).await?;
        note(&tx, &scope, "release_enrolment", &row, "").await
    })
    .await?;
    whole(&app, &scope, id).await
}

async fn note(tx: &kernel::Tx, scope: &Scope, act: &str, row: &entity::Model, reason: &str) -> Result<()> {
    let entry = audit::Entry {
        act,
        object_kind: "enrolment",
        object_id: row.id.to_string(),
        patient: Some(row.patient_id),
        denied: false,
        reason,
    };
    audit::write(&**tx, tx.now, scope, entry).await
}

/// A person's enrolments.
#[utoipa::path(get, path = "/api/patients/{id}/pathways", operation_id = "list_patient_pathways", tag = "enrolment",
    params(("id" = PatientId, Path)), responses((status = 200, body = Vec<EnrolmentRow>)))]
pub async fn list_patient_pathways(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Vec<EnrolmentRow>>> {
    scope.require(Act::PathwayRead)?;
    record::patient::rows(app.db.read(), &scope, &[id], app.clock.now())
        .await?
        .pop()
        .ok_or(Error::Missing)?;
    let rows = store::of_patient(app.db.read(), &scope, id).await?;
    Ok(Json(dress(app.db.read(), &scope, rows, app.clock.now()).await?))
}
