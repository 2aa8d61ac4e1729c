//! The whole circuit on one page: every room's tables, routes, reactions, queues and looks.
//! Data comes in at the top, the answers return to the record, and the record wakes the others.
use kernel::{
    App,
    reaction::{Look, Reaction, Worker},
};
use sea_orm_migration::MigrationTrait;
use utoipa_axum::router::OpenApiRouter;

/// Every table of the house, in the order of the rooms.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    let mut all = kernel::schema::migrations();
    all.extend(access::migrations());
    all.extend(record::migrations());
    all.extend(intake::migrations());
    all.extend(understand::migrations());
    all.extend(reach::migrations());
    all.extend(care::migrations());
    all
}

/// Every route of the house.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(access::router())
        .merge(record::router())
        .merge(intake::router())
        .merge(understand::router())
        .merge(reach::router())
        .merge(care::router())
        .merge(insight::router())
}

/// Who wakes on what.
pub fn reactions() -> Vec<Reaction> {
    [intake::reactions(), understand::reactions(), reach::reactions(), care::reactions()].concat()
}

/// Who works off which queue.
pub fn workers() -> Vec<Worker> {
    [reach::workers(), care::workers()].concat()
}

/// Who looks at the state now and then.
pub fn looks() -> Vec<Look> {
    [understand::looks(), reach::looks(), care::looks()].concat()
}
