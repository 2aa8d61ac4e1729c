//! Two databases, one path. This is the only file that knows which engine answers.
use crate::{Error, Result};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, EntityTrait, IntoActiveModel, Iterable, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, sqlx::sqlite::SqliteJournalMode, sqlx::sqlite::SqliteSynchronous,
};
use std::{future::Future, ops::Deref, sync::Arc, time::Duration};

/// The database: many readers, and one writer at a time on SQLite.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// An open write transaction. Committed by [`Db::write`] when the closure succeeds, rolled back otherwise.
/// Dereferences to the connection; `now` is the instant at which all of it happens.
#[derive(Clone)]
pub struct Tx {
    inner: Arc<DatabaseTransaction>,
    /// The business time of this transaction.
    pub now: DateTime<Utc>,
}

impl Deref for Tx {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Db {
    /// Opens `sqlite://path?mode=rwc` or `postgres://…`.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_in(url, None).await
    }

    /// Opens the database, on PostgreSQL inside the given schema (created if absent): for tests.
    pub async fn connect_in(url: &str, schema: Option<&str>) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite_options(url, 1)).await?;
            let read = Database::connect(sqlite_options(url, 8)).await?;
            return Ok(Self { read, write });
        }
        if let Some(schema) = schema {
            let first = Database::connect(ConnectOptions::new(url)).await?;
            first.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS \"{schema}\"")).await?;
            first.close().await?;
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
        if let Some(schema) = schema {
            options.set_schema_search_path(schema);
        }
        let pool = Database::connect(options).await?;
        Ok(Self { read: pool.clone(), write: pool })
    }

    /// For queries.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For migrations only: the writer without a transaction.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        if is_postgres(&self.read) { "postgres" } else { "sqlite" }
    }

    /// Runs `work` in one write transaction, whole or not at all. Never nest it, and send nothing inside.
    pub async fn write<T, F, Fut>(&self, now: DateTime<Utc>, work: F) -> Result<T>
    where
        F: FnOnce(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let options = TransactionOptions {
            sqlite_transaction_mode: (!is_postgres(&self.write)).then_some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let inner = Arc::new(self.write.begin_with_options(options).await?);
        let outcome = work(Tx { inner: inner.clone(), now }).await;
        let inner = Arc::try_unwrap(inner).map_err(|_| Error::fault("a transaction outlived its closure"))?;
        match outcome {
            Ok(value) => {
                inner.commit().await?;
                Ok(value)
            }
            Err(error) => {
                inner.rollback().await?;
                Err(error)
            }
        }
    }
}

fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(60))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(30))
                .pragma("cache_size", "-65536")
                .pragma("wal_autocheckpoint", "4000")
        });
    options
}

/// Whether this connection speaks to PostgreSQL (or one of its relatives).
pub fn is_postgres(conn: &impl ConnectionTrait) -> bool {
    conn.get_database_backend() == DbBackend::Postgres
}

/// Raw SQL with `$1` placeholders, which both engines read.
pub fn statement(conn: &impl ConnectionTrait, sql: &str, values: Vec<sea_orm::Value>) -> Statement {
    Statement::from_sql_and_values(conn.get_database_backend(), sql, values)
}

/// Waits until no other open transaction holds one of these names, and holds them until this one ends: two transactions
/// that are about to make the same thing take turns. Names are told apart by a hash of 256 values, so a few waits are
/// idle ones; they are taken in one order, so that nobody waits in a circle. `SQLite` has one writer: nothing to do.
pub async fn take_turns(tx: &Tx, names: impl IntoIterator<Item = String>) -> Result<()> {
    if !is_postgres(&**tx) {
        return Ok(());
    }
    let number = |name: String| {
        // FNV-1a, folded to eight bits: the same in every process and version.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        i32::from(hash.to_le_bytes().into_iter().fold(0_u8, |sum, byte| sum ^ byte))
    };
    let numbers: std::collections::BTreeSet<i32> = names.into_iter().map(number).collect();
    for number in numbers {
        let values = vec![TURNS.into(), number.into()];
        tx.execute_raw(statement(&**tx, "SELECT pg_advisory_xact_lock($1, $2)", values)).await?;
    }
    Ok(())
}

/// Space of [`take_turns`] among the advisory locks of the database ("nq").
const TURNS: i32 = 0x6e71;

/// Inserts rows in chunks that stay under the engines' limit of bound values.
pub async fn insert_all<E>(conn: &impl ConnectionTrait, rows: Vec<E::ActiveModel>) -> Result<()>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let columns = E::Column::iter().count().max(1);
    let chunk = (30_000 / columns).max(1);
    let mut rest = rows.into_iter().peekable();
    while rest.peek().is_some() {
        let part: Vec<E::ActiveModel> = rest.by_ref().take(chunk).collect();
        E::insert_many(part).exec_without_returning(conn).await?;
    }
    Ok(())
}
