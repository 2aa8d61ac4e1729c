//! After a follow-up by the national standard: the next one becomes a task with the window that the class asks for, and
//! takes the place of the one that stood open.
use crate::asks::in_charge;
use crate::task::{self, NewTask};
use chrono::NaiveDate;
use kernel::event::Event;
use kernel::{App, PatientId, Result, Role, Scope, clock};
use nq_clinical::follow_up::Class;
use reach::form::follow_up::{FollowUpResult, classify};
use record::read::AnswerRow;
use serde_json::Value;

const ORIGIN: &str = "followup-next:";

/// Looks at one filed answer.
pub(crate) async fn on_answer(app: &App, event: &Event, patient: PatientId) -> Result<()> {
    let text = |key: &str| event.payload.get(key).and_then(Value::as_str).unwrap_or_default();
    let Some(form) = reach::form::official::follow_up_form(text("form_code")) else { return Ok(()) };
    let (code, answer) = (text("form_code"), text("answer_id"));
    let scope = Scope::system(event.tenant_id, "care");
    let all = record::read::answers(app.db.read(), &scope, &[patient]).await?;
    let same: Vec<&AnswerRow> = all.iter().filter(|a| a.form_code.as_deref() == Some(code)).collect();
    let Some(place) = same.iter().position(|a| a.id.to_string() == answer) else { return Ok(()) };
    // A later follow-up has already said when the next one is due.
    let (Some(this), true) = (same.get(place), place + 1 == same.len()) else { return Ok(()) };
    let previous =
        place.checked_sub(1).and_then(|n| same.get(n)).and_then(|a| Class::of_zh(a.band.as_deref()?));
    let person = record::read::people(app.db.read(), &scope, &[patient]).await?.pop();
    let Some(person) = person.filter(|p| p.deceased_at.is_none()) else { return Ok(()) };
    let result = classify(code, &this.answers, clock::local_day(this.at), person.birth_date, previous);
    let Some((result, from, to)) = result.and_then(|r| due(&r).map(|(from, to)| (r, from, to))) else {
        return Ok(());
    };
    let title = format!("{}（下次）", form.title.replace("服务记录表", ""));
    let origin = format!("{ORIGIN}{answer}");
    app.write(async |tx| {
        for row in task::waiting_for_form(&*tx, scope.tenant, patient, code).await? {
            if row.origin.starts_with(ORIGIN) && row.origin != origin {
                task::close(&tx, &scope, row, "本次随访已完成。").await?;
            }
        }
        let role = in_charge(&tx, &scope, patient, &[Role::HealthManager, Role::Nurse, Role::Doctor]).await?;
        let new = next(patient, code, &result, (from, to), (origin, title, role), form.version);
        task::open(&tx, &scope, new).await.map(drop)
    })
    .await
}

fn due(result: &FollowUpResult) -> Option<(NaiveDate, NaiveDate)> {
    Some((result.next_from?, result.next_to?))
}

fn next(
    patient: PatientId,
    code: &str,
    result: &FollowUpResult,
    (due_from, due_to): (NaiveDate, NaiveDate),
    (origin, title, role): (String, String, String),
    version: u32,
) -> NewTask {
    let class = result.class.as_deref().unwrap_or("未分类");
    let action = result.action.as_deref().unwrap_or_default();
    NewTask {
        patient,
        origin,
        kind: "phone".to_owned(),
        title,
        script: format!("上次随访分类：{class}。{action}。\n按随访表逐项询问、测量并填写。"),
        form_code: Some(code.to_owned()),
        role,
        sensitive: false,
        complaint: false,
        alert_since: None,
        enrolment_id: None,
        obligation_id: None,
        pathway_name: None,
        due_from,
        due_to,
        why: format!("上次随访分类为“{class}”，{action}。"),
        rule: format!("follow_up:{code}"),
        rule_version: version.to_string(),
    }
}
