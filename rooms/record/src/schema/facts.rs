//! Clinical facts.

use kernel::table::{
    at, at_opt, create, day_opt, flag, id, id_opt, id_pk, index, int_opt, json, json_opt, real_opt, text,
    text_opt,
};
use sea_orm_migration::prelude::*;

pub(super) struct Facts;
impl MigrationName for Facts {
    fn name(&self) -> &'static str {
        "record_0002_facts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Facts {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut columns = filed_columns();
        columns.extend([
            text("class"),
            text("status"),
            text_opt("department"),
            id_opt("department_id"),
            text_opt("doctor"),
            text_opt("visit_no"),
            at_opt("ended_at"),
            int_opt("amount"),
        ]);
        filed(manager, "encounter", columns).await?;
        index(manager, "encounter", &["tenant_id", "class", "at"], false).await?;
        observations(manager).await?;
        let mut columns = filed_columns();
        columns.extend([
            text("kind"),
            text("code"),
            text("system"),
            text("name"),
            text("status"),
            day_opt("onset"),
            text_opt("detail"),
            text_opt("note"),
            int_opt("days_supply"),
            text_opt("encounter_key"),
        ]);
        create(manager, "fact", columns).await?;
        index(manager, "fact", &["tenant_id", "source", "kind", "key"], true).await?;
        index(manager, "fact", &["tenant_id", "patient_id", "kind", "at"], false).await?;
        index(manager, "fact", &["tenant_id", "kind", "code"], false).await?;
        others(manager).await
    }
}

/// What every filed row has: whose, from where, under which key, with which content, when.
fn filed_columns() -> Vec<ColumnDef> {
    vec![
        id_pk("id"),
        id("tenant_id"),
        id("patient_id"),
        text("source"),
        text("key"),
        text("hash"),
        at("at"),
        at("recorded_at"),
        json_opt("resource"),
    ]
}

async fn filed(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: Vec<ColumnDef>,
) -> Result<(), DbErr> {
    create(manager, table, columns).await?;
    index(manager, table, &["tenant_id", "source", "key"], true).await?;
    index(manager, table, &["tenant_id", "patient_id", "at"], false).await
}

async fn observations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut columns = filed_columns();
    columns.extend([
        text_opt("metric"),
        text("code"),
        text("code_system"),
        text("name"),
        text("value_text"),
        real_opt("value_num"),
        text("unit"),
        text_opt("ref_text"),
        text_opt("flag_text"),
        text("flag"),
        text("status"),
        json_opt("components"),
        text_opt("panel_key"),
        text_opt("panel_name"),
        text_opt("encounter_key"),
    ]);
    filed(manager, "observation", columns).await?;
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id("observation_id"),
        id("patient_id"),
        text("metric"),
        at("at"),
        // In the unit of the dictionary; empty when it could not be converted.
        real_opt("value"),
        text_opt("comparator"),
        text("value_text"),
        text("unit"),
        text("flag"),
        text("basis"),
        text_opt("ref_text"),
        real_opt("ref_low"),
        real_opt("ref_high"),
        flag("plausible"),
        flag("critical"),
        text("source"),
    ];
    create(manager, "measurement", columns).await?;
    index(manager, "measurement", &["tenant_id", "patient_id", "metric", "at"], false).await?;
    index(manager, "measurement", &["tenant_id", "metric", "at"], false).await?;
    index(manager, "measurement", &["tenant_id", "observation_id"], false).await
}

async fn others(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        id_opt("patient_id"),
        text("source"),
        text("resource_type"),
        text("key"),
        text("hash"),
        at_opt("at"),
        at("recorded_at"),
        json("resource"),
    ];
    create(manager, "resource", columns).await?;
    index(manager, "resource", &["tenant_id", "source", "resource_type", "key"], true).await?;
    index(manager, "resource", &["tenant_id", "patient_id", "resource_type"], false).await
}
