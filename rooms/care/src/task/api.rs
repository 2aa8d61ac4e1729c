//! The work queue over HTTP.
use super::complete::{Completion, complete};
use super::entity;
use super::open::{assign, claim, postpone};
use super::page::{self, TaskPage};
use super::queue::{self, TaskFilter, TaskRow};
use super::summary::{TaskSummary, summary};
use crate::TaskId;
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use kernel::web::Body;
use kernel::{Act, App, Error, Page, PageQuery, Result, Scope, StaffId, Visible};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, Set};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// To whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    staff_id: StaffId,
}

/// To which day, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Postponement {
    to: NaiveDate,
    reason: String,
}

/// What comes next.
#[derive(Debug, Serialize, ToSchema)]
pub struct Completed {
    /// The first task of one's own queue; none if it is empty.
    next_task_id: Option<TaskId>,
}

/// The queue, in order, with the reason of each place.
#[utoipa::path(get, path = "/api/tasks", operation_id = "list_tasks", tag = "task", params(TaskFilter, PageQuery),
    responses((status = 200, body = Page<TaskRow>)))]
pub async fn list_tasks(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<TaskFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<TaskRow>>> {
    scope.require(Act::TaskRead)?;
    Ok(Json(queue::list(app.db.read(), &scope, &filter, &page, app.clock.now()).await?))
}

/// The strip above the queue.
#[utoipa::path(get, path = "/api/tasks/summary", operation_id = "read_task_summary", tag = "task",
    responses((status = 200, body = TaskSummary)))]
pub async fn read_task_summary(State(app): State<App>, scope: Scope) -> Result<Json<TaskSummary>> {
    scope.require(Act::TaskRead)?;
    Ok(Json(summary(app.db.read(), &scope, app.clock.now()).await?))
}

/// One task with all that is needed to do it.
#[utoipa::path(get, path = "/api/tasks/{id}", operation_id = "read_task", tag = "task",
    params(("id" = TaskId, Path)), responses((status = 200, body = TaskPage)))]
pub async fn read_task(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<TaskId>,
) -> Result<Json<TaskPage>> {
    scope.require(Act::TaskRead)?;
    let page = page::read(app.db.read(), &scope, id, app.clock.now()).await?;
    if page.row.can.complete {
        app.write(async |tx| seen(&tx, &scope, id).await).await?;
    }
    Ok(Json(page))
}

/// The first look of its doer starts the clock by which the time per follow-up is measured.
async fn seen(tx: &kernel::Tx, scope: &Scope, id: TaskId) -> Result<()> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(&**tx).await?;
    if let Some(row) = row.filter(|r| r.opened_at.is_none() && r.assignee == scope.staff()) {
        let mut row = row.into_active_model();
        row.opened_at = Set(Some(tx.now));
        row.update(&**tx).await?;
    }
    Ok(())
}

/// Takes a task that nobody has.
#[utoipa::path(post, path = "/api/tasks/{id}/claim", operation_id = "claim_task", tag = "task",
    params(("id" = TaskId, Path)), responses((status = 200, body = TaskPage)))]
pub async fn claim_task(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<TaskId>,
) -> Result<Json<TaskPage>> {
    scope.require(Act::TaskDo)?;
    app.write(async |tx| claim(&tx, &scope, id).await).await?;
    Ok(Json(page::read(app.db.read(), &scope, id, app.clock.now()).await?))
}

/// Hands a task to a colleague.
#[utoipa::path(post, path = "/api/tasks/{id}/assign", operation_id = "assign_task", tag = "task",
    params(("id" = TaskId, Path)), request_body = Assignment, responses((status = 200, body = Completed)))]
pub async fn assign_task(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<TaskId>,
    Body(body): Body<Assignment>,
) -> Result<Json<Completed>> {
    scope.require(Act::TaskRead)?;
    app.write(async |tx| assign(&tx, &scope, id, body.staff_id).await).await?;
    let next_task_id = queue::next_of(app.db.read(), &scope, app.clock.now()).await?;
    Ok(Json(Completed { next_task_id }))
}

/// Records the result of a task.
#[utoipa::path(post, path = "/api/tasks/{id}/complete", operation_id = "complete_task", tag = "task",
    params(("id" = TaskId, Path)), request_body = Completion, responses((status = 200, body = Completed)))]
pub async fn complete_task(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<TaskId>,
    Body(body): Body<Completion>,
) -> Result<Json<Completed>> {
    scope.require(Act::TaskDo)?;
    app.write(async |tx| complete(&tx, &scope, id, &body).await).await?;
    let next_task_id = queue::next_of(app.db.read(), &scope, app.clock.now()).await?;
    Ok(Json(Completed { next_task_id }))
}

/// Puts a task off.
#[utoipa::path(post, path = "/api/tasks/{id}/postpone", operation_id = "postpone_task", tag = "task",
    params(("id" = TaskId, Path)), request_body = Postponement, responses((status = 200, body = Completed)))]
pub async fn postpone_task(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<TaskId>,
    Body(body): Body<Postponement>,
) -> Result<Json<Completed>> {
    scope.require(Act::TaskDo)?;
    if body.reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明改期原因。"));
    }
    app.write(async |tx| postpone(&tx, &scope, id, body.to, body.reason.trim()).await).await?;
    let next_task_id = queue::next_of(app.db.read(), &scope, app.clock.now()).await?;
    Ok(Json(Completed { next_task_id }))
}
