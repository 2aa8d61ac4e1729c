//! One row read with a plan: the person, the facts about the person, and what is wrong with it. Pure.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kernel::clock::{local_instant, zone};
use record::file::{FactIn, PersonIn};

use crate::import::digest::hex;

use super::cell::Cell;
use super::plan::Plan;
use super::target::Target;
use super::{date, person, result};

/// Something wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Header of the column.
    pub column: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// Whether the whole row was refused for it; else only the cell was left out.
    pub refused: bool,
}

/// What a row yields.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The person; `None` if the row was refused or is no data row.
    pub person: Option<PersonIn>,
    /// Facts about the person.
    pub facts: Vec<FactIn>,
    /// Problems, refusing or not.
    pub problems: Vec<Problem>,
    /// Whether the row holds no data: blank, a total, a repeated header.
    pub skipped: bool,
}

/// A row while it is read.
pub struct Row<'a> {
    /// How to read it.
    pub plan: &'a Plan,
    cells: &'a [Cell],
    problems: Vec<Problem>,
}

static NOTHING: Cell = Cell::Empty;

impl Row<'_> {
    /// The cell of a target.
    pub fn cell(&self, target: &Target) -> &Cell {
        self.plan.column(target).and_then(|column| self.cells.get(column.index)).unwrap_or(&NOTHING)
    }

    /// The text of a target's cell, if there is any.
    pub fn filled(&self, target: &Target) -> Option<String> {
        Some(self.cell(target).text()).filter(|text| !text.is_empty())
    }

    /// The cell at a place.
    pub fn at(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&NOTHING)
    }

    /// Notes why the row is refused.
    pub fn refuse(&mut self, target: &Target, message: &str) {
        self.note(target, message, true);
    }

    /// Notes why a cell is left out.
    pub fn warn(&mut self, target: &Target, message: &str) {
        self.note(target, message, false);
    }

    fn note(&mut self, target: &Target, message: &str, refused: bool) {
        let column = self.plan.column(target).map_or_else(|| target.label(), |column| column.header.clone());
        self.problems.push(Problem { column, message: message.to_owned(), refused });
    }

    /// When the row's results were measured: `None` and a note if it cannot be told.
    pub fn measured_at(&mut self) -> Option<(NaiveDate, DateTime<Utc>)> {
        let Some(column) = self.plan.column(&Target::Date) else {
            return self.plan.default_date.map(|day| (day, local_instant(day, 0, 0)));
        };
        let order = column.order;
        let cell = self.cell(&Target::Date).clone();
        if cell.is_empty() {
            self.refuse(&Target::Date, "缺少日期，无法确定结果是哪一天的");
            return None;
        }
        match date::read(&cell, order) {
            Ok((day, _)) if day > self.plan.today => {
                self.refuse(&Target::Date, &format!("日期 {day} 晚于今天"));
                None
            }
            Ok((day, time)) => Some((day, instant(day, time.or_else(|| self.clock())))),
            Err(problem) => {
                self.refuse(&Target::Date, &problem.to_string());
                None
            }
        }
    }

    /// The time of day in a column of its own.
    fn clock(&self) -> Option<NaiveTime> {
        match self.cell(&Target::Time) {
            Cell::Date(at) => Some(at.time()),
            Cell::Text(text) => date::read_time(text.rsplit(' ').next().unwrap_or(text)),
            _ => None,
        }
    }
}

/// An instant in the zone of the house.
pub fn instant(day: NaiveDate, time: Option<NaiveTime>) -> DateTime<Utc> {
    let local = day.and_time(time.unwrap_or(NaiveTime::MIN)).and_local_timezone(zone()).single();
    local.map_or_else(|| local_instant(day, 0, 0), |at| at.with_timezone(&Utc))
}

/// Reads one row.
pub fn read(plan: &Plan, cells: &[Cell]) -> Read {
    if is_no_data(plan, cells) {
        return Read { skipped: true, ..Read::default() };
    }
    let mut row = Row { plan, cells, problems: Vec::new() };
    let who = person::read(&mut row);
    let facts = who.as_ref().map(|who| result::facts(&mut row, &who.key)).unwrap_or_default();
    let refused = row.problems.iter().any(|problem| problem.refused);
    Read { person: who.filter(|_| !refused), facts, problems: row.problems, skipped: false }
}

/// Blank rows, totals at the end, and the header repeated on a new page.
fn is_no_data(plan: &Plan, cells: &[Cell]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else {
        return true;
    };
    let text: String = first.text().chars().filter(|c| !c.is_whitespace()).collect();
    let total = ["合计", "总计", "小计", "共计", "总人数", "制表", "审核", "统计"]
        .iter()
        .any(|word| text.starts_with(word));
    let cell = |index: usize| cells.get(index).map(Cell::text).unwrap_or_default();
    let same =
        plan.columns.iter().filter(|column| cell(column.index) == super::cell::tidy(&column.header)).count();
    total || (same > 1 && same * 2 > plan.columns.len())
}

/// A key that tells nothing of the person.
pub fn short_hash(parts: &[&str]) -> String {
    hex(parts, 8)
}
