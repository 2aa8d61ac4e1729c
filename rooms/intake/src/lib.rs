//! Intake 接入: everything that comes from outside and becomes record. HL7 messages, FHIR documents, sheets.
//!
//! It may use the kernel, `access` for consent and organisation, and `record`'s door for filing. A message is kept before it
//! is acknowledged; what cannot be filed waits in quarantine to be repaired and replayed.

pub mod feed;
pub mod fhir;
pub mod hl7;
pub mod import;
pub mod message;
pub mod mllp;
mod schema;
mod schema_batches;
pub mod sheet;

use kernel::App;
use sea_orm_migration::MigrationTrait;
use utoipa_axum::{router::OpenApiRouter, routes};

/// This room's migrations.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = schema::migrations();
    all.extend(schema_batches::migrations());
    all
}

/// This room's migrations and all it stands on.
pub fn all_migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = record::all_migrations();
    all.extend(migrations());
    all
}

/// What wakes this room.
pub fn reactions() -> Vec<kernel::reaction::Reaction> {
    vec![fhir::shown::REACTION]
}

/// This room's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(feed::api::list_feeds))
        .routes(routes!(feed::api::update_feed))
        .routes(routes!(feed::api::replay_feed))
        .routes(routes!(message::api::list_inbound))
        .routes(routes!(message::api::read_inbound))
        .routes(routes!(message::api::replay_inbound))
        .merge(fhir::router())
        .merge(import::router())
}
