//! Fillings over HTTP, for staff: the form in phone mode.

use axum::{
    Json,
    extract::{Path, State},
};
use kernel::{Act, App, PatientId, Result, Scope, audit, web::Body};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{NewSession, Via, View, read, resume, save_draft};
use super::submit::{Submitted, submit};
use crate::form::accept::ItemError;
use crate::ids::SessionId;

/// What to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionIn {
    patient_id: PatientId,
    form_code: String,
    /// The task during which it is filled.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    task_id: Option<Uuid>,
}

/// Answers, complete or in part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersIn {
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
}

/// What of a draft is not right yet; everything else is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftSaved {
    pub errors: Vec<ItemError>,
}

/// Opens a filling, or goes on with what the patient or a colleague began.
#[utoipa::path(post, path = "/api/form-sessions", operation_id = "create_form_session", tag = "session",
    request_body = SessionIn, responses((status = 200, body = View)))]
pub async fn create_form_session(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<SessionIn>,
) -> Result<Json<View>> {
    scope.require(Act::TaskDo)?;
    // Reaching the person comes first: a filling must not be a way to learn who exists.
    crate::contact::contact(app.db.read(), &scope, body.patient_id).await?;
    let new = NewSession {
        patient: body.patient_id,
        form_code: body.form_code,
        via: Via::Phone,
        message_id: None,
        task_id: body.task_id,
        enrolment_id: None,
        obligation_id: None,
        expires_at: None,
    };
    let id = app.write(async |tx| resume(&tx, &scope, new).await).await?;
    Ok(Json(read(app.db.read(), &scope, id).await?))
}

/// A filling with what was typed so far.
#[utoipa::path(get, path = "/api/form-sessions/{id}", operation_id = "read_form_session", tag = "session",
    params(("id" = SessionId, Path)), responses((status = 200, body = View)))]
pub async fn read_form_session(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<SessionId>,
) -> Result<Json<View>> {
    scope.require(Act::TaskDo)?;
    Ok(Json(read(app.db.read(), &scope, id).await?))
}

/// Keeps a draft.
#[utoipa::path(put, path = "/api/form-sessions/{id}/answers", operation_id = "update_form_session", tag = "session",
    params(("id" = SessionId, Path)), request_body = AnswersIn, responses((status = 200, body = DraftSaved)))]
pub async fn update_form_session(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<SessionId>,
    Body(body): Body<AnswersIn>,
) -> Result<Json<DraftSaved>> {
    scope.require(Act::TaskDo)?;
    let errors = app.write(async |tx| save_draft(&tx, &scope, id, &body.answers).await).await?;
    Ok(Json(DraftSaved { errors }))
}

/// Hands in.
#[utoipa::path(post, path = "/api/form-sessions/{id}/submit", operation_id = "submit_form_session", tag = "session",
    params(("id" = SessionId, Path)), request_body = AnswersIn, responses((status = 200, body = Submitted)))]
pub async fn submit_form_session(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<SessionId>,
    Body(body): Body<AnswersIn>,
) -> Result<Json<Submitted>> {
    scope.require(Act::TaskDo)?;
    let done = app
        .write(async |tx| {
            let done = submit(&tx, &scope, id, Via::Phone, &body.answers).await?;
            let entry = audit::Entry {
                act: "submit_form",
                object_kind: "form_session",
                object_id: id.to_string(),
                ..Default::default()
            };
            audit::write(&*tx, tx.now, &scope, entry).await?;
            Ok(done)
        })
        .await?;
    Ok(Json(done))
}
