//! Recording what came of a task: filed in the record, settled in the ledger, and told to the path.
use super::open::{let_go, locked, tell};
use super::result::{Consequence, codes, consequence};
use super::{DONE, NewTask, entity, open};
use crate::{TaskId, enrolment, obligation};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, Result, Scope, Tx, clock};
use nq_pathway::ledger::Closing;
use nq_pathway::step::Stop;
use record::answer::{AnswerIn, AnswerKind, Via};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// What came of a task.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// One of the task's result codes.
    pub result_code: String,
    /// In the caller's words.
    #[serde(default)]
    pub note: Option<String>,
    /// Answers of the task's form, if they were not handed in with the form itself.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub answers: Option<Map<String, Value>>,
    /// When to call again.
    #[serde(default)]
    pub next_at: Option<DateTime<Utc>>,
    /// What the result asks to confirm has been read and confirmed.
    #[serde(default)]
    pub confirmed: bool,
    /// The day of death, if the result is a death; today unless told.
    #[serde(default)]
    pub deceased_on: Option<NaiveDate>,
}

/// Records the result of a task, whole or not at all.
pub async fn complete(tx: &Tx, scope: &Scope, id: TaskId, done: &Completion) -> Result<()> {
    let task = locked(tx, scope, id).await?;
    let does = check(&task, done, tx.now)?;
    let system = Scope { reach: kernel::Reach::Tenant, ..scope.clone() };
    if let Some(enrolment) = task.enrolment_id {
        // Locks the enrolment before anything else is locked, as the runner does.
        enrolment::poke(tx, scope.tenant, enrolment).await?;
    }
    let answer = file(tx, &system, &task, done).await?;
    match does {
        Consequence::Tried | Consequence::Promised => return keep(tx, &system, task, done, does).await,
        Consequence::Settles(what) => {
            finish(tx, &system, &task, done, answer).await?;
            if let Some(obligation) = task.obligation_id {
                obligation::settle(tx, &system, obligation, what, &words(&task, done)).await?;
            }
            if done.result_code == "wrong_number" {
                ask_for_number(tx, &system, &task).await?;
            }
        }
        Consequence::EndsPaths(closing) => {
            finish(tx, &system, &task, done, answer).await?;
            end_paths(tx, &system, &task, done, closing).await?;
        }
    }
    enrolment::effects::next_due(tx, &system, task.patient_id).await
}

fn check(task: &entity::Model, done: &Completion, now: DateTime<Utc>) -> Result<Consequence> {
    let codes = codes(&task.kind, task.attempts);
    let button = codes.iter().find(|c| c.code == done.result_code);
    let button = button.ok_or_else(|| Error::field("result_code", "请选择这项任务可用的结果。"))?;
    if button.needs_note && done.note.as_deref().is_none_or(|n| n.trim().is_empty()) {
        return Err(Error::field("note", format!("“{}”请写明情况。", button.label)));
    }
    if button.needs_next && done.next_at.is_none_or(|at| at <= now) {
        return Err(Error::field("next_at", "请填写约定再联系的时间，须晚于现在。"));
    }
    if let Some(what) = button.confirm.filter(|_| !done.confirmed) {
        return Err(Error::field("confirmed", format!("请确认“{}”：{what}", button.label)));
    }
    consequence(&done.result_code).ok_or_else(|| Error::field("result_code", "没有这个结果。"))
}

/// 凡有所答，必归于档: the form (if answers came with the result) and the result itself.
async fn file(tx: &Tx, scope: &Scope, task: &entity::Model, done: &Completion) -> Result<Option<uuid::Uuid>> {
    let mut answer = None;
    if let (Some(form), Some(answers)) = (&task.form_code, done.answers.as_ref().filter(|a| !a.is_empty())) {
        let session = reach::session::NewSession {
            patient: task.patient_id,
            form_code: form.clone(),
            via: reach::session::Via::Phone,
            message_id: None,
            task_id: Some(task.id.0),
            enrolment_id: task.enrolment_id.map(|e| e.0),
            obligation_id: task.obligation_id.map(|o| o.0),
            expires_at: None,
        };
        let session = reach::session::resume(tx, scope, session).await?;
        let filed = reach::session::submit(tx, scope, session, reach::session::Via::Phone, answers).await?;
        answer = Some(filed.answer_id.0);
    }
    let kind = if task.kind == "home_visit" { AnswerKind::VisitResult } else { AnswerKind::CallResult };
    let label = codes(&task.kind, task.attempts)
        .into_iter()
        .find(|c| c.code == done.result_code)
        .map_or("", |c| c.label);
    let body =
        json!({"result_code": done.result_code, "result": label, "note": done.note, "next_at": done.next_at});
    let result = AnswerIn {
        task_id: Some(task.id.0),
        enrolment_id: task.enrolment_id.map(|e| e.0),
        obligation_id: task.obligation_id.map(|o| o.0),
        title: Some(format!("{}：{label}", task.title)),
        ..AnswerIn::new(task.patient_id, kind, Via::Staff, body, tx.now)
    };
    let result = record::answer::file(tx, scope, result).await?;
    Ok(answer.or(Some(result.0)))
}

