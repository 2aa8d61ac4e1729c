//! Small durable values of the installation: the demo clock, markers of finished set-up steps.
use crate::{Result, Tx, db::statement};
use sea_orm::ConnectionTrait;
use serde_json::Value;

/// Reads a value.
pub async fn get(conn: &impl ConnectionTrait, key: &str) -> Result<Option<Value>> {
    let row = conn
        .query_one_raw(statement(conn, "SELECT value FROM setting WHERE key = $1", vec![key.into()]))
        .await?;
    Ok(row.map(|row| row.try_get::<Value>("", "value")).transpose()?)
}

/// Writes a value.
pub async fn set(tx: &Tx, key: &str, value: Value) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    tx.execute_raw(statement(&**tx, sql, vec![key.into(), value.into()])).await?;
    Ok(())
}
