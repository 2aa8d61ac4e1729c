//! Care 照护: pathways, the people on them, the follow-ups owed and the work that comes of it. May use the kernel,
//! `access`, `record`, `understand` and `reach`; everything it learns about a person is filed in the record.
mod alarm;
mod asks;
pub mod enrolment;
mod follow_up;
mod ids;
pub mod look;
pub mod obligation;
pub mod pathway;
mod react;
mod schema;
pub mod task;

pub use enrolment::enrol;
pub use ids::{EnrolmentId, ObligationId, PathwayId, TaskId, VersionId};

use kernel::App;
use kernel::reaction::{Look, Reaction, Worker};
use sea_orm_migration::MigrationTrait;
use utoipa_axum::{router::OpenApiRouter, routes};

/// This room's migrations.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    schema::migrations()
}

/// This room's migrations and all it stands on.
pub fn all_migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = understand::all_migrations();
    all.extend(reach::migrations());
    all.extend(migrations());
    all
}

/// What wakes this room.
pub fn reactions() -> Vec<Reaction> {
    vec![react::REACTION]
}

/// Its queues.
pub fn workers() -> Vec<Worker> {
    vec![enrolment::WORKER]
}

/// What it looks at now and then.
pub fn looks() -> Vec<Look> {
    vec![look::LOOK]
}

/// This room's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(pathway::api::list_pathways, pathway::api::create_pathway))
        .routes(routes!(pathway::api::check_pathway))
        .routes(routes!(pathway::api::read_pathway, pathway::api::update_pathway))
        .routes(routes!(pathway::api::publish_pathway))
        .routes(routes!(pathway::api::retire_pathway))
        .routes(routes!(enrolment::api::list_enrolments, enrolment::api::create_enrolment))
        .routes(routes!(enrolment::api::read_enrolment))
        .routes(routes!(enrolment::api::stop_enrolment))
        .routes(routes!(enrolment::api::release_enrolment))
        .routes(routes!(enrolment::api::list_patient_pathways))
        .routes(routes!(task::api::list_tasks))
        .routes(routes!(task::api::read_task_summary))
        .routes(routes!(task::api::read_task))
        .routes(routes!(task::api::claim_task))
        .routes(routes!(task::api::assign_task))
        .routes(routes!(task::api::complete_task))
        .routes(routes!(task::api::postpone_task))
        .routes(routes!(obligation::api::list_future))
        .routes(routes!(obligation::api::read_ledger))
        .routes(routes!(obligation::api::list_ledger_items))
        .routes(routes!(obligation::api::move_obligation))
        .routes(routes!(obligation::api::skip_obligation))
}

#[cfg(test)]
mod stories;
