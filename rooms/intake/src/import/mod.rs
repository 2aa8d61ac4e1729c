//! Taking in whole files: FHIR bundles and NDJSON, HL7 v2 files, spreadsheets. The engine behind `nuanqiao import`.
//! Reads files, files what they hold through the slices beside it, and counts. Importing the same files again changes
//! nothing; a dry run does everything and rolls back.

mod detect;
pub(crate) mod digest;
mod documents;
mod hl7;
mod pieces;
mod run;
mod summary;
#[cfg(test)]
pub(crate) mod tests;

pub use detect::Format;
pub use run::{Options, Told, run, run_told};
pub use summary::{Notice, Summary};

/// The slice's part of the API: sheets are uploaded, the other kinds of files come by the command line.
pub fn router() -> utoipa_axum::router::OpenApiRouter<kernel::App> {
    crate::sheet::api::router()
}
