//! A rule compiled: what to run, what to bind, what it touches.

use super::{
    tables::Tables,
    writer::{Refusal, Writer},
};
use crate::{Dictionary, Moment, Rule, render};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// The dialect of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite 3.38 or later.
    Sqlite,
    /// PostgreSQL 13 or later and what speaks like it.
    Postgres,
}

/// A value to bind, in the order of the parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Param {
    /// The tenant's id, in whatever type the tables have it.
    Tenant,
    /// 64 bits, signed.
    Int(i64),
    /// Text.
    Text(String),
    /// An instant, where instants are native.
    Instant(DateTime<Utc>),
    /// A date.
    Day(NaiveDate),
}

/// SQL text and what to bind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text. Parameters are `$1…` on PostgreSQL and `?1…` on SQLite.
    pub sql: String,
    /// What to bind.
    pub params: Vec<Param>,
}

/// What a query touches: every person of the tenant, and for each of them these relations so many times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// Relation → lookups by patient.
    pub lookups: BTreeMap<String, u32>,
}

impl Cost {
    /// Rows read at most, given the number of persons and the mean number of rows a person has in a relation.
    pub fn rows(&self, persons: u64, rows_per_person: impl Fn(&str) -> u64) -> u64 {
        let each = self.lookups.iter().map(|(from, n)| u64::from(*n).saturating_mul(rows_per_person(from)));
        persons.saturating_mul(each.fold(1, u64::saturating_add))
    }

    /// In words, for whoever waits.
    pub fn words(&self) -> String {
        let lookups = self.lookups.iter().map(|(from, n)| format!("{from} {n}次"));
        let lookups = lookups.collect::<Vec<_>>().join("、");
        if lookups.is_empty() {
            "逐人扫描患者表".to_owned()
        } else {
            format!("逐人扫描患者表，每人再查{lookups}")
        }
    }
}

/// What cannot be said in SQL over these tables, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{sentence}”不能用数据库查询：{message}（{path}）")]
pub struct SqlError {
    /// The node, as a JSON pointer into the rule.
    pub path: String,
    /// The node in Chinese.
    pub sentence: String,
    /// Why not.
    pub message: String,
}

/// A compiled rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    patient: String,
    from: String,
    predicate: String,
    params: Vec<Param>,
    /// What it touches.
    pub cost: Cost,
}

impl Query {
    /// The ids of those for whom the rule holds, one column.
    pub fn ids(&self) -> Statement {
        self.select(&self.patient, &format!(" AND {}", self.predicate))
    }

    /// How many they are, one row.
    pub fn count(&self) -> Statement {
        self.select("COUNT(*)", &format!(" AND {}", self.predicate))
    }

    /// Everybody's id with true, false or NULL, two columns.
    pub fn truths(&self) -> Statement {
        self.select(&format!("{}, {}", self.patient, self.predicate), "")
    }

    /// The condition itself, to be put behind other conditions on the same `p`.
    pub fn predicate(&self) -> (&str, &[Param]) {
        (&self.predicate, &self.params)
    }

    fn select(&self, what: &str, and: &str) -> Statement {
        Statement { sql: format!("SELECT {what} FROM {}{and}", self.from), params: self.params.clone() }
    }
}

/// Compiles a rule for a moment. The names are used for errors only.
///
/// # Errors
/// The first condition that these tables cannot answer.
pub fn compile(
    rule: &Rule,
    tables: &Tables,
    dialect: Dialect,
    at: Moment,
    names: &Dictionary,
) -> Result<Query, SqlError> {
    let mut writer = Writer::new(tables, dialect, at);
    let refuse = |message: Refusal| SqlError {
        path: String::new(),
        sentence: render::node(rule, names),
        message: message.0,
    };
    let person = &tables.person;
    let column = |name: &str| person.column(name, "p").ok_or_else(|| refuse(Refusal::column(name)));
    let (patient, tenant) = (column("patient")?, column("tenant")?);
    let only =
        person.only.as_ref().map_or(String::new(), |only| format!(" AND ({})", only.replace("{x}", "p")));
    let first = if dialect == Dialect::Postgres { "$1" } else { "?1" };
    let from = format!("{} p WHERE {tenant} = {first}{only}", person.from);
    let predicate = writer.node(rule, "", names)?;
    let (params, cost) = writer.done();
    Ok(Query { patient, from, predicate, params, cost })
}
