//! 今天: what to do now, what comes next, the last home readings, what we wrote.

use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Duration, Utc};
use kernel::{App, Error, Result, Scope, Visible, web::Body};
use record::answer::ReadingIn;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Addressed, NurseView, nurse, phone};
use crate::contact;
use crate::ids::MessageId;
use crate::message::entity as message;
use crate::message::state::State as Stand;
use crate::session::{self, Opened};
use crate::template::values::LINK;

/// The page of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct TodayView {
    /// The hospital's time: a telephone's own clock may be wrong, and in the demonstration time runs ahead.
    now: DateTime<Utc>,
    hospital: String,
    phone: String,
    nurse: Option<NurseView>,
    patient: Option<Addressed>,
    todo: Vec<ToDo>,
    next_due: Option<NextDue>,
    readings: Vec<HomeReading>,
    messages: Vec<Written>,
}

/// One thing to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = H5ToDo)]
pub struct ToDo {
    kind: String,
    title: String,
    link: Option<String>,
}

/// What comes next.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = H5NextDue)]
pub struct NextDue {
    at: DateTime<Utc>,
    title: String,
}

/// The last value of something measured at home.
#[derive(Debug, Serialize, ToSchema)]
pub struct HomeReading {
    metric: String,
    name: String,
    unit: String,
    latest: Option<Latest>,
}

/// A value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = H5Latest)]
pub struct Latest {
    value_text: String,
    value: Option<f64>,
    at: DateTime<Utc>,
}

/// A message of ours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = H5Message)]
pub struct Written {
    id: MessageId,
    at: DateTime<Utc>,
    text: String,
}

/// Readings sent by the patient.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingsIn {
    readings: Vec<OneReading>,
}

/// One value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneReading {
    metric: String,
    value: f64,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    at: Option<DateTime<Utc>>,
}

/// What the patient reads after sending.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingsFiled {
    message: String,
    /// What to do now, if a value is urgent.
    advice: Option<String>,
}

/// What people measure at home; laboratory results are shown only after a login, never by a link alone.
const HOME: &[&str] = &["sbp", "dbp", "heart_rate", "weight", "glucose_capillary"];

/// Today's page.
#[utoipa::path(get, path = "/api/h5/links/{token}/today", operation_id = "read_link_today", tag = "h5",
    params(("token" = String, Path)), responses((status = 200, body = TodayView)))]
pub async fn read_link_today(State(app): State<App>, Path(token): Path<String>) -> Result<Json<TodayView>> {
    let opened = super::valid(&app, &token).await?;
    let conn = app.db.read();
    let contact = contact::contact(conn, &opened.scope, opened.patient).await?;
    let header = record::patient::header(conn, &opened.scope, opened.patient, app.clock.now()).await?;
    let todo = to_do(&app, &opened, &token).await?;
    // A form that was sent already stands above; it is not to come.
    let next = header.next_due.filter(|due| due.kind != "form" || todo.is_empty());
    let next_due = next.map(|due| NextDue { at: due.at, title: for_patient(&due.kind).to_owned() });
    Ok(Json(TodayView {
        now: app.clock.now(),
        hospital: app.config.hospital.clone(),
        phone: phone(&app, &contact),
        nurse: nurse(&contact),
        todo,
        next_due,
        readings: readings(&app, &opened).await?,
        messages: written(&app, &opened.scope).await?,
        patient: Some(Addressed { title: contact.title }),
    }))
}

/// What comes next in a patient's words: the name of a node speaks of grades and cadences and is meant for staff.
fn for_patient(kind: &str) -> &'static str {
    match kind {
        "phone_task" | "phone" => "随访电话：我们会打给您，了解近况",
        "home_visit" => "上门随访：我们会到您家里来看您",
        "form" => "填写随访问卷：到时会发短信给您",
        "message" => "健康提醒：到时会发给您",
        _ => "随访：我们会与您联系",
    }
}

