//! The timeline over HTTP.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use kernel::{Act, App, PatientId, Result, Scope};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Lane, Timeline};

/// Which stretch.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Stretch {
    /// One lane only.
    lane: Option<Lane>,
    /// Entries before this instant.
    before: Option<DateTime<Utc>>,
    /// How many, 1 to 200; 50 unless told.
    limit: Option<u64>,
}

/// What happened to a person, newest first.
#[utoipa::path(get, path = "/api/patients/{id}/timeline", operation_id = "list_timeline", tag = "timeline",
    params(("id" = PatientId, Path), Stretch), responses((status = 200, body = Timeline)))]
pub async fn list_timeline(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Query(stretch): Query<Stretch>,
) -> Result<Json<Timeline>> {
    scope.require(Act::PatientRead)?;
    let limit = stretch.limit.unwrap_or(50).clamp(1, 200);
    let now = app.clock.now();
    Ok(Json(super::timeline(app.db.read(), &scope, id, stretch.lane, stretch.before, limit, now).await?))
}
