//! The strip above the queue: alerts, overdue, today, and the week's own book.
use super::{DONE, OPEN, entity};
use crate::obligation;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use kernel::{Result, Scope, Visible, clock};
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, Select};
use serde::Serialize;
use utoipa::ToSchema;

/// The strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TaskSummary {
    /// Open alerts.
    pub red_alerts: u64,
    /// Open tasks whose window has passed.
    pub overdue: u64,
    /// Open tasks whose window is open today.
    pub today: u64,
    /// Forms sent and not answered yet.
    pub waiting_reply: u64,
    /// The viewer's week, Monday to Sunday.
    pub week: Week,
}

/// The viewer's week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Week {
    /// Done this week.
    pub done: u64,
    /// Done this week or with a window that closes this week.
    pub due: u64,
    /// Of those done, inside their window.
    pub on_time: u64,
}

/// Counts within the viewer's scope; a doer's own tasks where there is a doer.
pub async fn summary(conn: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>) -> Result<TaskSummary> {
    let today = clock::local_day(now);
    let own = scope.staff().filter(|_| scope.may(kernel::Act::TaskDo));
    let open = || {
        let all = entity::Entity::visible(scope).filter(entity::Column::State.eq(OPEN));
        match own {
            Some(me) => all.filter(entity::Column::Assignee.eq(me)),
            None => all,
        }
    };
    let waiting = obligation::entity::Entity::visible(scope)
        .filter(obligation::entity::Column::Kind.eq("form"))
        .filter(obligation::entity::Column::State.is_in(["due", "overdue"]));
    Ok(TaskSummary {
        red_alerts: open().filter(entity::Column::AlertSince.is_not_null()).count(conn).await?,
        overdue: open().filter(entity::Column::DueTo.lt(today)).count(conn).await?,
        today: within(open(), today).count(conn).await?,
        waiting_reply: waiting.count(conn).await?,
        week: week(conn, scope, today, open()).await?,
    })
}

fn within(open: Select<entity::Entity>, today: NaiveDate) -> Select<entity::Entity> {
    open.filter(entity::Column::DueFrom.lte(today)).filter(entity::Column::DueTo.gte(today))
}

async fn week(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    today: NaiveDate,
    open: Select<entity::Entity>,
) -> Result<Week> {
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let sunday = monday + Days::new(6);
    let mut done = entity::Entity::visible(scope)
        .filter(entity::Column::State.eq(DONE))
        .filter(entity::Column::DoneAt.gte(clock::local_instant(monday, 0, 0)));
    if let Some(me) = scope.staff() {
        done = done.filter(entity::Column::DoneById.eq(me));
    }
    let rows = done.all(conn).await?;
    let on_time =
        rows.iter().filter(|r| r.done_at.is_some_and(|at| clock::local_day(at) <= r.due_to)).count();
    let left = open.filter(entity::Column::DueTo.lte(sunday)).count(conn).await?;
    let done = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Ok(Week { done, due: done.saturating_add(left), on_time: u64::try_from(on_time).unwrap_or(u64::MAX) })
}
