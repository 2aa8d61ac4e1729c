//! The people of documents: filing those that arrive, finding those that are pointed at.

use std::collections::HashMap;

use kernel::{Error, PatientId, Result, Scope, Tx};
use nq_fhir::{IssueCode, Json, Outcome, Reference, resource};

use super::super::{facts, store};
use super::{Answers, Change, Manner, answer};

/// Files the people among the documents in the record.
pub(super) async fn file(
    tx: &Tx,
    scope: &Scope,
    people: Vec<Change>,
    answers: &mut Answers,
) -> Result<Vec<Change>> {
    let mut filed = Vec::new();
    let described = |change: Change| {
        let person = facts::person(&change.work.document.json, &change.work.fhir_id, &change.source);
        (change, person)
    };
    let people: Vec<_> = people.into_iter().map(described).collect();
    record::file::line_up(tx, scope, people.iter().map(|(_, person)| person)).await?;
    for (mut change, person) in people {
        match record::file::person(tx, scope, &change.source, person).await {
            Ok(who) => {
                change.patient = Some(who.id());
                filed.push(change);
            }
            Err(Error::Refusal(refusal)) => {
                let outcome = Outcome::error(IssueCode::BusinessRule, refusal.message.clone());
                answer(answers, change.work.place, Err(outcome));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(filed)
}

/// Finds the person of each document: among those of this round, else on file.
pub(super) async fn find(
    tx: &Tx,
    scope: &Scope,
    manner: Manner,
    changes: Vec<Change>,
    arrived: &[Change],
    answers: &mut Answers,
) -> Result<Vec<Change>> {
    let mut people: HashMap<String, PatientId> =
        arrived.iter().filter_map(|change| Some((change.work.fhir_id.clone(), change.patient?))).collect();
    let mut asked: Vec<String> = changes
        .iter()
        .filter_map(|change| patient_id(&change.work.document.json))
        .filter(|id| !people.contains_key(id))
        .collect();
    asked.sort_unstable();
    asked.dedup();
    for row in store::known(tx, scope.tenant, "Patient", &asked).await? {
        if let Some(patient) = row.patient_id.filter(|_| !row.deleted) {
            people.insert(row.fhir_id, patient);
        }
    }
    let mut found = Vec::new();
    for mut change in changes {
        if let Some(id) = patient_id(&change.work.document.json) {
            change.patient = people.get(&id).copied();
            if change.patient.is_none() && manner == Manner::Request {
                let said = format!("引用的患者 Patient/{id} 不存在");
                answer(answers, change.work.place, Err(Outcome::error(IssueCode::NotFound, said)));
                continue;
            }
            change.waits_for = change.patient.is_none().then(|| format!("Patient/{id}"));
        }
        found.push(change);
    }
    Ok(found)
}

/// The logical id of the Patient a document is about.
pub(super) fn patient_id(json: &Json) -> Option<String> {
    match Reference::parse(resource::person_reference(json)?).target() {
        Some(("Patient", id)) => Some(id.to_owned()),
        _ => None,
    }
}
