//! The ledger and a person's future over HTTP.
use super::ledger::{self, LedgerFilter, LedgerView, part};
use super::{entity, store};
use crate::{ObligationId, enrolment};
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::web::Body;
use kernel::{Act, App, Error, Page, PageQuery, PatientId, Result, Scope, Tx, Visible, audit, clock};
use nq_pathway::ledger::{Closing, Happening, Standing};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// Something still before the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct FutureItem {
    obligation_id: ObligationId,
    /// First instant of the window.
    at: DateTime<Utc>,
    window_to: NaiveDate,
    /// `task` or `conversation`.
    lane: &'static str,
    kind: String,
    title: String,
    pathway: String,
    state: String,
    can: FutureCan,
}

/// What may be done with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FutureCan {
    r#move: bool,
    skip: bool,
    why: Option<&'static str>,
}

/// Filter of the list behind the accounting page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemFilter {
    /// `scheduled`, `due`, `overdue`, `done`, `closed`, or `not_due` for the first two.
    state: Option<String>,
    /// Reason of closing.
    reason: Option<String>,
    /// Pathway code.
    pathway: Option<String>,
    /// First day on which a window opens.
    from: Option<NaiveDate>,
    /// Last day on which a window opens.
    to: Option<NaiveDate>,
    /// Patients of a site.
    site_id: Option<kernel::SiteId>,
    /// Patients of a member of staff.
    staff_id: Option<kernel::StaffId>,
}

/// One line of the list behind the accounting page.
#[derive(Debug, Serialize, ToSchema)]
pub struct LedgerItem {
    obligation_id: ObligationId,
    patient: LedgerPatient,
    pathway: String,
    node: String,
    kind: String,
    due_from: NaiveDate,
    due_to: NaiveDate,
    state: String,
    state_name: &'static str,
    closed_reason: Option<String>,
    closed_reason_name: Option<&'static str>,
    why: String,
    done_at: Option<DateTime<Utc>>,
    done_by: Option<String>,
}

/// The person of a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerPatient {
    id: PatientId,
    name: String,
}

/// To which day, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    to: NaiveDate,
    reason: String,
}

/// Why it is left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    reason: String,
}

/// What a person still has before them.
#[utoipa::path(get, path = "/api/patients/{id}/future", operation_id = "list_future", tag = "ledger",
    params(("id" = PatientId, Path)), responses((status = 200, body = Vec<FutureItem>)))]
pub async fn list_future(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Vec<FutureItem>>> {
    scope.require(Act::PatientRead)?;
    record::patient::rows(app.db.read(), &scope, &[id], app.clock.now())
        .await?
        .pop()
        .ok_or(Error::Missing)?;
    let rows = store::future(app.db.read(), &scope, id).await?;
    Ok(Json(rows.into_iter().map(|row| future_item(&scope, row)).collect()))
}

fn future_item(scope: &Scope, row: entity::Model) -> FutureItem {
    let planned = row.state == Standing::Scheduled.code();
    let may = scope.may(Act::Enrol);
    let why = match (may, planned) {
        (false, _) => Some("您的角色不能调整随访计划"),
        (true, false) => Some("窗口已开始，请在任务中办理"),
        (true, true) => None,
    };
    FutureItem {
        obligation_id: row.id,
        at: clock::local_instant(row.due_from, 9, 0),
        window_to: row.due_to,
        lane: if matches!(row.kind.as_str(), "phone_task" | "home_visit") { "task" } else { "conversation" },
        kind: row.kind,
        title: row.title,
        pathway: row.pathway_name,
        state: row.state,
        can: FutureCan { r#move: why.is_none(), skip: why.is_none(), why },
    }
}

/// The accounting page.
#[utoipa::path(get, path = "/api/ledger", operation_id = "read_ledger", tag = "ledger", params(LedgerFilter),
    responses((status = 200, body = LedgerView)))]
pub async fn read_ledger(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<LedgerFilter>,
) -> Result<Json<LedgerView>> {
    scope.require(Act::LedgerRead)?;
    Ok(Json(ledger::read(app.db.read(), &scope.counting(), &filter).await?))
}

/// The obligations behind a number of the page; rows only within one's own reach.
#[utoipa::path(get, path = "/api/ledger/items", operation_id = "list_ledger_items", tag = "ledger",
    params(ItemFilter, PageQuery), responses((status = 200, body = Page<LedgerItem>)))]
