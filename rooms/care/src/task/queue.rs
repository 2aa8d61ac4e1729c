//! The queue: what is open and in sight, in the order of `nq_pathway::priority`, with the reasons in words.
use super::{DONE, OPEN, entity};
use crate::{ObligationId, TaskId};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Act, Page, PageQuery, PatientId, Result, Scope, StaffId, Visible};
use nq_pathway::calendar::Calendar;
use nq_pathway::priority::{Grade, Place, Work, order, place};
use record::patient::PatientRow;
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// More open tasks than this are not ordered by hand; the rest waits behind by its last day.
const MOST: u64 = 2000;

/// Which part of the queue.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    /// `mine` (default), `team`, `unassigned`, `done`.
    pub view: Option<String>,
    /// Kind of task.
    pub kind: Option<String>,
    /// One patient.
    pub patient_id: Option<PatientId>,
}

/// The person of a task.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TaskPatient {
    pub id: PatientId,
    pub name: String,
    pub sex: record::Sex,
    pub age: Option<u32>,
    pub grade: Option<record::patient::Grade>,
}

/// A colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Colleague {
    pub id: StaffId,
    pub name: String,
}

/// What this viewer may do with a task.
#[expect(clippy::struct_excessive_bools, reason = "a list of rights, each with its own name")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskCan {
    pub complete: bool,
    pub claim: bool,
    pub assign: bool,
    pub postpone: bool,
    /// Why it cannot be completed, if so.
    pub why: Option<String>,
}

/// One row of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TaskRow {
    pub id: TaskId,
    pub kind: String,
    pub title: String,
    pub patient: TaskPatient,
    pub due_from: NaiveDate,
    pub due_to: NaiveDate,
    pub state: String,
    /// Points; higher comes first.
    pub priority: i64,
    /// The reasons of the order, most telling first.
    pub reasons: Vec<String>,
    pub assignee: Option<Colleague>,
    pub pathway: Option<String>,
    pub obligation_id: Option<ObligationId>,
    pub sensitive: bool,
    pub attempts: i64,
    pub promised_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
    pub done_by: Option<String>,
    pub result_code: Option<String>,
    pub can: TaskCan,
}

/// A page of the queue.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &TaskFilter,
    page: &PageQuery,
    now: DateTime<Utc>,
) -> Result<Page<TaskRow>> {
    let query = filtered(scope, filter);
    if filter.view.as_deref() == Some("done") {
        let total = query.clone().count(conn).await?;
        let query = query.order_by_desc(entity::Column::DoneAt).order_by_desc(entity::Column::Id);
        let rows = query.offset(page.offset()).limit(page.limit()).all(conn).await?;
        return Ok(page.page(dress(conn, scope, rows, now).await?, total));
    }
    let total = query.clone().count(conn).await?;
    let rows = query
        .order_by_asc(entity::Column::DueTo)
        .order_by_asc(entity::Column::Id)
        .limit(MOST)
        .all(conn)
        .await?;
    let ordered = ordered(conn, scope, rows, now).await?;
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let rows = ordered.into_iter().skip(skip).take(take).collect();
    Ok(page.page(dress(conn, scope, rows, now).await?, total))
}

fn filtered(scope: &Scope, filter: &TaskFilter) -> sea_orm::Select<entity::Entity> {
    let mut query = entity::Entity::visible(scope);
    let view = filter.view.as_deref().unwrap_or("mine");
    query = query.filter(entity::Column::State.eq(if view == "done" { DONE } else { OPEN }));
    query = match (view, scope.staff()) {
        ("mine", Some(me)) => query.filter(entity::Column::Assignee.eq(me)),
        ("unassigned", _) => query.filter(entity::Column::Assignee.is_null()),
        _ => query,
    };
    if let Some(kind) = filter.kind.as_ref().filter(|k| !k.is_empty()) {
        query = query.filter(entity::Column::Kind.eq(kind));
    }
    if let Some(patient) = filter.patient_id {
        query = query.filter(entity::Column::PatientId.eq(patient));
    }
    query
}

