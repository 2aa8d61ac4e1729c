//! Filing the rows of a sheet, some hundred per transaction.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use kernel::db::insert_all;
use kernel::{Error, PatientId, Result, Scope, Tx, Visible};
use record::file::{FactIn, Filed, PersonIn};

use crate::fhir::shown;
use sea_orm::{ColumnTrait, QueryFilter, Set};
use serde::Serialize;
use utoipa::ToSchema;

use super::cell::Cell;
use super::entity::undated;
use super::plan::Plan;
use super::row::{self, Problem};

/// Rows per transaction.
pub const CHUNK: usize = 400;
/// Problems kept word for word; the rest is only counted.
pub const MOST_PROBLEMS: usize = 2_000;

/// How many of a resource type were new, changed, known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportCount)]
pub struct Count {
    /// New.
    pub created: u64,
    /// Other content than before.
    pub updated: u64,
    /// Nothing new.
    pub unchanged: u64,
}

impl Count {
    /// Counts one more.
    pub fn add<T: Copy>(&mut self, filed: &Filed<T>) {
        match filed {
            Filed::Created(_) => self.created += 1,
            Filed::Updated(_) => self.updated += 1,
            Filed::Unchanged(_) => self.unchanged += 1,
        }
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.created + self.updated + self.unchanged
    }
}

/// A problem of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RowError {
    /// The row as the spreadsheet numbers it, from 1.
    pub row: u64,
    /// Header of the column.
    pub column: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// Whether the whole row was left out for it; else only the cell was.
    pub refused: bool,
}

/// What became of a sheet.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct SheetSummary {
    /// By resource type.
    pub types: BTreeMap<String, Count>,
    /// Rows below the header.
    pub rows: u64,
    /// Rows filed.
    pub imported: u64,
    /// Blank rows, totals and repeated headers.
    pub skipped: u64,
    /// Rows left out for an error.
    pub refused: u64,
    /// Cells left out for an error.
    pub warnings: u64,
    /// The first problems.
    #[serde(skip)]
    pub errors: Vec<RowError>,
}

/// What is remembered from row to row of one run.
#[derive(Debug, Default)]
pub struct Memory {
    /// People by key, with the words they were filed with.
    people: HashMap<String, (PatientId, String)>,
    /// Values seen under a result's key: a sheet may hold the same item twice.
    results: HashMap<String, Vec<String>>,
}

/// Files some rows; `rows` are (shown number, cells).
pub async fn file(
    tx: &Tx,
    scope: &Scope,
    plan: &Plan,
    rows: Vec<(u64, Vec<Cell>)>,
    memory: &mut Memory,
    summary: &mut SheetSummary,
) -> Result<()> {
    let mut by_person: Vec<(PatientId, Vec<FactIn>)> = Vec::new();
    let read: Vec<_> = rows.into_iter().map(|(number, cells)| (number, row::read(plan, &cells))).collect();
    record::file::line_up(tx, scope, read.iter().filter_map(|(_, read)| read.person.as_ref())).await?;
    for (number, read) in read {
        summary.rows += 1;
        note(summary, number, read.problems);
        let Some(person) = read.person else {
            *(if read.skipped { &mut summary.skipped } else { &mut summary.refused }) += 1;
            continue;
        };
        let patient = match find(tx, scope, plan, person, memory, summary).await {
            Ok(patient) => patient,
            Err(Error::Refusal(refusal)) => {
                summary.refused += 1;
                let problem = Problem { column: String::new(), message: refusal.message, refused: true };
                note(summary, number, vec![problem]);
                continue;
            }
            Err(fault) => return Err(fault),
        };
        summary.imported += 1;
        let facts = read.facts.into_iter().map(|fact| tell_apart(fact, memory));
        match by_person.iter_mut().find(|(known, _)| *known == patient) {
            Some((_, list)) => list.extend(facts),
            None => by_person.push((patient, facts.collect())),
        }
    }
    date_undated(tx, scope, plan, &mut by_person).await?;
    for (patient, facts) in by_person {
        file_facts(tx, scope, &plan.source, patient, facts, summary).await?;
    }
    Ok(())
}

fn note(summary: &mut SheetSummary, row: u64, problems: Vec<Problem>) {
    for problem in problems {
        summary.warnings += u64::from(!problem.refused);
        if summary.errors.len() < MOST_PROBLEMS {
            let Problem { column, message, refused } = problem;
            summary.errors.push(RowError { row, column, message, refused });
        }
    }
}