pub async fn list_ledger_items(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<ItemFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<LedgerItem>>> {
    scope.require(Act::LedgerRead)?;
    let query = items(&scope, &filter);
    let total = query.clone().count(app.db.read()).await?;
    let query = query.order_by_asc(entity::Column::DueTo).order_by_asc(entity::Column::Id);
    let rows = query.offset(page.offset()).limit(page.limit()).all(app.db.read()).await?;
    let mut ids: Vec<PatientId> = rows.iter().map(|r| r.patient_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = record::patient::rows(app.db.read(), &scope, &ids, app.clock.now()).await?;
    let names: HashMap<PatientId, String> = people.into_iter().map(|p| (p.id, p.name)).collect();
    let lines = rows.into_iter().map(|row| item(row, &names)).collect();
    Ok(Json(page.page(lines, total)))
}

fn items(scope: &Scope, filter: &ItemFilter) -> sea_orm::Select<entity::Entity> {
    use entity::Column::{ClosedReason, DueFrom, PathwayCode, PatientId as Patient, State as Stands};
    let book = LedgerFilter {
        from: filter.from,
        to: filter.to,
        pathway: filter.pathway.clone(),
        site_id: filter.site_id,
        staff_id: filter.staff_id,
    };
    let mut query = entity::Entity::visible(scope).filter(part(scope, &book, PathwayCode, DueFrom, Patient));
    query = match filter.state.as_deref() {
        None | Some("") => query,
        Some("not_due") => query.filter(Stands.is_in([Standing::Scheduled.code(), Standing::Due.code()])),
        Some(state) => query.filter(Stands.eq(state)),
    };
    if let Some(reason) = filter.reason.as_ref().filter(|r| !r.is_empty()) {
        query = query.filter(ClosedReason.eq(reason));
    }
    query
}

fn item(row: entity::Model, names: &HashMap<PatientId, String>) -> LedgerItem {
    let name = names.get(&row.patient_id).cloned().unwrap_or_else(|| "（已合并的档案）".to_owned());
    LedgerItem {
        obligation_id: row.id,
        patient: LedgerPatient { id: row.patient_id, name },
        pathway: row.pathway_name,
        node: row.title,
        kind: row.kind,
        due_from: row.due_from,
        due_to: row.due_to,
        state_name: Standing::of(&row.state).map_or("", Standing::word),
        state: row.state,
        closed_reason_name: row.closed_reason.as_deref().and_then(Closing::of).map(Closing::word),
        closed_reason: row.closed_reason,
        why: row.why,
        done_at: row.settled_at,
        done_by: row.settled_by,
    }
}

/// Moves a planned follow-up to another day.
#[utoipa::path(post, path = "/api/obligations/{id}/move", operation_id = "move_obligation", tag = "ledger",
    params(("id" = ObligationId, Path)), request_body = Move, responses((status = 200, body = Vec<FutureItem>)))]
pub async fn move_obligation(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<ObligationId>,
    Body(body): Body<Move>,
) -> Result<Json<Vec<FutureItem>>> {
    scope.require(Act::Enrol)?;
    let reason = reason(&body.reason)?;
    if body.to < clock::local_day(app.clock.now()) {
        return Err(Error::field("to", "改期日期不能早于今天。"));
    }
    let patient = app.write(async |tx| shift(&tx, &scope, id, body.to, reason).await).await?;
    let rows = store::future(app.db.read(), &scope, patient).await?;
    Ok(Json(rows.into_iter().map(|row| future_item(&scope, row)).collect()))
}

async fn shift(tx: &Tx, scope: &Scope, id: ObligationId, to: NaiveDate, reason: &str) -> Result<PatientId> {
    let row = store::find(&**tx, scope, id).await?;
    let occurrence = u32::try_from(row.occurrence).unwrap_or(0);
    let (from, until) = enrolment::move_item(tx, scope, row.enrolment_id, &row.node, occurrence, to).await?;
    store::reschedule(tx, scope, id, from, until).await?;
    note(tx, scope, "move_obligation", &row, &format!("改到{from}：{reason}")).await?;
    enrolment::effects::next_due(tx, scope, row.patient_id).await?;
    Ok(row.patient_id)
}

/// Leaves a planned follow-up out; it is closed in the ledger with the reason.
#[utoipa::path(post, path = "/api/obligations/{id}/skip", operation_id = "skip_obligation", tag = "ledger",
    params(("id" = ObligationId, Path)), request_body = Skip, responses((status = 200, body = Vec<FutureItem>)))]
pub async fn skip_obligation(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<ObligationId>,
    Body(body): Body<Skip>,
) -> Result<Json<Vec<FutureItem>>> {
    scope.require(Act::Enrol)?;
    let reason = reason(&body.reason)?;
    let patient = app.write(async |tx| leave_out(&tx, &scope, id, reason).await).await?;
    let rows = store::future(app.db.read(), &scope, patient).await?;
    Ok(Json(rows.into_iter().map(|row| future_item(&scope, row)).collect()))
}

async fn leave_out(tx: &Tx, scope: &Scope, id: ObligationId, reason: &str) -> Result<PatientId> {
    let row = store::find(&**tx, scope, id).await?;
    enrolment::poke(tx, scope.tenant, row.enrolment_id).await?;
    let row = store::find(&**tx, scope, row.id).await?;
    if row.state != Standing::Scheduled.code() {
        return Err(Error::conflict("obligation.begun", "这项随访的窗口已开始，请在任务或消息中办理。"));
    }
    store::settle(tx, scope, id, Happening::Closed(Closing::Stopped), reason).await?;
    note(tx, scope, "skip_obligation", &row, reason).await?;
    enrolment::effects::next_due(tx, scope, row.patient_id).await?;
    Ok(row.patient_id)
}

fn reason(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.is_empty() { Err(Error::field("reason", "请写明原因。")) } else { Ok(text) }
}

async fn note(tx: &Tx, scope: &Scope, act: &str, row: &entity::Model, reason: &str) -> Result<()> {
    let entry = audit::Entry {
        act,
        object_kind: "obligation",
        object_id: row.id.to_string(),
        patient: Some(row.patient_id),
        denied: false,
        reason,
    };
    audit::write(&**tx, tx.now, scope, entry).await
}