fn words(task: &entity::Model, done: &Completion) -> String {
    let label = codes(&task.kind, task.attempts)
        .into_iter()
        .find(|c| c.code == done.result_code)
        .map_or("", |c| c.label);
    match done.note.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
        Some(note) => format!("{label}：{note}"),
        None => format!("{label}。"),
    }
}

/// Nobody was reached, or a call back was promised: the task stays and says so.
async fn keep(
    tx: &Tx,
    scope: &Scope,
    task: entity::Model,
    done: &Completion,
    does: Consequence,
) -> Result<()> {
    let (id, patient, attempts) = (task.id, task.patient_id, task.attempts);
    let payload = json!({"title": format!("{}：{}", task.title, words(&task, done)), "task_id": id});
    let mut row = task.into_active_model();
    if does == Consequence::Tried {
        row.attempts = Set(attempts.saturating_add(1));
    }
    row.promised_at = Set(done.next_at);
    row.update(&**tx).await?;
    tell(tx, scope, patient, "task.tried", payload).await
}

async fn finish(
    tx: &Tx,
    scope: &Scope,
    task: &entity::Model,
    done: &Completion,
    answer: Option<uuid::Uuid>,
) -> Result<()> {
    let mut row = task.clone().into_active_model();
    row.state = Set(DONE.to_owned());
    row.done_at = Set(Some(tx.now));
    row.done_by = Set(Some(scope.actor_name()));
    row.done_by_id = Set(scope.staff());
    row.result_code = Set(Some(done.result_code.clone()));
    row.result_note = Set(done.note.clone());
    row.answer_id = Set(answer);
    row.update(&**tx).await?;
    if let Some(staff) = task.assignee {
        let_go(tx, scope, task.patient_id, staff, task.id).await?;
    }
    let payload = json!({"title": format!("{}：{}", task.title, words(task, done)), "task_id": task.id,
        "obligation_id": task.obligation_id, "result_code": done.result_code, "on_time": clock::local_day(tx.now) <= task.due_to});
    tell(tx, scope, task.patient_id, "task.done", payload).await
}

async fn end_paths(
    tx: &Tx,
    scope: &Scope,
    task: &entity::Model,
    done: &Completion,
    closing: Closing,
) -> Result<()> {
    if let Some(obligation) = task.obligation_id {
        let what = nq_pathway::ledger::Happening::Closed(closing);
        obligation::settle(tx, scope, obligation, what, &words(task, done)).await?;
    }
    let order = Stop { closing, why: words(task, done) };
    enrolment::stop_patient(tx, scope.tenant, task.patient_id, &order).await?;
    if closing == Closing::Died {
        died(tx, scope, task, done).await?;
    }
    Ok(())
}

/// A death is recorded in the person's record; nothing that waits is sent, no link opens any more, nobody is asked to
/// call again.
async fn died(tx: &Tx, scope: &Scope, task: &entity::Model, done: &Completion) -> Result<()> {
    let today = clock::local_day(tx.now);
    let at =
        done.deceased_on.filter(|day| *day != today).map_or(tx.now, |day| clock::local_instant(day, 12, 0));
    let note = words(task, done);
    record::patient::set_deceased(tx, scope, task.patient_id, at, &note).await?;
    reach::message::cancel_of_patient(tx, scope, task.patient_id, "患者已去世").await?;
    reach::session::revoke(tx, scope, task.patient_id).await?;
    super::close_of_patient(tx, scope, task.patient_id, "患者已去世。").await
}

/// A wrong number is somebody's work, or the next call fails as well.
async fn ask_for_number(tx: &Tx, scope: &Scope, task: &entity::Model) -> Result<()> {
    let today = clock::local_day(tx.now);
    let new = NewTask {
        patient: task.patient_id,
        origin: format!("wrong_number:{}", task.id),
        kind: "fill_record".to_owned(),
        title: "核实联系电话".to_owned(),
        script: "电话随访时发现号码错误。\n请从就诊登记、签约资料或家属处核实，并更新档案。".to_owned(),
        form_code: None,
        role: "service_desk".to_owned(),
        sensitive: false,
        complaint: false,
        alert_since: None,
        enrolment_id: None,
        obligation_id: None,
        pathway_name: None,
        due_from: today,
        due_to: nq_pathway::calendar::add_days(today, 3),
        why: format!("“{}”拨打时发现号码错误。", task.title),
        rule: "wrong_number".to_owned(),
        rule_version: "1".to_owned(),
    };
    open(tx, scope, new).await.map(drop)
}
