//! Scales 量表: each is data (`data/scales/*.json`), read and scored by one pure engine. Missing answers are named and
//! never estimated; a safety item raises a finding whatever the total, even in an unfinished form. Scales whose
//! licence is not open ship without wording (`ships: false`): a tenant installs its own definition, checked by
//! [`Scale::from_json`].

mod assessment;
mod branch;
mod check;
mod constitution;
mod definition;
mod form;
mod ipaq;
mod library;
mod models;
mod score;
#[cfg(test)]
mod tests;

pub use assessment::{
    Answer, AnswerProblem, Answers, Assessment, Finding, GroupScore, ItemScore, MissingItem, Scored,
};
pub use branch::{Safety, Skip, When};
pub use constitution::{Constitution, Membership, TcmType, elderly33, nine_types};
pub use definition::{Band, Choice, Group, Item, Law, Licence, LicenceStatus, Scale, Severity, Transform};
pub use ipaq::{ActivityLevel, Ipaq, IpaqDays, ipaq_short};
pub use library::{scale, scales};
pub use models::MODELS;
