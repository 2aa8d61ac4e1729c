//! What medicine says: the dictionary of metrics with units and reference bands, reading results as they are
//! written on Chinese reports, judging them; and the models: risk scores, classes and formulas in one frame
//! ([`model`]), each with its source, limits and verification. Pure: no database, no clock.
#![expect(clippy::float_cmp, reason = "bounds of a range are compared as written, without arithmetic")]

pub mod body;
pub mod cancer;
pub mod cardio;
pub mod convert;
pub mod critical;
pub mod follow_up;
pub mod kidney;
pub mod metabolic;
pub mod metrics;
pub mod model;
pub mod monitor;
pub mod organ;
pub mod pressure;
pub mod respiratory;
pub mod scale;
pub mod stroke;

pub use metrics::blood_pressure;
pub use metrics::dictionary::{Dictionary, Lookup, dictionary};
pub use metrics::doubt::{Doubt, Guess, doubt_of_pair};
pub use metrics::judge::{Basis, Flag, Judgement, Subject, judge};
pub use metrics::metric::{Band, BandStatus, Direction, Metric, ValueType};
pub use metrics::range::{Interval, RefRange};
pub use metrics::shown::{unit_shown, value_shown};
pub use metrics::units::{UnitProblem, same_unit};
pub use metrics::value::{Comparator, Mark, Reading, Scale, read_value};

use serde::{Deserialize, Serialize};

/// Sex, as reference bands distinguish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}
