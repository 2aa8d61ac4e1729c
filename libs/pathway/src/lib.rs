//! Follow-up pathways as pure calculation: what a plan says, what is due next, whether a person may be
//! touched now, and whether the books balance.
//!
//! Touches nothing: no database, no network, no clock, no async. `now`, the holidays and every fact are
//! handed in, so that the live worker and a replay on history run the very same functions and write the
//! same decision log.
//!
//! * [`definition`] – a pathway version, authored as a day table; [`validate`] says what is wrong with it.
//! * [`step`] – one deterministic step of one person on one version.
//! * [`ledger`] – the states of an obligation, the one table that changes them, and the law of balance.
//! * [`gate`] – may this person be touched, by this channel, with this class of message, now?
//! * [`priority`] – the order of the task queue, in words.
//! * [`calendar`] – days and instants of a site: workdays, months, opening of the day; [`holidays`] – what is published.

pub mod calendar;
pub mod definition;
pub mod entry;
pub mod gate;
pub mod holidays;
pub mod ledger;
pub mod priority;
pub mod step;
pub mod validate;

pub use definition::Definition;
pub use validate::{Problem, validate};
