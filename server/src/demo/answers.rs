//! What people of the demo say: answers to the forms on their telephones, and results of calls. All synthetic.
use super::{cast, days::Town, grow};
use anyhow::Result;
use care::task::Completion;
use chrono::{DateTime, Duration, Utc};
use kernel::{App, PatientId, Scope, clock::local_day};
use reach::session::{self, Via};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// One in so many of the people leaves a form unanswered.
const SILENT: u32 = 3;

/// Opens a link as the patient's telephone would and hands the form in, if `say` has an answer to it and the form is
/// still open. Answers whether it was handed in.
pub async fn send(app: &App, link: &str, say: &(dyn Fn(&str) -> Option<Value> + Sync)) -> Result<bool> {
    let secret = link.rsplit('/').next().unwrap_or_default();
    let opened = session::opened(app.db.read(), secret, app.clock.now()).await?;
    if !opened.valid {
        return Ok(false);
    }
    let view = session::read(app.db.read(), &opened.scope, opened.session).await?;
    let Some(Value::Object(said)) = say(&view.form.code).filter(|_| view.state == "open") else {
        return Ok(false);
    };
    app.write(async |tx| session::submit(&tx, &opened.scope, opened.session, Via::H5, &said).await).await?;
    Ok(true)
}

/// A pressure for the forms that ask for one.
pub fn pressure(form: &str, sbp: u32, dbp: u32) -> Option<Value> {
    let bp = json!({"sbp": sbp, "dbp": dbp});
    match form {
        "home_bp" if sbp >= 160 || dbp >= 100 => {
            Some(json!({"bp": bp, "moment": "morning", "taken": "not_yet", "unwell": ["none"]}))
        }
        "home_bp" => Some(json!({"bp": bp, "moment": "morning", "taken": "none"})),
        "bp_family_followup" => Some(json!({"bp": bp, "drugs": "regular", "symptoms": ["none"]})),
        _ => None,
    }
}

/// What somebody well answers.
fn calm(form: &str, number: u32) -> Option<Value> {
    match form {
        "post_op_recovery" => Some(json!({
            "feeling": 4, "pain": 1, "wound": "healed", "fever": "no", "symptoms": ["none"], "drugs": "regular",
            "activity": "half_hour"
        })),
        "diabetes_lifestyle" => Some(json!({
            "weight": 70 + number % 9, "staple": "one", "sweet_drink": "weekly", "vegetable": "daily",
            "exercise_days": 3 + number % 3, "sitting": "middle", "smoking": "never", "sleep": "enough",
            "thirst": ["none"], "ogtt": "think"
        })),
        "satisfaction" => Some(json!({"overall": 4 + number % 2, "recommend": 8 + number % 3})),
        other => pressure(other, 118 + number % 16, 72 + number % 12),
    }
}

/// In the evening people answer what came during the day; those with a story keep to it.
pub async fn evening(app: &App, town: &Town<'_>, now: DateTime<Utc>) -> Result<()> {
    let numbers: HashMap<PatientId, u32> = town.ids.iter().map(|(number, id)| (*id, *number)).collect();
    let texts = reach::sandbox::texts(app, &town.hospital.scope, None, None).await?;
    for text in texts.into_iter().filter(|text| now - text.at < Duration::hours(30)) {
        let Some(number) = numbers.get(&text.patient_id).copied() else { continue };
        let Some(link) = text.link.filter(|_| number >= cast::SIZE && !number.is_multiple_of(SILENT)) else {
            continue;
        };
        send(app, &link, &|form| calm(form, number)).await?;
    }
    Ok(())
}

/// Colleagues call: most of what is open is done, what belongs to a story stays as it is.
pub async fn calls(app: &App, town: &Town<'_>) -> Result<()> {
    let told: Vec<PatientId> =
        grow::cast(town.people).filter_map(|(person, _)| town.ids.get(&person.number).copied()).collect();
    for login in ["guanli", "guanli2", "guanli3", "hushi"] {
        let scope = town.colleague(app, login).await?;
        let today = local_day(app.clock.now());
        for task in care::task::open_until(app.db.read(), &scope, today).await? {
            let mine = told.contains(&task.patient);
            // A story's own work is left for whoever opens the demo; the half-yearly call to such a person is not.
            if mine && task.pathway.as_deref() != Some("签约居民红黄绿随访") {
                continue;
            }
            let (form, unreached) = (task.form.as_deref(), task.order % 9 == 4);
            let answers = form.filter(|_| !unreached).and_then(|form| calm(form, task.order));
            call(app, &scope, task.id, if unreached { "no_answer" } else { "done" }, answers).await?;
        }
    }
    Ok(())
}

/// The nurse asks how satisfied the person was, and hears a score that is not good.
pub async fn satisfaction(app: &App, nurse: &Scope, patient: PatientId, score: i64) -> Result<()> {
    let said = json!({"overall": score, "wrong": ["explain", "waiting"], "recommend": 3,
        "opinion": "出院后不知道药吃到什么时候，问了几次没有人说清楚。", "call_me": "no"});
    let today = local_day(app.clock.now());
    for task in care::task::open_until(app.db.read(), nurse, today).await? {
        if task.patient == patient && task.form.as_deref() == Some("satisfaction") {
            call(app, nurse, task.id, "done", Some(said.clone())).await?;
        }
    }
    Ok(())
}

async fn call(
    app: &App,
    scope: &Scope,
    task: care::TaskId,
    result: &str,
    answers: Option<Value>,
) -> Result<()> {
    let answers: Option<Map<String, Value>> = answers.and_then(|a| a.as_object().cloned());
    let done = Completion {
        result_code: result.to_owned(),
        note: None,
        answers,
        next_at: None,
        confirmed: false,
        deceased_on: None,
    };
    Ok(app.write(async |tx| care::task::complete(&tx, scope, task, &done).await).await?)
}
