//! Conditions on measured values.

use crate::{Cmp, Decimal};
use serde::{Deserialize, Serialize};

/// Latest value of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricIs {
    /// Metric code.
    pub code: String,
    /// The comparison, in the metric's canonical unit.
    pub is: Cmp,
    /// Older values count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}

/// Latest value of a metric in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricTextIs {
    /// Metric code.
    pub code: String,
    /// The text contains one of these.
    pub any_of: Vec<String>,
    /// Older values count as missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
}

/// A statistic over a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricStatIs {
    /// Metric code.
    pub code: String,
    /// Which statistic.
    pub stat: Stat,
    /// The last days, today included.
    pub days: u32,
    /// The comparison.
    pub is: Cmp,
}

/// Which statistic. Counting is [`Count`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stat {
    /// 最低
    Min,
    /// 最高
    Max,
    /// 平均; censored values do not enter
    Mean,
}

/// Readings of a metric, all or those that compare so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricMatch {
    /// Metric code.
    pub code: String,
    /// Only readings that compare so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<Cmp>,
}

/// How a metric moves in a window. Only exact readings enter; days are counted, not hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrendIs {
    /// Metric code.
    pub code: String,
    /// Which movement.
    pub of: TrendOf,
    /// The last days, today included.
    pub days: u32,
    /// The comparison, in the metric's unit (for the slope: per 30 days).
    pub is: Cmp,
}

/// Which movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendOf {
    /// The line of least squares through the readings over their days, per 30 days. Needs readings on two days.
    Slope,
    /// The last reading less the first. Needs two readings.
    Change,
}

/// So many calendar days in a row, somewhere in the window, on which the mean of the day compares so. A day without
/// an exact reading breaks the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunIs {
    /// Metric code.
    pub code: String,
    /// Days in a row.
    pub days: u32,
    /// Within the last days, today included.
    pub within_days: u32,
    /// Only readings from this hour (included) to that (excluded). `[22,6]` is the night, which belongs to the day
    /// on which it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<(u8, u8)>,
    /// What the mean of each day must be.
    pub mean: DailyMean,
}

/// What the mean of a day is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DailyMean {
    /// A limit.
    Is(Cmp),
    /// More than `by` above the person's own latest value of another metric.
    Over(Baseline),
    /// More than `by` below it.
    Under(Baseline),
}

/// A person's own base value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Metric whose latest value is the base.
    pub code: String,
    /// By how much.
    pub by: Decimal,
}
