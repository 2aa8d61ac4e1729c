//! The table of consent: one row per word, never changed.
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One word of a patient on one purpose.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub purpose: String,
    pub granted: bool,
    pub evidence: String,
    pub recorded_by: String,
    pub since: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
