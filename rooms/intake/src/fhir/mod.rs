//! The FHIR R4 door: documents are kept as received, versioned, searched; what they say about a person is filed in the
//! record. Served under `/fhir/R4`; files of documents come through `import`.

mod answer;
mod api;
mod capability;
mod entity;
pub mod facts;
pub mod file;
pub mod index;
pub mod metric;
pub mod params;
mod read;
mod search;
mod store;
#[cfg(test)]
mod tests;
mod transaction;

pub use api::router;
