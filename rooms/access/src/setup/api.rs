//! First-time setup over HTTP.
use crate::{
    login::{self, password},
    organisation,
    staff::{self, NewStaff},
};
use axum::{Json, extract::State, response::IntoResponse};
use kernel::{App, Error, Result, Role, Scope, Visible, audit, web::Body};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the installation still waits for its first account.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupState {
    needed: bool,
}

/// What the first administrator enters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The one-time code printed by the server.
    code: String,
    /// Name of the hospital.
    hospital: String,
    /// Login of the first 系统管理员.
    login: String,
    /// His name.
    name: String,
    /// His password.
    password: String,
}

/// Whether setup is needed.
#[utoipa::path(get, path = "/api/setup", operation_id = "read_setup", tag = "setup", responses((status = 200, body = SetupState)))]
pub async fn read_setup(State(app): State<App>) -> Result<Json<SetupState>> {
    Ok(Json(SetupState { needed: organisation::first_tenant(app.db.read()).await?.is_none() }))
}

/// Founds the tenant and its first administrator, once.
#[utoipa::path(post, path = "/api/setup", operation_id = "run_setup", tag = "setup", request_body = Setup,
    responses((status = 200, body = login::api::LoggedIn)))]
pub async fn run_setup(State(app): State<App>, Body(body): Body<Setup>) -> Result<impl IntoResponse> {
    if body.hospital.trim().is_empty() {
        return Err(Error::field("hospital", "请填写医院名称。"));
    }
    password::check_strength(&body.password, &body.login)?;
    let password_hash = password::hash(body.password.clone()).await?;
    let id = app
        .write(async |tx| {
            if organisation::first_tenant(&*tx).await?.is_some() {
                return Err(Error::conflict("setup.done", "系统已完成初始设置，请直接登录。"));
            }
            if !super::fits(&*tx, &body.code).await? {
                return Err(Error::field("code", "一次性设置码不正确。请查看服务器启动时打印的设置码。"));
            }
            let tenant = organisation::found(&tx, body.hospital.trim()).await?;
            let scope = Scope::system(tenant, "setup");
            let site = organisation::open_site(&tx, &scope, body.hospital.trim()).await?;
            let new = NewStaff {
                name: body.name.clone(),
                login: body.login.clone(),
                role: Role::SystemAdmin,
                site,
                department: None,
                phone: String::new(),
                password_hash,
            };
            let id = staff::hire(&tx, &scope, new).await?;
            let entry = audit::Entry {
                act: "setup",
                object_kind: "tenant",
                object_id: tenant.to_string(),
                ..Default::default()
            };
            audit::write(&*tx, tx.now, &scope, entry).await?;
            Ok(id)
        })
        .await?;
    let account =
        staff::entity::Entity::unscoped().filter(staff::entity::Column::Id.eq(id)).one(app.db.read()).await?;
    login::api::enter(&app, account.ok_or(Error::Missing)?, "setup").await
}
