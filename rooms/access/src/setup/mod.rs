//! The first hour: before it there is no account at all; a one-time code printed by the server opens the door once.
pub mod api;

use crate::login::session::{digest, new_secret};
use kernel::{Result, Tx, setting};
use sea_orm::ConnectionTrait;
use serde_json::json;

const KEY: &str = "setup_code";

/// A fresh code if the installation has no tenant yet; a later start replaces an unused code.
pub async fn issue_code(tx: &Tx) -> Result<Option<String>> {
    if crate::organisation::first_tenant(&**tx).await?.is_some() {
        return Ok(None);
    }
    let code: String = new_secret().chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    setting::set(tx, KEY, json!(digest(&code))).await?;
    Ok(Some(code))
}

/// Whether the code is the one that was issued.
async fn fits(conn: &impl ConnectionTrait, code: &str) -> Result<bool> {
    use subtle::ConstantTimeEq;
    let stored = setting::get(conn, KEY).await?;
    let stored = stored.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
    Ok(bool::from(stored.as_bytes().ct_eq(digest(code.trim()).as_bytes())))
}
