//! The table of saved views.
use kernel::{StaffId, TenantId};
use sea_orm::entity::prelude::*;

/// One view.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_view")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    /// Whose it is.
    pub staff_id: StaffId,
    /// The list it narrows: `patients`, `tasks`.
    pub page: String,
    pub name: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub rule: Json,
    /// Whether colleagues see it.
    pub shared: bool,
    pub created_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
