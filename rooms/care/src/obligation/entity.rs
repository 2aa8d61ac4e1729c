//! The ledger: one row per follow-up owed.
use crate::{EnrolmentId, ObligationId};
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One obligation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ObligationId,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub enrolment_id: EnrolmentId,
    pub pathway_code: String,
    pub pathway_name: String,
    pub node: String,
    pub occurrence: i64,
    pub kind: String,
    pub title: String,
    pub due_from: Date,
    pub due_to: Date,
    pub state: String,
    pub closed_reason: Option<String>,
    pub why: String,
    pub settled_by: Option<String>,
    pub settled_at: Option<DateTimeUtc>,
    pub opened_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
