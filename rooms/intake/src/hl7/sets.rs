//! For tests: the shared data sets and vectors (env `NUANQIAO_SHARED`, else `../shared` beside the repository).

use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::App;
use sea_orm::{ConnectionTrait, QueryResult};

/// The shared folder; a test without it fails.
pub fn shared() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = std::env::var_os("NUANQIAO_SHARED").map_or(beside, PathBuf::from);
    assert!(
        path.join("data/hl7v2").is_dir(),
        "shared data not found at {}; set NUANQIAO_SHARED",
        path.display()
    );
    path
}

/// Unpacks a set into a folder of its own.
pub fn unpack(set: &str) -> PathBuf {
    let target = kernel::testing::temp_folder();
    let archive = shared().join(format!("data/hl7v2/{set}.tar.xz"));
    let done = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(&target).status().unwrap();
    assert!(done.success(), "tar could not unpack {set}");
    target
}

/// JSON of the shared folder.
pub fn json(path: &str) -> Vec<serde_json::Value> {
    serde_json::from_slice(&std::fs::read(shared().join(path)).unwrap()).unwrap()
}

/// Rows of the database, for looking at what landed.
pub async fn rows(app: &App, sql: &str, values: Vec<sea_orm::Value>) -> Vec<QueryResult> {
    let conn = app.db.read();
    conn.query_all_raw(kernel::db::statement(conn, sql, values)).await.unwrap()
}

/// A count.
pub async fn count(app: &App, sql: &str, values: Vec<sea_orm::Value>) -> i64 {
    let rows = rows(app, &format!("SELECT COUNT(*) AS n FROM ({sql}) AS found"), values).await;
    rows[0].try_get("", "n").unwrap()
}
