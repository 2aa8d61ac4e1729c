//! How the columns of one table are to be read: the mapping a person confirmed, and what each column told about itself.
//! Pure.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use nq_clinical::dictionary;

use super::cell::Cell;
use super::date::Order;
use super::header::{self, Column};
use super::table::Table;
use super::target::Target;

/// A column with its purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedColumn {
    /// Place from 0.
    pub index: usize,
    /// Header as it stands in the sheet, for messages.
    pub header: String,
    /// Where its values go.
    pub target: Target,
    /// Unit of its values.
    pub unit: String,
    /// For dates written with the year last.
    pub order: Order,
}

/// All that is needed to read the rows of a table.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Place of the header row.
    pub header_row: usize,
    /// The columns in use.
    pub columns: Vec<PlannedColumn>,
    /// Name of the system the table came from.
    pub source: String,
    /// Date for tables without a date column.
    pub default_date: Option<NaiveDate>,
    /// Today, for checking dates.
    pub today: NaiveDate,
    /// Now, for facts that carry no time of their own.
    pub now: DateTime<Utc>,
}

impl Plan {
    /// Plans a table: `chosen` are the targets a person set by column place; columns not named there keep the proposal
    /// if `chosen` is `None`, and are left out otherwise.
    pub fn new(
        table: &Table,
        header_row: Option<usize>,
        chosen: Option<&HashMap<usize, Target>>,
        source: &str,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let head = table.head(header::SEARCHED_ROWS.max(header_row.map_or(0, |row| row + 1)));
        let header_row = header_row.or_else(|| header::find_row(&head))?;
        let proposed = header::columns(head.get(header_row)?);
        let mut columns: Vec<PlannedColumn> = proposed
            .into_iter()
            .filter_map(|column| {
                let target = match chosen {
                    Some(chosen) => chosen.get(&column.index).cloned(),
                    None => column.target.clone(),
                }?;
                Some(planned(column, target))
            })
            .collect();
        learn_orders(table, header_row, &mut columns);
        let today = kernel::clock::local_day(now);
        Some(Self { header_row, columns, source: source.to_owned(), default_date: None, today, now })
    }

    /// The column of a target.
    pub fn column(&self, target: &Target) -> Option<&PlannedColumn> {
        self.columns.iter().find(|column| column.target == *target)
    }

    /// Whether each row is one result of a person.
    pub fn is_long(&self) -> bool {
        self.column(&Target::ItemName).is_some() && self.column(&Target::ItemResult).is_some()
    }

    /// What keeps the table from being read at all, as a sentence.
    pub fn obstacle(&self) -> Option<&'static str> {
        let has = |target: Target| self.column(&target).is_some();
        if !has(Target::Name) && !has(Target::RecordNo) && !has(Target::IdNumber) {
            return Some("表中没有姓名、身份证号或病案号列，无法知道每一行是谁。请指定这些列中的至少一列。");
        }
        let results = self.is_long() || self.columns.iter().any(|c| is_result(&c.target));
        if results && !has(Target::Date) && self.default_date.is_none() {
            return Some("表中有检查结果但没有日期列。请指定日期列，或填写统一的检查日期。");
        }
        None
    }
}

fn is_result(target: &Target) -> bool {
    matches!(target, Target::Metric(_) | Target::BloodPressure)
}

fn planned(column: Column, target: Target) -> PlannedColumn {
    // A unit read from the header belongs to the proposed metric; for another target the metric's own unit holds.
    let kept = column.target.as_ref() == Some(&target) && !column.unit.is_empty();
    let unit = match &target {
        _ if kept => column.unit,
        Target::Metric(code) => dictionary().get(code).map(|metric| metric.ucum.clone()).unwrap_or_default(),
        Target::BloodPressure => "mm[Hg]".to_owned(),
        _ => String::new(),
    };
    PlannedColumn { index: column.index, header: column.header, target, unit, order: Order::Unknown }
}

/// Lets every date column tell whether its days come before its months.
fn learn_orders(table: &Table, header_row: usize, columns: &mut [PlannedColumn]) {
    let mut dates: Vec<&mut PlannedColumn> = columns
        .iter_mut()
        .filter(|column| matches!(column.target, Target::BirthDate | Target::Date | Target::DiagnosisDate))
        .collect();
    if dates.is_empty() {
        return;
    }
    for (_, row) in table.rows().skip(header_row + 1) {
        for column in &mut dates {
            column.order = column.order.with(row.get(column.index).unwrap_or(&Cell::Empty));
        }
    }
}
