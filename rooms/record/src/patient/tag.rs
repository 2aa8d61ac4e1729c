//! Tags of a person.
use kernel::{PatientId, ReceiptId, TenantId};
use sea_orm::entity::prelude::*;

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_tag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub code: String,
    pub name: String,
    /// `medical`, `marketing`, `system`.
    pub kind: String,
    pub since: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    pub receipt_id: Option<ReceiptId>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
