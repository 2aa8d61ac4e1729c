//! Queries of feeds.

use chrono::{DateTime, Duration, DurationRound, Utc};
use kernel::clock::local_day;
use kernel::{Error, Result, Scope, Tx, Visible};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::FeedId;
use super::entity::{feed, feed_day, feed_minute};
use crate::hl7::interpret::Dialect;
use crate::message::entity as inbound;
use crate::message::state::State;

/// Kind of the feed of an HL7 listener.
pub const MLLP: &str = "mllp";
/// A feed that has been quiet for this long is shown as silent, unless set otherwise.
const SILENCE_MINUTES: i64 = 120;

/// The feed of this kind opened under this name, opened now if it is not yet.
pub async fn open(tx: &Tx, scope: &Scope, kind: &str, name: &str) -> Result<FeedId> {
    if let Some(row) = opened(&**tx, scope, kind, name).await? {
        return Ok(row.id);
    }
    let row = feed::Model {
        id: FeedId::new(),
        tenant_id: scope.tenant,
        kind: kind.to_owned(),
        code: name.to_owned(),
        name: name.to_owned(),
        dialect: serde_json::to_value(Dialect::default())?,
        silence_minutes: if kind == MLLP { SILENCE_MINUTES } else { 0 },
        created_at: tx.now,
        last_message_at: None,
        last_error_at: None,
        last_error: None,
    };
    let id = row.id;
    row.into_active_model().reset_all().insert(&**tx).await?;
    Ok(id)
}

/// The feed of this kind opened under this name, if it is open.
pub(crate) async fn opened(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    kind: &str,
    code: &str,
) -> Result<Option<feed::Model>> {
    Ok(feed::Entity::visible(scope)
        .filter(feed::Column::Kind.eq(kind))
        .filter(feed::Column::Code.eq(code))
        .one(conn)
        .await?)
}

/// Counts what came in by a feed that stores no messages of its own (FHIR, sheets). `error` is the last failure, in Chinese.
pub async fn note(
    tx: &Tx,
    scope: &Scope,
    kind: &str,
    name: &str,
    (received, errors): (i64, i64),
    error: Option<&str>,
) -> Result<FeedId> {
    let id = open(tx, scope, kind, name).await?;
    let day = feed_day::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        feed_id: Set(id),
        day: Set(local_day(tx.now)),
        received: Set(0),
        errors: Set(0),
    };
    let unique = [feed_day::Column::TenantId, feed_day::Column::FeedId, feed_day::Column::Day];
    feed_day::Entity::insert(day)
        .on_conflict(OnConflict::columns(unique).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    feed_day::Entity::update_many()
        .col_expr(feed_day::Column::Received, Expr::col(feed_day::Column::Received).add(received))
        .col_expr(feed_day::Column::Errors, Expr::col(feed_day::Column::Errors).add(errors))
        .filter(feed_day::Column::TenantId.eq(scope.tenant))
        .filter(feed_day::Column::FeedId.eq(id))
        .filter(feed_day::Column::Day.eq(local_day(tx.now)))
        .exec(&**tx)
        .await?;
    count_minute(tx, scope, id, received).await?;
    let mut row = feed::ActiveModel { id: Set(id), last_message_at: Set(Some(tx.now)), ..Default::default() };
    if let Some(error) = error {
        row.last_error_at = Set(Some(tx.now));
        row.last_error = Set(Some(error.to_owned()));
    }
    row.update(&**tx).await?;
    Ok(id)
}

/// Adds to the count of this minute; forgets what no rate needs any more.
async fn count_minute(tx: &Tx, scope: &Scope, id: FeedId, received: i64) -> Result<()> {
    use feed_minute::Column;
    let minute = tx.now.duration_trunc(Duration::minutes(1)).unwrap_or(tx.now);
    let row = feed_minute::ActiveModel {
        tenant_id: Set(scope.tenant),
        feed_id: Set(id),
        minute: Set(minute),
        received: Set(received),
    };
    let sum = Expr::col((feed_minute::Entity, Column::Received)).add(received);
    let unique = [Column::TenantId, Column::FeedId, Column::Minute];
    feed_minute::Entity::insert(row)
        .on_conflict(OnConflict::columns(unique).value(Column::Received, sum).to_owned())
        .exec_without_returning(&**tx)
        .await?;
    feed_minute::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant))
        .filter(Column::FeedId.eq(id))
        .filter(Column::Minute.lt(tx.now - Duration::minutes(15)))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// All feeds of the tenant.
