//! The anchor: the rows of some tables inserted raw into an empty database of the same kind, a thousand messages' worth at a time.
use anyhow::Result;
use kernel::{App, db::is_postgres, db::statement};
use sea_orm::{ConnectionTrait, QueryResult, TransactionTrait, Value};
use std::time::Instant;

/// What was inserted, and in which time (reading not counted).
pub struct Inserted {
    pub rows: usize,
    pub seconds: f64,
}

const ROWS_PER_TRANSACTION: usize = 20_000;

/// Copies tables row by row through bound values; only the inserts are timed.
pub async fn copy(from: &App, to: &App, tables: &[&str]) -> Result<Inserted> {
    let mut inserted = Inserted { rows: 0, seconds: 0.0 };
    for table in tables {
        let columns = columns(from, table).await?;
        if columns.is_empty() {
            anyhow::bail!("表 {table} 不存在");
        }
        let rows = rows(from, table, &columns).await?;
        let begun = Instant::now();
        for part in rows.chunks(ROWS_PER_TRANSACTION) {
            let tx = to.db.writer().begin().await?;
            for rows in part.chunks((30_000 / columns.len()).min(500)) {
                let sql = insert(table, &columns, rows.len());
                tx.execute_raw(statement(&tx, &sql, rows.concat())).await?;
            }
            tx.commit().await?;
        }
        inserted.seconds += begun.elapsed().as_secs_f64();
        inserted.rows += rows.len();
    }
    Ok(inserted)
}

struct Column {
    name: String,
    /// Type on PostgreSQL, for the cast; empty on SQLite.
    kind: String,
}

async fn columns(app: &App, table: &str) -> Result<Vec<Column>> {
    let db = app.db.read();
    let sql = if is_postgres(db) {
        format!(
            "SELECT column_name AS name, udt_name AS kind FROM information_schema.columns \
             WHERE table_name = '{table}' AND table_schema = current_schema() AND column_name <> 'txid' ORDER BY ordinal_position"
        )
    } else {
        format!("SELECT name, '' AS kind FROM pragma_table_info('{table}')")
    };
    let rows = db.query_all_raw(statement(db, &sql, vec![])).await?;
    rows.iter()
        .map(|row| Ok(Column { name: row.try_get("", "name")?, kind: row.try_get("", "kind")? }))
        .collect()
}

async fn rows(app: &App, table: &str, columns: &[Column]) -> Result<Vec<Vec<Value>>> {
    let db = app.db.read();
    let cast = if is_postgres(db) { "::text" } else { "" };
    let list: Vec<String> = columns.iter().map(|c| format!("\"{0}\"{cast} AS \"{0}\"", c.name)).collect();
    let found = db
        .query_all_raw(statement(db, &format!("SELECT {} FROM \"{table}\"", list.join(", ")), vec![]))
        .await?;
    Ok(found.iter().map(|row| columns.iter().map(|c| value(row, &c.name)).collect()).collect())
}

/// A value as the engine stores it: SQLite has four kinds, PostgreSQL gave text.
fn value(row: &QueryResult, name: &str) -> Value {
    if let Ok(text) = row.try_get::<Option<String>>("", name) {
        return text.into();
    }
    if let Ok(number) = row.try_get::<Option<i64>>("", name) {
        return number.into();
    }
    if let Ok(number) = row.try_get::<Option<f64>>("", name) {
        return number.into();
    }
    row.try_get::<Option<Vec<u8>>>("", name).unwrap_or_default().into()
}

fn insert(table: &str, columns: &[Column], rows: usize) -> String {
    let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
    let mut n = 0;
    let mut tuple = || {
        let places: Vec<String> = columns
            .iter()
            .map(|c| {
                n += 1;
                if c.kind.is_empty() { format!("${n}") } else { format!("CAST(${n}::text AS {})", c.kind) }
            })
            .collect();
        format!("({})", places.join(", "))
    };
    let tuples: Vec<String> = (0..rows).map(|_| tuple()).collect();
    format!("INSERT INTO \"{table}\" ({}) VALUES {}", names.join(", "), tuples.join(", "))
}
