//! The event log: what happened to whom, when, from where and because of what. An event wakes, it does not inform.
use crate::{
    Clock, Db, EventId, PatientId, Result, Scope, TenantId, Tx, Visible, db::is_postgres, db::statement,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::Value;

/// The table of events.
pub mod entity {
    use crate::{EventId, PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One event.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        /// Order of recording; the durable cursor of a consumer.
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub id: EventId,
        pub tenant_id: TenantId,
        pub patient_id: Option<PatientId>,
        /// `<thing>.<what happened>`, e.g. `observation.recorded`.
        pub kind: String,
        /// When it happened in the world.
        pub occurred_at: DateTimeUtc,
        /// When we came to know.
        pub recorded_at: DateTimeUtc,
        /// Where it came from: a feed, `staff`, `patient`, `system`.
        pub source: String,
        pub actor: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub payload: Json,
        /// The event that led to this one.
        pub cause: Option<Uuid>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
crate::patient_scoped!(self::entity);
pub use entity::Model as Event;

/// An event about to be recorded.
#[derive(Debug, Clone)]
pub struct NewEvent<'a> {
    /// The person concerned, if one is.
    pub patient: Option<PatientId>,
    /// `<thing>.<what happened>`.
    pub kind: &'a str,
    /// When it happened in the world.
    pub occurred_at: DateTime<Utc>,
    /// Where it came from.
    pub source: &'a str,
    /// Small facts that tell which row to look at.
    pub payload: Value,
    /// The event that led to this one.
    pub cause: Option<EventId>,
}

/// Appends an event in the caller's transaction.
pub async fn append(tx: &Tx, scope: &Scope, event: NewEvent<'_>) -> Result<EventId> {
    let id = EventId::new();
    model(tx.now, scope, id, event).insert(&**tx).await?;
    Ok(id)
}

/// Appends many events in few statements: for imports.
pub async fn append_all(tx: &Tx, scope: &Scope, events: Vec<NewEvent<'_>>) -> Result<()> {
    let rows = events.into_iter().map(|event| model(tx.now, scope, EventId::new(), event)).collect();
    crate::db::insert_all::<entity::Entity>(&**tx, rows).await
}

fn model(now: DateTime<Utc>, scope: &Scope, id: EventId, event: NewEvent<'_>) -> entity::ActiveModel {
    entity::ActiveModel {
        seq: sea_orm::NotSet,
        id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(event.patient),
        kind: Set(event.kind.to_owned()),
        occurred_at: Set(event.occurred_at),
        recorded_at: Set(now),
        source: Set(event.source.to_owned()),
        actor: Set(scope.actor_name()),
        payload: Set(event.payload),
        cause: Set(event.cause.map(|id| id.0)),
    }
}

/// The events behind the one numbered `seq` that no open transaction can still precede, in the order of reading.
///
/// `SQLite` has one writer: the order of recording is the order of reading. On `PostgreSQL` numbers are given before
/// commit, so a transaction that ends late would be stepped over; there the log is read by transaction and number, and
/// only up to the oldest transaction still open. That bound is the server's own: a long *writing* transaction in any
/// database of the same server delays reactions (it never loses any), so 暖桥 wants a server of its own.
pub async fn after(conn: &impl ConnectionTrait, seq: i64, limit: u64) -> Result<Vec<Event>> {
    let mut query = <entity::Entity as Visible>::unscoped().limit(limit);
    if is_postgres(conn) {
        query = query
            .filter(Expr::cust_with_values(BEHIND, [seq, seq]))
            .filter(Expr::cust(SETTLED))
            .order_by_asc(Expr::cust("txid"));
    } else {
        query = query.filter(entity::Column::Seq.gt(seq));
    }
    Ok(query.order_by_asc(entity::Column::Seq).all(conn).await?)
}

/// Behind an event, in the order in which `PostgreSQL` reads the log.
const BEHIND: &str = "(txid, seq) > (COALESCE((SELECT e.txid FROM event e WHERE e.seq = $1), 0), $2)";

/// No open transaction can still precede it, in that order.
const SETTLED: &str = "txid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint";

/// The number of the last event in the order of reading, behind which [`after`] reads on; 0 for an empty log.
pub async fn end(conn: &impl ConnectionTrait) -> Result<i64> {
    let mut query = <entity::Entity as Visible>::unscoped().limit(1);
    if is_postgres(conn) {
        query = query.filter(Expr::cust(SETTLED)).order_by_desc(Expr::cust("txid"));
    }
    Ok(query.order_by_desc(entity::Column::Seq).one(conn).await?.map_or(0, |event| event.seq))
}

/// A claimed cursor: this process alone reads on from `seq` until the lease ends.
#[derive(Debug, Clone)]
pub struct Cursor {
    /// The consumer.
    pub name: String,
    /// The last event handled.
    pub seq: i64,
    by: String,
}

const LEASE_SECONDS: i64 = 30;

/// Claims the consumer's cursor for this worker, or `None` if another process holds it.
pub async fn claim_cursor(db: &Db, clock: &Clock, name: &str, worker: &str) -> Result<Option<Cursor>> {
    let (wall, until) = (clock.wall(), clock.wall() + Duration::seconds(LEASE_SECONDS));
    db.write(clock.now(), async move |tx| {
        let insert = "INSERT INTO cursor (name, seq) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING";
        tx.execute_raw(statement(&*tx, insert, vec![name.into()])).await?;
        let claim = "UPDATE cursor SET lease_until = $1, lease_by = $2 WHERE name = $3 \
                     AND (lease_by = $2 OR lease_until IS NULL OR lease_until < $4) RETURNING seq";
        let values = vec![until.into(), worker.into(), name.into(), wall.into()];
        let row = tx.query_one_raw(statement(&*tx, claim, values)).await?;
        let seq = row.map(|row| row.try_get::<i64>("", "seq")).transpose()?;
        Ok(seq.map(|seq| Cursor { name: name.to_owned(), seq, by: worker.to_owned() }))
    })
    .await
}

/// Moves a claimed cursor on. Fails if the lease was lost meanwhile.
pub async fn advance_cursor(tx: &Tx, cursor: &Cursor, seq: i64) -> Result<()> {
    let sql = "UPDATE cursor SET seq = $1 WHERE name = $2 AND lease_by = $3";
    let values = vec![seq.into(), cursor.name.as_str().into(), cursor.by.as_str().into()];
    let done = tx.execute_raw(statement(&**tx, sql, values)).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(crate::Error::fault("cursor lease lost")) }
}

/// The events of one patient, newest first, within the viewer's scope.
pub async fn of_patient(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    limit: u64,
) -> Result<Vec<Event>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_desc(entity::Column::OccurredAt)
        .limit(limit)
        .all(conn)
        .await?)
}

/// Whether this tenant has any event of a kind after an instant: a cheap look for reactions.
pub async fn any_since(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    kind: &str,
    since: DateTime<Utc>,
) -> Result<bool> {
    let found = <entity::Entity as Visible>::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::Kind.eq(kind))
        .filter(entity::Column::OccurredAt.gte(since))
        .one(conn)
        .await?;
    Ok(found.is_some())
}

/// Whether any of these consumers has not yet read the log to its end.
pub async fn behind(conn: &impl ConnectionTrait, consumers: &[&str]) -> Result<bool> {
    for name in consumers {
        let row = conn
            .query_one_raw(statement(conn, "SELECT seq FROM cursor WHERE name = $1", vec![(*name).into()]))
            .await?;
        let seq: i64 = row.map(|row| row.try_get("", "seq")).transpose()?.unwrap_or(0);
        let left = if is_postgres(conn) { BEHIND } else { "seq > $1 AND seq > $2" };
        let sql = format!("SELECT seq FROM event WHERE {left} LIMIT 1");
        if conn.query_one_raw(statement(conn, &sql, vec![seq.into(), seq.into()])).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
