//! What people of the staff are asked for outside of any path: danger in an answer or a result, and a card just opened.
use crate::react::answered;
use crate::task::{self, NewTask};
use crate::{alarm, follow_up};
use kernel::event::Event;
use kernel::{App, PatientId, Result, Role, Scope, Tx, clock};
use nq_pathway::calendar::add_days;
use serde_json::Value;

/// Tasks of a card just opened, which end as soon as anybody has done the work.
const SET_UP: &[&str] = &["assign_doctor", "fill_record"];
/// News older than this is history, not an alert.
const ALERT_DAYS: i64 = 2;

/// Looks at one event. `taken_up`: a path already asked for the work.
pub(crate) async fn on_event(app: &App, event: &Event, patient: PatientId, taken_up: bool) -> Result<()> {
    let scope = Scope::system(event.tenant_id, "care");
    let fresh = app.clock.now() - event.occurred_at < chrono::Duration::days(ALERT_DAYS);
    match event.kind.as_str() {
        "answer.filed" => {
            let (form, via) = (text(event, "form_code"), text(event, "via"));
            follow_up::on_answer(app, event, patient).await?;
            app.write(async |tx| {
                answered(&tx, &scope, patient, form, via).await?;
                if fresh && !taken_up { red_flags(&tx, &scope, event, patient).await } else { Ok(()) }
            })
            .await
        }
        "observation.recorded" if fresh && !words(event, "critical").is_empty() => {
            app.write(async |tx| critical(&tx, &scope, event, patient).await).await
        }
        // However the death was told: work outside of any path ends as well.
        "patient.deceased" => {
            app.write(async |tx| task::close_of_patient(&tx, &scope, patient, "患者已去世。").await).await
        }
        "card.opened" => app.write(async |tx| card(&tx, &scope, event, patient).await).await,
        "care_team.changed" | "patient.updated" => {
            if task::open_of_kinds(app.db.read(), event.tenant_id, patient, SET_UP).await?.is_empty() {
                return Ok(());
            }
            app.write(async |tx| settled(&tx, &scope, patient).await).await
        }
        kind if kind.starts_with("alert.") => alarm::on_event(app, event, patient).await,
        _ => Ok(()),
    }
}

