//! Files visits, stays and exams, links their departments, and tells begin, end and completed exams.

use kernel::{Result, Scope, Tx};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::facts::About;
use super::shelf::{self, Plan};
use super::tell::tell;
use super::types::{EncounterClass, EncounterIn, EncounterStatus};
use crate::facts::entity::encounter;
use crate::team;

pub(super) async fn file(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    items: Vec<(usize, EncounterIn)>,
) -> Result<Vec<(usize, Plan)>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let mut keyed = Vec::with_capacity(items.len());
    for (_, e) in &items {
        keyed.push((e.key.clone(), super::content_hash(e)?));
    }
    let plans =
        shelf::plan::<encounter::Entity>(tx, scope.tenant, source, Some(about.id), None, &keyed).await?;
    let before = shelf::before::<encounter::Entity>(&**tx, scope.tenant, &shelf::changed_ids(&plans)).await?;
    let mut rows = Vec::with_capacity(items.len());
    for (((_, e), (key, hash)), plan) in items.iter().zip(&keyed).zip(&plans) {
        if matches!(plan, Plan::Same(_)) {
            continue;
        }
        let department = match &e.department {
            Some(name) => team::department_of(&**tx, scope, name).await?,
            None => None,
        };
        if e.status != EncounterStatus::Cancelled {
            team::link_encounter(tx, scope, about.id, department, e.doctor.as_deref()).await?;
        }
        let had = before.iter().find(|row| row.id == plan.id());
        let kept = |said: Option<&String>, had: Option<&String>| said.or(had).cloned();
        let row = encounter::Model {
            id: plan.id(),
            tenant_id: scope.tenant,
            patient_id: about.id,
            source: source.to_owned(),
            key: key.clone(),
            hash: hash.clone(),
            at: e.start,
            recorded_at: tx.now,
            resource: e.resource.clone(),
            class: e.class.as_str().to_owned(),
            status: e.status.as_str().to_owned(),
            // A message that says less than an earlier one takes nothing away.
            department: kept(e.department.as_ref(), had.and_then(|h| h.department.as_ref())),
            department_id: department.map(|d| d.id.0).or(had.and_then(|h| h.department_id)),
            doctor: kept(e.doctor.as_ref(), had.and_then(|h| h.doctor.as_ref())),
            visit_no: kept(e.visit_no.as_ref(), had.and_then(|h| h.visit_no.as_ref())),
            ended_at: e.end,
            amount: e.amount.map(|f| f.0).or(had.and_then(|h| h.amount)),
        };
        rows.push((*plan, row.into_active_model().reset_all()));
    }
    shelf::write::<encounter::Entity>(tx, rows).await?;
    for ((_, e), plan) in items.iter().zip(&plans) {
        let had = before.iter().find(|row| row.id == plan.id());
        announce(tx, scope, source, about, e, *plan, had).await?;
    }
    Ok(items.into_iter().map(|(at, _)| at).zip(plans).collect())
}

async fn announce(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    about: About,
    e: &EncounterIn,
    plan: Plan,
    had: Option<&encounter::Model>,
) -> Result<()> {
    if matches!(plan, Plan::Same(_)) {
        return Ok(());
    }
    let was = had.map(|h| h.status.as_str());
    let place =
        [e.department.as_deref(), e.doctor.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let stay = e.class == EncounterClass::Inpatient;
    let over = e.status == EncounterStatus::Finished;
    let title = match (e.status, was) {
        (EncounterStatus::Cancelled, _) => format!("{}已取消", e.class.zh()),
        (EncounterStatus::InProgress, Some("finished")) => "撤销结束".to_owned(),
        (EncounterStatus::Planned, _) => format!("预约{}", e.class.zh()),
        _ if stay => "入院".to_owned(),
        _ => e.class.zh().to_owned(),
    };
    let payload = |title: &str| {
        json!({
            "title": title, "detail": place, "encounter_id": plan.id(), "class": e.class.as_str(),
            "status": e.status.as_str(), "before_status": was, "ref": {"kind": "encounter", "id": plan.id()},
        })
    };
    // A stay that ends says so once, by its own event; its begin is told when it is first heard of.
    let ends_now = over && was != Some("finished");
    if plan == Plan::New(plan.id()) || !ends_now || !stay {
        tell(tx, scope, source, about.id, "encounter.recorded", e.start, payload(&title)).await?;
    }
    if ends_now && stay {
        let at = e.end.unwrap_or(tx.now);
        tell(tx, scope, source, about.id, "encounter.discharged", at, payload("出院")).await?;
    }
    if ends_now && e.class == EncounterClass::Exam {
        let at = e.end.unwrap_or(e.start);
        tell(tx, scope, source, about.id, "exam.completed", at, payload("体检完成")).await?;
    }
    Ok(())
}
