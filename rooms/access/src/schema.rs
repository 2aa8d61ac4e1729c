//! Tables of access.
use kernel::table::{at, at_opt, create, flag, id, id_opt, id_pk, index, int, text, text_opt};
use sea_orm_migration::prelude::*;

/// Migrations, oldest first.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Organisation)]
}

struct Organisation;
impl MigrationName for Organisation {
    fn name(&self) -> &'static str {
        "access_0001_organisation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Organisation {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "tenant", vec![id_pk("id"), text("name"), at("created_at")]).await?;
        create(manager, "site", vec![id_pk("id"), id("tenant_id"), text("name")]).await?;
        let department = vec![id_pk("id"), id("tenant_id"), id("site_id"), text("name"), text("specialty")];
        create(manager, "department", department).await?;
        index(manager, "department", &["tenant_id", "name"], false).await?;
        staff(manager).await?;
        machine(manager).await?;
        let consent = vec![
            id_pk("id"),
            id("tenant_id"),
            id("patient_id"),
            text("purpose"),
            flag("granted"),
            text("evidence"),
            text("recorded_by"),
            at("since"),
        ];
        create(manager, "consent", consent).await?;
        index(manager, "consent", &["tenant_id", "patient_id", "purpose", "since"], false).await
    }
}

async fn staff(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text("name"),
        text("login"),
        text("role"),
        id("site_id"),
        id_opt("department_id"),
        text("phone"),
        flag("disabled"),
        text("password_hash"),
        at("password_changed_at"),
        at_opt("last_login_at"),
        at("created_at"),
    ];
    create(manager, "staff", columns).await?;
    index(manager, "staff", &["login"], true).await?;
    index(manager, "staff", &["tenant_id", "role"], false).await?;
    let session = vec![
        ColumnDef::new("token_hash").text().not_null().primary_key().to_owned(),
        id("tenant_id"),
        id("staff_id"),
        at("created_at"),
        at("seen_at"),
        text("device"),
    ];
    create(manager, "session", session).await?;
    index(manager, "session", &["tenant_id", "staff_id"], false).await?;
    let failure = vec![id_pk("id"), text("login"), text("source"), at("at")];
    create(manager, "login_failure", failure).await?;
    index(manager, "login_failure", &["login", "source", "at"], false).await
}

async fn machine(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id_pk("id"),
        id("tenant_id"),
        text("name"),
        text("role"),
        text("token_hash"),
        at("created_at"),
        at("expires_at"),
        text_opt("last_used_from"),
        int("uses"),
    ];
    create(manager, "api_token", columns).await?;
    index(manager, "api_token", &["token_hash"], true).await
}
