//! Consent over HTTP.
use super::{Purpose, record, words};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Error, PatientId, Result, Scope, visible::patient_link, web::Body};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One purpose and its state.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentView {
    purpose: Purpose,
    name: String,
    granted: bool,
    since: Option<DateTime<Utc>>,
    evidence: String,
}

/// A word to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentWord {
    granted: bool,
    evidence: String,
}

/// Refuses (404) if the viewer does not reach the patient; consent stands below the record, so links decide.
async fn reached(app: &App, scope: &Scope, patient: PatientId) -> Result<()> {
    use kernel::Visible;
    let condition =
        kernel::visible::patient_rows(scope, patient_link::Column::TenantId, patient_link::Column::PatientId);
    let found = patient_link::Entity::unscoped()
        .filter(condition)
        .filter(patient_link::Column::PatientId.eq(patient))
        .limit(1)
        .one(app.db.read())
        .await?;
    found.map(drop).ok_or(Error::Missing)
}

async fn list(app: &App, scope: &Scope, patient: PatientId) -> Result<Vec<ConsentView>> {
    let words = words(app.db.read(), scope, patient).await?;
    let view = |(purpose, code, name): &(Purpose, &str, &str)| {
        let word = words.iter().find(|word| word.purpose == *code);
        ConsentView {
            purpose: *purpose,
            name: (*name).to_owned(),
            granted: word.map_or(purpose.by_default(), |word| word.granted),
            since: word.map(|word| word.since),
            evidence: word.map_or_else(String::new, |word| word.evidence.clone()),
        }
    };
    Ok(Purpose::ALL.iter().map(view).collect())
}

/// What the patient allowed.
#[utoipa::path(get, path = "/api/patients/{id}/consents", operation_id = "list_consents", tag = "consent",
    params(("id" = PatientId, Path)), responses((status = 200, body = Vec<ConsentView>)))]
pub async fn list_consents(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Vec<ConsentView>>> {
    scope.require(Act::ConsentRead)?;
    reached(&app, &scope, id).await?;
    Ok(Json(list(&app, &scope, id).await?))
}

/// Records what the patient said about one purpose.
#[utoipa::path(put, path = "/api/patients/{id}/consents/{purpose}", operation_id = "update_consent", tag = "consent",
    params(("id" = PatientId, Path), ("purpose" = Purpose, Path)), request_body = ConsentWord,
    responses((status = 200, body = Vec<ConsentView>)))]
pub async fn update_consent(
    State(app): State<App>,
    scope: Scope,
    Path((id, purpose)): Path<(PatientId, Purpose)>,
    Body(body): Body<ConsentWord>,
) -> Result<Json<Vec<ConsentView>>> {
    scope.require(Act::ConsentWrite)?;
    reached(&app, &scope, id).await?;
    if body.evidence.trim().is_empty() {
        return Err(Error::field("evidence", "请说明患者如何表示同意或撤回，如“电话中口头确认”。"));
    }
    app.write(async |tx| record(&tx, &scope, id, purpose, body.granted, body.evidence.trim()).await).await?;
    Ok(Json(list(&app, &scope, id).await?))
}
