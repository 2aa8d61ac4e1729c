//! Metrics 指标: the dictionary (`data/metrics.csv`, sources in its columns), units, values, ranges, judgement.

pub mod blood_pressure;
pub mod dictionary;
pub mod doubt;
pub mod judge;
pub mod metric;
pub(crate) mod name_key;
pub mod range;
mod rows;
pub mod shown;
pub mod units;
pub mod value;
