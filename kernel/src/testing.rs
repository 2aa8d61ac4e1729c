//! Tests run on both databases: SQLite in a temporary folder, PostgreSQL in a schema of its own.
use crate::{App, Clock, Db, TenantId, config::Config, schema};
use sea_orm_migration::MigrationTrait;
use std::{future::Future, path::PathBuf};

/// The environment variable that names the PostgreSQL to test on; `cargo xtask test` sets it.
pub const POSTGRES: &str = "NUANQIAO_TEST_PG";

/// Runs a story on SQLite, and on PostgreSQL if [`POSTGRES`] names one. `migrations` are the room's own and all below.
pub async fn on_both<F, Fut>(migrations: fn() -> Vec<Box<dyn MigrationTrait>>, story: F)
where
    F: Fn(App, TenantId) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = temp_folder();
    let url = format!("sqlite://{}?mode=rwc", folder.join("test.db").display());
    run(&url, None, migrations, &story).await;
    drop(std::fs::remove_dir_all(folder));
    match std::env::var(POSTGRES) {
        Ok(url) => {
            let schema = format!("t{}", uuid::Uuid::now_v7().simple());
            run(&url, Some(&schema), migrations, &story).await;
            if let Ok(db) = Db::connect(&url).await {
                let sql = format!("DROP SCHEMA \"{schema}\" CASCADE");
                drop(sea_orm::ConnectionTrait::execute_unprepared(db.writer(), &sql).await);
            }
        }
        Err(_) => eprintln!("PostgreSQL half of the test left out: {POSTGRES} is not set"),
    }
}

/// A new empty folder under the system's temporary folder.
pub fn temp_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("nuanqiao-{}", uuid::Uuid::now_v7().simple()));
    if let Err(error) = std::fs::create_dir_all(&folder) {
        panic!("cannot create {}: {error}", folder.display());
    }
    folder
}

/// The instant at which test stories begin: Wednesday 2026-03-04 09:00 in China.
pub fn story_begin() -> chrono::DateTime<chrono::Utc> {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 4).unwrap_or_default();
    crate::clock::local_instant(day, 9, 0)
}

async fn run<F, Fut>(
    url: &str,
    schema: Option<&str>,
    migrations: fn() -> Vec<Box<dyn MigrationTrait>>,
    story: &F,
) where
    F: Fn(App, TenantId) -> Fut,
    Fut: Future<Output = ()>,
{
    let db = match Db::connect_in(url, schema).await {
        Ok(db) => db,
        Err(error) => panic!("cannot open {url}: {error}"),
    };
    if let Err(error) = schema::migrate(&db, migrations).await {
        panic!("migrations failed on {url}: {error}");
    }
    let app = App::new(db, Clock::fixed(story_begin()), Config { demo: true, ..Config::default() });
    story(app, TenantId::new()).await;
}
