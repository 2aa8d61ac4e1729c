//! Tables of what is taken in by the batch: FHIR documents as received with their older versions and search tokens,
//! uploaded sheets, learned column mappings.
use kernel::table::{at, at_opt, create, flag, id, id_opt, id_pk, index, int, json_opt, text, text_opt};
use sea_orm_migration::prelude::*;

/// The migrations of these tables, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Fhir), Box::new(Sheets), Box::new(Merges)]
}

struct Fhir;
impl MigrationName for Fhir {
    fn name(&self) -> &'static str {
        "intake_0101_fhir"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Fhir {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            text("kind"),
            text("fhir_id"),
            text("source"),
            text("space"),
            text_opt("source_id"),
            int("version"),
            flag("deleted"),
            flag("personal"),
            id_opt("patient_id"),
            text("hash"),
            text_opt("status"),
            at_opt("at"),
            at_opt("until"),
            text("body"),
            at("updated_at"),
        ];
        create(manager, "fhir_resource", columns).await?;
        index(manager, "fhir_resource", &["tenant_id", "kind", "fhir_id"], true).await?;
        index(manager, "fhir_resource", &["tenant_id", "kind", "space", "source_id"], true).await?;
        index(manager, "fhir_resource", &["tenant_id", "patient_id", "kind", "at"], false).await?;
        index(manager, "fhir_resource", &["tenant_id", "kind", "id"], false).await?;
        let columns = vec![
            id("tenant_id"),
            id("resource_id"),
            int("version"),
            flag("deleted"),
            text("hash"),
            text("body"),
            at("updated_at"),
        ];
        create(manager, "fhir_version", columns).await?;
        index(manager, "fhir_version", &["resource_id", "version"], true).await?;
        let columns = vec![
            id("tenant_id"),
            text("kind"),
            text("param"),
            text("value"),
            text("system"),
            id("resource_id"),
        ];
        create(manager, "fhir_token", columns).await?;
        index(manager, "fhir_token", &["tenant_id", "kind", "param", "value", "resource_id"], false).await?;
        index(manager, "fhir_token", &["resource_id"], false).await
    }
}

struct Sheets;
impl MigrationName for Sheets {
    fn name(&self) -> &'static str {
        "intake_0102_sheets"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sheets {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            text("name"),
            text("kind"),
            text("state"),
            text("created_by"),
            at("created_at"),
            at_opt("finished_at"),
            int("rows"),
            json_opt("mapping"),
            json_opt("summary"),
            json_opt("errors"),
            int("error_count"),
        ];
        create(manager, "import_batch", columns).await?;
        index(manager, "import_batch", &["tenant_id", "created_at"], false).await?;
        let columns =
            vec![id_pk("batch_id"), id("tenant_id"), ColumnDef::new("content").blob().not_null().to_owned()];
        create(manager, "import_file", columns).await?;
        let columns = vec![
            id("tenant_id"),
            ColumnDef::new("header").text().not_null().to_owned(),
            text("target"),
            at("learned_at"),
        ];
        create(manager, "import_mapping", columns).await?;
        index(manager, "import_mapping", &["tenant_id", "header"], true).await?;
        let columns = vec![id("tenant_id"), text("source"), text("key"), at("at")];
        create(manager, "import_undated", columns).await?;
        index(manager, "import_undated", &["tenant_id", "source", "key"], true).await
    }
}

struct Merges;
impl MigrationName for Merges {
    fn name(&self) -> &'static str {
        "intake_0103_merges"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Merges {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let replaced = Table::alter().table("fhir_resource").add_column(text_opt("replaced_by")).to_owned();
        manager.alter_table(replaced).await?;
        // Which documents a merge moved, so that it can be taken back.
        let columns = vec![id("tenant_id"), id("resource_id"), id("gone")];
        create(manager, "fhir_moved", columns).await?;
        index(manager, "fhir_moved", &["tenant_id", "gone", "resource_id"], true).await?;
        // What came by a counted feed in the last minutes, for its rate.
        let columns = vec![id("tenant_id"), id("feed_id"), at("minute"), int("received")];
        create(manager, "feed_minute", columns).await?;
        index(manager, "feed_minute", &["tenant_id", "feed_id", "minute"], true).await
    }
}
