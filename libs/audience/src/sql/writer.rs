//! The walk over the rule: conditions become subqueries, nodes become AND, OR and NOT.

use super::{
    calendar, course, event, measure,
    query::{Cost, Dialect, Param, SqlError},
    standing,
    tables::{Fact, Relation, Tables},
};
use crate::{Dictionary, Leaf, Moment, Rule, render};

/// Why a condition cannot be written.
#[derive(Debug)]
pub(crate) struct Refusal(pub(crate) String);

impl Refusal {
    pub(crate) fn column(column: &str) -> Refusal {
        Refusal(format!("这里的数据表没有“{column}”一列"))
    }
}

pub(crate) type Written = Result<String, Refusal>;

/// Writes conditions, collecting parameters and cost.
pub(crate) struct Writer<'t> {
    pub(crate) tables: &'t Tables,
    pub(crate) dialect: Dialect,
    pub(crate) at: Moment,
    params: Vec<Param>,
    cost: Cost,
    aliases: u32,
}

impl<'t> Writer<'t> {
    /// Begins with the tenant as first parameter.
    pub(crate) fn new(tables: &'t Tables, dialect: Dialect, at: Moment) -> Writer<'t> {
        Writer { tables, dialect, at, params: vec![Param::Tenant], cost: Cost::default(), aliases: 0 }
    }

    /// What was collected.
    pub(crate) fn done(self) -> (Vec<Param>, Cost) {
        (self.params, self.cost)
    }

    pub(crate) fn node(&mut self, rule: &Rule, path: &str, names: &Dictionary) -> Result<String, SqlError> {
        match rule {
            Rule::All(_) => self.joined(rule, path, " AND ", "TRUE", names),
            Rule::Any(_) => self.joined(rule, path, " OR ", "FALSE", names),
            Rule::Not(child) => Ok(format!("(NOT {})", self.node(child, &format!("{path}/not"), names)?)),
            Rule::Is(leaf) => self.leaf(leaf).map_err(|refusal| SqlError {
                path: path.to_owned(),
                sentence: render::node(rule, names),
                message: refusal.0,
            }),
        }
    }

    fn joined(
        &mut self,
        rule: &Rule,
        path: &str,
        with: &str,
        none: &str,
        names: &Dictionary,
    ) -> Result<String, SqlError> {
        let children = rule.children();
        let parts =
            children.into_iter().map(|(step, child)| self.node(child, &format!("{path}{step}"), names));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        Ok(if parts.is_empty() { none.to_owned() } else { format!("({})", parts.join(with)) })
    }

    fn leaf(&mut self, leaf: &Leaf) -> Written {
        match leaf {
            Leaf::Age(_) | Leaf::AgeDays(_) | Leaf::AgeOn(_) | Leaf::Birthday(_) => {
                calendar::of_birth(self, leaf)
            }
            Leaf::Season(_) | Leaf::SolarTerm(_) => Ok(calendar::of_everybody(self, leaf)),
            Leaf::Metric(rule) => measure::latest(self, rule),
            Leaf::MetricText(rule) => measure::text(self, rule),
            Leaf::MetricStat(rule) => measure::stat(self, rule),
            Leaf::FormScore(rule) => measure::score(self, rule),
            Leaf::FormAnswer(rule) => measure::answer(self, rule),
            Leaf::Trend(rule) => course::trend(self, rule),
            Leaf::Run(rule) => course::run(self, rule),
            Leaf::Supply(rule) => course::supply(self, rule),
            Leaf::Had(_) | Leaf::Absent(_) | Leaf::Count(_) => event::happened(self, leaf),
            Leaf::Spend(rule) => event::spend(self, rule),
            Leaf::Rfm(rule) => event::rfm(self, rule),
            Leaf::Appointment(rule) => event::appointment(self, rule),
            _ => standing::leaf(self, leaf),
        }
    }

    /// A placeholder for a value.
    pub(crate) fn bind(&mut self, param: Param) -> String {
        self.params.push(param);
        let mark = if self.dialect == Dialect::Postgres { '$' } else { '?' };
        format!("{mark}{}", self.params.len())
    }

    pub(crate) fn int(&mut self, n: i64) -> String {
        self.bind(Param::Int(n))
    }

    pub(crate) fn text(&mut self, text: &str) -> String {
        self.bind(Param::Text(text.to_owned()))
    }

    /// Begins a subquery on a relation: its row is named, its tenant and patient are those of `p`.
    pub(crate) fn rows(&mut self, fact: Fact) -> Result<Rows<'t>, Refusal> {
        let tables: &'t Tables = self.tables;
        let Some(relation) = tables.facts.get(&fact) else {
            return Err(Refusal("这里没有这类数据表".to_owned()));
        };
        self.aliases += 1;
        *self.cost.lookups.entry(relation.from.clone()).or_default() += 1;
        Ok(Rows { relation, alias: format!("x{}", self.aliases) })
    }
}

/// The rows of one relation that belong to the person.
pub(crate) struct Rows<'t> {
    relation: &'t Relation,
    pub(crate) alias: String,
}

impl Rows<'_> {
    /// A column of the row.
    pub(crate) fn column(&self, column: &str) -> Written {
        self.relation.column(column, &self.alias).ok_or_else(|| Refusal::column(column))
    }

    /// `FROM table x WHERE` the row is the person's.
    pub(crate) fn rows(&self, person: &Relation) -> Written {
        let own = |column: &str| person.column(column, "p").ok_or_else(|| Refusal::column(column));
        let only = self.relation.only.as_ref();
        let only = only.map_or(String::new(), |only| format!(" AND ({})", only.replace("{x}", &self.alias)));
        Ok(format!(
            "FROM {} {} WHERE {} = {} AND {} = {}{only}",
            self.relation.from,
            self.alias,
            self.column("tenant")?,
            own("tenant")?,
            self.column("patient")?,
            own("patient")?
        ))
    }
}
