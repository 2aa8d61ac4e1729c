//! The spine's own tables.
use crate::table::{at, at_opt, create, id, id_opt, id_pk, index, int, json, text, text_opt};
use sea_orm_migration::prelude::*;

/// The kernel's migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Spine)]
}

/// Applies those of the given migrations that are not applied yet. A room passes its own and all below it.
pub async fn migrate(db: &crate::Db, all: fn() -> Vec<Box<dyn MigrationTrait>>) -> crate::Result<()> {
    sea_orm_migration::MigratorTraitSelf::up(&Runner { all }, db.writer(), None)
        .await
        .map_err(crate::Error::from)
}

struct Runner {
    all: fn() -> Vec<Box<dyn MigrationTrait>>,
}
impl sea_orm_migration::MigratorTraitSelf for Runner {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        (self.all)()
    }
}

struct Spine;
impl MigrationName for Spine {
    fn name(&self) -> &'static str {
        "kernel_0001_spine"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Spine {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        event_log(manager).await?;
        jobs(manager).await?;
        decisions(manager).await?;
        create(
            manager,
            "setting",
            vec![ColumnDef::new("key").text().not_null().primary_key().to_owned(), json("value")],
        )
        .await
    }
}

async fn event_log(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut columns = vec![
        ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key().to_owned(),
        id("id"),
        id("tenant_id"),
        id_opt("patient_id"),
        text("kind"),
        at("occurred_at"),
        at("recorded_at"),
        text("source"),
        text("actor"),
        json("payload"),
        id_opt("cause"),
    ];
    // A reader must not step over a sequence number whose transaction is still open; SQLite has one writer.
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        columns.push(
            ColumnDef::new("txid")
                .big_integer()
                .not_null()
                .default(Expr::cust("(pg_current_xact_id()::text)::bigint"))
                .to_owned(),
        );
    }
    create(manager, "event", columns).await?;
    index(manager, "event", &["tenant_id", "patient_id", "occurred_at"], false).await?;
    index(manager, "event", &["tenant_id", "kind", "occurred_at"], false).await?;
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        index(manager, "event", &["txid", "seq"], false).await?;
    }
    let cursor = vec![
        ColumnDef::new("name").text().not_null().primary_key().to_owned(),
        int("seq"),
        at_opt("lease_until"),
        text_opt("lease_by"),
    ];
    create(manager, "cursor", cursor).await
}

async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text("queue"),
        text("key"),
        at("due_at"),
        json("payload"),
        int("attempts"),
        text("state"),
        at_opt("lease_until"),
        text_opt("lease_by"),
        text_opt("last_error"),
    ];
    create(manager, "job", columns).await?;
    index(manager, "job", &["tenant_id", "queue", "key"], true).await?;
    index(manager, "job", &["queue", "state", "due_at"], false).await
}

async fn decisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let receipt = vec![
        id_pk("id"),
        id("tenant_id"),
        id_opt("patient_id"),
        text("subject_kind"),
        id("subject_id"),
        text("rule"),
        text("rule_version"),
        text("outcome"),
        text("sentence"),
        json("facts"),
        json("gates"),
        at("decided_at"),
    ];
    create(manager, "receipt", receipt).await?;
    index(manager, "receipt", &["tenant_id", "subject_kind", "subject_id", "decided_at"], false).await?;
    index(manager, "receipt", &["tenant_id", "patient_id", "decided_at"], false).await?;
    let audit = vec![
        ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key().to_owned(),
        id("tenant_id"),
        at("at"),
        text("actor_kind"),
        id_opt("actor_id"),
        text("actor_name"),
        text("act"),
        text("object_kind"),
        text("object_id"),
        id_opt("patient_id"),
        text("result"),
        text("reason"),
        text("request_id"),
    ];
    create(manager, "audit", audit).await?;
    index(manager, "audit", &["tenant_id", "at"], false).await?;
    index(manager, "audit", &["tenant_id", "patient_id", "at"], false).await?;
    let link =
        vec![id("tenant_id"), id("patient_id"), text("kind"), id("target_id"), text("reason"), at("since")];
    create(manager, "patient_link", link).await?;
    index(manager, "patient_link", &["tenant_id", "kind", "target_id", "patient_id", "reason"], true).await?;
    index(manager, "patient_link", &["tenant_id", "patient_id"], false).await
}
