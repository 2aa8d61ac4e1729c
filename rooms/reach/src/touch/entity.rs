//! Touches that are not messages of ours: calls and visits.
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One touch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "touch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub class: String,
    pub channel: String,
    pub at: DateTimeUtc,
    pub by: String,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
