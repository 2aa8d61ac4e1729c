//! Forms 问卷: what is asked, how it branches, what it amounts to. A form is data; the same definition is filled by
//! the patient on his own page and by a nurse during a call (see `session`).

pub mod accept;
mod answer;
pub mod api;
pub mod branch;
pub mod check;
pub mod definition;
mod entity;
pub mod follow_up;
mod library;
pub mod official;
pub mod prefill;
pub mod ready;
#[cfg(test)]
mod rule_tests;
pub mod score;
mod spelling;
mod value;

pub use definition::FormDef;
pub use library::{FormRow, definition, list, pin, save, version};
kernel::tenant_scoped!(self::entity);
