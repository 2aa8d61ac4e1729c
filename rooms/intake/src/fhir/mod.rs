//! The FHIR R4 door: documents are kept as received, versioned, searched; what they say about a person is filed in the
//! record. Served under `/fhir/R4`; files of documents come through `import`.

mod answer;
mod api;
mod caller;
mod capability;
mod entity;
pub mod facts;
pub mod file;
pub mod index;
mod listing;
pub mod metric;
mod one;
pub mod params;
mod query;
mod read;
mod results;
mod search;
pub mod shown;
mod store;
#[cfg(test)]
mod tests;
mod transaction;
mod writes;

pub use api::router;
