//! What care does about a monitoring alert: the patient is told through the touch gate, the responsible doctor gets a
//! task, and the head of the department one more when nobody acknowledged it in time.
use crate::asks::in_charge;
use crate::task::{self, NewTask};
use kernel::event::Event;
use kernel::{App, PatientId, Result, Role, Scope, Tx, clock};
use nq_pathway::gate::Class;
use reach::message::NewMessage;
use serde_json::Value;
use understand::alert::{self, Notice, state::State};
use uuid::Uuid;

/// Looks at one event of an alert.
pub(crate) async fn on_event(app: &App, event: &Event, patient: PatientId) -> Result<()> {
    let scope = Scope::system(event.tenant_id, "care");
    let id = event.payload.get("alert_id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
    let Some(id) = id else { return Ok(()) };
    let notice = match alert::find(app.db.read(), &scope, id).await {
        // The record was merged or the alert is not ours to see: nothing to do.
        Err(kernel::Error::Missing) => return Ok(()),
        other => other?,
    };
    match event.kind.as_str() {
        "alert.raised" if notice.state != State::Closed => {
            app.write(async |tx| tell(&tx, &scope, &notice, patient).await).await
        }
        "alert.escalated" if matches!(notice.state, State::Detected | State::Notified) => {
            app.write(async |tx| hand_up(&tx, &scope, &notice, patient).await).await
        }
        "alert.acknowledged" => {
            app.write(async |tx| settle(&tx, &scope, &[escalated(id)], "预警已有人确认。").await).await
        }
        "alert.closed" => {
            let why = "预警已处理并关闭。";
            app.write(async |tx| settle(&tx, &scope, &[origin(id), escalated(id)], why).await).await
        }
        _ => Ok(()),
    }
}

fn origin(id: Uuid) -> String {
    format!("alert:{id}")
}

fn escalated(id: Uuid) -> String {
    format!("alert-escalated:{id}")
}

/// Patient and doctor, in one transaction with the word that they were told. A mere reminder to measure needs no task.
async fn tell(tx: &Tx, scope: &Scope, notice: &Notice, patient: PatientId) -> Result<()> {
    write_to(tx, scope, notice, patient).await?;
    let task = if notice.action == "nudge" { None } else { ask(tx, scope, notice, patient).await? };
    alert::notified(tx, scope, notice.id, task.map(|id| id.0)).await
}

async fn write_to(tx: &Tx, scope: &Scope, notice: &Notice, patient: PatientId) -> Result<()> {
    let Some(person) = record::read::people(&**tx, scope, &[patient]).await?.pop() else { return Ok(()) };
    if person.deceased_at.is_some() {
        return Ok(());
    }
    let red = notice.level == "red";
    let message = NewMessage {
        patient,
        template_code: String::new(),
        vars: reach::template::render::Values::default(),
        class: if red { Class::ClinicalUrgent } else { Class::ClinicalRoutine },
        channel_preference: Vec::new(),
        dedupe_key: origin(notice.id),
        not_before: tx.now,
        not_after: Some(tx.now + chrono::Duration::days(if red { 1 } else { 3 })),
        enrolment_id: None,
        node: None,
        occurrence: None,
        form: None,
        origin: Some(format!("监测预警：{}", notice.title)),
    };
    let text = format!("{}，您好。{}", person.name, for_patient(notice));
    reach::message::queue_text(tx, scope, message, &text, false).await.map(drop)
}

/// What the patient reads: what was seen, what to do now, and that somebody will call.
fn for_patient(notice: &Notice) -> &'static str {
    let red = notice.level == "red";
    match notice.rule.as_str() {
        "three_nights" => {
            "您的手环数据显示，最近几晚睡眠时的心率比平时偏高。请看看有没有发热、胸闷、心慌或没睡好，这几天不饮酒、早点休息；如有胸痛、喘不上气请马上拨打120。您的医生已经收到提醒，会与您联系。"
        }
        "bp_ladder" => {
            "您的血压很高。请坐下安静休息5分钟后再量一次；如果仍然这么高，或有剧烈头痛、胸痛、手脚无力、说话不清，请马上拨打120。您的医生已经收到提醒，会与您联系。"
        }
        "home_bp_mean" => {
            "您最近一周在家测量的血压平均值偏高。请按时服药、少吃盐，继续早晚测量。您的医生已经收到提醒，会与您联系。"
        }
        "glucose" if red => {
            "您的血糖值需要马上处理。如果偏低（出汗、心慌、手抖），请立即吃15克糖或喝半杯果汁，15分钟后复测；如果很高并有口渴、恶心、乏力，请尽快就医或拨打120。您的医生已经收到提醒，会与您联系。"
        }
        "glucose" | "glucose_fasting" | "cgm" => {
            "您的血糖有一项需要注意。请按时用药、规律进餐，继续测量并记录。您的医生已经收到提醒，会与您联系。"
        }
        "adherence" => {
            "有几次没有收到您的测量数据。请检查设备是否佩戴好、电量是否充足，并按计划测量；需要帮助请联系我们。"
        }
        _ if red => {
            "您的监测数据有一项需要尽快处理。如有明显不舒服请马上就医或拨打120。您的医生已经收到提醒，会与您联系。"
        }
        _ => "您的监测数据有一项需要注意，请继续按时测量。您的医生已经收到提醒，会与您联系。",
    }
}

