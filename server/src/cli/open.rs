//! Opens the data folder: settings, database, migrations.
use super::Place;
use crate::{circuit, config::Settings};
use anyhow::{Context, Result};
use kernel::{App, Clock, Db, Scope, schema};

/// The application on its data, migrated and ready.
pub async fn open(place: &Place, demo: bool) -> Result<(App, Settings)> {
    std::fs::create_dir_all(&place.data)
        .with_context(|| format!("无法创建数据目录 {}", place.data.display()))?;
    let mut settings = Settings::read(&place.data)?;
    if let Some(url) = &place.database {
        settings.database.clone_from(url);
    }
    settings.rooms.demo = demo;
    settings.rooms.data.clone_from(&place.data);
    if demo {
        // A demo is looked at for an afternoon, not for a shift.
        settings.rooms.session_idle_minutes = 12 * 60;
    }
    let url = settings.database_url(&place.data);
    let db = Db::connect(&url).await.context("无法打开数据库")?;
    schema::migrate(&db, circuit::migrations).await.context("数据库升级失败")?;
    Ok((App::new(db, Clock::system(), settings.rooms.clone()), settings))
}

/// The house itself; founds a tenant named after the configured hospital where there is none yet.
pub async fn house_or_found(app: &App, part: &'static str) -> Result<Scope> {
    let name = app.config.hospital.clone();
    let tenant = app
        .write(async |tx| {
            if let Some(tenant) = access::organisation::first_tenant(&*tx).await? {
                return Ok(tenant);
            }
            let tenant = access::organisation::found(&tx, &name).await?;
            access::organisation::open_site(&tx, &Scope::system(tenant, part), &name).await?;
            Ok(tenant)
        })
        .await?;
    Ok(Scope::system(tenant, part))
}
