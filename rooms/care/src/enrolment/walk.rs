//! The runner: one step of one enrolment, whole or not at all. State, ledger, tasks, queued messages, log and the next
//! wake-up are written in the transaction that ends the job, so that a killed worker leaves either all of it or nothing.
use super::{ENDED, PARKED, RUNNING, effects, entity, inputs, log_entity, store};
use crate::{EnrolmentId, pathway};
use kernel::job::{self, Job};
use kernel::reaction::Worker;
use kernel::receipt::{self, NewReceipt};
use kernel::{App, Error, ReceiptId, Result, Scope, Tx};
use nq_pathway::Definition;
use nq_pathway::calendar::month_day;
use nq_pathway::step::{Decided, Line, Outcome, Phase, State, Status, step};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

/// The queue of due steps.
pub const QUEUE: &str = "pathway.step";

/// Walks due enrolments.
pub const WORKER: Worker =
    Worker { queue: QUEUE, run: |app, job| Box::pin(async move { work(&app, job).await }) };

async fn work(app: &App, due: Job) -> Result<()> {
    let id: EnrolmentId = due
        .payload
        .get("enrolment_id")
        .and_then(|v| serde_json::from_value(v.clone()).ok())
        .ok_or_else(|| Error::fault("pathway.step without enrolment_id"))?;
    let walked = app.write(async |tx| take_step(&tx, &due, id, None).await).await;
    match walked {
        // A rule said no to an effect (a template is missing, say): the person is parked with that sentence.
        Err(Error::Refusal(no)) if no.code != "job.lease_lost" => {
            app.write(async |tx| take_step(&tx, &due, id, Some(no.message.clone())).await).await
        }
        other => other,
    }
}

/// One step in the transaction that ends its job.
pub(crate) async fn take_step(tx: &Tx, due: &Job, id: EnrolmentId, fault: Option<String>) -> Result<()> {
    let scope = Scope::system(due.tenant_id, "care");
    let mut row = match store::locked(tx, due.tenant_id, id).await {
        Ok(row) => row,
        Err(Error::Missing) => return job::done(tx, due).await,
        Err(other) => return Err(other),
    };
    if row.state != ENDED {
        row.fault = fault.or(row.fault);
        advance(tx, &scope, row).await?;
    }
    job::done(tx, due).await
}

async fn advance(tx: &Tx, scope: &Scope, row: entity::Model) -> Result<()> {
    let def = pathway::definition_of(&**tx, scope, row.version_id).await?;
    let state: State = serde_json::from_value(row.engine.clone())?;
    let inputs = inputs::gather(&**tx, scope, &row, &def, tx.now).await?;
    let out = step(&def, &state, &inputs, tx.now);
    let receipts = write_log(tx, scope, &row, &def, &out.log).await?;
    effects::carry_out(tx, scope, &row, &out, &receipts).await?;
    save(tx, scope, row, &def, &out).await
}

async fn save(tx: &Tx, scope: &Scope, row: entity::Model, def: &Definition, out: &Outcome) -> Result<()> {
    let (id, patient) = (row.id, row.patient_id);
    let mut changed = row.into_active_model();
    let (state, why) = match &out.state.status {
        Status::Running => (RUNNING, String::new()),
        Status::Parked { why } => (PARKED, why.clone()),
        Status::Ended { why, .. } => {
            changed.ended_at = Set(Some(tx.now));
            (ENDED, why.clone())
        }
    };
    changed.state = Set(state.to_owned());
    changed.why = Set(why);
    changed.engine = Set(serde_json::to_value(&out.state)?);
    changed.position = Set(position(def, &out.state));
    changed.next_at = Set(out.wake_at);
    changed.stop = Set(None);
    changed.release = Set(false);
    changed.fault = Set(None);
    changed.update(&**tx).await?;
    if let Some(at) = out.wake_at {
        store::wake(tx, scope.tenant, id, at).await?;
    }
    effects::next_due(tx, scope, patient).await
}

/// Where the person stands, in words.
fn position(def: &Definition, state: &State) -> Option<String> {
    let name = |id: &str| def.node(id).map_or_else(|| id.to_owned(), |n| n.name.clone());
    let open = state.items.iter().rev().find(|i| matches!(i.phase, Phase::Open | Phase::Listening { .. }));
    let next = state.next().map(|i| format!("{} {}", month_day(i.from), name(&i.node)));
    match (open, next) {
        (Some(open), Some(next)) => Some(format!("正在“{}”，下一项：{next}", name(&open.node))),
        (Some(open), None) => Some(format!("正在“{}”", name(&open.node))),
        (None, next) => next.map(|n| format!("下一项：{n}")),
    }
}

/// Writes the decision log, with a receipt for every decision that did something or left something undone.
async fn write_log(
    tx: &Tx,
    scope: &Scope,
    row: &entity::Model,
    def: &Definition,
    log: &[Line],
) -> Result<Vec<(Line, ReceiptId)>> {
    let mut kept = Vec::new();
    for line in log {
        let mut receipt_id = None;
        if line.did != Decided::Planned {
            let id = receipt::write(tx, scope.tenant, receipt_of(row, def, line)).await?;
            kept.push((line.clone(), id));
            receipt_id = Some(id);
        }
        let entry = log_entity::ActiveModel {
            id: Set(uuid::Uuid::now_v7()),
            tenant_id: Set(scope.tenant),
            patient_id: Set(row.patient_id),
            enrolment_id: Set(row.id),
            seq: Set(i64::from(line.seq)),
            at: Set(line.at),
            did: Set(code(line.did)),
            node: Set(line.node.clone()),
            occurrence: Set(line.occurrence.map(i64::from)),
            sentence: Set(line.why.clone()),
            receipt_id: Set(receipt_id),
        };
        entry.insert(&**tx).await?;
    }
    Ok(kept)
}

fn receipt_of(row: &entity::Model, def: &Definition, line: &Line) -> NewReceipt {
    NewReceipt {
        patient: Some(row.patient_id),
        subject_kind: "enrolment",
        subject_id: row.id.0,
        rule: format!("pathway:{}", row.pathway_code),
        rule_version: row.version.to_string(),
        outcome: code(line.did),
        sentence: line.why.clone(),
        facts: line.node.iter().map(|node| fact(row, def, node)).collect(),
        gates: Vec::new(),
    }
}

fn fact(row: &entity::Model, def: &Definition, node: &str) -> receipt::Fact {
    receipt::Fact {
        name: "路径节点".to_owned(),
        value: def.node(node).map_or(node, |n| n.name.as_str()).to_owned(),
        source: format!("{} 第{}版，第0天 {}", row.pathway_name, row.version, row.anchor_day),
        at: Some(row.entered_at),
        holds: true,
    }
}

fn code(did: Decided) -> String {
    let value = serde_json::to_value(did).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
