//! What an HL7 message means: bytes → a plan of what to file → the record.
//!
//! The `map_*` files and [`visit`] are rules and know nothing of database or HTTP; [`plan`] puts them together for one
//! message; [`file`] carries a plan out in one transaction.

pub mod answer;
pub mod file;
pub mod interpret;
pub mod map_appointment;
pub mod map_clinical;
pub mod map_identifier;
pub mod map_name;
pub mod map_order;
pub mod map_person;
pub mod map_result;
pub mod map_visit;
pub mod merge;
pub mod plan;
pub(crate) mod said;
pub mod visit;

#[cfg(test)]
mod dialect_tests;
#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod mutilated_tests;
#[cfg(test)]
pub(crate) mod sets;
#[cfg(test)]
mod sets_tests;
