//! Understanding 洞悉: from what the record holds to what it means for a person: risk scores, tags, the red-yellow-green
//! grade, segments, alerts, each with its receipt. Reads the record and writes only its own tables and, through the record's
//! doors, a person's tags and grade.
pub mod alert;
pub mod audience;
pub mod grade;
pub mod library;
pub mod review;
pub mod rfm;
pub mod rule;
pub mod score;
pub mod segment;
pub mod tag;
pub mod view;

mod facts;
mod schema;
mod vocabulary;

pub use facts::{facts, facts_for};
pub use review::review;
pub use rule::evaluate;
pub use segment::store::{MemberOf, members_of, segment_names};
pub use vocabulary::vocabulary;

use kernel::{
    App,
    reaction::{Look, Reaction},
};
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

/// This room's part of the API.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rule::api::list_rules))
        .routes(routes!(rule::api::preview_rule))
        .routes(routes!(rule::api::read_rule_dictionary))
        .routes(routes!(segment::api::list_segments, segment::api::create_segment))
        .routes(routes!(
            segment::api::read_segment,
            segment::api::update_segment,
            segment::api::delete_segment
        ))
        .routes(routes!(segment::members::list_segment_members))
        .routes(routes!(segment::members::read_segment_why))
        .merge(audiences())
        .routes(routes!(grade::api::read_grade))
        .routes(routes!(grade::api::override_grade))
        .routes(routes!(score::models::list_models))
        .routes(routes!(score::models::update_model_setting))
        .routes(routes!(score::tables::list_model_tables, score::tables::create_model_table))
        .routes(routes!(score::tables::approve_model_table))
        .routes(routes!(score::api::list_scores))
        .routes(routes!(score::api::read_score, score::api::run_score))
        .routes(routes!(score::api::try_score))
        .routes(routes!(score::words::override_score))
        .routes(routes!(alert::api::list_alerts))
        .routes(routes!(alert::api::read_alert))
        .routes(routes!(alert::api::acknowledge_alert))
        .routes(routes!(alert::api::close_alert))
}

/// Questions about many people, and the words they are asked in.
fn audiences() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(audience::api::look_audience))
        .routes(routes!(audience::api::list_audience_people))
        .routes(routes!(audience::flow::look_audience_flow))
        .routes(routes!(audience::flow::read_segment_flow))
        .routes(routes!(audience::export::export_segment))
        .routes(routes!(rfm::api::read_rfm))
        .routes(routes!(rfm::api::look_rfm_moves))
        .routes(routes!(tag::api::list_tags, tag::api::create_tag))
        .routes(routes!(tag::api::update_tag, tag::api::retire_tag))
        .routes(routes!(tag::effect::look_tag_effect))
        .routes(routes!(tag::api::publish_tag))
        .routes(routes!(tag::api::restore_tag))
        .routes(routes!(view::api::list_views, view::api::create_view))
        .routes(routes!(view::api::delete_view))
        .routes(routes!(view::api::list_view_patients))
}

/// What wakes this room.
pub fn reactions() -> Vec<Reaction> {
    vec![review::react::REACTION, alert::react::REACTION]
}

/// What it looks at by itself.
pub fn looks() -> Vec<Look> {
    vec![review::react::LOOK, alert::react::LOOK]
}

#[cfg(test)]
mod tests;
