//! What does a result mean? Reads its text, converts it into the dictionary's unit and judges it.

use chrono::{DateTime, Utc};
use kernel::clock::local_day;
use nq_clinical::{Basis, Flag, Metric, Reading, RefRange, Scale, Subject, dictionary, judge, read_value};

use super::facts::About;
use super::types::ComponentIn;

/// A result understood, ready for the table of measurements.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub metric: Option<String>,
    pub value: Option<f64>,
    pub comparator: Option<String>,
    pub value_text: String,
    pub unit: String,
    pub flag: Flag,
    pub basis: &'static str,
    pub ref_text: Option<String>,
    pub ref_low: Option<f64>,
    pub ref_high: Option<f64>,
    pub plausible: bool,
    pub critical: bool,
}

/// The stored text of a flag.
pub(crate) fn flag_text(flag: Flag) -> &'static str {
    match flag {
        Flag::Low => "low",
        Flag::Normal => "normal",
        Flag::High => "high",
        Flag::Abnormal => "abnormal",
        Flag::Unknown => "unknown",
    }
}

/// Whether a flag is outside normal.
pub(crate) fn is_abnormal(flag: &str) -> bool {
    matches!(flag, "low" | "high" | "abnormal")
}

/// Understands one result. `152/96` under a systolic code (or `bp`) becomes two.
pub(super) fn measure(about: About, at: DateTime<Utc>, part: &ComponentIn) -> Vec<Measured> {
    let mut reading = read_value(&part.value_text);
    if let (None, Some(value)) = (reading.number(), part.value_num) {
        reading.scale = Scale::Number { value, comparator: reading.comparator() };
    }
    let code = part.metric.as_deref();
    if let (Scale::Pair { first, second }, Some("bp" | "sbp")) = (&reading.scale, code) {
        let half = |metric: &str, value: f64| {
            let half = ComponentIn {
                metric: Some(metric.to_owned()),
                value_text: value.to_string(),
                unit: if part.unit.is_empty() { "mmHg".to_owned() } else { part.unit.clone() },
                ref_text: None,
                flag_text: None,
                ..part.clone()
            };
            understand(about, at, &half, &read_value(&half.value_text))
        };
        return vec![half("sbp", *first), half("dbp", *second)];
    }
    vec![understand(about, at, part, &reading)]
}

fn understand(about: About, at: DateTime<Utc>, part: &ComponentIn, reading: &Reading) -> Measured {
    let metric = part.metric.as_deref().and_then(|code| dictionary().get(code));
    let value = canonical(metric, reading, &part.unit);
    let judged = judge(&Subject {
        metric,
        reading,
        canonical: value,
        report_range: part.ref_text.as_deref(),
        report_mark: part.flag_text.as_deref(),
        sex: about.sex,
        age: about.age_on(local_day(at)),
    });
    let (basis, bounds) = match &judged.basis {
        Basis::ReportRange { range: RefRange::Interval(i) } => {
            let convert = |v: Option<f64>| v.and_then(|v| metric?.convert(v, &part.unit).ok());
            ("report_range", (convert(i.low), convert(i.high)))
        }
        Basis::ReportRange { .. } => ("report_range", (None, None)),
        Basis::ReportMark => ("report_mark", (None, None)),
        Basis::Guideline { band, .. } => ("guideline", (band.low, band.high)),
        Basis::None => ("none", (None, None)),
    };
    Measured {
        metric: metric.map(|m| m.code.clone()),
        value,
        comparator: reading.comparator().map(|c| c.symbol().to_owned()),
        value_text: part.value_text.clone(),
        unit: part.unit.clone(),
        flag: judged.flag,
        basis,
        ref_text: part.ref_text.clone(),
        ref_low: bounds.0,
        ref_high: bounds.1,
        plausible: metric.zip(value).is_none_or(|(m, v)| m.is_plausible(v)),
        critical: metric.zip(value).is_some_and(|(m, v)| m.is_critical(v)),
    }
}

fn canonical(metric: Option<&Metric>, reading: &Reading, unit: &str) -> Option<f64> {
    let raw = reading.number()?;
    // Strip grades have no unit; a number without the unit it needs is kept as text only.
    if matches!(reading.scale, Scale::Grade(_)) { Some(raw) } else { metric?.convert(raw, unit).ok() }
}
