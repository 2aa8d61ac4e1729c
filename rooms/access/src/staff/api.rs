//! Staff over HTTP: list, hire, disable, and the short list of colleagues for assigning work.
use super::{NewStaff, StaffView, entity};
use crate::{
    login,
    organisation::entity::{department, site},
    role,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use chrono::{DateTime, Utc};
use kernel::{
    Act, App, DepartmentId, Error, Page, PageQuery, Result, Role, Scope, SiteId, StaffId, Visible, audit,
    web::Body,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// A row of the staff list.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffRow {
    id: StaffId,
    name: String,
    login: String,
    role: Role,
    role_name: String,
    site_name: String,
    department_name: Option<String>,
    phone: String,
    disabled: bool,
    last_login_at: Option<DateTime<Utc>>,
}

/// Filter of the staff list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StaffFilter {
    /// Part of name or login.
    q: Option<String>,
    /// Role code.
    role: Option<Role>,
}

/// The tenant's staff.
#[utoipa::path(get, path = "/api/staff", operation_id = "list_staff", tag = "staff", params(StaffFilter, PageQuery),
    responses((status = 200, body = Page<StaffRow>)))]
pub async fn list_staff(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<StaffFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<StaffRow>>> {
    scope.require(Act::StaffRead)?;
    let mut query = entity::Entity::visible(&scope);
    if let Some(role) = filter.role {
        query = query.filter(entity::Column::Role.eq(role::code(role)));
    }
    if let Some(q) = filter.q.filter(|q| !q.trim().is_empty()) {
        let q = q.trim().to_lowercase();
        query = query.filter(
            Condition::any().add(entity::Column::Name.contains(&q)).add(entity::Column::Login.contains(&q)),
        );
    }
    let db = app.db.read();
    let total = query.clone().count(db).await?;
    let rows =
        query.order_by_asc(entity::Column::Login).offset(page.offset()).limit(page.limit()).all(db).await?;
    let sites: HashMap<SiteId, String> =
        site::Entity::visible(&scope).all(db).await?.into_iter().map(|s| (s.id, s.name)).collect();
    let departments: HashMap<DepartmentId, String> =
        department::Entity::visible(&scope).all(db).await?.into_iter().map(|d| (d.id, d.name)).collect();
    let view = |row: entity::Model| {
        let role = role::parse(&row.role).unwrap_or(Role::Auditor);
        StaffRow {
            id: row.id,
            name: row.name,
            login: row.login,
            role,
            role_name: role::name(role).to_owned(),
            site_name: sites.get(&row.site_id).cloned().unwrap_or_default(),
            department_name: row.department_id.and_then(|id| departments.get(&id).cloned()),
            phone: row.phone,
            disabled: row.disabled,
            last_login_at: row.last_login_at,
        }
    };
    Ok(Json(page.page(rows.into_iter().map(view).collect(), total)))
}

/// Who is hired.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HireStaff {
    name: String,
    login: String,
    role: Role,
    site_id: SiteId,
    department_id: Option<DepartmentId>,
    #[serde(default)]
    phone: String,
    password: String,
}

/// Creates an account.
#[utoipa::path(post, path = "/api/staff", operation_id = "create_staff", tag = "staff", request_body = HireStaff,
    responses((status = 200, body = StaffView)))]
pub async fn create_staff(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<HireStaff>,
) -> Result<Json<StaffView>> {
    scope.require(Act::StaffWrite)?;
    if !role::is_staff_role(body.role) {
        return Err(Error::field("role", "此角色不能分配给员工。"));
    }
    if body.name.trim().is_empty() {
        return Err(Error::field("name", "请填写姓名。"));
    }
    login::password::check_strength(&body.password, &body.login)?;
    let password_hash = login::password::hash(body.password).await?;
    let new = NewStaff {
        name: body.name.trim().to_owned(),
        login: body.login,
        role: body.role,
        site: body.site_id,
        department: body.department_id,
        phone: body.phone,
        password_hash,
    };
    let view = app
        .write(async |tx| {
            let known = site::Entity::visible(&scope).filter(site::Column::Id.eq(new.site)).one(&*tx).await?;
            known.ok_or_else(|| Error::field("site_id", "没有这个院区。"))?;
            let id = super::hire(&tx, &scope, new).await?;
            let entry = audit::Entry {
                act: "create_staff",
                object_kind: "staff",
                object_id: id.to_string(),
                ..Default::default()
            };
            audit::write(&*tx, tx.now, &scope, entry).await?;
            super::find(&*tx, &scope, id).await
        })
        .await?;
    Ok(Json(view))
}

/// Disables an account; its sessions end at once.
#[utoipa::path(post, path = "/api/staff/{id}/disable", operation_id = "disable_staff", tag = "staff", params(("id" = StaffId, Path)),
    responses((status = 204)))]
pub async fn disable_staff(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<StaffId>,
) -> Result<axum::http::StatusCode> {
    scope.require(Act::StaffWrite)?;
    if scope.staff() == Some(id) {
        return Err(Error::conflict("staff.self", "不能停用自己的账号，请由另一位管理员操作。"));
    }
    set_disabled(&app, &scope, id, true).await
}

/// Enables a disabled account again.
#[utoipa::path(post, path = "/api/staff/{id}/enable", operation_id = "enable_staff", tag = "staff", params(("id" = StaffId, Path)),
    responses((status = 204)))]
pub async fn enable_staff(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<StaffId>,
) -> Result<axum::http::StatusCode> {
    scope.require(Act::StaffWrite)?;
    set_disabled(&app, &scope, id, false).await
}

async fn set_disabled(
    app: &App,
    scope: &Scope,
    id: StaffId,
    disabled: bool,
) -> Result<axum::http::StatusCode> {
    app.write(async |tx| {
        let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(&*tx).await?;
        let mut row: entity::ActiveModel = row.ok_or(Error::Missing)?.into();
        row.disabled = Set(disabled);
        row.update(&*tx).await?;
        if disabled {
            login::session::end_all(&tx, scope.tenant, id).await?;
        }
        let act = if disabled { "disable_staff" } else { "enable_staff" };
        let entry =
            audit::Entry { act, object_kind: "staff", object_id: id.to_string(), ..Default::default() };
        audit::write(&*tx, tx.now, scope, entry).await
    })
    .await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Filter of colleagues.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ColleagueFilter {
    /// Role code.
    role: Option<Role>,
}

/// Colleagues who treat or accompany patients: for assigning work and care teams.
#[utoipa::path(get, path = "/api/colleagues", operation_id = "list_colleagues", tag = "staff", params(ColleagueFilter),
    responses((status = 200, body = Vec<StaffView>)))]
pub async fn list_colleagues(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<ColleagueFilter>,
) -> Result<Json<Vec<StaffView>>> {
    scope.require(Act::PatientRead)?;
    let caring = [Role::Doctor, Role::Nurse, Role::HealthManager, Role::ServiceDesk];
    let all = super::all(app.db.read(), &scope).await?;
    let fits = |staff: &StaffView| {
        filter.role.map_or_else(|| caring.contains(&staff.role), |role| staff.role == role)
    };
    Ok(Json(all.into_iter().filter(fits).collect()))
}
