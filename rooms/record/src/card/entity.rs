//! Health cards.
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One card.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub card_no: String,
    pub patient_id: PatientId,
    pub opened_at: DateTimeUtc,
    pub opened_by: String,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
