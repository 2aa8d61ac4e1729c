//! Rules 规则: judging people by a rule, previewing one before it is saved, and the dictionary of its words.
pub mod api;
pub(crate) mod preview;

use crate::{
    facts::{self, Wanted},
    vocabulary,
};
use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, clock};
use nq_audience::{Dictionary, Moment, Rule, Verdict};
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
    judge_at(conn, scope, rule, Moment::new(now, clock::zone()), patients, names).await
}

/// The same for any moment.
pub(crate) async fn judge_at(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rule: &Rule,
    at: Moment,
    patients: &[PatientId],
    names: &Dictionary,
) -> Result<Vec<(PatientId, Verdict)>> {
    let wanted = Wanted::by([rule]).with_scores(at.now);
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
