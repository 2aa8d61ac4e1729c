//! The table of staff.
use kernel::{DepartmentId, SiteId, StaffId, TenantId};
use sea_orm::entity::prelude::*;

/// One employee.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffId,
    pub tenant_id: TenantId,
    pub name: String,
    pub login: String,
    pub role: String,
    pub site_id: SiteId,
    pub department_id: Option<DepartmentId>,
    pub phone: String,
    pub disabled: bool,
    pub password_hash: String,
    pub password_changed_at: DateTimeUtc,
    pub last_login_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
