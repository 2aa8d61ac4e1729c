//! Family-doctor contracts.
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One contract.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    /// `basic`, `personal`.
    pub kind: String,
    /// The family-doctor team, as it is called.
    pub team: String,
    pub from_day: Date,
    /// The last day on which it is in force.
    pub until_day: Date,
    /// The last day, if it was ended early.
    pub ended_day: Option<Date>,
    pub ended_why: Option<String>,
    pub signed_by: String,
    pub created_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
