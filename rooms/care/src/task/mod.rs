//! Tasks 任务: work for people, in an order that is explained, done with a result that is filed.
pub mod api;
mod complete;
pub(crate) mod entity;
mod open;
mod page;
mod queue;
pub mod result;
mod summary;

pub use complete::{Completion, complete};
pub use open::{NewTask, assign, claim, close_of_obligation, open, postpone};
pub(crate) use open::{close, close_of_patient, open_of_kinds, open_of_origins, waiting_for_form};
pub use queue::{OpenTask, open_until};
kernel::patient_scoped!(self::entity);

/// Still to be done.
pub(crate) const OPEN: &str = "open";
/// Done by somebody.
pub(crate) const DONE: &str = "done";
/// Not needed any more.
pub(crate) const CLOSED: &str = "closed";
