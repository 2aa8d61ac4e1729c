//! A tenant's own rule tables over HTTP: drafted by one, signed by a clinician who is another.
use super::{entity::table, models::record_act, rules};
use crate::review;
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Act, App, Error, Result, Scope, web::Body};
use nq_clinical::model::{Model, table_of};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// One version of a model's rule table.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelTable {
    /// Null for the built-in one.
    id: Option<Uuid>,
    version: String,
    effective: Option<NaiveDate>,
    /// `built_in`, `draft`, `approved`.
    state: String,
    /// The table: `{version, effective, source, bands, numbers, lists, grids, texts}`.
    #[schema(value_type = Object)]
    table: Value,
    reason: String,
    author: String,
    created_at: Option<DateTime<Utc>>,
    approved_by: Option<String>,
    approved_at: Option<DateTime<Utc>>,
    /// What keeps it from being used, if it no longer fits.
    problem: Option<String>,
}

fn table_view(model: &Model, row: table::Model) -> ModelTable {
    ModelTable {
        problem: rules::parse(model, &row.definition).err(),
        id: Some(row.id),
        version: row.version,
        effective: Some(row.effective),
        state: row.state,
        table: row.definition,
        reason: row.reason,
        author: row.author,
        created_at: Some(row.created_at),
        approved_by: row.approved_by,
        approved_at: row.approved_at,
    }
}

/// The tables of a model: the tenant's own, newest first, and the built-in one last.
#[utoipa::path(get, path = "/api/models/{model}/tables", operation_id = "list_model_tables", tag = "score",
    params(("model" = String, Path)), responses((status = 200, body = Vec<ModelTable>)))]
pub async fn list_model_tables(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
) -> Result<Json<Vec<ModelTable>>> {
    scope.require(Act::ClinicalRead)?;
    let model = rules::found(&id)?;
    let own = rules::tables(app.db.read(), &scope, model.id).await?;
    let mut all: Vec<_> = own.into_iter().map(|row| table_view(model, row)).collect();
    let built_in = table_of(model).map_err(Error::fault)?;
    all.push(ModelTable {
        id: None,
        version: built_in.version.clone(),
        effective: built_in.effective.parse().ok(),
        state: "built_in".to_owned(),
        table: serde_json::to_value(built_in)?,
        reason: built_in.source.clone(),
        author: "内置".to_owned(),
        created_at: None,
        approved_by: None,
        approved_at: None,
        problem: None,
    });
    Ok(Json(all))
}

/// A table to be kept as a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableDraft {
    /// The whole table, in the shape of the built-in one, with a version of its own.
    #[schema(value_type = Object)]
    table: Value,
    reason: String,
}

/// Keeps a draft of the tenant's own table.
#[utoipa::path(post, path = "/api/models/{model}/tables", operation_id = "create_model_table", tag = "score",
    params(("model" = String, Path)), request_body = TableDraft, responses((status = 200, body = Vec<ModelTable>)))]
pub async fn create_model_table(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    Body(body): Body<TableDraft>,
) -> Result<Json<Vec<ModelTable>>> {
    scope.require(Act::RuleWrite)?;
    let model = rules::found(&id)?;
    if body.reason.trim().chars().count() < 4 {
        return Err(Error::field("reason", "请写明修改规则表的理由（至少 4 个字）。"));
    }
    app.write(async |tx| {
        rules::draft(&tx, &scope, model, body.table, &body.reason).await?;
        record_act(&tx, &scope, "draft_model_table", model.id, &body.reason).await
    })
    .await?;
    list_model_tables(State(app), scope, Path(id)).await
}

/// Signs a draft: a doctor or head of department other than its author. Old results keep their version.
#[utoipa::path(post, path = "/api/models/{model}/tables/{table_id}/approve", operation_id = "approve_model_table",
    tag = "score", params(("model" = String, Path), ("table_id" = Uuid, Path)),
    responses((status = 200, body = Vec<ModelTable>)))]
pub async fn approve_model_table(
    State(app): State<App>,
    scope: Scope,
    Path((id, table)): Path<(String, Uuid)>,
) -> Result<Json<Vec<ModelTable>>> {
    scope.require(Act::GradeOverride)?;
    let model = rules::found(&id)?;
    app.write(async |tx| {
        rules::approve(&tx, &scope, model.id, table).await?;
        review::store::everybody_again(&tx, scope.tenant).await?;
        record_act(&tx, &scope, "approve_model_table", model.id, &table.to_string()).await
    })
    .await?;
    list_model_tables(State(app), scope, Path(id)).await
}
