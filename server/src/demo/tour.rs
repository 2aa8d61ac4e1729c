//! The guided first day of a 健康管理师: five real steps, ticked by what really happened.
use super::grow;
use access::organisation;
use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use kernel::{App, Result, Scope, Visible, audit, event};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub struct TourStep {
    key: &'static str,
    title: &'static str,
    /// Where in the console it is done.
    path: &'static str,
    done: bool,
}

/// The steps in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tour {
    steps: Vec<TourStep>,
}

/// What each step leaves behind: an audit entry or an event by this member of staff, or an answer by a patient.
const STEPS: [(&str, &str, &str, Trace); 5] = [
    (
        "read",
        "打开一位红级患者的档案，看看为什么是红级",
        "/patients?panel=mine&grade=red",
        Trace::Audit("read_patient"),
    ),
    ("task", "完成一次电话随访", "/tasks", Trace::MyEvent("task.done")),
    ("card", "为一位新患者开卡", "/patients?panel=mine&open=card", Trace::MyEvent("card.opened")),
    ("message", "给一位患者发送家庭血压上报邀请", "/patients?panel=mine", Trace::MyEvent("message.queued")),
    ("answer", "在“患者手机”上替患者填完问卷，看它回到档案", "/phone", Trace::PatientEvent("answer.filed")),
];

#[derive(Debug, Clone, Copy)]
enum Trace {
    Audit(&'static str),
    MyEvent(&'static str),
    PatientEvent(&'static str),
}

/// How far the logged-in member of staff has come.
#[utoipa::path(get, path = "/api/demo/tour", operation_id = "read_demo_tour", tag = "demo", responses((status = 200, body = Tour)))]
pub async fn read_demo_tour(State(app): State<App>, scope: Scope) -> Result<Json<Tour>> {
    let house = organisation::first_tenant(app.db.read()).await?.map(|tenant| Scope::system(tenant, "tour"));
    // What colleagues did in the days before the demo began is not the viewer's own doing.
    let since = grow::standing(&app).await?.and_then(|growth| growth.walked).unwrap_or(DateTime::UNIX_EPOCH);
    let mut steps = Vec::new();
    for (key, title, path, trace) in STEPS {
        let done = match &house {
            Some(house) => happened(&app, house, &scope, trace, since).await?,
            None => false,
        };
        steps.push(TourStep { key, title, path, done });
    }
    Ok(Json(Tour { steps }))
}

async fn happened(
    app: &App,
    house: &Scope,
    viewer: &Scope,
    trace: Trace,
    since: DateTime<Utc>,
) -> Result<bool> {
    let mine = viewer.actor_name();
    let count = match trace {
        Trace::Audit(act) => {
            use audit::entity::{Column, Entity};
            Entity::visible(house)
                .filter(Column::ActorName.eq(mine))
                .filter(Column::Act.eq(act))
                .count(app.db.read())
                .await?
        }
        Trace::MyEvent(kind) => events(app, house, kind, &mine, since).await?,
        Trace::PatientEvent(kind) => events(app, house, kind, "患者本人", since).await?,
    };
    Ok(count > 0)
}

async fn events(app: &App, house: &Scope, kind: &str, actor: &str, since: DateTime<Utc>) -> Result<u64> {
    use event::entity::{Column, Entity};
    let query = Entity::visible(house)
        .filter(Column::Kind.eq(kind))
        .filter(Column::Actor.eq(actor))
        .filter(Column::RecordedAt.gt(since));
    Ok(query.count(app.db.read()).await?)
}
