//! The book of openings: one row per obligation ever opened; rows are never deleted.
use crate::ObligationId;
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One opening.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation_opening")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub obligation_id: ObligationId,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub pathway_code: String,
    pub due_from: Date,
    pub opened_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
