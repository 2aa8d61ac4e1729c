//! Doubtful values: outside what a living person can have. They are asked about, never dropped; where another unit
//! or a lost decimal point would explain the number, the question says so.

use serde::{Deserialize, Serialize};

use super::metric::Metric;
use super::shown::unit_shown;

/// What may have happened, best guess first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Guess {
    /// The number was measured in another unit.
    OtherUnit {
        /// That unit.
        unit: String,
        /// The value in the canonical unit, if so.
        value: f64,
    },
    /// A decimal point was lost or moved.
    DecimalPoint {
        /// The value in the canonical unit, if so.
        value: f64,
    },
}

/// A doubtful value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// Metric code.
    pub metric: String,
    /// Value in the canonical unit.
    pub value: f64,
    /// Lowest that is possible.
    pub low: Option<f64>,
    /// Highest that is possible.
    pub high: Option<f64>,
    /// What may have happened.
    pub guesses: Vec<Guess>,
    /// The question for the person who entered it.
    pub question: String,
}

impl Metric {
    /// Why a value in the canonical unit must be asked about; None if it is possible.
    pub fn doubt(&self, value: f64) -> Option<Doubt> {
        if value.is_finite() && self.is_plausible(value) {
            return None;
        }
        let guesses = if value.is_finite() { self.guesses(value) } else { Vec::new() };
        let (low, high) = self.plausible;
        let hints: Vec<String> = guesses
            .iter()
            .map(|g| match g {
                Guess::OtherUnit { unit, value } => {
                    format!("单位是否应为 {unit}（合 {} {}）", self.format(*value), unit_shown(&self.ucum))
                }
                Guess::DecimalPoint { value } => format!("小数点是否有误（{}）", self.format(*value)),
            })
            .collect();
        let hint = if hints.is_empty() { "录入是否有误".to_owned() } else { hints.join("，或") };
        let bound = |b: Option<f64>| b.map_or_else(|| "…".to_owned(), |v| v.to_string());
        let question = format!(
            "{} {} {} 超出可能范围（{}～{}），请核对：{hint}？",
            self.name_zh,
            self.format(value),
            unit_shown(&self.ucum),
            bound(low),
            bound(high),
        );
        Some(Doubt { metric: self.code.clone(), value, low, high, guesses, question })
    }

    fn guesses(&self, value: f64) -> Vec<Guess> {
        let units = self.conversions.iter().skip(1).filter_map(|(unit, law)| {
            let other = law.apply(value);
            let differs = (other - value).abs() > 1e-9;
            (differs && self.is_plausible(other))
                .then(|| Guess::OtherUnit { unit: spelled(unit), value: other })
        });
        let shifted = [value / 10.0, value / 100.0, value * 10.0];
        let point = shifted.into_iter().find(|v| self.is_plausible(*v) && *v > 0.0);
        units.take(2).chain(point.map(|value| Guess::DecimalPoint { value })).collect()
    }
}

/// Why a pair of pressures must be asked about: the lower is not below the upper, or they lie too close.
pub fn doubt_of_pair(sbp: f64, dbp: f64) -> Option<String> {
    if dbp >= sbp {
        return Some(format!("血压 {sbp:.0}/{dbp:.0}：舒张压不低于收缩压，请核对两个数是否写反？"));
    }
    (sbp - dbp < 10.0).then(|| format!("血压 {sbp:.0}/{dbp:.0}：脉压只有 {:.0}，请核对或复测？", sbp - dbp))
}

/// A folded unit key as people write it: `mg/dl` → `mg/dL`.
fn spelled(key: &str) -> String {
    unit_shown(&key.replace("/dl", "/dL").replace("/ml", "/mL").replace("/l", "/L"))
}
