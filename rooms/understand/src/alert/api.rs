//! Alerts over HTTP: the list, one with its series, acknowledging with read-back, closing with an outcome.
use super::{
    entity,
    state::State,
    store,
    view::{AlertDetail, AlertView, detail, view},
};
use axum::{
    Json,
    extract::{Path, Query, State as Extract},
};
use kernel::{Act, App, Error, Page, PageQuery, PatientId, Reach, Result, Scope, Visible, web::Body};
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whether this viewer may take an alert on: those who do tasks, and the head to whom it is handed up.
pub(super) fn may_act(scope: &Scope) -> bool {
    scope.may(Act::TaskDo) || scope.may(Act::TaskAssign)
}

fn require_act(scope: &Scope) -> Result<()> {
    scope.require(Act::ClinicalRead)?;
    if may_act(scope) { Ok(()) } else { Err(Error::forbidden()) }
}

/// Which alerts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AlertFilter {
    /// `open` (not closed), or one state: `detected`, `notified`, `acknowledged`, `closed`.
    state: Option<String>,
    /// `yellow` or `red`.
    level: Option<String>,
    /// Code of a rule.
    rule: Option<String>,
    /// Only of people I am linked to.
    mine: Option<bool>,
    /// Only those nobody acknowledged in time.
    escalated: Option<bool>,
    /// Of one person.
    patient_id: Option<Uuid>,
    /// Page number from 1.
    page: Option<u64>,
    /// Rows per page, 1 to 200; 20 unless told.
    size: Option<u64>,
}

fn query(scope: &Scope, filter: &AlertFilter) -> Result<sea_orm::Select<entity::Entity>> {
    use entity::Column;
    let mut viewer = scope.clone();
    if let (Some(true), Some(me)) = (filter.mine, scope.staff()) {
        viewer.reach = if scope.reach == Reach::Nobody { Reach::Nobody } else { Reach::Own(me) };
    }
    // Both filters hold: mine never widens what the viewer may see.
    let mut query = entity::Entity::visible(&viewer).filter(kernel::visible::patient_rows(
        scope,
        Column::TenantId,
        Column::PatientId,
    ));
    query = match filter.state.as_deref() {
        None => query,
        Some("open") => query.filter(Column::State.ne(State::Closed.as_str())),
        Some(one) => {
            let state = State::parse(one).ok_or_else(|| Error::field("state", "没有这个状态。"))?;
            query.filter(Column::State.eq(state.as_str()))
        }
    };
    if let Some(level) = &filter.level {
        query = query.filter(Column::Level.eq(level.as_str()));
    }
    if let Some(rule) = &filter.rule {
        query = query.filter(Column::Rule.eq(rule.as_str()));
    }
    if let Some(patient) = filter.patient_id {
        query = query.filter(Column::PatientId.eq(patient));
    }
    match filter.escalated {
        Some(true) => query = query.filter(Column::EscalatedAt.is_not_null()),
        Some(false) => query = query.filter(Column::EscalatedAt.is_null()),
        None => {}
    }
    Ok(query)
}

async fn names(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rows: &[entity::Model],
) -> Result<HashMap<PatientId, String>> {
    let ids: Vec<_> = rows.iter().map(|row| row.patient_id).collect();
    let people = record::read::people(conn, scope, &ids).await?;
    Ok(people.into_iter().map(|person| (person.id, person.name)).collect())
}

/// Alerts in sight, the gravest open ones first, then by time.
#[utoipa::path(get, path = "/api/alerts", operation_id = "list_alerts", tag = "alert", params(AlertFilter),
    responses((status = 200, body = Page<AlertView>)))]
pub async fn list_alerts(
    Extract(app): Extract<App>,
    scope: Scope,
    Query(filter): Query<AlertFilter>,
) -> Result<Json<Page<AlertView>>> {
    scope.require(Act::ClinicalRead)?;
    let page = PageQuery { page: filter.page, size: filter.size };
    let query = query(&scope, &filter)?;
    let conn = app.db.read();
    let total = query.clone().count(conn).await?;
    let rows = query
        .order_by_asc(entity::Column::ClosedAt.is_not_null())
        // "red" before "yellow".
        .order_by_asc(entity::Column::Level)
        .order_by_desc(entity::Column::DetectedAt)
        .offset(page.offset())
        .limit(page.limit())
        .all(conn)
        .await?;
    let mut names = names(conn, &scope, &rows).await?;
    let one = |row: entity::Model| {
        let name = names.get_mut(&row.patient_id).cloned().unwrap_or_default();
        view(row, name, &scope)
    };
    let items = rows.into_iter().map(one).collect::<Result<Vec<_>>>()?;
    Ok(Json(page.page(items, total)))
}

async fn shown(app: &App, scope: &Scope, id: Uuid) -> Result<Json<AlertDetail>> {
    let row = store::one(app.db.read(), scope, id).await?;
    let name = names(app.db.read(), scope, std::slice::from_ref(&row)).await?.remove(&row.patient_id);
    detail(row, name.unwrap_or_default(), scope).map(Json)
}

/// One alert with all the readings that the rule looked at.
#[utoipa::path(get, path = "/api/alerts/{alert_id}", operation_id = "read_alert", tag = "alert",
    params(("alert_id" = Uuid, Path)), responses((status = 200, body = AlertDetail)))]
pub async fn read_alert(
    Extract(app): Extract<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
) -> Result<Json<AlertDetail>> {
    scope.require(Act::ClinicalRead)?;
    shown(&app, &scope, id).await
}

/// Taking an alert on.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertAcknowledge {
    /// What was read back to whoever gave the news.
    #[serde(default)]
    note: String,
}

/// Takes an alert on: the clock of its level stops.
#[utoipa::path(post, path = "/api/alerts/{alert_id}/acknowledge", operation_id = "acknowledge_alert", tag = "alert",
    params(("alert_id" = Uuid, Path)), request_body = AlertAcknowledge, responses((status = 200, body = AlertDetail)))]
pub async fn acknowledge_alert(
    Extract(app): Extract<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(body): Body<AlertAcknowledge>,
) -> Result<Json<AlertDetail>> {
    require_act(&scope)?;
    app.write(async |tx| store::acknowledge(&tx, &scope, id, &body.note).await).await?;
    shown(&app, &scope, id).await
}

/// What came of an alert.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertClose {
    /// Code of an outcome.
    outcome: String,
    #[serde(default)]
    note: String,
}

/// Closes an acknowledged alert with its outcome.
#[utoipa::path(post, path = "/api/alerts/{alert_id}/close", operation_id = "close_alert", tag = "alert",
    params(("alert_id" = Uuid, Path)), request_body = AlertClose, responses((status = 200, body = AlertDetail)))]
pub async fn close_alert(
    Extract(app): Extract<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(body): Body<AlertClose>,
) -> Result<Json<AlertDetail>> {
    require_act(&scope)?;
    app.write(async |tx| store::close(&tx, &scope, id, &body.outcome, &body.note).await).await?;
    shown(&app, &scope, id).await
}