/// Open fillings. The one of this very link keeps its address; another gets a fresh link of the same length of life.
async fn to_do(app: &App, opened: &Opened, token: &str) -> Result<Vec<ToDo>> {
    let conn = app.db.read();
    let mut out = Vec::new();
    for filling in session::to_do(conn, &opened.scope, opened.patient, app.clock.now()).await? {
        let def = crate::form::version(conn, &opened.scope, &filling.form_code, filling.form_version).await?;
        let link = if filling.id == opened.session {
            format!("{}/h5/f/{token}", app.config.public_url)
        } else {
            app.write(async |tx| session::another_link(&tx, opened, &app.config.public_url, filling.id).await)
                .await?
        };
        out.push(ToDo { kind: "form".to_owned(), title: def.title, link: Some(link) });
    }
    Ok(out)
}

async fn readings(app: &App, opened: &Opened) -> Result<Vec<HomeReading>> {
    let since = app.clock.now() - Duration::days(90);
    let rows = record::read::measurements(app.db.read(), &opened.scope, &[opened.patient], HOME, Some(since))
        .await?;
    let view = |code: &&str| {
        let metric = nq_clinical::dictionary().get(code)?;
        let last = rows.iter().rev().find(|row| row.metric == *code)?;
        Some(HomeReading {
            metric: metric.code.clone(),
            name: metric.name_zh.clone(),
            unit: nq_clinical::unit_shown(&last.unit),
            latest: Some(Latest { value_text: last.value_text.clone(), value: last.value, at: last.at }),
        })
    };
    Ok(HOME.iter().filter_map(view).collect())
}

async fn written(app: &App, scope: &Scope) -> Result<Vec<Written>> {
    let rows = message::Entity::visible(scope)
        .filter(message::Column::State.is_in([Stand::Accepted.as_str(), Stand::Delivered.as_str()]))
        .order_by_desc(message::Column::SentAt)
        .limit(20)
        .all(app.db.read())
        .await?;
    let written = rows.into_iter().map(|row| Written {
        id: row.id,
        at: row.sent_at.unwrap_or(row.created_at),
        text: row.text.replace(LINK, "（链接见短信）"),
    });
    Ok(written.collect())
}

/// Files what the patient measured.
#[utoipa::path(post, path = "/api/h5/links/{token}/readings", operation_id = "create_link_readings", tag = "h5",
    params(("token" = String, Path)), request_body = ReadingsIn, responses((status = 200, body = ReadingsFiled)))]
pub async fn create_link_readings(
    State(app): State<App>,
    Path(token): Path<String>,
    Body(body): Body<ReadingsIn>,
) -> Result<Json<ReadingsFiled>> {
    let opened = super::valid(&app, &token).await?;
    let readings = checked(body, app.clock.now())?;
    let advice = app
        .write(async |tx| session::file_reading(&tx, &opened.scope, opened.patient, readings).await)
        .await?;
    Ok(Json(ReadingsFiled { message: "已记入您的健康档案，护士看得到。".to_owned(), advice }))
}

fn checked(body: ReadingsIn, now: DateTime<Utc>) -> Result<Vec<ReadingIn>> {
    if body.readings.is_empty() || body.readings.len() > 10 {
        return Err(Error::field("readings", "请填写要记录的数值。"));
    }
    body.readings
        .into_iter()
        .map(|one| {
            let metric =
                nq_clinical::dictionary().get(&one.metric).filter(|m| HOME.contains(&m.code.as_str()));
            let metric = metric.ok_or_else(|| Error::field("readings", "这项指标不能在家里记录。"))?;
            if !metric.is_plausible(one.value) {
                let message = format!("{}的数值不太可能，请再量一次。", metric.name_zh);
                return Err(Error::field(one.metric, message));
            }
            // The phone's clock may be wrong; a reading from the future is one from now.
            let at = one.at.filter(|at| *at <= now && now - *at < Duration::days(31));
            Ok(ReadingIn {
                metric: one.metric,
                value: one.value.to_string(),
                unit: one.unit.unwrap_or_default(),
                at,
            })
        })
        .collect()
}
