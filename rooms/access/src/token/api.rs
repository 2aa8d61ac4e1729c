//! Tokens over HTTP.
use super::{create, entity};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Error, Result, Scope, Visible, audit, web::Body};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A token in the list, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// A token to be created.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    name: String,
    days: i64,
}

/// The secret, shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenSecret {
    token: String,
}

/// The tenant's tokens.
#[utoipa::path(get, path = "/api/tokens", operation_id = "list_tokens", tag = "token", responses((status = 200, body = Vec<TokenView>)))]
pub async fn list_tokens(State(app): State<App>, scope: Scope) -> Result<Json<Vec<TokenView>>> {
    scope.require(Act::TokenWrite)?;
    let rows =
        entity::Entity::visible(&scope).order_by_desc(entity::Column::CreatedAt).all(app.db.read()).await?;
    let view = |row: entity::Model| TokenView {
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
    };
    Ok(Json(rows.into_iter().map(view).collect()))
}

/// Creates a token for a machine.
#[utoipa::path(post, path = "/api/tokens", operation_id = "create_token", tag = "token", request_body = NewToken,
    responses((status = 200, body = TokenSecret)))]
pub async fn create_token(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<NewToken>,
) -> Result<Json<TokenSecret>> {
    scope.require(Act::TokenWrite)?;
    let wall = app.clock.wall();
    let token = app.write(async |tx| create(&tx, &scope, wall, &body.name, body.days).await).await?;
    Ok(Json(TokenSecret { token }))
}

/// Revokes a token at once.
#[utoipa::path(delete, path = "/api/tokens/{id}", operation_id = "delete_token", tag = "token", params(("id" = Uuid, Path)), responses((status = 204)))]
pub async fn delete_token(State(app): State<App>, scope: Scope, Path(id): Path<Uuid>) -> Result<StatusCode> {
    scope.require(Act::TokenWrite)?;
    app.write(async |tx| {
        let row = entity::Entity::visible(&scope).filter(entity::Column::Id.eq(id)).one(&*tx).await?;
        let row = row.ok_or(Error::Missing)?;
        entity::Entity::delete_by_id(row.id).exec(&*tx).await?;
        let entry = audit::Entry {
            act: "delete_token",
            object_kind: "token",
            object_id: id.to_string(),
            ..Default::default()
        };
        audit::write(&*tx, tx.now, &scope, entry).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