async fn find(
    tx: &Tx,
    scope: &Scope,
    plan: &Plan,
    person: PersonIn,
    memory: &mut Memory,
    summary: &mut SheetSummary,
) -> Result<PatientId> {
    let words = serde_json::to_string(&person)?;
    if let Some((patient, known)) = memory.people.get(&person.key)
        && *known == words
    {
        return Ok(*patient);
    }
    let key = person.key.clone();
    let filed = record::file::person(tx, scope, &plan.source, person.clone()).await?;
    if filed.changed() {
        shown::person(tx, scope, &plan.source, filed.id()).await?;
    }
    if !memory.people.contains_key(&key) {
        summary.types.entry("Patient".to_owned()).or_default().add(&filed);
    }
    memory.people.insert(key, (filed.id(), words));
    Ok(filed.id())
}

/// Gives the second, different result of one item its own key; the order in the sheet decides, so that importing the
/// same sheet again gives the same keys.
fn tell_apart(mut fact: FactIn, memory: &mut Memory) -> FactIn {
    if let FactIn::Observation(result) = &mut fact {
        let seen = memory.results.entry(result.key.clone()).or_default();
        let place = seen.iter().position(|value| *value == result.value_text).unwrap_or_else(|| {
            seen.push(result.value_text.clone());
            seen.len() - 1
        });
        if place > 0 {
            result.key = format!("{}#{}", result.key, place + 1);
        }
    }
    fact
}

/// A diagnosis without any date is filed under the time it was first seen, for ever.
async fn date_undated(
    tx: &Tx,
    scope: &Scope,
    plan: &Plan,
    by_person: &mut [(PatientId, Vec<FactIn>)],
) -> Result<()> {
    let mut conditions = Vec::new();
    for (_, facts) in by_person.iter_mut() {
        for fact in facts {
            if let FactIn::Condition(condition) = fact
                && condition.at == plan.now
            {
                conditions.push(condition);
            }
        }
    }
    let keys: Vec<String> = conditions.iter().map(|condition| condition.key.clone()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let known = undated::Entity::visible(scope)
        .filter(undated::Column::Source.eq(&plan.source))
        .filter(undated::Column::Key.is_in(keys))
        .all(&**tx)
        .await?;
    let mut times: HashMap<String, DateTime<Utc>> = known.into_iter().map(|row| (row.key, row.at)).collect();
    let mut new = Vec::new();
    for condition in conditions {
        let at = *times.entry(condition.key.clone()).or_insert_with(|| {
            new.push(undated::ActiveModel {
                tenant_id: Set(scope.tenant),
                source: Set(plan.source.clone()),
                key: Set(condition.key.clone()),
                at: Set(plan.now),
            });
            plan.now
        });
        condition.at = at;
    }
    insert_all::<undated::Entity>(&**tx, new).await
}

async fn file_facts(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    facts: Vec<FactIn>,
    summary: &mut SheetSummary,
) -> Result<()> {
    // A long table says the same diagnosis on every row of a visit.
    let mut seen = std::collections::HashSet::new();
    let facts: Vec<FactIn> = facts.into_iter().filter(|fact| seen.insert(identity(fact))).collect();
    if facts.is_empty() {
        return Ok(());
    }
    let kinds: Vec<&str> = facts.iter().map(kind).collect();
    let filed = record::file::facts(tx, scope, source, patient, facts.clone()).await?;
    shown::facts(tx, scope, source, patient, &facts, &filed).await?;
    for (kind, filed) in kinds.into_iter().zip(filed) {
        summary.types.entry(kind.to_owned()).or_default().add(&filed);
    }
    Ok(())
}

fn kind(fact: &FactIn) -> &'static str {
    match fact {
        FactIn::Encounter(_) => "Encounter",
        FactIn::Observation(_) => "Observation",
        FactIn::Condition(_) => "Condition",
        FactIn::Procedure(_) => "Procedure",
        FactIn::Medication(_) => "MedicationRequest",
        FactIn::Allergy(_) => "AllergyIntolerance",
        FactIn::Immunization(_) => "Immunization",
        FactIn::Report(_) => "DiagnosticReport",
    }
}

fn identity(fact: &FactIn) -> (&'static str, String) {
    let key = match fact {
        FactIn::Encounter(fact) => &fact.key,
        FactIn::Observation(fact) => &fact.key,
        FactIn::Condition(fact) => &fact.key,
        FactIn::Procedure(fact) => &fact.key,
        FactIn::Medication(fact) => &fact.key,
        FactIn::Allergy(fact) => &fact.key,
        FactIn::Immunization(fact) => &fact.key,
        FactIn::Report(fact) => &fact.key,
    };
    (kind(fact), key.clone())
}
