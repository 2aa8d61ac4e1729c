//! The tables of a file handed out in pieces of some hundred rows, each to be filed in one transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Error, Result, Scope, Tx};
use tokio::sync::Mutex;

use super::instructions::Instructions;
use super::plan::Plan;
use super::run::{self, CHUNK, Memory, SheetSummary};
use super::table::{Numbered, Table, tables};
use crate::import::Summary;

/// Reads the tables of a file that can be planned without a person's help.
pub struct Reader {
    name: String,
    /// The tables not read to the end, the next one last.
    open: Vec<Open>,
    memory: Arc<Mutex<Memory>>,
    back: Option<Rows>,
}

type Source = Box<dyn Iterator<Item = Numbered> + Send>;

/// A table being read.
struct Open {
    plan: Arc<Plan>,
    place: String,
    source: Source,
}

/// Some rows of a table.
pub struct Rows {
    /// File and table, for messages.
    place: String,
    plan: Arc<Plan>,
    found: Vec<Numbered>,
    memory: Arc<Mutex<Memory>>,
}

impl Reader {
    /// Opens a file; tables without recognisable columns are noted as skipped. `None` if nothing can be imported.
    /// Instructions hold for the one table they name.
    pub fn open(
        name: &str,
        bytes: &[u8],
        (source, told): (&str, Option<&Instructions>),
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Option<Self> {
        let tables = match tables(bytes) {
            Ok(tables) => tables,
            Err(error) => {
                summary.quarantine(name, sentence(error));
                return None;
            }
        };
        let mut open = Vec::new();
        for (index, table) in tables.into_iter().enumerate() {
            let place = format!("{name}[{}]", table.name);
            let planned = match told.filter(|told| told.sheet == index) {
                Some(told) => told.plan(&table, told.source_or(source), now, false).map_err(sentence),
                None => planned(&table, source, now),
            };
            match planned {
                Ok(plan) => {
                    let source: Source = Box::new(table.rows().skip(plan.header_row + 1));
                    open.push(Open { plan: Arc::new(plan), place, source });
                }
                Err(reason) => summary.skip(place, reason),
            }
        }
        open.reverse();
        (!open.is_empty()).then(|| Self { name: name.to_owned(), open, memory: Arc::default(), back: None })
    }

    /// Gives back rows that could not be filed yet.
    pub fn put_back(&mut self, rows: Rows) {
        self.back = Some(rows);
    }

    /// Name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Iterator for Reader {
    type Item = Rows;

    fn next(&mut self) -> Option<Rows> {
        if let Some(rows) = self.back.take() {
            return Some(rows);
        }
        loop {
            let open = self.open.last_mut()?;
            let found: Vec<Numbered> = open.source.by_ref().take(CHUNK).collect();
            if found.is_empty() {
                self.open.pop();
                continue;
            }
            let (place, plan) = (open.place.clone(), Arc::clone(&open.plan));
            return Some(Rows { place, plan, found, memory: Arc::clone(&self.memory) });
        }
    }
}

impl Rows {
    /// Files the rows and adds what became of them to the summary of an import.
    pub async fn file(self, tx: &Tx, scope: &Scope, summary: &mut Summary) -> Result<()> {
        let mut told = SheetSummary::default();
        let mut memory = self.memory.lock().await;
        run::file(tx, scope, &self.plan, self.found, &mut memory, &mut told).await?;
        for (kind, count) in told.types {
            summary.count(&kind, count);
        }
        for error in told.errors {
            let place = format!("{} 第 {} 行", self.place, error.row);
            let column =
                if error.column.is_empty() { String::new() } else { format!("“{}”列：", error.column) };
            summary.quarantine(place, format!("{column}{}", error.message));
        }
        Ok(())
    }
}

fn planned(table: &Table, source: &str, now: DateTime<Utc>) -> std::result::Result<Plan, String> {
    let plan = Plan::new(table, None, None, source, now).ok_or("没有找到表头")?;
    if plan.columns.is_empty() {
        return Err("没有可识别的列".to_owned());
    }
    match plan.obstacle() {
        Some(obstacle) => Err(obstacle.to_owned()),
        None => Ok(plan),
    }
}

/// The sentence of a refusal.
pub fn sentence(error: Error) -> String {
    match error {
        Error::Refusal(refusal) => refusal.message,
        other => other.to_string(),
    }
}
