//! Forms over HTTP: the library and its editor.

use axum::{
    Json,
    extract::{Path, State},
};
use kernel::{Act, App, Result, Scope, web::Body};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::check::Problem;
use super::definition::FormDef;
use super::library::{self, FormRow};

/// A definition to be checked or saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormDraft {
    /// The definition; its version is given by the house.
    #[schema(value_type = FormDef)]
    definition: Value,
}

/// What is wrong with a definition; empty if it may be saved.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormCheck {
    problems: Vec<Problem>,
}

/// All forms, newest versions.
#[utoipa::path(get, path = "/api/forms", operation_id = "list_forms", tag = "form",
    responses((status = 200, body = Vec<FormRow>)))]
pub async fn list_forms(State(app): State<App>, scope: Scope) -> Result<Json<Vec<FormRow>>> {
    scope.require(Act::FormRead)?;
    Ok(Json(library::list(app.db.read(), &scope).await?))
}

/// The newest version of one form.
#[utoipa::path(get, path = "/api/forms/{code}", operation_id = "read_form", tag = "form",
    params(("code" = String, Path)), responses((status = 200, body = FormDef)))]
pub async fn read_form(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
) -> Result<Json<FormDef>> {
    scope.require(Act::FormRead)?;
    Ok(Json(library::definition(app.db.read(), &scope, &code).await?))
}

/// Saves a new version.
#[utoipa::path(post, path = "/api/forms", operation_id = "create_form", tag = "form",
    request_body = FormDraft, responses((status = 200, body = FormDef)))]
pub async fn create_form(
    State(app): State<App>,
    scope: Scope,
    Body(draft): Body<FormDraft>,
) -> Result<Json<FormDef>> {
    scope.require(Act::FormWrite)?;
    Ok(Json(app.write(async |tx| library::save(&tx, &scope, &draft.definition).await).await?))
}

/// Says what is wrong, saves nothing.
#[utoipa::path(post, path = "/api/forms/check", operation_id = "check_form", tag = "form",
    request_body = FormDraft, responses((status = 200, body = FormCheck)))]
pub async fn check_form(scope: Scope, Body(draft): Body<FormDraft>) -> Result<Json<FormCheck>> {
    scope.require(Act::FormRead)?;
    Ok(Json(FormCheck { problems: library::read(&draft.definition).err().unwrap_or_default() }))
}
