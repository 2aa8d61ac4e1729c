//! The history of a person's grade.
use kernel::{PatientId, ReceiptId, TenantId};
use sea_orm::entity::prelude::*;

/// One span in which a grade was in force.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "grade_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    /// `none`, `green`, `yellow`, `red`.
    pub grade: String,
    pub from_at: DateTimeUtc,
    /// None while in force.
    pub to_at: Option<DateTimeUtc>,
    /// `rule` or `override`.
    pub by: String,
    pub sentence: String,
    pub actor: Option<String>,
    pub reason: Option<String>,
    /// Until when an override stands.
    pub until: Option<DateTimeUtc>,
    pub receipt_id: Option<ReceiptId>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
