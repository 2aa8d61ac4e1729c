//! Lists of sites and departments, for filters and forms.
use super::entity::{department, site};
use axum::{Json, extract::State};
use kernel::{App, DepartmentId, Result, Scope, SiteId, Visible};
use sea_orm::QueryOrder;
use serde::Serialize;
use utoipa::ToSchema;

/// One site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteView {
    id: SiteId,
    name: String,
}

/// One department.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentView {
    id: DepartmentId,
    name: String,
    site_id: SiteId,
}

/// The tenant's sites.
#[utoipa::path(get, path = "/api/sites", operation_id = "list_sites", tag = "organisation",
    responses((status = 200, body = Vec<SiteView>)))]
pub async fn list_sites(State(app): State<App>, scope: Scope) -> Result<Json<Vec<SiteView>>> {
    let rows = site::Entity::visible(&scope).order_by_asc(site::Column::Id).all(app.db.read()).await?;
    Ok(Json(rows.into_iter().map(|row| SiteView { id: row.id, name: row.name }).collect()))
}

/// The tenant's departments.
#[utoipa::path(get, path = "/api/departments", operation_id = "list_departments", tag = "organisation",
    responses((status = 200, body = Vec<DepartmentView>)))]
pub async fn list_departments(State(app): State<App>, scope: Scope) -> Result<Json<Vec<DepartmentView>>> {
    let rows =
        department::Entity::visible(&scope).order_by_asc(department::Column::Name).all(app.db.read()).await?;
    let view = |row: department::Model| DepartmentView { id: row.id, name: row.name, site_id: row.site_id };
    Ok(Json(rows.into_iter().map(view).collect()))
}
