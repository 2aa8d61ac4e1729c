//! New, changed, known or a repetition of the past.

use kernel::{Result, Tx};
use nq_fhir::{IssueCode, Json, Outcome};
use uuid::Uuid;

use crate::import::digest::hex;

use super::super::store::{self, Known};
use super::name::{EVERYWHERE, Index, row_of};
use super::{Answers, Change, Done, Manner, State, Work, answer};

/// Tells new, changed and known documents apart; the known ones are answered here.
pub(super) async fn decide(
    tx: &Tx,
    source: &str,
    manner: Manner,
    works: Vec<Work>,
    known: &[Known],
    answers: &mut Answers,
) -> Result<Vec<Change>> {
    let index = Index::new(known);
    let mut changes = Vec::new();
    for work in works {
        let hash = hash(&work.document.json);
        let row = row_of(&work, &index);
        let stale = work.document.if_match.is_some_and(|wanted| row.is_none_or(|row| row.version != wanted));
        if stale {
            let said = "资源已被更新，If-Match 的版本不是当前版本。请重新读取后再提交。";
            answer(answers, work.place, Err(Outcome::error(IssueCode::Conflict, said)));
            continue;
        }
        if let Some(row) = row.filter(|row| !row.deleted && row.hash == hash) {
            let (fhir_id, version) = (row.fhir_id.clone(), row.version);
            let done = Done { kind: work.kind, fhir_id, version, state: State::Unchanged };
            answer(answers, work.place, Ok(done));
            continue;
        }
        changes.push(Change {
            state: if row.is_some() { State::Updated } else { State::Created },
            row_id: row.map_or_else(Uuid::now_v7, |row| row.id),
            version: row.map_or(1, |row| row.version + 1),
            source: row.map_or(source, |row| &row.source).to_owned(),
            space: row.map_or_else(|| space(&work), |row| row.space.clone()),
            // What came without an id is known by the one it got here, when it comes back.
            source_id: row.map_or_else(
                || Some(work.source_id.clone().unwrap_or_else(|| work.fhir_id.clone())),
                |row| row.source_id.clone(),
            ),
            patient: row.and_then(|row| row.patient_id),
            waits_for: None,
            hash,
            work,
        });
    }
    if manner == Manner::Delivery { leave_out_replays(tx, changes, answers).await } else { Ok(changes) }
}

fn space(work: &Work) -> String {
    if work.source_id.is_some() { work.space.clone() } else { EVERYWHERE.to_owned() }
}

/// A delivered document that equals an older version is a repetition of the past, no change.
async fn leave_out_replays(tx: &Tx, changes: Vec<Change>, answers: &mut Answers) -> Result<Vec<Change>> {
    let updated: Vec<Uuid> = changes.iter().filter(|c| c.state == State::Updated).map(|c| c.row_id).collect();
    if updated.is_empty() {
        return Ok(changes);
    }
    let older = store::older_hashes(tx, &updated).await?;
    let mut rest = Vec::new();
    for change in changes {
        if older.get(&change.row_id).is_some_and(|hashes| hashes.contains(&change.hash)) {
            let done = Done {
                kind: change.work.kind,
                fhir_id: change.work.fhir_id,
                version: change.version - 1,
                state: State::Unchanged,
            };
            answer(answers, change.work.place, Ok(done));
        } else {
            rest.push(change);
        }
    }
    Ok(rest)
}

/// The hash of a document's content, whatever the order of its parts.
pub(in crate::fhir) fn hash(json: &Json) -> String {
    hex(&[&json.canonical()], 32)
}
