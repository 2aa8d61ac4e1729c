//! Who may come in and what each may see: tenants, sites, departments, staff, roles, logins, tokens, consent, audit.
//! Stands on the kernel alone. Every other room is handed a [`kernel::Scope`] that was made here.
pub mod consent;
pub mod login;
pub mod organisation;
pub mod role;
pub mod schema;
pub mod setup;
pub mod staff;
pub mod token;
pub mod trail;

pub use organisation::tenants;

use kernel::App;
use sea_orm_migration::MigrationTrait;
use utoipa_axum::{router::OpenApiRouter, routes};

/// This room's migrations.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    schema::migrations()
}

/// This room's migrations and all it stands on.
pub fn all_migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = kernel::schema::migrations();
    all.extend(migrations());
    all
}

/// This room's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(login::api::read_session, login::api::create_session, login::api::delete_session))
        .routes(routes!(setup::api::read_setup, setup::api::run_setup))
        .routes(routes!(staff::api::list_staff, staff::api::create_staff))
        .routes(routes!(staff::api::disable_staff))
        .routes(routes!(staff::api::enable_staff))
        .routes(routes!(staff::api::list_colleagues))
        .routes(routes!(organisation::api::list_sites))
        .routes(routes!(organisation::api::list_departments))
        .routes(routes!(token::api::list_tokens, token::api::create_token))
        .routes(routes!(token::api::delete_token))
        .routes(routes!(consent::api::list_consents))
        .routes(routes!(consent::api::update_consent))
        .routes(routes!(trail::list_audit))
}

#[cfg(test)]
mod tests;
