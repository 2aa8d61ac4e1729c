//! The rows of `data/metrics.csv` and `data/aliases.csv`.

use serde::Deserialize;

use super::metric::{Band, BandStatus, Direction, Metric, ValueType};
use super::units::{Conversion, unit_key};
use super::value::{Comparator, take_comparator};

#[derive(Deserialize)]
pub(super) struct AliasRow {
    pub(super) metric: String,
    pub(super) alias: String,
    pub(super) unit_seen: String,
    pub(super) unit_meant: String,
}

#[derive(Deserialize)]
pub(super) struct MetricRow {
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    category: String,
    value_type: String,
    ucum: String,
    decimals: u8,
    alt_units: String,
    pub(super) loinc: String,
    loinc_status: String,
    ref_bands_json: String,
    ref_source: String,
    ref_confidence: String,
    ref_status: String,
    attention_rule: String,
    critical_rule: String,
    critical_status: String,
    plaus_low: Option<f64>,
    plaus_high: Option<f64>,
    direction: String,
    pub(super) aliases_zh: String,
    notes: String,
}

impl MetricRow {
    pub(super) fn into_metric(self) -> Metric {
        let bands: Vec<Band> = serde_json::from_str(&self.ref_bands_json).unwrap_or_default();
        let usable = self.ref_status.starts_with("guideline cut-off") || self.ref_status.starts_with("ok");
        let band_status = match (bands.is_empty(), usable && !self.ref_confidence.contains("do not ship")) {
            (true, _) => BandStatus::NoBand,
            (false, true) => BandStatus::Usable,
            (false, false) => BandStatus::Unconfirmed,
        };
        let mut conversions = vec![(unit_key(&self.ucum), Conversion::IDENTITY)];
        conversions.extend(self.alt_units.split(';').filter_map(|item| {
            let (unit, law) = item.rsplit_once(':')?;
            Some((unit_key(unit), Conversion::parse(law)?))
        }));
        let critical = if self.critical_status.starts_with("read") {
            critical_limits(&self.critical_rule)
        } else {
            Vec::new()
        };
        Metric {
            value_type: match self.value_type.as_str() {
                "ordinal" => ValueType::Ordinal,
                "coded" => ValueType::Coded,
                _ => ValueType::Numeric,
            },
            direction: match self.direction.as_str() {
                "lower" => Direction::Lower,
                "higher" => Direction::Higher,
                "in_range" => Direction::InRange,
                "target" => Direction::Target,
                _ => Direction::None,
            },
            loinc_confirmed: self.loinc_status.starts_with("CONFIRMED"),
            plausible: (self.plaus_low, self.plaus_high),
            code: self.code,
            name_zh: self.name_zh,
            name_en: self.name_en,
            category: self.category,
            ucum: self.ucum,
            decimals: self.decimals,
            loinc: self.loinc,
            bands,
            band_status,
            ref_source: self.ref_source,
            attention_rule: self.attention_rule,
            critical_rule: self.critical_rule,
            critical,
            notes: self.notes,
            conversions,
        }
    }
}

/// `<3.0 or >=16.7 (…)` → its limits; what stands in brackets is explanation.
fn critical_limits(rule: &str) -> Vec<(Comparator, f64)> {
    let main = rule.split(['(', ';', ',']).next().unwrap_or_default();
    main.split(" or ")
        .filter_map(|part| {
            let (comparator, rest) = take_comparator(part.trim());
            let number = rest.split_whitespace().next()?.parse().ok()?;
            Some((comparator?, number))
        })
        .collect()
}
