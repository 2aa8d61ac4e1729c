//! The demo's login buttons.
use super::{LOGINS, PASSWORD};
use access::role;
use axum::Json;
use kernel::Role;
use serde::Serialize;
use utoipa::ToSchema;

/// One demo login.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoLogin {
    role: Role,
    role_name: String,
    name: String,
    login: String,
    password: String,
    what: String,
}

/// The logins, one per role first. Served in demo mode only.
#[utoipa::path(get, path = "/api/demo/logins", operation_id = "list_demo_logins", tag = "demo",
    responses((status = 200, body = Vec<DemoLogin>)))]
pub async fn list_demo_logins() -> Json<Vec<DemoLogin>> {
    let view = |login: &super::Login| DemoLogin {
        role: login.role,
        role_name: role::name(login.role).to_owned(),
        name: login.name.to_owned(),
        login: login.login.to_owned(),
        password: PASSWORD.to_owned(),
        what: login.what.to_owned(),
    };
    Json(LOGINS.iter().take(10).map(view).collect())
}
