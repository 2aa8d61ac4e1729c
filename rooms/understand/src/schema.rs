//! Tables of understanding. Every index begins with the tenant.
use kernel::table::{
    at, at_opt, create, day, flag, id, id_opt, id_pk, index, int, int_opt, json, json_opt, real_opt, text,
    text_opt,
};
use sea_orm_migration::prelude::*;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Understanding), Box::new(Scores), Box::new(OwnWords)]
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

struct Scores;
impl MigrationName for Scores {
    fn name(&self) -> &'static str {
        "understand_0002_scores"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Scores {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        scores(manager).await?;
        score_words(manager).await?;
        model_rules(manager).await?;
        alerts(manager).await
    }
}

async fn scores(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("model"),
        text("model_version"),
        text("table_version"),
        text("status"),
        real_opt("value"),
        text("unit"),
        text_opt("category"),
        text_opt("category_label"),
        text("level"),
        flag("extrapolated"),
        json("inputs"),
        json("output"),
        text("fingerprint"),
        text("cause"),
        text("actor"),
        id_opt("receipt_id"),
        at("created_at"),
        // Null while it is the latest of its model.
        at_opt("to_at"),
    ];
    create(manager, "score", columns).await?;
    index(manager, "score", &["tenant_id", "patient_id", "model", "created_at"], false).await?;
    index(manager, "score", &["tenant_id", "model", "category", "to_at"], false).await
}

async fn score_words(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("model"),
        id_opt("score_id"),
        real_opt("value"),
        text_opt("category"),
        text_opt("category_label"),
        text_opt("level"),
        text("reason"),
        text("by"),
        at("created_at"),
        at("until"),
        id_opt("receipt_id"),
    ];
    create(manager, "score_override", columns).await?;
    index(manager, "score_override", &["tenant_id", "patient_id", "model"], false).await
}

async fn model_rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text("model"),
        flag("on"),
        text("name"),
        text("reason"),
        text("by"),
        at("changed_at"),
    ];
    create(manager, "model_setting", columns).await?;
    index(manager, "model_setting", &["tenant_id", "model"], true).await?;
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text("model"),
        text("version"),
        day("effective"),
        json("definition"),
        text("state"),
        text("reason"),
        text("author"),
        id_opt("author_id"),
        at("created_at"),
        text_opt("approved_by"),
        at_opt("approved_at"),
    ];
    create(manager, "model_table", columns).await?;
    index(manager, "model_table", &["tenant_id", "model", "version"], true).await
}

async fn alerts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("rule"),
        int("rule_version"),
        text("level"),
        text("action"),
        text("sentence"),
        json("facts"),
        json("series"),
        at("detected_at"),
        at("refractory_until"),
        // detected, notified, acknowledged, closed: changed by one table of transitions.
        text("state"),
        at("due_at"),
        at_opt("notified_at"),
        id_opt("task_id"),
        at_opt("acknowledged_at"),
        text_opt("acknowledged_by"),
        at_opt("escalated_at"),
        at_opt("closed_at"),
        text_opt("closed_by"),
        text_opt("outcome"),
        text_opt("note"),
        id_opt("receipt_id"),
    ];
    create(manager, "alert", columns).await?;
    index(manager, "alert", &["tenant_id", "patient_id", "rule", "detected_at"], false).await?;
    index(manager, "alert", &["tenant_id", "state", "due_at"], false).await
}

struct OwnWords;
impl MigrationName for OwnWords {
    fn name(&self) -> &'static str {
        "understand_0003_own_words"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for OwnWords {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            text("code"),
            text("name"),
            text("sensitivity"),
            int_opt("expires_days"),
            json_opt("rule"),
            json_opt("draft"),
            int("version"),
            at_opt("retired_at"),
            text("created_by"),
            at("created_at"),
            at("updated_at"),
        ];
        create(manager, "tag_definition", columns).await?;
        index(manager, "tag_definition", &["tenant_id", "code"], true).await?;
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            id("staff_id"),
            text("page"),
            text("name"),
            json("rule"),
            flag("shared"),
            at("created_at"),
        ];
        create(manager, "saved_view", columns).await?;
        index(manager, "saved_view", &["tenant_id", "staff_id"], false).await
    }
}
