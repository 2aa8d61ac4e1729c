//! Segments 人群: named rules whose members are kept up to date person by person, with the reason of each.
pub mod api;
pub(crate) mod entity;
pub mod members;
mod order;
pub(crate) mod store;
