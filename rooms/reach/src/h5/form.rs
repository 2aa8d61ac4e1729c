//! The form behind a link.

use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use kernel::{App, Result, web::Body};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Addressed, NurseView, nurse, phone};
use crate::contact;
use crate::form::FormDef;
use crate::session::api::{AnswersIn, DraftSaved};
use crate::session::{self, Via};

/// What a link opens.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    /// The hospital's time, by which the page counts days.
    now: DateTime<Utc>,
    /// `open`, `done` or `expired`.
    state: String,
    hospital: String,
    phone: String,
    nurse: Option<NurseView>,
    patient: Option<Addressed>,
    form: Option<FormDef>,
    #[schema(value_type = Option<Object>)]
    answers: Option<Map<String, Value>>,
    expires_at: Option<DateTime<Utc>>,
    message: Option<String>,
}

/// What the patient reads after handing in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FormReceived)]
pub struct Received {
    thanks: String,
    band: Option<BandView>,
    score: Option<i64>,
    /// What to do now, if an answer is urgent.
    next: Option<String>,
}

/// The band of a total, in words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FormBandView)]
pub struct BandView {
    label: String,
}

/// The form of a link, with what was answered so far.
#[utoipa::path(get, path = "/api/h5/links/{token}", operation_id = "read_link", tag = "h5",
    params(("token" = String, Path)), responses((status = 200, body = LinkView)))]
pub async fn read_link(State(app): State<App>, Path(token): Path<String>) -> Result<Json<LinkView>> {
    let conn = app.db.read();
    let opened = session::opened(conn, &token, app.clock.now()).await?;
    let mut view = LinkView {
        now: app.clock.now(),
        state: "expired".to_owned(),
        hospital: app.config.hospital.clone(),
        phone: app.config.phone.clone(),
        nurse: None,
        patient: None,
        form: None,
        answers: None,
        expires_at: Some(opened.expires_at),
        message: None,
    };
    if !opened.valid {
        return Ok(Json(view));
    }
    if opened.first {
        app.write(async |tx| session::mark_opened(&tx, &token).await).await?;
    }
    let contact = contact::contact(conn, &opened.scope, opened.patient).await?;
    let filling = session::read(conn, &opened.scope, opened.session).await?;
    view.phone = phone(&app, &contact);
    view.nurse = nurse(&contact);
    view.patient = Some(Addressed { title: contact.title });
    let done = filling.state == "done";
    view.state = String::from(if done { "done" } else { "open" });
    if !done {
        view.answers = Some(filling.answers);
        view.form = Some(for_patient(filling.form));
    }
    Ok(Json(view))
}

/// The definition without what is meant for staff: points, sentences for the nurse, wording for calls.
fn for_patient(mut def: FormDef) -> FormDef {
    def.scoring = None;
    def.red_flags = Vec::new();
    for item in &mut def.items {
        item.say = None;
    }
    def
}

/// Keeps what was typed.
#[utoipa::path(put, path = "/api/h5/links/{token}/answers", operation_id = "save_link_answers", tag = "h5",
    params(("token" = String, Path)), request_body = AnswersIn, responses((status = 200, body = DraftSaved)))]
pub async fn save_link_answers(
    State(app): State<App>,
    Path(token): Path<String>,
    Body(body): Body<AnswersIn>,
) -> Result<Json<DraftSaved>> {
    let opened = super::valid(&app, &token).await?;
    let errors = app
        .write(async |tx| session::save_draft(&tx, &opened.scope, opened.session, &body.answers).await)
        .await?;
    Ok(Json(DraftSaved { errors }))
}

/// Hands in.
#[utoipa::path(post, path = "/api/h5/links/{token}/submit", operation_id = "submit_link", tag = "h5",
    params(("token" = String, Path)), request_body = AnswersIn, responses((status = 200, body = Received)))]
pub async fn submit_link(
    State(app): State<App>,
    Path(token): Path<String>,
    Body(body): Body<AnswersIn>,
) -> Result<Json<Received>> {
    let opened = super::valid(&app, &token).await?;
    let done = app
        .write(async |tx| session::submit(&tx, &opened.scope, opened.session, Via::H5, &body.answers).await)
        .await?;
    // A total that needs a nurse's eye is told by the nurse, not by the page.
    let calm = done.red_flags.is_empty();
    Ok(Json(Received {
        thanks: done.thanks,
        band: done.band.filter(|_| calm).map(|b| BandView { label: b.label }),
        score: done.score.filter(|_| calm),
        next: done.next,
    }))
}
