//! `/health`: the process lives. `/ready`: it can serve, because its database answers.
use axum::{Json, extract::State, http::StatusCode};
use kernel::App;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// Lives.
pub async fn health() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Can serve.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let ask = app.db.read().execute_unprepared("SELECT 1");
    let answer = tokio::time::timeout(std::time::Duration::from_secs(3), ask).await;
    let database = if matches!(answer, Ok(Ok(_))) { "ok" } else { "down" };
    let status = if database == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // While the index is being built the database answers: slower, and right.
    let audience = understand::audience::standing(&app);
    (status, Json(json!({ "database": database, "engine": app.db.engine(), "audience": audience })))
}
