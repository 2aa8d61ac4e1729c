//! Tables of understanding. Every index begins with the tenant.
use kernel::table::{at, at_opt, create, id, id_opt, id_pk, index, int, json, text, text_opt};
use sea_orm_migration::prelude::*;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Understanding)]
}

struct Understanding;
impl MigrationName for Understanding {
    fn name(&self) -> &'static str {
        "understand_0001_understanding"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Understanding {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        grades(manager).await?;
        segments(manager).await?;
        reviews(manager).await
    }
}

async fn grades(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("grade"),
        at("from_at"),
        at_opt("to_at"),
        // `rule` or `override`.
        text("by"),
        text("sentence"),
        text_opt("actor"),
        text_opt("reason"),
        at_opt("until"),
        id_opt("receipt_id"),
    ];
    create(manager, "grade_entry", columns).await?;
    index(manager, "grade_entry", &["tenant_id", "patient_id", "from_at"], false).await
}

async fn segments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text_opt("code"),
        text("name"),
        text("description"),
        json("rule"),
        int("version"),
        text("created_by"),
        at("created_at"),
        at("updated_at"),
        at_opt("deleted_at"),
    ];
    create(manager, "segment", columns).await?;
    index(manager, "segment", &["tenant_id", "code"], true).await?;
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("segment_id"),
        id("patient_id"),
        at("since"),
        json("why"),
        id_opt("receipt_id"),
    ];
    create(manager, "segment_member", columns).await?;
    index(manager, "segment_member", &["tenant_id", "segment_id", "patient_id"], true).await?;
    index(manager, "segment_member", &["tenant_id", "patient_id"], false).await
}

async fn reviews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        ColumnDef::new("patient_id").uuid().not_null().primary_key().to_owned(),
        id("tenant_id"),
        at("reviewed_at"),
        // When time alone may change an answer; a change of rules sets it to now.
        at_opt("next_at"),
    ];
    create(manager, "review", columns).await?;
    index(manager, "review", &["tenant_id", "next_at"], false).await?;
    // What a receipt's decision was computed from, so that it can be computed again.
    let columns = vec![
        ColumnDef::new("receipt_id").uuid().not_null().primary_key().to_owned(),
        id("tenant_id"),
        id("patient_id"),
        json("rule"),
        json("facts"),
        at("judged_at"),
        text("truth"),
    ];
    create(manager, "judgement", columns).await
}
