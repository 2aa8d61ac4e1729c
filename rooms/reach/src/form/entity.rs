//! The table of form definitions.
use kernel::TenantId;
use sea_orm::entity::prelude::*;

/// One version of a form.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub code: String,
    pub version: i64,
    pub title: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub definition: Json,
    pub created_by: String,
    pub created_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
