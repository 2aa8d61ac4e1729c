//! A feed is one way by which data comes in: an HL7 listener, the FHIR door, sheets. Here stand its settings (how it reads
//! its messages) and how it is doing.

pub mod api;
pub(crate) mod entity;
pub mod status;
pub mod store;

pub use store::{MLLP, note, open};

kernel::typed_id!(
    /// One feed.
    FeedId,
);

#[cfg(test)]
mod tests;
