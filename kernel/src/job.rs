//! Work that is due at a time: claimed under a lease, retried with growing pauses, kept as a dead letter when it fails.
use crate::{Clock, Db, Error, JobId, Result, TenantId, Tx, Visible, db::is_postgres, db::statement};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter};
use serde_json::Value;

/// The table of jobs.
pub mod entity {
    use crate::{JobId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One job; done jobs are deleted.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: JobId,
        pub tenant_id: TenantId,
        pub queue: String,
        /// Unique within tenant and queue: scheduling again moves the job instead of doubling it.
        pub key: String,
        /// In business time.
        pub due_at: DateTimeUtc,
        #[sea_orm(column_type = "JsonBinary")]
        pub payload: Json,
        pub attempts: i64,
        /// `waiting` or `dead`.
        pub state: String,
        /// In wall time.
        pub lease_until: Option<DateTimeUtc>,
        pub lease_by: Option<String>,
        pub last_error: Option<String>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
crate::tenant_scoped!(self::entity);
pub use entity::Model as Job;

/// A lease lasts this long in wall time; an orphan is claimed again after it.
pub const LEASE: Duration = Duration::seconds(45);
/// Tries before a job becomes a dead letter.
pub const MAX_ATTEMPTS: i64 = 8;

/// Schedules a job; the same key again moves its due time and payload and wakes a dead letter.
pub async fn schedule(
    tx: &Tx,
    tenant: TenantId,
    queue: &str,
    key: &str,
    due_at: DateTime<Utc>,
    payload: Value,
) -> Result<()> {
    let sql = "INSERT INTO job (id, tenant_id, queue, key, due_at, payload, attempts, state) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, 'waiting') \
               ON CONFLICT (tenant_id, queue, key) DO UPDATE SET due_at = excluded.due_at, \
               payload = excluded.payload, state = 'waiting', attempts = 0, lease_by = NULL, lease_until = NULL";
    let values =
        vec![JobId::new().into(), tenant.into(), queue.into(), key.into(), due_at.into(), payload.into()];
    tx.execute_raw(statement(&**tx, sql, values)).await?;
    Ok(())
}

/// Removes a job that is no longer wanted.
pub async fn cancel(tx: &Tx, tenant: TenantId, queue: &str, key: &str) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::Queue.eq(queue))
        .filter(entity::Column::Key.eq(key))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Claims up to `n` due jobs of a queue for this worker.
pub async fn claim(db: &Db, clock: &Clock, queue: &str, worker: &str, n: i64) -> Result<Vec<Job>> {
    let wall = clock.wall();
    // Workers ask after every write of anybody: who finds nothing due must not take the one writer for it.
    let due = "SELECT 1 AS one FROM job WHERE queue = $1 AND state = 'waiting' AND due_at <= $2 \
               AND (lease_until IS NULL OR lease_until < $3) LIMIT 1";
    let values = vec![queue.into(), clock.now().into(), wall.into()];
    if db.read().query_one_raw(statement(db.read(), due, values)).await?.is_none() {
        return Ok(Vec::new());
    }
    db.write(clock.now(), async move |tx| {
        let skip = if is_postgres(&*tx) { "FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "UPDATE job SET lease_by = $1, lease_until = $2, attempts = attempts + 1 WHERE id IN (\
             SELECT id FROM job WHERE queue = $3 AND state = 'waiting' AND due_at <= $4 \
             AND (lease_until IS NULL OR lease_until < $5) ORDER BY due_at LIMIT $6 {skip}) RETURNING *"
        );
        let values =
            vec![worker.into(), (wall + LEASE).into(), queue.into(), tx.now.into(), wall.into(), n.into()];
        let rows = tx.query_all_raw(statement(&*tx, &sql, values)).await?;
        rows.iter().map(|row| Job::from_query_result(row, "").map_err(Error::from)).collect()
    })
    .await
}

/// Ends a claimed job in the transaction that did its work. Fails if the lease was lost, which rolls the work back;
/// does nothing if the work itself scheduled the job anew.
pub async fn done(tx: &Tx, job: &Job) -> Result<()> {
    let removed = entity::Entity::delete_many()
        .filter(entity::Column::Id.eq(job.id))
        .filter(entity::Column::LeaseBy.eq(job.lease_by.clone()))
        .exec(&**tx)
        .await?;
    if removed.rows_affected == 1 {
        return Ok(());
    }
    let left =
        <entity::Entity as Visible>::unscoped().filter(entity::Column::Id.eq(job.id)).one(&**tx).await?;
    match left {
        Some(left) if left.lease_by.is_none() => Ok(()),
        _ => Err(Error::conflict("job.lease_lost", "这项后台工作已由另一进程接手。")),
    }
}

/// Puts a failed job back with a growing pause, or keeps it as a dead letter after [`MAX_ATTEMPTS`].
pub async fn fail(tx: &Tx, job: &Job, error: &str) -> Result<()> {
    let dead = job.attempts >= MAX_ATTEMPTS;
    let pause = Duration::seconds(1_i64 << job.attempts.clamp(0, 10));
    entity::Entity::update_many()
        .col_expr(entity::Column::State, if dead { "dead" } else { "waiting" }.into())
        .col_expr(entity::Column::DueAt, sea_orm::sea_query::Expr::value(tx.now + pause))
        .col_expr(entity::Column::LeaseBy, sea_orm::sea_query::Expr::value(Option::<String>::None))
        .col_expr(entity::Column::LeaseUntil, sea_orm::sea_query::Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(entity::Column::LastError, error.into())
        .filter(entity::Column::Id.eq(job.id).and(entity::Column::LeaseBy.eq(job.lease_by.clone())))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Makes a waiting job a dead letter at once.
pub async fn bury(tx: &Tx, tenant: TenantId, queue: &str, key: &str, error: &str) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::State, "dead".into())
        .col_expr(entity::Column::LastError, error.into())
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::Queue.eq(queue))
        .filter(entity::Column::Key.eq(key))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The earliest due time of any waiting job, on any queue.
pub async fn next_due(conn: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    use sea_orm::{QueryOrder, QuerySelect};
    let row = <entity::Entity as Visible>::unscoped()
        .filter(entity::Column::State.eq("waiting"))
        .order_by_asc(entity::Column::DueAt)
        .limit(1)
        .one(conn)
        .await?;
    Ok(row.map(|job| job.due_at))
}
