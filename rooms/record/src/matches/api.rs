//! The queue of possible doubles over HTTP.

use axum::Json;
use axum::extract::{Path, Query, State};
use kernel::audit::{self, Entry};
use kernel::web::Body;
use kernel::{Act, App, Error, Page, PageQuery, Result, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::MatchView;

/// Which pairs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatchFilter {
    /// `open` (unless told), `same` or `different`.
    state: Option<String>,
}

/// Pairs that may be one person.
#[utoipa::path(get, path = "/api/matches", operation_id = "list_matches", tag = "match",
    params(MatchFilter, PageQuery), responses((status = 200, body = Page<MatchView>)))]
pub async fn list_matches(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<MatchFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<MatchView>>> {
    scope.require(Act::MatchRead)?;
    let state = filter.state.as_deref().filter(|s| !s.is_empty()).unwrap_or("open");
    if !["open", "same", "different"].contains(&state) {
        return Err(Error::field("state", "state 只能是 open、same 或 different。"));
    }
    Ok(Json(super::list(app.db.read(), &scope, state, &page, app.clock.now()).await?))
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// One person or two.
    same: bool,
    #[serde(default)]
    reason: String,
}

/// The state a pair is in now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Decided {
    state: &'static str,
}

/// Decides a pair.
#[utoipa::path(post, path = "/api/matches/{id}/decide", operation_id = "decide_match", tag = "match",
    params(("id" = String, Path)), request_body = Decision, responses((status = 200, body = Decided)))]
pub async fn decide_match(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(body): Body<Decision>,
) -> Result<Json<Decided>> {
    scope.require(Act::MatchDecide)?;
    let state = if body.same { "same" } else { "different" };
    app.write(async |tx| {
        super::decide(&tx, &scope, id, body.same, body.reason.trim()).await?;
        record(&tx, &scope, id, if body.same { "merge_patients" } else { "keep_apart" }, &body.reason).await
    })
    .await?;
    Ok(Json(Decided { state }))
}

/// Why a decision is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    reason: String,
}

/// Takes a decision back; a merge is undone row by row.
#[utoipa::path(post, path = "/api/matches/{id}/undo", operation_id = "undo_match", tag = "match",
    params(("id" = String, Path)), request_body = Undo, responses((status = 200, body = Decided)))]
pub async fn undo_match(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<Uuid>,
    Body(body): Body<Undo>,
) -> Result<Json<Decided>> {
    scope.require(Act::MatchDecide)?;
    if body.reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明撤销的原因。"));
    }
    app.write(async |tx| {
        super::undo(&tx, &scope, id, body.reason.trim()).await?;
        record(&tx, &scope, id, "unmerge_patients", &body.reason).await
    })
    .await?;
    Ok(Json(Decided { state: "open" }))
}

async fn record(tx: &kernel::Tx, scope: &Scope, id: Uuid, act: &str, reason: &str) -> Result<()> {
    let entry = Entry {
        act,
        object_kind: "match",
        object_id: id.to_string(),
        reason: reason.trim(),
        ..Entry::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await
}