fn text<'a>(event: &'a Event, key: &str) -> &'a str {
    event.payload.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn words(event: &Event, key: &str) -> Vec<String> {
    let list = event.payload.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Who of the care team answers for danger: the first of these roles that is filled, else any health manager.
pub(crate) async fn in_charge(tx: &Tx, scope: &Scope, patient: PatientId, roles: &[Role]) -> Result<String> {
    let team = record::team::of(&**tx, scope, patient).await?;
    let filled = roles.iter().find(|r| team.iter().any(|m| m.role == **r));
    let role = filled.or(roles.first()).copied().unwrap_or(Role::HealthManager);
    Ok(access::role::code(role).to_owned())
}

/// What was found in the answer: sentences, the hours in which somebody has to look, and whether it is an alert.
struct Found {
    sentences: Vec<String>,
    hours: i64,
    first: bool,
}

/// The findings as the form reads them; what can no longer be read again counts as an alert for today.
async fn found(tx: &Tx, scope: &Scope, event: &Event, patient: PatientId) -> Result<Found> {
    let told = Found { sentences: words(event, "red_flags"), hours: 0, first: true };
    let id = text(event, "answer_id");
    let answers = record::read::answers(&**tx, scope, &[patient]).await?;
    let Some(answer) = answers.iter().find(|a| a.id.to_string() == id) else { return Ok(told) };
    let raised = reach::session::findings(&**tx, scope, answer).await?;
    let Some(hours) = raised.iter().map(|f| i64::from(f.due_hours)).min() else { return Ok(told) };
    Ok(Found {
        first: raised.iter().any(|f| f.severity >= reach::form::definition::Severity::High),
        sentences: raised.into_iter().map(|f| f.task).collect(),
        hours,
    })
}

/// One task for all the danger in one answer.
async fn red_flags(tx: &Tx, scope: &Scope, event: &Event, patient: PatientId) -> Result<()> {
    if words(event, "red_flags").is_empty() {
        return Ok(());
    }
    let found = found(tx, scope, event, patient).await?;
    let flags = found.sentences;
    let role = in_charge(tx, scope, patient, &[Role::HealthManager, Role::Nurse, Role::Doctor]).await?;
    let head = if found.first { "红旗" } else { "请关注" };
    let title = format!("{head}：{}", text(event, "title"));
    let origin = format!("answer:{}", text(event, "answer_id"));
    let why = format!("患者在“{}”中的回答触发红旗：{}", text(event, "title"), flags.join("；"));
    alert(
        tx,
        scope,
        event,
        patient,
        Alert {
            origin,
            title,
            role,
            script: flags.join("\n"),
            why,
            rule: "red_flag",
            hours: found.hours,
            first: found.first,
        },
    )
    .await
}

/// One task for a critical result.
async fn critical(tx: &Tx, scope: &Scope, event: &Event, patient: PatientId) -> Result<()> {
    let role = in_charge(tx, scope, patient, &[Role::Doctor, Role::HealthManager, Role::Nurse]).await?;
    let detail = text(event, "detail");
    let script = format!(
        "结果达到危急值：{detail}\n请立即联系患者，了解症状，安排就诊或急诊。\n联系不上时联系家属，并上报科主任。"
    );
    let ids = words(event, "ids").join(",");
    let origin = format!("critical:{}", if ids.is_empty() { event.id.to_string() } else { ids });
    let why = format!("收到危急值：{detail}");
    let title = "危急值处理".to_owned();
    let ask = Alert { origin, title, role, script, why, rule: "critical_value", hours: 0, first: true };
    alert(tx, scope, event, patient, ask).await
}

struct Alert {
    origin: String,
    title: String,
    role: String,
    script: String,
    why: String,
    rule: &'static str,
    /// Hours in which it is due.
    hours: i64,
    /// It outweighs the rest of the queue until somebody has looked.
    first: bool,
}

async fn alert(tx: &Tx, scope: &Scope, event: &Event, patient: PatientId, alert: Alert) -> Result<()> {
    let today = clock::local_day(tx.now);
    let new = NewTask {
        patient,
        origin: alert.origin,
        kind: "phone".to_owned(),
        title: alert.title,
        script: alert.script,
        form_code: None,
        role: alert.role,
        sensitive: false,
        complaint: false,
        alert_since: alert.first.then_some(event.occurred_at),
        enrolment_id: None,
        obligation_id: None,
        pathway_name: None,
        due_from: today,
        due_to: clock::local_day(event.occurred_at + chrono::Duration::hours(alert.hours)).max(today),
        why: alert.why,
        rule: alert.rule.to_owned(),
        rule_version: "1".to_owned(),
    };
    task::open(tx, scope, new).await.map(drop)
}

const NO_DOCTOR: &str = "分配责任医生";
const INCOMPLETE: &str = "完善健康档案";

/// A new card asks for a doctor and for what the record lacks.
async fn card(tx: &Tx, scope: &Scope, event: &Event, patient: PatientId) -> Result<()> {
    let head = record::patient::header(&**tx, scope, patient, tx.now).await?;
    if !head.care_team.iter().any(|m| m.role == Role::Doctor) {
        let script = "新开健康卡，还没有责任医生。\n请在患者页的责任团队中指定。";
        desk_task(tx, scope, event, patient, ("assign_doctor", NO_DOCTOR, script)).await?;
    }
    if !head.completeness.missing.is_empty() {
        let script = format!(
            "新开健康卡，档案还缺：{}。\n请联系患者或查阅资料补齐。",
            head.completeness.missing.join("、")
        );
        desk_task(tx, scope, event, patient, ("fill_record", INCOMPLETE, &script)).await?;
    }
    Ok(())
}

async fn desk_task(
    tx: &Tx,
    scope: &Scope,
    event: &Event,
    patient: PatientId,
    (kind, title, script): (&str, &str, &str),
) -> Result<()> {
    let today = clock::local_day(tx.now);
    let new = NewTask {
        patient,
        origin: format!("{kind}:{patient}:{}", text(event, "card_no")),
        kind: kind.to_owned(),
        title: title.to_owned(),
        script: script.to_owned(),
        form_code: None,
        role: "health_manager".to_owned(),
        sensitive: false,
        complaint: false,
        alert_since: None,
        enrolment_id: None,
        obligation_id: None,
        pathway_name: None,
        due_from: today,
        due_to: add_days(today, 3),
        why: "新开健康卡。".to_owned(),
        rule: "card.opened".to_owned(),
        rule_version: "1".to_owned(),
    };
    task::open(tx, scope, new).await.map(drop)
}

/// A request is answered by the state, whoever brought it about.
async fn settled(tx: &Tx, scope: &Scope, patient: PatientId) -> Result<()> {
    let open = task::open_of_kinds(&**tx, scope.tenant, patient, SET_UP).await?;
    if open.is_empty() {
        return Ok(());
    }
    let head = match record::patient::header(&**tx, scope, patient, tx.now).await {
        Ok(head) => head,
        Err(kernel::Error::Missing) => return Ok(()),
        Err(other) => return Err(other),
    };
    let doctor = head.care_team.iter().any(|m| m.role == Role::Doctor);
    let complete = head.completeness.missing.is_empty();
    for row in open {
        let done = if row.kind == "assign_doctor" { doctor } else { complete && row.title == INCOMPLETE };
        if done {
            task::close(tx, scope, row, "已由他人办妥。").await?;
        }
    }
    Ok(())
}
