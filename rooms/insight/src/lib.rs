//! Insight 洞察: what became of it all, in numbers that can be opened down to the people. Reads every room, writes
//! nothing.
pub mod dashboard;
mod number;
mod panel;
mod sql;

use kernel::App;
use sea_orm_migration::MigrationTrait;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All migrations of the rooms below; this one has no table of its own.
pub fn all_migrations() -> Vec<Box<dyn MigrationTrait>> {
    care::all_migrations()
}

/// This room's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(dashboard::read_dashboard))
        .routes(routes!(dashboard::list_dashboard_people))
}

#[cfg(test)]
mod tests;
