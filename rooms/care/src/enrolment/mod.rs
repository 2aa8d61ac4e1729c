//! Enrolments 在径: one person on one version of a pathway. Walked by the engine, one transaction a step.
pub mod api;
pub(crate) mod effects;
mod enter;
pub(crate) mod entity;
mod inputs;
mod log_entity;
mod store;
mod walk;

pub use enter::{Enter, enrol, enter, enter_by_hand};
pub(crate) use inputs::{facts_of, judge};
pub use store::{
    find, has_job, log, move_item, of_patient, on_paths, people_of, poke, poke_patient, release, stop,
    stop_patient,
};
#[cfg(test)]
pub(crate) use walk::take_step;
pub use walk::{QUEUE, WORKER};
kernel::patient_scoped!(self::entity);
kernel::patient_scoped!(self::log_entity);

pub(crate) const RUNNING: &str = "running";
pub(crate) const PARKED: &str = "parked";
pub(crate) const ENDED: &str = "ended";
