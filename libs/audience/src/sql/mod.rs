//! The same rule as SQL: for populations beyond one machine's memory, and as the oracle of every other evaluator.
//!
//! A rule becomes one predicate over a person `p`; each condition is a subquery on a fact table, keyed by tenant and
//! patient. SQL's NULL is [`crate::Truth::Unknown`], AND, OR and NOT are the same three-valued logic, and a person is
//! in where the predicate is true. What a mapping cannot express is a [`SqlError`] at its node, never a guess.
//!
//! **Numbers.** Columns hold millionths as whole numbers (`value_e6`), so that 3.4 is 3.4 in every database. A column
//! of binary fractions may be mapped as `CAST(ROUND(x * 1000000) AS BIGINT)`, exact to fifteen digits. Sums and slopes
//! are compared multiplied out: exact without limit on PostgreSQL (`numeric`), on SQLite as long as the products fit
//! into 64 bits, which holds for values up to a million, a thousand readings and a window of three years.
//!
//! **Order.** Of two facts at one instant the one with the higher `seq` is the later.

mod calendar;
mod course;
mod event;
mod fill;
mod measure;
mod query;
mod standing;
mod tables;
mod words;
mod writer;

pub use fill::{Cell, Row, create, rows};
pub use query::{Cost, Dialect, Param, Query, SqlError, Statement, compile};
pub use tables::{Fact as SqlFact, Instants, Relation, Tables};
