//! Fillings 填写: one person filling one form — by himself through a personal link, or with a nurse on the phone. The
//! same filling can be begun by the one and finished by the other; what is typed is kept after every question.

pub mod api;
mod assess;
mod entity;
mod findings;
mod link;
mod link_entity;
mod store;
mod submit;
#[cfg(test)]
mod tests;

pub use findings::findings;
pub use link::{LINK_LASTS, Link, Opened, has_valid_link, open_link, opened, revoke};
pub(crate) use link::{another_link, invited, link_for_message, mark_opened, to_do};
pub use store::{NewSession, Via, View, open, read, resume, save_draft};
pub use submit::{Submitted, file_reading, submit};
kernel::patient_scoped!(self::entity);
kernel::patient_scoped!(self::link_entity);
