//! The demo's clock: moved over the API, kept in the database so that every process and every restart agrees.
use super::grow;
use crate::{circuit, work};
use axum::{Json, extract::State};
use chrono::{DateTime, Duration, Utc};
use kernel::{App, Error, Result, Scope, event, job, setting, web::Body};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Instant;
use utoipa::ToSchema;

const KEY: &str = "clock_ahead_ms";
/// Time is walked in steps no longer than this, so that periodic looks see every day.
const STEP: Duration = Duration::hours(12);
/// Longest jump in one call.
const FARTHEST: Duration = Duration::days(400);
/// How long the workers may take to come to rest.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(300);

/// The clock as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockView {
    now: DateTime<Utc>,
    ahead_seconds: i64,
    /// What the demo is still getting ready, in words; none once all is there.
    preparing: Option<String>,
}

/// How far to move on.
#[expect(clippy::struct_field_names, reason = "the names of the API")]
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Advance {
    advance_days: i64,
    advance_hours: i64,
    advance_minutes: i64,
}

/// Whether nothing is left to do at this moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Settled {
    idle: bool,
}

/// Sets the clock as the database remembers it.
pub async fn restore(app: &App) -> Result<()> {
    if let Some(ms) = setting::get(app.db.read(), KEY).await?.and_then(|value| value.as_i64()) {
        app.clock.set_ahead(Duration::milliseconds(ms));
    }
    Ok(())
}

/// Follows the clock that another process may move.
pub async fn follow(app: App) {
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        if let Err(error) = restore(&app).await {
            tracing::warn!(%error, "the demo clock could not be read");
        }
    }
}

/// The demo's time.
#[utoipa::path(get, path = "/api/demo/clock", operation_id = "read_demo_clock", tag = "demo", responses((status = 200, body = ClockView)))]
pub async fn read_demo_clock(State(app): State<App>) -> Result<Json<ClockView>> {
    view(&app).await.map(Json)
}

async fn view(app: &App) -> Result<ClockView> {
    let preparing = grow::standing(app).await?.and_then(|growth| growth.words());
    Ok(ClockView { now: app.clock.now(), ahead_seconds: app.clock.ahead().num_seconds(), preparing })
}

/// Moves time on. Walks through the time between, so that what falls due there happens there.
#[utoipa::path(post, path = "/api/demo/clock", operation_id = "advance_demo_clock", tag = "demo", request_body = Advance,
    responses((status = 200, body = ClockView)))]
pub async fn advance_demo_clock(
    State(app): State<App>,
    _: Scope,
    Body(body): Body<Advance>,
) -> Result<Json<ClockView>> {
    let by = Duration::days(body.advance_days)
        + Duration::hours(body.advance_hours)
        + Duration::minutes(body.advance_minutes);
    if by < Duration::zero() || by > FARTHEST {
        return Err(Error::field("advance_days", "演示时钟只能向前走，每次最多 400 天。"));
    }
    if let Some(words) = grow::standing(&app).await?.and_then(|growth| growth.words()) {
        return Err(Error::conflict(
            "demo.preparing",
            format!("演示医院还没有准备好（{words}），请稍候再拨时钟。"),
        ));
    }
    walk(&app, app.clock.now() + by).await?;
    view(&app).await.map(Json)
}

async fn walk(app: &App, target: DateTime<Utc>) -> Result<()> {
    settle(app).await?;
    while app.clock.now() < target {
        let now = app.clock.now();
        let next = job::next_due(app.db.read()).await?.filter(|due| *due > now).unwrap_or(target);
        let stop = next.min(target).min(now + STEP).max(now + Duration::minutes(1)).min(target);
        app.clock.advance(stop - app.clock.now());
        let ahead = app.clock.ahead().num_milliseconds();
        app.write(async |tx| setting::set(&tx, KEY, json!(ahead)).await).await?;
        settle(app).await?;
    }
    Ok(())
}

/// Waits until every reaction has read the log to its end and no job is due.
#[utoipa::path(post, path = "/api/demo/settle", operation_id = "settle_demo", tag = "demo", responses((status = 200, body = Settled)))]
pub async fn settle_demo(State(app): State<App>, _: Scope) -> Result<Json<Settled>> {
    settle(&app).await?;
    Ok(Json(Settled { idle: true }))
}

async fn settle(app: &App) -> Result<()> {
    let begun = Instant::now();
    // The people and their last days come first; a debug build on a busy machine takes its time.
    while grow::standing(app).await?.is_some_and(|growth| !growth.done) {
        if begun.elapsed() > 2 * PATIENCE {
            return Err(Error::conflict("demo.busy", "演示医院还在准备，请稍后再试。"));
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let begun = Instant::now();
    for look in circuit::looks() {
        work::look_once(app, &look).await?;
    }
    while busy(app).await? {
        rest(app, begun).await?;
    }
    // What the workers wrote is known to the audiences, too.
    let told = app.clock.now();
    while !understand::audience::knows(app, told) {
        rest(app, begun).await?;
    }
    Ok(())
}

async fn rest(app: &App, begun: Instant) -> Result<()> {
    if begun.elapsed() > PATIENCE {
        return Err(Error::conflict("demo.busy", "后台任务仍在进行，请稍后再试。"));
    }
    app.wake.notify_waiters();
    tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    Ok(())
}

async fn busy(app: &App) -> Result<bool> {
    let names: Vec<&str> = circuit::reactions().iter().map(|reaction| reaction.name).collect();
    if event::behind(app.db.read(), &names).await? {
        return Ok(true);
    }
    Ok(job::next_due(app.db.read()).await?.is_some_and(|due| due <= app.clock.now()))
}
