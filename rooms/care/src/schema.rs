//! Tables of care. Every index begins with the tenant.
use kernel::table::{
    at, at_opt, create, day, flag, id, id_opt, id_pk, index, int, int_opt, json, json_opt, text, text_opt,
};
use sea_orm_migration::prelude::*;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Care)]
}

struct Care;
impl MigrationName for Care {
    fn name(&self) -> &'static str {
        "care_0001_pathways_and_tasks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Care {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        pathways(manager).await?;
        enrolments(manager).await?;
        ledger(manager).await?;
        tasks(manager).await
    }
}

async fn pathways(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let pathway = vec![
        id_pk("id"),
        id("tenant_id"),
        text("code"),
        text("name"),
        flag("clinical"),
        text("state"),
        id_opt("live_version"),
        at("created_at"),
        at("updated_at"),
    ];
    create(manager, "pathway", pathway).await?;
    index(manager, "pathway", &["tenant_id", "code"], true).await?;
    let version = vec![
        id_pk("id"),
        id("tenant_id"),
        id("pathway_id"),
        int("version"),
        text("state"),
        json("definition"),
        text("created_by"),
        at("created_at"),
        text_opt("published_by"),
        at_opt("published_at"),
    ];
    create(manager, "pathway_version", version).await?;
    index(manager, "pathway_version", &["tenant_id", "pathway_id", "version"], true).await
}

async fn enrolments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let enrolment = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        id("pathway_id"),
        id("version_id"),
        text("pathway_code"),
        text("pathway_name"),
        int("version"),
        text("key"),
        day("anchor_day"),
        text("state"),
        text("why"),
        json("engine"),
        json_opt("stop"),
        flag("release"),
        text_opt("fault"),
        at_opt("next_at"),
        text_opt("position"),
        text("entered_by"),
        text("entered_why"),
        id_opt("cause"),
        at("entered_at"),
        at_opt("ended_at"),
    ];
    create(manager, "enrolment", enrolment).await?;
    // Two operations are two enrolments, one operation told twice is one: by constraint.
    index(manager, "enrolment", &["tenant_id", "patient_id", "pathway_code", "key"], true).await?;
    index(manager, "enrolment", &["tenant_id", "pathway_id", "state"], false).await?;
    index(manager, "enrolment", &["tenant_id", "state", "next_at"], false).await?;
    let log = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        id("enrolment_id"),
        int("seq"),
        at("at"),
        text("did"),
        text_opt("node"),
        int_opt("occurrence"),
        text("sentence"),
        id_opt("receipt_id"),
    ];
    create(manager, "enrolment_log", log).await?;
    index(manager, "enrolment_log", &["tenant_id", "enrolment_id", "seq"], true).await
}

async fn ledger(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let obligation = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        id("enrolment_id"),
        text("pathway_code"),
        text("pathway_name"),
        text("node"),
        int("occurrence"),
        text("kind"),
        text("title"),
        day("due_from"),
        day("due_to"),
        text("state"),
        text_opt("closed_reason"),
        text("why"),
        text_opt("settled_by"),
        at_opt("settled_at"),
        at("opened_at"),
    ];
    create(manager, "obligation", obligation).await?;
    // Each follow-up that falls due exists once, whatever is retried.
    index(manager, "obligation", &["tenant_id", "enrolment_id", "node", "occurrence"], true).await?;
    index(manager, "obligation", &["tenant_id", "patient_id", "state", "due_from"], false).await?;
    index(manager, "obligation", &["tenant_id", "state", "due_to"], false).await?;
    index(manager, "obligation", &["tenant_id", "due_from"], false).await?;
    // The book of openings: what is owed is counted here, what became of it in the table above. A lost row shows.
    let opening = vec![
        id_pk("obligation_id"),
        id("tenant_id"),
        id("patient_id"),
        text("pathway_code"),
        day("due_from"),
        at("opened_at"),
    ];
    create(manager, "obligation_opening", opening).await?;
    index(manager, "obligation_opening", &["tenant_id", "due_from"], false).await?;
    index(manager, "obligation_opening", &["tenant_id", "patient_id"], false).await
}

async fn tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let task = vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("origin"),
        text("kind"),
        text("title"),
        text("script"),
        text_opt("form_code"),
        text("role"),
        flag("sensitive"),
        flag("complaint"),
        flag("escalated"),
        id_opt("enrolment_id"),
        id_opt("obligation_id"),
        text_opt("pathway_name"),
        day("due_from"),
        day("due_to"),
        text("state"),
        id_opt("assignee"),
        int("attempts"),
        at_opt("alert_since"),
        at_opt("promised_at"),
        at("created_at"),
        at_opt("opened_at"),
        at_opt("done_at"),
        text_opt("done_by"),
        id_opt("done_by_id"),
        text_opt("result_code"),
        text_opt("result_note"),
        id_opt("answer_id"),
    ];
    create(manager, "task", task).await?;
    // Work is asked for once, however often the asking is repeated.
    index(manager, "task", &["tenant_id", "origin"], true).await?;
    index(manager, "task", &["tenant_id", "state", "due_to"], false).await?;
    index(manager, "task", &["tenant_id", "assignee", "state"], false).await?;
    index(manager, "task", &["tenant_id", "patient_id", "state"], false).await?;
    index(manager, "task", &["tenant_id", "obligation_id"], false).await
}
