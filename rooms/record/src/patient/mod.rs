//! The person as staff see him 患者: list, search, page, and the marks that other rooms set upon him.

pub mod api;
mod brief;
pub(crate) mod card_view;
mod completeness;
mod header;
mod list;
mod mark;
mod plausible;
mod search;
pub(crate) mod sight;
pub(crate) mod tag;
kernel::patient_scoped!(self::tag);

pub use brief::{Brief, BriefLine, brief};
pub use card_view::NextDue;
pub(crate) use header::row;
pub use header::{PatientHeader, header, sees_secrets, sees_tag};
pub(crate) use list::of_models;
pub use list::{ListFilter, PatientRow, list, rows};
pub use mark::{
    Grade, TagIn, TagKind, mute, set_deceased, set_grade, set_next_due, set_tag, touch_contact, unset_tag,
};
pub use plausible::readings_answer;
pub use search::{Hit, search};
