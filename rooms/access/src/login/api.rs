//! Login, logout, and who I am.
use super::{layer, lockout, password, session};
use crate::{
    organisation::entity::{department, site},
    role::{self, menu::MenuItem},
    staff,
};
use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};
use chrono::{DateTime, Duration, Utc};
use kernel::{
    Actor, App, DepartmentId, Error, Result, Role, Scope, SiteId, StaffId, Visible, audit, web::Body,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, QueryFilter, Set};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use utoipa::ToSchema;

/// The person who is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    id: StaffId,
    name: String,
    login: String,
    role: Role,
    role_name: String,
    site_id: SiteId,
    site_name: String,
    department_id: Option<DepartmentId>,
    department_name: Option<String>,
}

/// What the front end needs to draw its shell.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    user: UserView,
    menu: Vec<MenuItem>,
    hospital: String,
    phone: String,
    demo: bool,
    now: DateTime<Utc>,
}

/// Login name and password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    login: String,
    password: String,
}

/// A session that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoggedIn {
    /// For scripts, as `Authorization: Bearer`; browsers use the cookie.
    token: String,
    expires_at: DateTime<Utc>,
    session: SessionView,
}

/// Who is logged in, and what the role sees.
#[utoipa::path(get, path = "/api/session", operation_id = "read_session", tag = "login",
    responses((status = 200, body = SessionView), (status = 401, body = kernel::error::ErrorBody)))]
pub async fn read_session(State(app): State<App>, scope: Scope) -> Result<Json<SessionView>> {
    view(&app, &scope).await.map(Json)
}

/// Logs in.
#[utoipa::path(post, path = "/api/session", operation_id = "create_session", tag = "login", request_body = Login,
    responses((status = 200, body = LoggedIn), (status = 401, body = kernel::error::ErrorBody), (status = 429, body = kernel::error::ErrorBody)))]
pub async fn create_session(
    State(app): State<App>,
    source: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Body(body): Body<Login>,
) -> Result<impl IntoResponse> {
    let source = source.map_or_else(|| "local".to_owned(), |info| info.0.0.ip().to_string());
    let (login, wall) = (body.login.trim().to_lowercase(), app.clock.wall());
    lockout::check(&app.db, wall, &login, &source).await?;
    let account = staff::entity::Entity::unscoped()
        .filter(staff::entity::Column::Login.eq(&login))
        .filter(staff::entity::Column::Disabled.eq(false))
        .one(app.db.read())
        .await?;
    let right = password::verify(body.password, account.as_ref().map(|a| a.password_hash.clone())).await?;
    let Some(account) = account.filter(|_| right) else {
        lockout::remember(&app.db, wall, &login, &source).await?;
        return Err(Error::unauthenticated_because("登录名或密码不正确。"));
    };
    let device = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    enter(&app, account, &device).await
}

/// Begins a session for an account that has proved itself.
pub(crate) async fn enter(
    app: &App,
    account: staff::entity::Model,
    device: &str,
) -> Result<(AppendHeaders<[(header::HeaderName, String); 1]>, Json<LoggedIn>)> {
    let (scope, wall) = (session::scope_of(&account)?, app.clock.wall());
    let token = app
        .write(async |tx| {
            let token = session::begin(&tx, wall, scope.tenant, account.id, device).await?;
            let id = account.id.to_string();
            let mut account: staff::entity::ActiveModel = account.into();
            account.last_login_at = Set(Some(wall));
            account.update(&*tx).await?;
            let entry =
                audit::Entry { act: "login", object_kind: "staff", object_id: id, ..Default::default() };
            audit::write(&*tx, tx.now, &scope, entry).await?;
            Ok(token)
        })
        .await?;
    let hours = app.config.session_hours;
    let cookie =
        format!("{}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", layer::COOKIE, hours * 3600);
    let session = view(app, &scope).await?;
    let answer = LoggedIn { token, expires_at: wall + Duration::hours(hours), session };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(answer)))
}

/// Logs out; also answers if nobody was logged in.
#[utoipa::path(delete, path = "/api/session", operation_id = "delete_session", tag = "login", responses((status = 204)))]
pub async fn delete_session(State(app): State<App>, headers: HeaderMap) -> Result<impl IntoResponse> {
    if let Some(secret) = layer::secret(&headers) {
        app.write(async |tx| session::end(&tx, &secret).await).await?;
    }
    let cookie = format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", layer::COOKIE);
    let clear =
        ("clear-site-data".parse::<header::HeaderName>().map_err(Error::fault)?, "\"storage\"".to_owned());
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie), clear])))
}

async fn view(app: &App, scope: &Scope) -> Result<SessionView> {
    let Actor::Staff { id, role, .. } = &scope.actor else { return Err(Error::unauthenticated()) };
    let db = app.db.read();
    let account =
        staff::entity::Entity::visible(scope).filter(staff::entity::Column::Id.eq(*id)).one(db).await?;
    let account = account.ok_or(Error::Missing)?;
    let site = site::Entity::visible(scope).filter(site::Column::Id.eq(account.site_id)).one(db).await?;
    let department = match account.department_id {
        Some(id) => department::Entity::visible(scope).filter(department::Column::Id.eq(id)).one(db).await?,
        None => None,
    };
    Ok(SessionView {
        user: UserView {
            id: account.id,
            name: account.name,
            login: account.login,
            role: *role,
            role_name: role::name(*role).to_owned(),
            site_id: account.site_id,
            site_name: site.map(|s| s.name).unwrap_or_default(),
            department_id: account.department_id,
            department_name: department.map(|d| d.name),
        },
        menu: role::menu::menu(*role, app.config.demo),
        hospital: app.config.hospital.clone(),
        phone: app.config.phone.clone(),
        demo: app.config.demo,
        now: app.clock.now(),
    })
}
