//! Low, normal or high? The report's own range always wins; then the report's own mark; then a band of the
//! dictionary, only if it may be used (`ref_status`). What cannot be judged is `Unknown`, never normal.

use serde::{Deserialize, Serialize};

use super::metric::{Band, Metric};
use super::range::{Interval, RefRange};
use super::value::{Comparator, Mark, Reading, Scale};
use crate::Sex;

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Below the range.
    Low,
    /// Within it.
    Normal,
    /// Above it.
    High,
    /// Positive, or not the expected word.
    Abnormal,
    /// Nothing to judge by.
    Unknown,
}

/// What it was judged by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Basis {
    /// The range printed on the report.
    ReportRange {
        /// As understood.
        range: RefRange,
    },
    /// The mark printed on the report.
    ReportMark,
    /// A band of the dictionary.
    Guideline {
        /// The band.
        band: Band,
        /// Where it comes from.
        source: String,
    },
    /// Nothing.
    None,
}

/// Outcome and ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The outcome.
    pub flag: Flag,
    /// The ground.
    pub basis: Basis,
}

/// What is to be judged.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The metric, if known.
    pub metric: Option<&'a Metric>,
    /// The result in the report's own unit.
    pub reading: &'a Reading,
    /// The result in the dictionary's unit, if it could be converted.
    pub canonical: Option<f64>,
    /// The range as printed, in the report's own unit.
    pub report_range: Option<&'a str>,
    /// The mark as printed in its own column.
    pub report_mark: Option<&'a str>,
    /// Sex of the person.
    pub sex: Option<Sex>,
    /// Completed years on the day of measurement.
    pub age: Option<u32>,
}

/// Judges a result.
pub fn judge(subject: &Subject<'_>) -> Judgement {
    by_report_range(subject)
        .or_else(|| by_report_mark(subject))
        .or_else(|| by_dictionary(subject))
        .unwrap_or(Judgement { flag: Flag::Unknown, basis: Basis::None })
}

fn by_report_range(s: &Subject<'_>) -> Option<Judgement> {
    let range = RefRange::parse(s.report_range?, s.sex)?;
    let flag = match (&range, &s.reading.scale) {
        (RefRange::Interval(i), Scale::Number { value, comparator }) => against(i, *value, *comparator)?,
        (RefRange::NegativeUpTo(_), Scale::Negative) => Flag::Normal,
        (RefRange::NegativeUpTo(_), Scale::Positive) => Flag::Abnormal,
        (RefRange::NegativeUpTo(most), Scale::Grade(g)) => {
            if g <= most {
                Flag::Normal
            } else {
                Flag::Abnormal
            }
        }
        _ => return None,
    };
    Some(Judgement { flag, basis: Basis::ReportRange { range } })
}

/// A censored value is judged only where its side is certain: `<0.5` is under 3.9, `<5` is not certainly so.
fn against(range: &Interval, value: f64, comparator: Option<Comparator>) -> Option<Flag> {
    match comparator {
        None if range.is_below(value) => Some(Flag::Low),
        None if range.is_above(value) => Some(Flag::High),
        None => Some(Flag::Normal),
        Some(c @ (Comparator::Less | Comparator::AtMost)) => {
            let strictly = c == Comparator::Less && range.low == Some(value);
            if range.is_below(value) || strictly {
                Some(Flag::Low)
            } else if range.low.is_none_or(|low| low <= 0.0) && !range.is_above(value) {
                Some(Flag::Normal)
            } else {
                None
            }
        }
        Some(c @ (Comparator::Greater | Comparator::AtLeast)) => {
            let strictly = c == Comparator::Greater && range.high == Some(value);
            if range.is_above(value) || strictly {
                Some(Flag::High)
            } else if range.high.is_none() && !range.is_below(value) {
                Some(Flag::Normal)
            } else {
                None
            }
        }
    }
}

fn by_report_mark(s: &Subject<'_>) -> Option<Judgement> {
    let column = s.report_mark.and_then(super::value::read_mark);
    let flag = match column.or(s.reading.mark)? {
        Mark::High => Flag::High,
        Mark::Low => Flag::Low,
        Mark::Abnormal => Flag::Abnormal,
        Mark::Normal => Flag::Normal,
    };
    Some(Judgement { flag, basis: Basis::ReportMark })
}

fn by_dictionary(s: &Subject<'_>) -> Option<Judgement> {
    match s.reading.scale {
        // A meter that says Hi or Lo has judged already (SPEC rule 9).
        Scale::OffScale(Mark::High) => return Some(Judgement { flag: Flag::High, basis: Basis::ReportMark }),
        Scale::OffScale(Mark::Low) => return Some(Judgement { flag: Flag::Low, basis: Basis::ReportMark }),
        _ => {}
    }
    let metric = s.metric?;
    let band = metric.usable_band(s.sex, s.age)?;
    let interval = Interval::closed(band.low, band.high);
    // A band such as 3.9–6.0 is printed to the metric's decimals: 6.04 is compared as 6.0.
    let value = round_to(s.canonical?, metric.decimals);
    let flag = against(&interval, value, s.reading.comparator())?;
    let basis = Basis::Guideline { band: band.clone(), source: metric.ref_source.clone() };
    Some(Judgement { flag, basis })
}

/// Rounds to the decimals a metric is printed with.
pub fn round_to(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    (value * scale).round() / scale
}
