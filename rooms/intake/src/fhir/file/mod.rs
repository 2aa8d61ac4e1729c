//! Filing FHIR documents: who each one is, whether it is new, what the record learns from it.
//!
//! The key of a resource is the id its source gave it, never the HTTP verb: a document delivered twice is one resource.
//! UUIDs are unique in the whole world; other ids only within their source. The logical id others see is the source's
//! id where it is free, so that references of later deliveries still hold.

mod decide;
mod name;
mod people;
mod tell;

use std::collections::{HashMap, HashSet};

use kernel::{PatientId, Result, Scope, Tx};
use nq_fhir::{IssueCode, Json, Outcome, resource, validate};
use uuid::Uuid;

use super::store::{self, Known, Written};
pub(super) use decide::hash;
use name::{EVERYWHERE, is_uuid};

/// A document to be filed.
#[derive(Debug, Clone)]
pub struct Document {
    /// The resource.
    pub json: Json,
    /// Its name inside its bundle.
    pub full_url: Option<String>,
    /// The logical id it must be filed under (PUT).
    pub put: Option<String>,
    /// The version that must still be the current one (If-Match).
    pub if_match: Option<i64>,
}

/// How documents arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// From a file or feed: an older version seen before changes nothing; a person may arrive later than his facts.
    Delivery,
    /// From a client that is told at once: every difference is a change, the person must be on file.
    Request,
}

/// What happened to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// New.
    Created,
    /// Other content than before.
    Updated,
    /// Nothing new.
    Unchanged,
}

/// A filed document.
#[derive(Debug, Clone)]
pub struct Done {
    /// Resource type.
    pub kind: String,
    /// Logical id.
    pub fhir_id: String,
    /// Version now.
    pub version: i64,
    /// What happened.
    pub state: State,
}

/// One document on its way.
struct Work {
    place: usize,
    kind: String,
    space: String,
    source_id: Option<String>,
    document: Document,
    /// Set by [`name::all`].
    fhir_id: String,
}

type Answers = Vec<Option<std::result::Result<Done, Outcome>>>;

/// Where documents come from and how.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// Name of the source in the record.
    pub source: &'a str,
    /// From a file or from a client.
    pub manner: Manner,
    /// Names of a bundle's entries that are on file already (conditional creates): name → `Type/id`.
    pub names: HashMap<String, String>,
}

/// Files documents in one transaction; the answers stand in the order of the documents. What is wrong with a document
/// is its answer; only faults of the house end the transaction.
pub async fn file(
    tx: &Tx,
    scope: &Scope,
    arrival: Arrival<'_>,
    documents: Vec<Document>,
) -> Result<Vec<std::result::Result<Done, Outcome>>> {
    let Arrival { source, manner, names: on_file } = arrival;
    let mut answers: Answers = Vec::new();
    answers.resize_with(documents.len(), || None);
    let mut works = Vec::new();
    for (place, document) in documents.into_iter().enumerate() {
        let issues = validate::check(&document.json);
        if issues.is_empty() {
            works.push(work(place, source, document));
        } else if let Some(answer) = answers.get_mut(place) {
            *answer = Some(Err(issues.into()));
        }
    }
    let mut known = name::lookup(tx, scope, &works).await?;
    let mut names = name::all(&mut works, &known);
    names.extend(on_file);
    if manner == Manner::Delivery {
        let found = name::by_condition(tx, scope, &works, &names).await?;
        names.extend(found);
    }
    let remapped = name::remapped(tx, scope, source, &works, &names).await?;
    let mut ready = Vec::new();
    for mut work in works {
        match name::point(&mut work, &names, &remapped) {
            Ok(()) => ready.push(work),
            Err(outcome) => answer(&mut answers, work.place, Err(outcome)),
        }
    }
    // A resource that occurs twice in one delivery is filed in rounds, each seeing what the round before wrote.
    while !ready.is_empty() {
        let mut seen = HashSet::new();
        let (now, later): (Vec<Work>, Vec<Work>) =
            ready.into_iter().partition(|work| seen.insert((work.kind.clone(), work.fhir_id.clone())));
        round(tx, scope, source, manner, now, &known, &mut answers).await?;
        known = if later.is_empty() { Vec::new() } else { name::lookup(tx, scope, &later).await? };
        ready = later;
    }
    let lost = || Outcome::error(IssueCode::Exception, "文档未得到处理");
    Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(|| Err(lost()))).collect())
}

fn answer(answers: &mut Answers, place: usize, result: std::result::Result<Done, Outcome>) {
    if let Some(slot) = answers.get_mut(place) {
        *slot = Some(result);
    }
}

fn work(place: usize, source: &str, document: Document) -> Work {
    let source_id = document.put.clone().or_else(|| resource::id(&document.json).map(str::to_owned));
    let global = source_id.as_deref().is_some_and(is_uuid);
    let space = if global { EVERYWHERE.to_owned() } else { source.to_owned() };
    Work {
        place,
        kind: resource::kind(&document.json).to_owned(),
        space,
        source_id,
        document,
        fhir_id: String::new(),
    }
}

/// A document that changes something.
struct Change {
    pub(super) work: Work,
    pub(super) state: State,
    pub(super) row_id: Uuid,
    pub(super) version: i64,
    pub(super) hash: String,
    pub(super) source: String,
    pub(super) space: String,
    pub(super) source_id: Option<String>,
    pub(super) patient: Option<PatientId>,
    pub(super) waits_for: Option<String>,
}

async fn round(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    manner: Manner,
    works: Vec<Work>,
    known: &[Known],
    answers: &mut Answers,
) -> Result<()> {
    let changes = decide::decide(tx, source, manner, works, known, answers).await?;
    let (people, rest): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| change.work.kind == "Patient");
    let people = people::file(tx, scope, people, answers).await?;
    let rest = people::find(tx, scope, manner, rest, &people, answers).await?;
    tell::record(tx, scope, &rest).await?;
    let arrived: Vec<(String, PatientId)> = people
        .iter()
        .filter(|change| change.state == State::Created)
        .filter_map(|change| Some((format!("Patient/{}", change.work.fhir_id), change.patient?)))
        .collect();
    let all: Vec<Change> = people.into_iter().chain(rest).collect();
    write(tx, scope, &all).await?;
    for change in all {
        let done = Done {
            kind: change.work.kind,
            fhir_id: change.work.fhir_id,
            version: change.version,
            state: change.state,
        };
        answer(answers, change.work.place, Ok(done));
    }
    tell::adopt(tx, scope, &arrived).await
}

async fn write(tx: &Tx, scope: &Scope, changes: &[Change]) -> Result<()> {
    let written = |change: &Change| change.state == State::Created;
    let (new, old): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| written(change));
    store::insert(tx, scope, &rows(&new)).await?;
    store::replace(tx, scope, &rows(&old)).await
}

fn rows<'a>(changes: &[&'a Change]) -> Vec<Written<'a>> {
    changes.iter().map(|change| to_row(change)).collect()
}

fn to_row(change: &Change) -> Written<'_> {
    Written {
        id: change.row_id,
        kind: &change.work.kind,
        fhir_id: &change.work.fhir_id,
        source: &change.source,
        space: &change.space,
        source_id: change.source_id.as_deref(),
        version: change.version,
        patient_id: change.patient,
        hash: &change.hash,
        json: &change.work.document.json,
        waits_for: change.waits_for.as_deref(),
    }
}
