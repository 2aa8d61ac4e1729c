//! Tables of reach.
use kernel::table::{at, at_opt, create, flag, id, id_opt, id_pk, index, int, int_opt, json, text, text_opt};
use sea_orm_migration::prelude::*;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Reach)]
}

struct Reach;
impl MigrationName for Reach {
    fn name(&self) -> &'static str {
        "reach_0001_forms_and_messages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Reach {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        definitions(manager).await?;
        sessions(manager).await?;
        messages(manager).await?;
        touches(manager).await?;
        conversation(manager).await
    }
}

async fn definitions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let form = vec![
        id_pk("id"),
        id("tenant_id"),
        text("code"),
        int("version"),
        text("title"),
        json("definition"),
        text("created_by"),
        at("created_at"),
    ];
    create(manager, "form", form).await?;
    index(manager, "form", &["tenant_id", "code", "version"], true).await?;
    let template = vec![
        id_pk("id"),
        id("tenant_id"),
        text("code"),
        int("version"),
        text("name"),
        text("class"),
        text("body"),
        flag("sensitive"),
        flag("promotional"),
        text_opt("form_code"),
        text("created_by"),
        at("created_at"),
    ];
    create(manager, "template", template).await?;
    index(manager, "template", &["tenant_id", "code", "version"], true).await
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let session = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("form_code"),
        int("form_version"),
        text("via"),
        json("answers"),
        text("state"),
        id_opt("message_id"),
        id_opt("task_id"),
        id_opt("enrolment_id"),
        id_opt("obligation_id"),
        id_opt("answer_id"),
        text("opened_by"),
        at("created_at"),
        at("updated_at"),
        at_opt("expires_at"),
        at_opt("done_at"),
    ];
    create(manager, "form_session", session).await?;
    index(manager, "form_session", &["tenant_id", "patient_id", "state"], false).await?;
    index(manager, "form_session", &["tenant_id", "task_id"], false).await?;
    let link = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("token_hash"),
        id("session_id"),
        id_opt("message_id"),
        at("created_at"),
        at("expires_at"),
        at_opt("revoked_at"),
        at_opt("opened_at"),
    ];
    create(manager, "form_link", link).await?;
    // Looked up before any tenant is known: the token is the credential.
    index(manager, "form_link", &["token_hash"], true).await?;
    index(manager, "form_link", &["tenant_id", "session_id"], false).await
}

async fn messages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let message = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("dedupe_key"),
        text_opt("template_code"),
        int_opt("template_version"),
        text("class"),
        text("channel"),
        json("others"),
        flag("sensitive"),
        flag("promotional"),
        json("vars"),
        text("text"),
        text_opt("origin"),
        id_opt("session_id"),
        id_opt("enrolment_id"),
        text_opt("node"),
        int_opt("occurrence"),
        text("state"),
        at("not_before"),
        at_opt("not_after"),
        at("due_at"),
        text("created_by"),
        at("created_at"),
        at_opt("sent_at"),
        at_opt("ended_at"),
        int("attempts"),
        text("why"),
        id_opt("receipt_id"),
        text_opt("provider_id"),
    ];
    create(manager, "message", message).await?;
    // E1 of trust.md: one row per promise, by constraint and not by care.
    index(manager, "message", &["tenant_id", "dedupe_key"], true).await?;
    index(manager, "message", &["tenant_id", "patient_id", "created_at"], false).await?;
    index(manager, "message", &["tenant_id", "state", "due_at"], false).await?;
    let attempt = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        id("message_id"),
        int("n"),
        text("channel"),
        text("carrier"),
        at("started_at"),
        at_opt("ended_at"),
        text("outcome"),
        text("detail"),
    ];
    create(manager, "message_attempt", attempt).await?;
    index(manager, "message_attempt", &["tenant_id", "message_id", "n"], true).await?;
    index(manager, "message_attempt", &["tenant_id", "patient_id", "started_at"], false).await?;
    Ok(())
}

async fn touches(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let guard = vec![id("tenant_id"), id("patient_id"), at("last_at")];
    create(manager, "touch_guard", guard).await?;
    index(manager, "touch_guard", &["tenant_id", "patient_id"], true).await?;
    let touch = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("class"),
        text("channel"),
        at("at"),
        text("by"),
    ];
    create(manager, "touch", touch).await?;
    index(manager, "touch", &["tenant_id", "patient_id", "at"], false).await?;
    let out =
        vec![id_pk("id"), id("tenant_id"), id("patient_id"), text("channel"), text("evidence"), at("since")];
    create(manager, "channel_opt_out", out).await?;
    index(manager, "channel_opt_out", &["tenant_id", "patient_id", "channel"], true).await
}

async fn conversation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let inbound = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        id_opt("message_id"),
        text("channel"),
        text("text"),
        at("at"),
        id_opt("answer_id"),
    ];
    create(manager, "inbound_message", inbound).await?;
    index(manager, "inbound_message", &["tenant_id", "patient_id", "at"], false).await?;
    let phone = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("key"),
        id("message_id"),
        text("phone"),
        text("to_name"),
        text("channel"),
        text("text"),
        text_opt("link"),
        at("at"),
    ];
    create(manager, "sandbox_phone", phone).await?;
    index(manager, "sandbox_phone", &["tenant_id", "key"], true).await?;
    index(manager, "sandbox_phone", &["tenant_id", "patient_id", "at"], false).await
}
