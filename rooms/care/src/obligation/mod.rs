//! Obligations 随访账本: each follow-up owed is one row, changed by one table, and the book must balance.
pub mod api;
pub(crate) mod entity;
pub mod ledger;
mod opening_entity;
mod store;

pub use entity::Model as Obligation;
pub use store::{NewObligation, Of, by_place, find, future, of_enrolment, open, reschedule, settle, sweep};
kernel::patient_scoped!(self::entity);
kernel::patient_scoped!(self::opening_entity);
