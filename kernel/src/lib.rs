//! How we speak: ids, time, who is looking, errors, pages, the two databases, the event log, jobs, receipts and audit.
//! Every room stands on this one; it knows nothing of health care.
pub mod audit;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod event;
pub mod fen;
pub mod id;
pub mod job;
pub mod page;
pub mod parts;
pub mod reaction;
pub mod receipt;
pub mod schema;
pub mod scope;
pub mod setting;
pub mod table;
pub mod testing;
pub mod visible;
pub mod web;

pub use clock::Clock;
pub use db::{Db, Tx};
pub use error::{Error, Result};
pub use fen::Fen;
pub use id::*;
pub use page::{Page, PageQuery};
pub use scope::{Act, Actor, Level, Reach, Role, Scope};
pub use visible::Visible;
pub use web::App;

#[cfg(test)]
mod tests;
