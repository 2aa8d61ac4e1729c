//! Answers, tags, care teams and cards.

use kernel::table::{at, at_opt, create, id, id_opt, id_pk, index, int_opt, json, real_opt, text, text_opt};
use sea_orm_migration::prelude::*;

pub(super) struct Care;
impl MigrationName for Care {
    fn name(&self) -> &'static str {
        "record_0003_care"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Care {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        answers(manager).await?;
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            id("patient_id"),
            text("code"),
            text("name"),
            text("kind"),
            at("since"),
            at_opt("expires_at"),
            id_opt("receipt_id"),
        ];
        create(manager, "patient_tag", columns).await?;
        index(manager, "patient_tag", &["tenant_id", "patient_id", "code"], true).await?;
        index(manager, "patient_tag", &["tenant_id", "code"], false).await?;
        let columns =
            vec![id_pk("id"), id("tenant_id"), id("patient_id"), id("staff_id"), text("role"), at("since")];
        create(manager, "care_team", columns).await?;
        index(manager, "care_team", &["tenant_id", "patient_id", "role"], true).await?;
        index(manager, "care_team", &["tenant_id", "staff_id"], false).await?;
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            text("card_no"),
            id("patient_id"),
            at("opened_at"),
            text("opened_by"),
        ];
        create(manager, "card", columns).await?;
        index(manager, "card", &["tenant_id", "card_no"], true).await?;
        index(manager, "card", &["tenant_id", "patient_id"], false).await
    }
}

async fn answers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("kind"),
        text_opt("form_code"),
        int_opt("form_version"),
        json("answers"),
        real_opt("score"),
        text_opt("band"),
        json("red_flags"),
        text("via"),
        id_opt("enrolment_id"),
        id_opt("obligation_id"),
        id_opt("task_id"),
        id_opt("message_id"),
        text("by"),
        at("at"),
        at("recorded_at"),
    ];
    create(manager, "answer", columns).await?;
    index(manager, "answer", &["tenant_id", "patient_id", "at"], false).await?;
    index(manager, "answer", &["tenant_id", "form_code", "at"], false).await?;
    index(manager, "answer", &["tenant_id", "obligation_id"], false).await
}
