//! FHIR R4, read thinly: JSON kept exactly as received (order, unknown elements, decimals as text), references, partial
//! dates, bundles, and the neutral facts 暖桥 needs from a resource. Pure: no database, no HTTP, no clock.
//!
//! A resource stays a [`Json`] document from the wire to the store and back; the `facts` are read *from* it and never
//! replace it, so a round trip loses nothing. Rules follow the HL7 FHIR R4 specification (4.0.1, CC0).

pub mod bundle;
pub mod facts;
pub mod json;
pub mod ndjson;
pub mod outcome;
mod parse;
pub mod reference;
pub mod resource;
pub mod search;
pub mod time;
pub mod validate;

pub use bundle::{Bundle, BundleKind, Entry, Method, Request};
pub use json::Json;
pub use outcome::{Issue, IssueCode, Outcome, Severity};
pub use parse::{JsonError, MAX_DEPTH, parse};
pub use reference::Reference;
pub use time::{FhirTime, Precision};
