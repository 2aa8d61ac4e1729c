//! Spreadsheets: CSV of any Chinese encoding, XLSX and XLS, as lists of people with results side by side or as tables with
//! one result a row. A sheet is uploaded, its columns are proposed and confirmed, a dry run tells what would happen, the
//! import files it; importing the same sheet again changes nothing.

pub mod api;
mod carry_out;
pub mod cell;
pub mod check;
pub mod date;
pub mod decode;
mod entity;
pub mod header;
pub mod instructions;
pub mod person;
pub mod plan;
mod reader;
pub mod result;
pub mod row;
pub mod run;
mod store;
pub mod table;
pub mod target;
#[cfg(test)]
mod tests;

pub use instructions::Instructions;
pub use reader::{Reader, Rows};
