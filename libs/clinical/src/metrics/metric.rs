//! One metric: what it is called, in what it is measured, what is normal and what is possible.

use serde::{Deserialize, Serialize};

use super::units::{Conversion, UnitProblem, unit_key};
use super::value::Comparator;
use crate::Sex;

/// How values of a metric look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// A number.
    Numeric,
    /// A strip grade.
    Ordinal,
    /// 阴性/阳性.
    Coded,
}

/// Which way is good: it drives arrows and the words of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The lower the better.
    Lower,
    /// The higher the better.
    Higher,
    /// Within the band.
    InRange,
    /// Towards a personal target.
    Target,
    /// No judgement.
    None,
}

/// Whether the dictionary's own band may flag a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BandStatus {
    /// Read in its source, or a guideline's cut-off awaiting clinical sign-off.
    Usable,
    /// Recalled only: shown to nobody, judges nothing; the report's own range is used.
    Unconfirmed,
    /// There is none.
    NoBand,
}

/// A reference band in the dictionary's unit; both bounds are normal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Sex it holds for; None for all.
    #[serde(deserialize_with = "band_sex")]
    pub sex: Option<Sex>,
    /// Completed years, from.
    pub age_min: Option<u32>,
    /// Completed years, to.
    pub age_max: Option<u32>,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
}

fn band_sex<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Sex>, D::Error> {
    let text = Option::<String>::deserialize(d)?;
    Ok(match text.as_deref() {
        Some("male") => Some(Sex::Male),
        Some("female") => Some(Sex::Female),
        _ => None,
    })
}

/// One metric.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Our code: `sbp`, `fpg`.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Group: body, vital, glucose, lipid …
    pub category: String,
    /// How its values look.
    pub value_type: ValueType,
    /// Canonical unit (UCUM); empty for grades and codes.
    pub ucum: String,
    /// Decimals to print.
    pub decimals: u8,
    /// LOINC code, empty if none.
    pub loinc: String,
    /// Whether the LOINC code is confirmed; only then is it sent to others.
    pub loinc_confirmed: bool,
    /// Bands, whatever their status.
    pub bands: Vec<Band>,
    /// Whether the bands may be used.
    pub band_status: BandStatus,
    /// Where the bands come from.
    pub ref_source: String,
    /// Values outside are asked about, never dropped.
    pub plausible: (Option<f64>, Option<f64>),
    /// Which way is good.
    pub direction: Direction,
    /// What to attend to, in words.
    pub attention_rule: String,
    /// Critical limits, in words.
    pub critical_rule: String,
    pub(super) critical: Vec<(Comparator, f64)>,
    /// Notes.
    pub notes: String,
    pub(super) conversions: Vec<(String, Conversion)>,
}

impl Metric {
    /// Converts a value into the canonical unit. An empty unit is taken as canonical only where no other unit is
    /// in use for this metric.
    pub fn convert(&self, value: f64, unit: &str) -> Result<f64, UnitProblem> {
        let unit = unit.trim();
        if unit.is_empty() {
            let only_one = self.conversions.len() <= 1
                || self.conversions.iter().all(|(_, c)| *c == Conversion::IDENTITY);
            return if only_one || self.ucum.is_empty() {
                Ok(value)
            } else {
                Err(UnitProblem::Missing { metric: self.name_zh.clone(), canonical: self.ucum.clone() })
            };
        }
        self.conversion(unit).map(|c| c.apply(value)).ok_or_else(|| UnitProblem::Unknown {
            metric: self.name_zh.clone(),
            unit: unit.to_owned(),
            canonical: self.ucum.clone(),
        })
    }

    /// Whether a unit can be converted.
    pub fn accepts(&self, unit: &str) -> bool {
        self.conversion(unit).is_some()
    }

    fn conversion(&self, unit: &str) -> Option<Conversion> {
        let key = unit_key(unit);
        self.conversions.iter().find(|(k, _)| *k == key).map(|(_, c)| *c)
    }

    /// The band for a person, if the dictionary may judge at all. A band bound to an age or a sex is not used when
    /// that is unknown.
    pub fn usable_band(&self, sex: Option<Sex>, age: Option<u32>) -> Option<&Band> {
        if self.band_status != BandStatus::Usable {
            return None;
        }
        self.bands.iter().find(|b| {
            let sex_fits = b.sex.is_none() || b.sex == sex;
            let from = b.age_min.is_none_or(|min| age.is_some_and(|a| a >= min));
            let to = b.age_max.is_none_or(|max| age.is_some_and(|a| a <= max));
            sex_fits && from && to
        })
    }

    /// Whether a canonical value can be a living person's; outside it a typing error is likely.
    pub fn is_plausible(&self, value: f64) -> bool {
        let (low, high) = self.plausible;
        low.is_none_or(|l| value >= l) && high.is_none_or(|h| value <= h)
    }

    /// Whether a canonical value reaches a critical limit that may be used (`critical_status`).
    pub fn is_critical(&self, value: f64) -> bool {
        self.critical.iter().any(|(c, limit)| match c {
            Comparator::Less => value < *limit,
            Comparator::AtMost => value <= *limit,
            Comparator::Greater => value > *limit,
            Comparator::AtLeast => value >= *limit,
        })
    }

    /// Prints a canonical value with its decimals.
    pub fn format(&self, value: f64) -> String {
        format!("{value:.*}", usize::from(self.decimals))
    }
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}
