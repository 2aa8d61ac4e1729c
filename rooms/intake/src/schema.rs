//! Tables of feeds and messages.

use kernel::table::{at, at_opt, create, day, id, id_opt, id_pk, index, int, json, json_opt, text, text_opt};
use sea_orm_migration::prelude::*;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Messages)]
}

struct Messages;
impl MigrationName for Messages {
    fn name(&self) -> &'static str {
        "intake_0001_messages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Messages {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        feeds(manager).await?;
        inbound(manager).await?;
        let said =
            vec![id_pk("id"), id("tenant_id"), text("source"), text("kind"), text("key"), json("state")];
        create(manager, "said", said).await?;
        index(manager, "said", &["tenant_id", "source", "kind", "key"], true).await
    }
}

async fn feeds(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let feed = vec![
        id_pk("id"),
        id("tenant_id"),
        text("kind"),
        text("code"),
        text("name"),
        json("dialect"),
        int("silence_minutes"),
        at("created_at"),
        at_opt("last_message_at"),
        at_opt("last_error_at"),
        text_opt("last_error"),
    ];
    create(manager, "feed", feed).await?;
    index(manager, "feed", &["tenant_id", "kind", "code"], true).await?;
    let feed_day =
        vec![id_pk("id"), id("tenant_id"), id("feed_id"), day("day"), int("received"), int("errors")];
    create(manager, "feed_day", feed_day).await?;
    index(manager, "feed_day", &["tenant_id", "feed_id", "day"], true).await
}

async fn inbound(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("feed_id"),
        at("received_at"),
        at_opt("said_at"),
        text("kind"),
        text("sender"),
        text("control_id"),
        text("dedupe_key"),
        text("state"),
        text("ack"),
        text_opt("error"),
        json("problems"),
        json("effects"),
        json_opt("mapped"),
        id_opt("patient_id"),
        text_opt("patient_name"),
        id_opt("duplicate_of"),
        int("attempts"),
        at("processed_at"),
        text_opt("corrected"),
        ColumnDef::new("raw").blob().not_null().to_owned(),
    ];
    create(manager, "inbound", columns).await?;
    index(manager, "inbound", &["tenant_id", "dedupe_key"], true).await?;
    index(manager, "inbound", &["tenant_id", "sender", "control_id"], false).await?;
    index(manager, "inbound", &["tenant_id", "feed_id", "received_at"], false).await?;
    index(manager, "inbound", &["tenant_id", "state", "received_at"], false).await
}
