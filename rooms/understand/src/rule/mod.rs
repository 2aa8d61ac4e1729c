//! Rules 规则: judging people by a rule, previewing one before it is saved, and the dictionary of its words.
pub mod api;
pub(crate) mod preview;

use crate::{
    facts::{self, Wanted},
    vocabulary,
};
use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, clock};
use nq_audience::{Dictionary, Moment, Rule, Truth, Verdict};
use sea_orm::ConnectionTrait;

/// Judges people within the viewer's sight by a rule: for branches of a pathway and variants of a message. Those out
/// of sight do not appear.
pub async fn evaluate(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rule: &Rule,
    now: DateTime<Utc>,
    patients: &[PatientId],
) -> Result<Vec<(PatientId, Verdict)>> {
    let names = vocabulary(conn, scope).await?;
    judge(conn, scope, rule, now, patients, &names).await
}

/// Sifts people by a rule: words are put together only for those of whom it cannot be said.
pub(crate) async fn sift(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rule: &Rule,
    at: Moment,
    patients: &[PatientId],
    names: &Dictionary,
) -> Result<Sifted> {
    let wanted = Wanted::by([rule]).with_scores(at.now);
    let mut sifted = Sifted::default();
    for chunk in patients.chunks(CHUNK) {
        let known = facts::load(conn, scope, chunk, &wanted).await?;
        for id in chunk {
            let Some(person) = known.get(id) else { continue };
            let words = || nq_audience::evaluate(rule, &person.facts, at, names);
            match nq_audience::truth(rule, &person.facts, at) {
                Truth::Yes => sifted.inside.push(*id),
                Truth::Unknown => sifted.unknown.push(words()),
                Truth::No => {}
            }
        }
    }
    Ok(sifted)
}

/// People sifted by a rule.
#[derive(Debug, Default)]
pub(crate) struct Sifted {
    /// Who is in.
    pub(crate) inside: Vec<PatientId>,
    /// Why it cannot be said of the others.
    pub(crate) unknown: Vec<Verdict>,
}

/// People judged at once, so that memory stays small.
const CHUNK: usize = 500;

pub(crate) async fn judge(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rule: &Rule,
    now: DateTime<Utc>,
    patients: &[PatientId],
    names: &Dictionary,
) -> Result<Vec<(PatientId, Verdict)>> {
    let (wanted, at) = (Wanted::by([rule]).with_scores(now), Moment::new(now, clock::zone()));
    let mut verdicts = Vec::with_capacity(patients.len());
    for chunk in patients.chunks(CHUNK) {
        let known = facts::load(conn, scope, chunk, &wanted).await?;
        for id in chunk {
            if let Some(person) = known.get(id) {
                verdicts.push((*id, nq_audience::evaluate(rule, &person.facts, at, names)));
            }
        }
    }
    Ok(verdicts)
}
