//! Carries a plan out: files people, visits and results in the record, in the caller's transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Tx};
use record::file::{self, AppointmentIn, FactIn, Filed};

use super::merge;
use super::plan::{Person, Plan, Results};
use super::said::hold;
use super::visit::{Said, Visit};
use crate::fhir::shown;

/// What carrying out a plan did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// The first person concerned.
    pub patient: Option<PatientId>,
    /// One Chinese sentence each.
    pub sentences: Vec<String>,
}

/// Files everything a plan says.
pub async fn file(tx: &Tx, scope: &Scope, source: &str, plan: &Plan) -> Result<Effects> {
    let mut effects = Effects::default();
    file::line_up(tx, scope, plan.people.iter().map(|one| &one.person)).await?;
    for one in &plan.people {
        let patient = person(tx, scope, source, one, &mut effects).await?;
        effects.patient.get_or_insert(patient);
    }
    Ok(effects)
}

async fn person(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    one: &Person,
    effects: &mut Effects,
) -> Result<PatientId> {
    let filed = if one.prior.is_empty() {
        file::person(tx, scope, source, one.person.clone()).await?
    } else {
        merge::person(tx, scope, source, one, effects).await?
    };
    let patient = filed.id();
    match filed {
        Filed::Created(_) => effects.sentences.push("新建患者档案".to_owned()),
        Filed::Updated(_) => effects.sentences.push("核对并更新患者信息".to_owned()),
        Filed::Unchanged(_) => {}
    }
    if filed.changed() {
        shown::person(tx, scope, source, patient).await?;
    }
    let mut facts = one.facts.clone();
    let visit_known = visit(tx, scope, source, patient, one.visit.as_ref(), effects).await?;
    for fact in &mut facts {
        own(fact, patient, visit_known);
    }
    for order in &one.orders {
        let mut order = order.clone();
        for fact in &mut order.facts {
            own(fact, patient, visit_known);
        }
        facts.extend(newer(tx, scope, source, &order, effects).await?);
    }
    let filed = file::facts(tx, scope, source, patient, facts.clone()).await?;
    shown::facts(tx, scope, source, patient, &facts, &filed).await?;
    tell(&facts, &filed, effects);
    if let Some(said) = &one.appointment {
        appointment(tx, scope, source, patient, said, effects).await?;
    }
    Ok(patient)
}

/// Files an appointment, unless the source has said something later about it already.
async fn appointment(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    said: &AppointmentIn,
    effects: &mut Effects,
) -> Result<()> {
    let said = AppointmentIn { key: key_of(patient, &said.key), ..said.clone() };
    let held = hold(tx, scope, source, "appointment", &said.key).await?;
    let latest: Option<DateTime<Utc>> = held.state()?;
    if latest.is_some_and(|latest| latest > said.said_at) {
        effects.sentences.push("预约信息早于已归档的版本，未覆盖".to_owned());
        return Ok(());
    }
    held.keep(tx, &Some(said.said_at)).await?;
    let filed = file::appointment(tx, scope, source, patient, &said).await?;
    if filed.changed() {
        shown::document(tx, scope, source, patient, (filed.id(), said.resource)).await?;
        effects.sentences.push(said.title);
    }
    Ok(())
}

/// Files the visit as it stands after this message; tells whether it is known.
async fn visit(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    said: Option<&Said>,
    effects: &mut Effects,
) -> Result<bool> {
    let Some(said) = said else { return Ok(false) };
    let key = key_of(patient, &said.key);
    let held = hold(tx, scope, source, "visit", &key).await?;
    if !held.known && !said.may_open {
        return Ok(false);
    }
    let visit = held.state::<Visit>()?.with(said);
    let encounter = visit.encounter(&key);
    held.keep(tx, &visit).await?;
    let name = format!("{}就诊 {}", encounter.class.zh(), said.visit_no.as_deref().unwrap_or("（无就诊号）"));
    let facts = vec![FactIn::Encounter(encounter)];
    let filed = file::facts(tx, scope, source, patient, facts.clone()).await?;
    shown::facts(tx, scope, source, patient, &facts, &filed).await?;
    match filed.first() {
        Some(Filed::Created(_)) => effects.sentences.push(format!("新增{name}")),
        Some(Filed::Updated(_)) => effects.sentences.push(format!("更新{name}")),
        _ => {}
    }
    Ok(true)
}

