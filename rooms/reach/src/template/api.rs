//! Templates over HTTP.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use kernel::{Act, App, PatientId, Result, Scope, web::Body};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::check::{Fault, check_template};
use super::dictionary::VARIABLES;
use super::library::{self, Template, TemplateIn};
use super::render::render;
use super::values::{form_values, values};

/// A text to be checked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateText {
    body: String,
    /// Names a health matter: more variables are allowed, fewer channels.
    #[serde(default)]
    sensitive: bool,
}

/// What is wrong with a text, and how it would look.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateCheck {
    problems: Vec<Fault>,
    variables: Vec<String>,
    preview: Option<String>,
    /// Parts a text message is billed in.
    sms_parts: Option<usize>,
    /// Every variable that may be used here.
    dictionary: Vec<VariableView>,
}

/// One variable of the dictionary.
#[derive(Debug, Serialize, ToSchema)]
pub struct VariableView {
    key: String,
    label: String,
    sample: String,
}

/// For whom a preview is made.
#[derive(Debug, Deserialize, IntoParams)]
pub struct PreviewFor {
    patient_id: PatientId,
}

/// How a text would read for one person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplatePreview)]
pub struct Preview {
    text: String,
}

/// All templates, newest versions.
#[utoipa::path(get, path = "/api/templates", operation_id = "list_templates", tag = "template",
    responses((status = 200, body = Vec<Template>)))]
pub async fn list_templates(State(app): State<App>, scope: Scope) -> Result<Json<Vec<Template>>> {
    scope.require(Act::TemplateRead)?;
    Ok(Json(library::list(app.db.read(), &scope).await?))
}

/// Saves a new version.
#[utoipa::path(post, path = "/api/templates", operation_id = "create_template", tag = "template",
    request_body = TemplateIn, responses((status = 200, body = Template)))]
pub async fn create_template(
    State(app): State<App>,
    scope: Scope,
    Body(new): Body<TemplateIn>,
) -> Result<Json<Template>> {
    scope.require(Act::TemplateWrite)?;
    Ok(Json(app.write(async |tx| library::save(&tx, &scope, new).await).await?))
}

/// Says what is wrong and shows a preview; saves nothing.
#[utoipa::path(post, path = "/api/templates/check", operation_id = "check_template", tag = "template",
    request_body = TemplateText, responses((status = 200, body = TemplateCheck)))]
pub async fn check(scope: Scope, Body(text): Body<TemplateText>) -> Result<Json<TemplateCheck>> {
    scope.require(Act::TemplateRead)?;
    let surface = Template::surface(text.sensitive);
    let dictionary = VARIABLES.iter().filter(|v| surface.allows(v)).map(|v| VariableView {
        key: v.key.to_owned(),
        label: v.label.to_owned(),
        sample: v.sample.to_owned(),
    });
    let dictionary = dictionary.collect();
    Ok(Json(match check_template(&text.body, surface) {
        Ok(checked) => TemplateCheck {
            problems: Vec::new(),
            variables: checked.variables.into_iter().collect(),
            sms_parts: Some(super::dictionary::sms_parts(&checked.preview)),
            preview: Some(checked.preview),
            dictionary,
        },
        Err(problems) => {
            TemplateCheck { problems, variables: Vec::new(), preview: None, sms_parts: None, dictionary }
        }
    }))
}

/// The text as one person would read it.
#[utoipa::path(get, path = "/api/templates/{code}/preview", operation_id = "preview_template", tag = "template",
    params(("code" = String, Path), PreviewFor), responses((status = 200, body = Preview)))]
pub async fn preview_template(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
    Query(who): Query<PreviewFor>,
) -> Result<Json<Preview>> {
    scope.require(Act::TemplateRead)?;
    scope.require(Act::PatientRead)?;
    let conn = app.db.read();
    let template = library::find(conn, &scope, &code).await?;
    let contact = crate::contact::contact(conn, &scope, who.patient_id).await?;
    let now = app.clock.now();
    let mut filled = values(&contact, &app.config, now, &BTreeMap::new());
    if let Some(form) = &template.form_code {
        let def = crate::form::definition(conn, &scope, form).await?;
        form_values(&mut filled, &def, now + crate::session::LINK_LASTS);
    }
    let text = render(&template.body, &filled).map_err(|_| crate::message::unfilled(&template, &filled))?;
    Ok(Json(Preview { text }))
}