pub(crate) async fn all(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<feed::Model>> {
    Ok(feed::Entity::visible(scope)
        .order_by_asc(feed::Column::CreatedAt)
        .order_by_asc(feed::Column::Id)
        .all(conn)
        .await?)
}

/// One feed.
pub(crate) async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: FeedId) -> Result<feed::Model> {
    feed::Entity::visible(scope).filter(feed::Column::Id.eq(id)).one(conn).await?.ok_or(Error::Missing)
}

/// How a feed reads its messages.
pub(crate) fn dialect(row: &feed::Model) -> Result<Dialect> {
    Ok(serde_json::from_value(row.dialect.clone())?)
}

/// Numbers of a feed for the monitor.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Numbers {
    pub today: u64,
    pub errors_today: u64,
    pub quarantined: u64,
    pub rate_per_minute: f64,
    pub last_message_at: Option<DateTime<Utc>>,
    pub last_error_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

/// Counts a feed.
pub(crate) async fn numbers(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    row: &feed::Model,
    now: DateTime<Utc>,
) -> Result<Numbers> {
    let midnight = kernel::clock::local_instant(local_day(now), 0, 0);
    if row.kind != MLLP {
        return counted(conn, scope, row, now).await;
    }
    let of_feed = || inbound::Entity::visible(scope).filter(inbound::Column::FeedId.eq(row.id));
    let today = || of_feed().filter(inbound::Column::ReceivedAt.gte(midnight));
    let quarantined = inbound::Column::State.eq(State::Quarantined.as_str());
    let lately =
        of_feed().filter(inbound::Column::ReceivedAt.gt(now - Duration::minutes(5))).count(conn).await?;
    let last = of_feed().order_by_desc(inbound::Column::ReceivedAt).limit(1).one(conn).await?;
    let failed = of_feed()
        .filter(quarantined.clone())
        .order_by_desc(inbound::Column::ReceivedAt)
        .limit(1)
        .one(conn)
        .await?;
    Ok(Numbers {
        today: today().count(conn).await?,
        errors_today: today().filter(quarantined.clone()).count(conn).await?,
        quarantined: of_feed().filter(quarantined).count(conn).await?,
        rate_per_minute: f64::from(u32::try_from(lately).unwrap_or(u32::MAX)) / 5.0,
        last_message_at: last.map(|row| row.received_at),
        last_error_at: failed.as_ref().map(|row| row.received_at),
        last_error: failed.and_then(|row| row.error),
    })
}

async fn counted(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    row: &feed::Model,
    now: DateTime<Utc>,
) -> Result<Numbers> {
    let day = feed_day::Entity::visible(scope)
        .filter(feed_day::Column::FeedId.eq(row.id))
        .filter(feed_day::Column::Day.eq(local_day(now)))
        .one(conn)
        .await?;
    let lately = feed_minute::Entity::visible(scope)
        .filter(feed_minute::Column::FeedId.eq(row.id))
        .filter(feed_minute::Column::Minute.gt(now - Duration::minutes(5)))
        .all(conn)
        .await?;
    let lately: i64 = lately.iter().map(|minute| minute.received).sum();
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Numbers {
        rate_per_minute: f64::from(u32::try_from(lately).unwrap_or(u32::MAX)) / 5.0,
        today: day.as_ref().map_or(0, |day| number(day.received)),
        errors_today: day.as_ref().map_or(0, |day| number(day.errors)),
        last_message_at: row.last_message_at,
        last_error_at: row.last_error_at,
        last_error: row.last_error.clone(),
        ..Numbers::default()
    })
}
