//! The names a rule may use: what exists here, and what it is called in Chinese.

use crate::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Code or id → Chinese name.
pub type Names = BTreeMap<String, String>;

/// What exists in this house. [`crate::check`] refuses what is not in it, [`crate::render`] takes the names from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each map is named after what it names")]
pub struct Dictionary {
    pub metrics: BTreeMap<String, MetricEntry>,
    pub forms: BTreeMap<String, FormEntry>,
    pub tags: Names,
    pub sites: Names,
    pub departments: Names,
    pub staff: Names,
    pub care_roles: Names,
    pub encounter_classes: Names,
    pub message_classes: Names,
    pub channels: Names,
    pub purposes: Names,
    pub pathways: Names,
    pub segments: Names,
    pub relations: Names,
}

/// A metric as a rule needs to know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MetricEntry {
    /// Chinese name.
    pub name: String,
    /// Unit as shown; empty if it has none.
    pub unit: String,
    /// Whether its values are numbers.
    pub numeric: bool,
    /// Below this a value is a typing error, not a measurement.
    pub plausible_low: Option<Decimal>,
    /// Above this a value is a typing error.
    pub plausible_high: Option<Decimal>,
}

/// A form as a rule needs to know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormEntry {
    /// Chinese name.
    pub name: String,
    /// Whether it has a total score.
    pub scored: bool,
    /// Question code → wording.
    pub questions: Names,
}

impl Dictionary {
    pub(crate) fn metric_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.metrics.get(code).map_or(code, |metric| metric.name.as_str())
    }

    /// The unit with a space before it, as it stands behind a number.
    pub(crate) fn unit(&self, code: &str) -> String {
        match self.metrics.get(code) {
            Some(metric) if !metric.unit.is_empty() => format!(" {}", metric.unit),
            _ => String::new(),
        }
    }

    pub(crate) fn form_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.forms.get(code).map_or(code, |form| form.name.as_str())
    }
}

/// The name of a code, or the code itself.
pub(crate) fn name<'a>(names: &'a Names, code: &'a str) -> &'a str {
    names.get(code).map_or(code, String::as_str)
}

/// Codes as names joined by 或.
pub(crate) fn either(names: &Names, codes: &[String]) -> String {
    codes.iter().map(|code| name(names, code)).collect::<Vec<_>>().join("或")
}
