//! The record 档案, centre of the house: who a person is, what was found, what was done, what was answered.
//! It may use the kernel, `access` and the pure libraries. Everything learnt about a person is filed here and
//! told by an event; nobody else writes these tables.

pub mod answer;
pub mod card;
pub mod contract;
mod facts;
pub mod file;
mod identity;
pub mod matches;
pub mod patient;
pub mod read;
mod receipts;
mod schema;
pub mod team;
pub mod timeline;
pub mod trend;

pub use file::{Filed, Sex, source_label};

use kernel::App;
use sea_orm_migration::MigrationTrait;
use utoipa_axum::{router::OpenApiRouter, routes};

/// This room's migrations.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    schema::migrations()
}

/// This room's migrations and all it stands on.
pub fn all_migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = access::all_migrations();
    all.extend(migrations());
    all
}

/// This room's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(patient::api::search_patients))
        .routes(routes!(patient::api::list_patients))
        .routes(routes!(patient::api::read_patient))
        .routes(routes!(patient::api::read_patient_brief))
        .routes(routes!(patient::api::unmask_patient))
        .routes(routes!(patient::api::create_readings))
        .routes(routes!(patient::api::mute_patient))
        .routes(routes!(patient::api::update_care_team))
        .routes(routes!(timeline::api::list_timeline))
        .routes(routes!(trend::api::list_metrics))
        .routes(routes!(trend::api::read_trend))
        .routes(routes!(trend::api::list_facts))
        .routes(routes!(trend::api::list_results))
        .routes(routes!(trend::api::list_answers))
        .routes(routes!(card::api::open_card))
        .routes(routes!(contract::api::list_contracts, contract::api::create_contract))
        .routes(routes!(contract::api::end_contract))
        .routes(routes!(card::api::read_next_card_number))
        .routes(routes!(matches::api::list_matches))
        .routes(routes!(matches::api::decide_match))
        .routes(routes!(matches::api::undo_match))
        .routes(routes!(receipts::list_receipts))
}

#[cfg(test)]
mod tests;