async fn ask(tx: &Tx, scope: &Scope, notice: &Notice, patient: PatientId) -> Result<Option<crate::TaskId>> {
    let role = in_charge(tx, scope, patient, &[Role::Doctor, Role::HealthManager, Role::Nurse]).await?;
    let title = format!("监测预警：{}", notice.title);
    let script = format!(
        "{}\n先在预警页点“确认”，再联系患者；联系后填写处理结果。\n本提示供健康管理参考，不能代替医生诊断。",
        notice.sentence
    );
    open(tx, scope, notice, patient, Work { origin: origin(notice.id), title, script, role }).await
}

/// Nobody acknowledged it in time: the head of the responsible doctor's department is asked.
async fn hand_up(tx: &Tx, scope: &Scope, notice: &Notice, patient: PatientId) -> Result<()> {
    let level = if notice.level == "red" { "红色" } else { "黄色" };
    let title = format!("预警逾期未确认：{}", notice.title);
    let script = format!(
        "{level}预警在规定时间内无人确认。\n{}\n请立即安排人员处理，或自行确认并联系患者。",
        notice.sentence
    );
    let role = access::role::code(Role::DepartmentHead).to_owned();
    open(tx, scope, notice, patient, Work { origin: escalated(notice.id), title, script, role })
        .await
        .map(drop)
}

struct Work {
    origin: String,
    title: String,
    script: String,
    role: String,
}

async fn open(
    tx: &Tx,
    scope: &Scope,
    notice: &Notice,
    patient: PatientId,
    work: Work,
) -> Result<Option<crate::TaskId>> {
    let today = clock::local_day(tx.now);
    let new = NewTask {
        patient,
        origin: work.origin,
        kind: "phone".to_owned(),
        title: work.title,
        script: work.script,
        form_code: None,
        role: work.role,
        sensitive: false,
        complaint: false,
        alert_since: Some(notice.detected_at),
        enrolment_id: None,
        obligation_id: None,
        pathway_name: None,
        due_from: today,
        due_to: clock::local_day(notice.due_at).max(today),
        why: notice.sentence.clone(),
        rule: format!("monitor:{}", notice.rule),
        rule_version: notice.version.to_string(),
    };
    task::open(tx, scope, new).await
}

/// Takes the work off the queue that the alert asked for.
async fn settle(tx: &Tx, scope: &Scope, origins: &[String], why: &str) -> Result<()> {
    for row in task::open_of_origins(&**tx, scope.tenant, origins).await? {
        task::close(tx, scope, row, why).await?;
    }
    Ok(())
}
