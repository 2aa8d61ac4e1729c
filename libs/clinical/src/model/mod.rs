//! The frame of everything that computes a result from a person's facts: what a model declares, how its inputs are
//! read with their units, what can come out, the rule tables, explanation, verification against vectors, and cards.
//!
//! A model is a `static MODEL: Model` in its own file; its family lists it in a `MODELS` slice; [`registry`] joins
//! the families. Nothing here knows a person, a clock or a tenant: table overrides are handed in.

pub mod answer;
pub mod card;
pub mod common;
pub mod definition;
pub mod error;
pub mod evaluation;
pub mod explain;
pub mod input;
pub mod inputs;
pub mod json;
pub mod outcome;
pub mod registry;
pub mod table;
pub mod table_check;
pub mod verify;

pub use answer::{Answer, answer};
pub use definition::{Audience, Family, Lever, Method, Model, Verification};
pub use error::InputError;
pub use evaluation::{Evaluation, Stamp};
pub use explain::{Explanation, explain};
pub use input::{Choice, InputSpec, Kind, Need, Unit};
pub use inputs::{Entry, Inputs, Value};
pub use outcome::{Alert, Category, Cause, Factor, Level, Missing, Outcome, Stop};
pub use registry::{eval, eval_with, model, models, table_of};
pub use table::{Band, Grid, Table};
pub use verify::{Report, verify};
