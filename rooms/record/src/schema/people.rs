//! People, their numbers, search keys and possible doubles.

use kernel::table::{
    at, at_opt, create, day_opt, flag, id, id_opt, id_pk, index, int, json, json_opt, text, text_opt,
};
use sea_orm_migration::prelude::*;

pub(super) struct People;
impl MigrationName for People {
    fn name(&self) -> &'static str {
        "record_0001_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "patient", patient_columns()).await?;
        for columns in
            [&["tenant_id", "name_key"][..], &["tenant_id", "birth_date"], &["tenant_id", "card_no"]]
        {
            index(manager, "patient", columns, false).await?;
        }
        // The three orders in which lists are read.
        index(manager, "patient", &["tenant_id", "name_pinyin", "id"], false).await?;
        index(manager, "patient", &["tenant_id", "created_at"], false).await?;
        index(manager, "patient", &["tenant_id", "grade", "next_due_at"], false).await?;
        index(manager, "patient", &["tenant_id", "merged_into"], false).await?;
        sources(manager).await?;
        search_keys(manager).await?;
        matching(manager).await
    }
}

fn patient_columns() -> Vec<ColumnDef> {
    vec![
        id_pk("id"),
        id("tenant_id"),
        text("name"),
        text("name_key"),
        text("name_pinyin"),
        text("sex"),
        day_opt("birth_date"),
        text_opt("phone"),
        json("phones"),
        text_opt("id_number"),
        text_opt("address"),
        text_opt("allergies_text"),
        text_opt("card_no"),
        at_opt("card_opened_at"),
        text("grade"),
        at_opt("grade_since"),
        at_opt("muted_until"),
        at_opt("deceased_at"),
        id_opt("merged_into"),
        at_opt("next_due_at"),
        text_opt("next_due_title"),
        at_opt("last_contact_at"),
        text("source"),
        int("version"),
        at("created_at"),
        at("updated_at"),
    ]
}

async fn sources(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text("source"),
        text("key"),
        id("patient_id"),
        text("hash"),
        at_opt("said_at"),
        json_opt("resource"),
        at("recorded_at"),
    ];
    create(manager, "patient_source", columns).await?;
    index(manager, "patient_source", &["tenant_id", "source", "key"], true).await?;
    index(manager, "patient_source", &["tenant_id", "patient_id"], false).await?;
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("system"),
        text("value"),
        text("label"),
        flag("verified"),
        text("source"),
        at("recorded_at"),
    ];
    create(manager, "patient_identifier", columns).await?;
    index(manager, "patient_identifier", &["tenant_id", "system", "value", "patient_id"], true).await?;
    index(manager, "patient_identifier", &["tenant_id", "patient_id"], false).await
}

async fn search_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut key = text("key");
    // A prefix is a range of keys only in byte order; SQLite has no other.
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        key.extra("COLLATE \"C\"");
    }
    create(manager, "patient_search_key", vec![id("tenant_id"), key, text("kind"), id("patient_id")]).await?;
    index(manager, "patient_search_key", &["tenant_id", "key", "kind", "patient_id"], true).await?;
    index(manager, "patient_search_key", &["tenant_id", "patient_id"], false).await
}

async fn matching(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        id("other_id"),
        int("score"),
        json("reasons"),
        text("state"),
        at("created_at"),
        at_opt("decided_at"),
        text_opt("decided_by"),
        text_opt("decided_reason"),
        json_opt("moved"),
    ];
    create(manager, "match_candidate", columns).await?;
    index(manager, "match_candidate", &["tenant_id", "patient_id", "other_id"], true).await?;
    index(manager, "match_candidate", &["tenant_id", "state", "score"], false).await
}
