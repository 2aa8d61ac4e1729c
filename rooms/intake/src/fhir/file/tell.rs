//! What the record learns from documents: facts person by person, the rest as other resources.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Tx};
use nq_fhir::Json;
use record::file::{FactIn, OtherIn};

use super::super::{facts, index, store};
use super::Change;
use super::people::patient_id;

/// What the record learns: facts person by person, the rest as other resources.
pub(super) async fn record(tx: &Tx, scope: &Scope, changes: &[Change]) -> Result<()> {
    let told = changes.iter().map(|change| {
        (&change.work.document.json, change.work.fhir_id.as_str(), change.source.as_str(), change.patient)
    });
    tell(tx, scope, told, tx.now).await
}

async fn tell<'a>(
    tx: &Tx,
    scope: &Scope,
    documents: impl Iterator<Item = (&'a Json, &'a str, &'a str, Option<PatientId>)>,
    now: DateTime<Utc>,
) -> Result<()> {
    // In order of arrival, so that the same delivery always tells the same story.
    let mut by_person: Vec<((PatientId, &str), Vec<FactIn>)> = Vec::new();
    let mut places: HashMap<(PatientId, &str), usize> = HashMap::new();
    let mut others: HashMap<&str, Vec<OtherIn>> = HashMap::new();
    for (json, key, source, patient) in documents {
        match (patient, patient.and_then(|_| facts::fact(json, key, now))) {
            (Some(patient), Some(fact)) => {
                let place = *places.entry((patient, source)).or_insert_with(|| {
                    by_person.push(((patient, source), Vec::new()));
                    by_person.len() - 1
                });
                if let Some((_, list)) = by_person.get_mut(place) {
                    list.push(fact);
                }
            }
            (patient, _) if patient.is_some() || !index::is_personal(json) => {
                others.entry(source).or_default().push(facts::other(json, key, patient));
            }
            // About a person not known yet: told when the person arrives.
            _ => {}
        }
    }
    for ((patient, source), mut list) in by_person {
        list.sort_by_key(rank);
        record::file::facts(tx, scope, source, patient, list).await?;
    }
    for (source, list) in others {
        record::file::others(tx, scope, source, list).await?;
    }
    Ok(())
}

/// Encounters first: results name them.
fn rank(fact: &FactIn) -> u8 {
    u8::from(!matches!(fact, FactIn::Encounter(_)))
}

/// Files the facts of documents that arrived before their person.
pub(super) async fn adopt(tx: &Tx, scope: &Scope, arrived: &[(String, PatientId)]) -> Result<()> {
    if arrived.is_empty() {
        return Ok(());
    }
    let people: HashMap<&str, PatientId> =
        arrived.iter().map(|(name, patient)| (name.as_str(), *patient)).collect();
    let names: Vec<String> = arrived.iter().map(|(name, _)| name.clone()).collect();
    let mut told = Vec::new();
    for row in store::take_waiting(tx, scope, &names).await? {
        let Ok(json) = nq_fhir::parse(&row.body) else { continue };
        let name = patient_id(&json).map(|id| format!("Patient/{id}")).unwrap_or_default();
        if let Some(patient) = people.get(name.as_str()) {
            told.push((json, row, *patient));
        }
    }
    for (_, row, patient) in &told {
        store::set_person(tx, &[row.id], *patient).await?;
    }
    let documents = told
        .iter()
        .map(|(json, row, patient)| (json, row.fhir_id.as_str(), row.source.as_str(), Some(*patient)));
    tell(tx, scope, documents, tx.now).await
}
