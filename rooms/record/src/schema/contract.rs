//! Family-doctor contracts, and how the next due thing is done.

use kernel::table::{at, create, day, day_opt, id, id_pk, index, text, text_opt};
use sea_orm_migration::prelude::*;

pub(super) struct Contract;
impl MigrationName for Contract {
    fn name(&self) -> &'static str {
        "record_0004_contract"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Contract {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id_pk("id"),
            id("tenant_id"),
            id("patient_id"),
            text("kind"),
            text("team"),
            day("from_day"),
            day("until_day"),
            day_opt("ended_day"),
            text_opt("ended_why"),
            text("signed_by"),
            at("created_at"),
        ];
        create(manager, "contract", columns).await?;
        index(manager, "contract", &["tenant_id", "patient_id"], false).await?;
        index(manager, "contract", &["tenant_id", "until_day"], false).await?;
        let mut kind = Table::alter();
        kind.table("patient").add_column(text_opt("next_due_kind"));
        manager.alter_table(kind).await
    }
}
