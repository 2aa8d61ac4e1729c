//! Tags over HTTP: list, draft, publish, retire, restore.
use super::{
    Sensitivity, entity,
    list::{self, TagDefinition},
    store::{self, Draft},
};
use crate::{audience::api::checked, segment::api::everybody};
use axum::{
    Json,
    extract::{Path, State},
};
use kernel::{Act, App, Error, Result, Scope, audit, web::Body};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A tag to be drafted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagBody {
    name: String,
    #[schema(value_type = Object)]
    rule: Value,
    #[serde(default)]
    sensitivity: Sensitivity,
    /// Days it stays after its rule held last; null: it goes with the rule.
    #[serde(default)]
    expires_days: Option<i64>,
}

/// All tags with their figures.
#[utoipa::path(get, path = "/api/tags", operation_id = "list_tags", tag = "tag",
    responses((status = 200, body = Vec<TagDefinition>)))]
pub async fn list_tags(State(app): State<App>, scope: Scope) -> Result<Json<Vec<TagDefinition>>> {
    scope.require(Act::TagRead)?;
    list::all(&app, &scope).await.map(Json)
}

async fn draft(app: &App, scope: &Scope, body: TagBody) -> Result<Draft> {
    let name = body.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 20 {
        return Err(Error::field("name", "请填写标签名称，最多20个字。"));
    }
    if body.expires_days.is_some_and(|days| !(1..=3_650).contains(&days)) {
        return Err(Error::field("expires_days", "有效期应在1到3650天之间。"));
    }
    if !body.sensitivity.shown_to(scope) {
        return Err(Error::field("sensitivity", "您的角色看不到这一级的标签，不能设置。"));
    }
    let (rule, _) = checked(app, scope, &body.rule).await?;
    Ok(Draft { name, rule, sensitivity: body.sensitivity, expires_days: body.expires_days })
}

fn entry(act: &'static str, code: &str) -> audit::Entry<'static> {
    audit::Entry { act, object_kind: "tag", object_id: code.to_owned(), ..Default::default() }
}

/// Drafts a tag; nobody carries it before it is published.
#[utoipa::path(post, path = "/api/tags", operation_id = "create_tag", tag = "tag",
    request_body = TagBody, responses((status = 200, body = TagDefinition)))]
pub async fn create_tag(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<TagBody>,
) -> Result<Json<TagDefinition>> {
    scope.require(Act::RuleWrite)?;
    let draft = draft(&app, &scope, body).await?;
    let row = app
        .write(async |tx| {
            let row = store::create(&tx, &scope, draft).await?;
            audit::write(&*tx, tx.now, &scope, entry("create_tag", &row.code)).await?;
            Ok(row)
        })
        .await?;
    list::one(&app, &scope, row).await.map(Json)
}

/// Changes the draft of a tag; the rule in force stays until it is published.
#[utoipa::path(put, path = "/api/tags/{code}", operation_id = "update_tag", tag = "tag",
    params(("code" = String, Path)), request_body = TagBody, responses((status = 200, body = TagDefinition)))]
pub async fn update_tag(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
    Body(body): Body<TagBody>,
) -> Result<Json<TagDefinition>> {
    scope.require(Act::RuleWrite)?;
    store::find(app.db.read(), &scope, &code).await?;
    let draft = draft(&app, &scope, body).await?;
    let row = app
        .write(async |tx| {
            let row = store::update(&tx, &scope, &code, draft).await?;
            audit::write(&*tx, tx.now, &scope, entry("update_tag", &code)).await?;
            Ok(row)
        })
        .await?;
    list::one(&app, &scope, row).await.map(Json)
}

/// Answers with the tag as it is after everybody was judged anew.
async fn judged(app: &App, scope: &Scope, row: entity::Model) -> Result<Json<TagDefinition>> {
    everybody(app, scope).await?;
    list::one(app, scope, row).await.map(Json)
}

/// Puts the draft in force; people gain and lose the tag with receipts.
#[utoipa::path(post, path = "/api/tags/{code}/publish", operation_id = "publish_tag", tag = "tag",
    params(("code" = String, Path)), responses((status = 200, body = TagDefinition)))]
pub async fn publish_tag(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
) -> Result<Json<TagDefinition>> {
    scope.require(Act::RuleWrite)?;
    let row = app
        .write(async |tx| {
            let row = store::publish(&tx, &scope, &code).await?;
            audit::write(&*tx, tx.now, &scope, entry("publish_tag", &code)).await?;
            Ok(row)
        })
        .await?;
    judged(&app, &scope, row).await
}

async fn retired(app: &App, scope: &Scope, code: &str, retired: bool) -> Result<Json<TagDefinition>> {
    scope.require(Act::RuleWrite)?;
    let act = if retired { "retire_tag" } else { "restore_tag" };
    let row = app
        .write(async |tx| {
            let row = store::retire(&tx, scope, code, retired).await?;
            audit::write(&*tx, tx.now, scope, entry(act, code)).await?;
            Ok(row)
        })
        .await?;
    judged(app, scope, row).await
}

/// Takes a tag out of force: nobody carries it any more. `restore` brings it back.
#[utoipa::path(delete, path = "/api/tags/{code}", operation_id = "retire_tag", tag = "tag",
    params(("code" = String, Path)), responses((status = 200, body = TagDefinition)))]
pub async fn retire_tag(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
) -> Result<Json<TagDefinition>> {
    retired(&app, &scope, &code, true).await
}

/// Brings a retired tag back.
#[utoipa::path(post, path = "/api/tags/{code}/restore", operation_id = "restore_tag", tag = "tag",
    params(("code" = String, Path)), responses((status = 200, body = TagDefinition)))]
pub async fn restore_tag(
    State(app): State<App>,
    scope: Scope,
    Path(code): Path<String>,
) -> Result<Json<TagDefinition>> {
    retired(&app, &scope, &code, false).await
}
