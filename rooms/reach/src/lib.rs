//! Reach 触达: everything that goes out to a person and what comes back — forms, templates, messages, the touch gate
//! at the last moment, the patient's own page. Stands on the kernel, `access` and the record; every answer it takes
//! in is filed in the record, and nobody above is called: they look at the state when an event wakes them.

pub mod contact;
pub mod conversation;
pub mod form;
pub mod h5;
mod ids;
pub mod message;
pub mod sandbox;
mod schema;
pub mod session;
#[cfg(test)]
mod story;
pub mod template;
pub mod touch;

pub use ids::{MessageId, SessionId};

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
    let mut all = record::all_migrations();
    all.extend(migrations());
    all
}

/// What wakes this room.
pub fn reactions() -> Vec<Reaction> {
    vec![message::react::REACTION]
}

/// Its queues.
pub fn workers() -> Vec<Worker> {
    vec![message::react::WORKER]
}

/// What it looks at now and then.
pub fn looks() -> Vec<Look> {
    vec![message::react::LOOK]
}

/// This room's part of the API; the server adds [`sandbox::router`] in demo mode.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(form::api::list_forms, form::api::create_form))
        .routes(routes!(form::api::check_form))
        .routes(routes!(form::api::read_form))
        .routes(routes!(form::prefill::read_form_prefill))
        .routes(routes!(template::api::list_templates, template::api::create_template))
        .routes(routes!(template::api::check))
        .routes(routes!(template::api::preview_template))
        .routes(routes!(message::api::list_messages, message::api::create_message))
        .routes(routes!(message::api::read_message))
        .routes(routes!(message::api::cancel_message))
        .routes(routes!(message::api::resolve_message))
        .routes(routes!(conversation::api::read_conversation))
        .routes(routes!(session::api::create_form_session))
        .routes(routes!(session::api::read_form_session))
        .routes(routes!(session::api::update_form_session))
        .routes(routes!(session::api::submit_form_session))
        .merge(h5::router())
}
