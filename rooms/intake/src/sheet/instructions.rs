//! What a person says about a sheet: where its columns go, which table and header row, from which system, as of when.
//! The body of the HTTP calls and the content of a mapping file are the same.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cell::tidy;
use super::header::{self, Column};
use super::plan::Plan;
use super::table::Table;
use super::target::Target;

/// A column and where its values go.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct ColumnTarget {
    /// Place of the column from 0.
    pub index: usize,
    /// Key of the target; null leaves the column out.
    pub target: Option<String>,
}

/// The mapping: a list of columns, or an object from column place or header to target.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Mapping {
    /// `[{"index":0,"target":"name"}]`
    List(Vec<ColumnTarget>),
    /// `{"0":"name"}` or `{"称呼":"name"}`
    Object(BTreeMap<String, Option<String>>),
}

impl Default for Mapping {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

/// How to read a sheet.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instructions {
    /// Column by column.
    pub mapping: Mapping,
    /// Place of the sheet from 0.
    #[serde(default)]
    pub sheet: usize,
    /// Place of the header row from 0.
    pub header_row: Option<usize>,
    /// Name of the system the sheet comes from; record numbers are unique under it.
    pub source: Option<String>,
    /// Date of all results, for sheets without a date column.
    pub default_date: Option<NaiveDate>,
}

impl Instructions {
    /// The source named, else the given one.
    pub fn source_or<'a>(&'a self, other: &'a str) -> &'a str {
        self.source.as_deref().map(str::trim).filter(|source| !source.is_empty()).unwrap_or(other)
    }

    /// Plans a table as instructed. With `complete` the columns not named are left out; else they keep what they seem
    /// to mean.
    pub fn plan(&self, table: &Table, source: &str, now: DateTime<Utc>, complete: bool) -> Result<Plan> {
        let no_header = || Error::field("header_row", "没有找到表头，请指定表头所在的行。");
        let head = table.head(header::SEARCHED_ROWS.max(self.header_row.map_or(0, |row| row + 1)));
        let header_row = self.header_row.or_else(|| header::find_row(&head)).ok_or_else(no_header)?;
        let columns = header::columns(head.get(header_row).ok_or_else(no_header)?);
        let mut chosen: HashMap<usize, Target> = HashMap::new();
        let named = self.named(&columns)?;
        if !complete {
            let kept = columns.iter().filter(|column| !named.contains_key(&column.index));
            chosen.extend(kept.filter_map(|column| Some((column.index, column.target.clone()?))));
            // What was named wins over what another column seemed to mean.
            chosen.retain(|_, target| !named.values().any(|other| other.as_ref() == Some(target)));
        }
        for (index, target) in named {
            let Some(target) = target else { continue };
            if chosen.values().any(|other| *other == target) {
                let said = format!("“{}”被指定给了两列，请只保留一列。", target.label());
                return Err(Error::field("mapping", said));
            }
            chosen.insert(index, target);
        }
        let mut plan =
            Plan::new(table, Some(header_row), Some(&chosen), source, now).ok_or_else(no_header)?;
        plan.default_date = self.default_date;
        match plan.obstacle() {
            Some(obstacle) => Err(Error::field("mapping", obstacle)),
            None => Ok(plan),
        }
    }

    /// The columns named, by place; `None` leaves one out.
    fn named(&self, columns: &[Column]) -> Result<BTreeMap<usize, Option<Target>>> {
        let pairs: Vec<(String, &Option<String>)> = match &self.mapping {
            Mapping::List(list) => list.iter().map(|one| (one.index.to_string(), &one.target)).collect(),
            Mapping::Object(object) => object.iter().map(|(name, target)| (name.clone(), target)).collect(),
        };
        let mut found = BTreeMap::new();
        for (name, key) in pairs {
            let by_header =
                || columns.iter().find(|column| tidy(&column.header) == tidy(&name)).map(|c| c.index);
            let index = name.parse().ok().or_else(by_header);
            let index = index.ok_or_else(|| Error::field("mapping", format!("表中没有“{name}”这一列。")))?;
            let target = match key.as_deref().filter(|key| !key.is_empty()) {
                None => None,
                Some(key) => {
                    let unknown = || Error::field("mapping", format!("没有导入项“{key}”。"));
                    Some(Target::from_key(key).ok_or_else(unknown)?)
                }
            };
            found.insert(index, target);
        }
        Ok(found)
    }
}
