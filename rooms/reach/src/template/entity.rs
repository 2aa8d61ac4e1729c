//! The table of templates.
use kernel::TenantId;
use sea_orm::entity::prelude::*;

/// One version of a template.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub code: String,
    pub version: i64,
    pub name: String,
    pub class: String,
    pub body: String,
    pub sensitive: bool,
    pub promotional: bool,
    pub form_code: Option<String>,
    pub created_by: String,
    pub created_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
