//! Saved views over HTTP.
use super::{entity, may_ask, rule, usable};
use crate::audience::{
    api::{checked, list},
    people::words_for,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use kernel::{Act, App, Error, Page, PageQuery, Result, Scope, Visible, web::Body};
use nq_audience::{Rule, render};
use record::patient::PatientRow;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Lists that take a view.
const PAGES: [&str; 2] = ["patients", "tasks"];

/// A saved view.
#[derive(Debug, Serialize, ToSchema)]
pub struct SavedView {
    id: Uuid,
    page: String,
    name: String,
    #[schema(value_type = Object)]
    rule: Value,
    sentence: String,
    shared: bool,
    /// Whether it is the viewer's own, which he may delete.
    mine: bool,
}

/// A view to be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewBody {
    /// `patients` or `tasks`.
    page: String,
    name: String,
    #[schema(value_type = Object)]
    rule: Value,
    #[serde(default)]
    shared: bool,
}

/// Of which list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ViewFilter {
    /// `patients` or `tasks`; all if absent.
    page: Option<String>,
}

async fn view(app: &App, scope: &Scope, row: entity::Model) -> Result<SavedView> {
    let rule: Rule = serde_json::from_value(row.rule.clone())?;
    let sentence = render(&rule, &words_for(app, scope, &rule).await?).full;
    let mine = scope.staff() == Some(row.staff_id);
    Ok(SavedView {
        id: row.id,
        page: row.page,
        name: row.name,
        rule: row.rule,
        sentence,
        shared: row.shared,
        mine,
    })
}

/// The viewer's own views and those colleagues share.
#[utoipa::path(get, path = "/api/views", operation_id = "list_views", tag = "view", params(ViewFilter),
    responses((status = 200, body = Vec<SavedView>)))]
pub async fn list_views(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<ViewFilter>,
) -> Result<Json<Vec<SavedView>>> {
    scope.require(Act::PatientRead)?;
    let mut views = Vec::new();
    for row in usable(app.db.read(), &scope).await? {
        if filter.page.as_ref().is_none_or(|page| *page == row.page) {
            views.push(view(&app, &scope, row).await?);
        }
    }
    Ok(Json(views))
}

/// Saves a view.
#[utoipa::path(post, path = "/api/views", operation_id = "create_view", tag = "view",
    request_body = SavedViewBody, responses((status = 200, body = SavedView)))]
pub async fn create_view(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<SavedViewBody>,
) -> Result<Json<SavedView>> {
    scope.require(Act::PatientRead)?;
    let staff = scope.staff().ok_or_else(Error::forbidden)?;
    let name = body.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Error::field("name", "请填写视图名称，最多40个字。"));
    }
    if !PAGES.contains(&body.page.as_str()) {
        return Err(Error::field("page", "只有患者列表和任务列表可以保存视图。"));
    }
    may_ask(&scope, &checked(&app, &scope, &body.rule).await?.0)?;
    let saved = app
        .write(async |tx| {
            let row = entity::ActiveModel {
                id: Set(Uuid::now_v7()),
                tenant_id: Set(scope.tenant),
                staff_id: Set(staff),
                page: Set(body.page),
                name: Set(name),
                rule: Set(body.rule),
                shared: Set(body.shared),
                created_at: Set(tx.now),
            };
            Ok(row.insert(&*tx).await?)
        })
        .await?;
    view(&app, &scope, saved).await.map(Json)
}

/// Deletes one's own view.
#[utoipa::path(delete, path = "/api/views/{id}", operation_id = "delete_view", tag = "view",
    params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn delete_view(State(app): State<App>, scope: Scope, Path(id): Path<Uuid>) -> Result<StatusCode> {
    scope.require(Act::PatientRead)?;
    let staff = scope.staff().ok_or(Error::Missing)?;
    app.write(async |tx| {
        let row = entity::Entity::visible(&scope)
            .filter(entity::Column::Id.eq(id))
            .filter(entity::Column::StaffId.eq(staff))
            .one(&*tx)
            .await?
            .ok_or(Error::Missing)?;
        entity::Entity::delete_by_id(row.id).exec(&*tx).await?;
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The patients a view means, within the viewer's own sight.
#[utoipa::path(get, path = "/api/views/{id}/patients", operation_id = "list_view_patients", tag = "view",
    params(("id" = Uuid, Path), PageQuery), responses((status = 200, body = Page<PatientRow>)))]
pub async fn list_view_patients(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PatientRow>>> {
    scope.require(Act::PatientRead)?;
    let rule = rule(app.db.read(), &scope, id).await?;
    list(&app, &scope, &rule, &page).await.map(Json)
}
