//! Rule tables as data: cut-points, points, coefficients and grids with version and effective date. All models
//! share one shape, so that a tenant's edit can be checked against the built-in table whatever the model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::outcome::{Category, Level, Stop};

/// One class of a value: it holds from `from` (included) up to the next one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lowest value; absent in the first band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Whether `from` itself still belongs to the band below (“>30” instead of “≥30”).
    #[serde(default, skip_serializing_if = "is_false")]
    pub above: bool,
    /// Stable code.
    pub code: String,
    /// Shown words.
    pub label: String,
    /// Colour.
    #[serde(default = "no_level")]
    pub level: Level,
    /// Points, where the band scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<f64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(b: &bool) -> bool {
    !*b
}
fn no_level() -> Level {
    Level::None
}

/// Labels by row and column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Column names.
    pub columns: Vec<String>,
    /// Row name → cell per column.
    pub rows: BTreeMap<String, Vec<String>>,
}

/// A rule table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Version, e.g. `2019.1`; a tenant's edit gets its own.
    pub version: String,
    /// Date from which it holds.
    pub effective: String,
    /// Where the numbers come from.
    pub source: String,
    /// Classes, and points by value, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub bands: BTreeMap<String, Vec<Band>>,
    /// Numbers by group and name: coefficients per sex, points per factor, limits.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, BTreeMap<String, f64>>,
    /// Lists of numbers by group and name: one coefficient per endpoint.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
    /// Grids by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub grids: BTreeMap<String, Grid>,
    /// Texts by name: advice, shown words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
}

impl Table {
    /// Reads JSON text; the error is a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: Self = serde_json::from_str(text).map_err(|e| format!("规则表格式有误（{e}）"))?;
        table.check()?;
        Ok(table)
    }
    /// Reads a tenant's table, which must have the shape of the built-in one.
    pub fn of_tenant(json: &Json, built_in: &Self) -> Result<Self, String> {
        let table: Self =
            serde_json::from_value(json.clone()).map_err(|e| format!("规则表格式有误（{e}）"))?;
        table.checked_against(built_in)?;
        Ok(table)
    }

    /// A number; a missing one stops the computation with a sentence.
    pub fn number(&self, group: &str, name: &str) -> Result<f64, Stop> {
        let found = self.numbers.get(group).and_then(|g| g.get(name)).copied();
        found.ok_or_else(|| lacks(&format!("{group}.{name}")))
    }
    /// All numbers of a group.
    pub fn group(&self, group: &str) -> Result<&BTreeMap<String, f64>, Stop> {
        self.numbers.get(group).ok_or_else(|| lacks(group))
    }
    /// All lists of a group.
    pub fn list_group(&self, group: &str) -> Result<&BTreeMap<String, Vec<f64>>, Stop> {
        self.lists.get(group).ok_or_else(|| lacks(group))
    }
    /// The band a value falls into, unrounded.
    pub fn band(&self, name: &str, value: f64) -> Result<&Band, Stop> {
        let bands = self.bands.get(name).ok_or_else(|| lacks(name))?;
        let holds = |b: &&Band| b.from.is_none_or(|from| if b.above { value > from } else { value >= from });
        bands.iter().rev().find(holds).ok_or_else(|| lacks(name))
    }
    /// The points of the band a value falls into.
    pub fn points(&self, name: &str, value: f64) -> Result<f64, Stop> {
        self.band(name, value)?.points.ok_or_else(|| lacks(&format!("{name}.points")))
    }
    /// The class of a value.
    pub fn category(&self, name: &str, value: f64) -> Result<Category, Stop> {
        self.band(name, value).map(Band::category)
    }
    /// The class with this code, for classes that are not cut from a value.
    pub fn class(&self, name: &str, code: &str) -> Result<Category, Stop> {
        let bands = self.bands.get(name).ok_or_else(|| lacks(name))?;
        bands
            .iter()
            .find(|b| b.code == code)
            .map(Band::category)
            .ok_or_else(|| lacks(&format!("{name}.{code}")))
    }
    /// The cell of a grid.
    pub fn cell(&self, grid: &str, row: &str, column: &str) -> Result<&str, Stop> {
        let found = self.grids.get(grid).and_then(|g| {
            let at = g.columns.iter().position(|c| c == column)?;
            g.rows.get(row)?.get(at)
        });
        found.map(String::as_str).ok_or_else(|| lacks(&format!("{grid}[{row}][{column}]")))
    }
    /// A text.
    pub fn text(&self, name: &str) -> Result<&str, Stop> {
        self.texts.get(name).map(String::as_str).ok_or_else(|| lacks(name))
    }
}

impl Band {
    /// The class it stands for.
    pub fn category(&self) -> Category {
        Category { code: self.code.clone(), label: self.label.clone(), level: self.level }
    }
}

fn lacks(what: &str) -> Stop {
    Stop::Table(format!("缺少“{what}”"))
}