/// Those results of an order that are not older than what the source has said already.
async fn newer(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    order: &Results,
    effects: &mut Effects,
) -> Result<Vec<FactIn>> {
    let Some(order_key) = order.facts.iter().find_map(panel_key) else { return Ok(order.facts.clone()) };
    let held = hold(tx, scope, source, "order", &order_key).await?;
    let mut latest: BTreeMap<String, i64> = held.state()?;
    let at = order.said_at.timestamp_millis();
    let mut kept = Vec::new();
    let mut left_out = 0_usize;
    for fact in &order.facts {
        let key = fact_key(fact);
        if latest.get(key).is_some_and(|known| *known > at) {
            left_out += 1;
        } else {
            latest.insert(key.to_owned(), at);
            kept.push(fact.clone());
        }
    }
    held.keep(tx, &latest).await?;
    if left_out > 0 {
        effects.sentences.push(format!("{left_out} 项结果早于已归档的版本，未覆盖"));
    }
    Ok(kept)
}

fn panel_key(fact: &FactIn) -> Option<String> {
    match fact {
        FactIn::Observation(result) => result.panel_key.clone(),
        FactIn::Report(report) => Some(report.key.clone()),
        _ => None,
    }
}

/// Keys of a report and of its results never meet: a result's key goes on behind the order's.
fn fact_key(fact: &FactIn) -> &str {
    match fact {
        FactIn::Observation(result) => &result.key,
        FactIn::Report(report) => &report.key,
        _ => "",
    }
}

/// Keys begin with the person: a sender that reuses order numbers, or writes the same word into every visit number, must
/// never move a result from one person to another.
fn key_of(patient: PatientId, key: &str) -> String {
    format!("{}|{key}", patient.0.simple())
}

/// Gives a fact its person's keys. A visit that was only mentioned and is not on file is not referred to.
fn own(fact: &mut FactIn, patient: PatientId, visit_known: bool) {
    let (key, visit) = match fact {
        FactIn::Observation(fact) => {
            fact.panel_key = fact.panel_key.take().map(|key| key_of(patient, &key));
            (&mut fact.key, Some(&mut fact.encounter_key))
        }
        FactIn::Condition(fact) => (&mut fact.key, Some(&mut fact.encounter_key)),
        FactIn::Procedure(fact) => (&mut fact.key, Some(&mut fact.encounter_key)),
        FactIn::Report(fact) => (&mut fact.key, Some(&mut fact.encounter_key)),
        FactIn::Allergy(fact) => (&mut fact.key, None),
        FactIn::Encounter(_) | FactIn::Medication(_) | FactIn::Immunization(_) => return,
    };
    *key = key_of(patient, key);
    if let Some(visit) = visit {
        *visit = visit.take().filter(|_| visit_known).map(|key| key_of(patient, &key));
    }
}

fn tell(facts: &[FactIn], filed: &[Filed<uuid::Uuid>], effects: &mut Effects) {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (fact, filed) in facts.iter().zip(filed) {
        let what = match fact {
            FactIn::Observation(_) => "项结果",
            FactIn::Condition(_) => "条诊断",
            FactIn::Procedure(_) => "项手术操作",
            FactIn::Allergy(_) => "条过敏",
            FactIn::Report(_) => "份报告",
            _ => "条记录",
        };
        let how = match filed {
            Filed::Created(_) => "新增",
            Filed::Updated(_) => "更正",
            Filed::Unchanged(_) => continue,
        };
        *counts.entry((how, what)).or_default() += 1;
    }
    effects.sentences.extend(counts.into_iter().map(|((how, what), n)| format!("{how} {n} {what}")));
}