/// Open tasks in the order of the queue.
async fn ordered(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rows: Vec<entity::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<entity::Model>> {
    let grades = grades(conn, scope, &rows).await?;
    let works: Vec<Work> = rows.iter().map(|r| work(r, grades.get(&r.patient_id).copied())).collect();
    let mut by_id: HashMap<String, entity::Model> = rows.into_iter().map(|r| (r.id.to_string(), r)).collect();
    let order = order(&works, &Calendar::china(), now);
    Ok(order.into_iter().filter_map(|(id, _)| by_id.remove(&id)).collect())
}

async fn grades(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rows: &[entity::Model],
) -> Result<HashMap<PatientId, Grade>> {
    let ids: Vec<PatientId> = rows.iter().map(|r| r.patient_id).collect();
    let people = record::read::people(conn, scope, &ids).await?;
    Ok(people.into_iter().filter_map(|p| Some((p.id, grade(&p.grade)?))).collect())
}

fn grade(code: &str) -> Option<Grade> {
    match code {
        "red" => Some(Grade::Red),
        "yellow" => Some(Grade::Yellow),
        "green" => Some(Grade::Green),
        _ => None,
    }
}

fn work(row: &entity::Model, grade: Option<Grade>) -> Work {
    Work {
        id: row.id.to_string(),
        grade,
        from: row.due_from,
        to: row.due_to,
        alert_since: row.alert_since,
        promised: row.promised_at,
        escalated: row.escalated,
        sensitive: row.sensitive,
        complaint: row.complaint,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
    }
}

/// Rows with names, reasons and rights, in the given order. People out of sight are left out.
pub(super) async fn dress(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rows: Vec<entity::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<TaskRow>> {
    let mut ids: Vec<PatientId> = rows.iter().map(|r| r.patient_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let people: HashMap<PatientId, PatientRow> =
        record::patient::rows(conn, scope, &ids, now).await?.into_iter().map(|p| (p.id, p)).collect();
    let grades = grades(conn, scope, &rows).await?;
    let staff: HashMap<StaffId, String> =
        access::staff::all(conn, scope).await?.into_iter().map(|s| (s.id, s.name)).collect();
    let site = Calendar::china();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(person) = people.get(&row.patient_id) else { continue };
        let grade = person.grade.and_then(|_| grades.get(&row.patient_id).copied());
        let place = place(&work(&row, grade), &site, now);
        out.push(view(scope, row, person, place, &staff));
    }
    Ok(out)
}

fn view(
    scope: &Scope,
    row: entity::Model,
    person: &PatientRow,
    place: Place,
    staff: &HashMap<StaffId, String>,
) -> TaskRow {
    let assignee = row
        .assignee
        .map(|id| Colleague { id, name: staff.get(&id).cloned().unwrap_or_else(|| "已离岗".to_owned()) });
    let open = row.state == OPEN;
    TaskRow {
        can: can(scope, &row),
        id: row.id,
        kind: row.kind,
        title: row.title,
        patient: TaskPatient {
            id: person.id,
            name: person.name.clone(),
            sex: person.sex,
            age: person.age,
            grade: person.grade,
        },
        due_from: row.due_from,
        due_to: row.due_to,
        state: row.state,
        priority: place.points,
        reasons: if open { place.reasons } else { Vec::new() },
        assignee,
        pathway: row.pathway_name,
        obligation_id: row.obligation_id,
        sensitive: row.sensitive,
        attempts: row.attempts,
        promised_at: row.promised_at,
        done_at: row.done_at,
        done_by: row.done_by,
        result_code: row.result_code,
    }
}

fn can(scope: &Scope, row: &entity::Model) -> TaskCan {
    let open = row.state == OPEN;
    let mine = row.assignee.is_some() && row.assignee == scope.staff();
    let doer = scope.may(Act::TaskDo);
    let why = match (open, doer) {
        (false, _) => Some("已办结".to_owned()),
        (true, false) => Some("您的角色不办理随访任务".to_owned()),
        (true, true) => None,
    };
    TaskCan {
        complete: open && doer,
        claim: open && doer && row.assignee.is_none(),
        assign: open && (scope.may(Act::TaskAssign) || (mine && doer)),
        postpone: open && doer,
        why,
    }
}

/// One open task, as far as those need to know who work through a queue without a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    pub id: TaskId,
    pub patient: PatientId,
    /// Name of the pathway, if one asked for it.
    pub pathway: Option<String>,
    /// Form to fill.
    pub form: Option<String>,
    /// Its place among those listed, oldest first.
    pub order: u32,
}

/// The viewer's own open tasks whose window has opened by a day, oldest first.
pub async fn open_until(conn: &impl ConnectionTrait, scope: &Scope, day: NaiveDate) -> Result<Vec<OpenTask>> {
    let Some(_) = scope.staff() else { return Ok(Vec::new()) };
    let rows = filtered(scope, &TaskFilter::default())
        .filter(entity::Column::DueFrom.lte(day))
        .order_by_asc(entity::Column::DueTo)
        .order_by_asc(entity::Column::Id)
        .limit(MOST)
        .all(conn)
        .await?;
    let view = |(order, row): (u32, entity::Model)| OpenTask {
        id: row.id,
        patient: row.patient_id,
        pathway: row.pathway_name,
        form: row.form_code,
        order,
    };
    Ok((0..).zip(rows).map(view).collect())
}

/// The first task of the viewer's own queue.
pub(super) async fn next_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Option<TaskId>> {
    let Some(_) = scope.staff() else { return Ok(None) };
    let rows = filtered(scope, &TaskFilter::default()).limit(MOST).all(conn).await?;
    Ok(ordered(conn, scope, rows, now).await?.first().map(|r| r.id))
}
