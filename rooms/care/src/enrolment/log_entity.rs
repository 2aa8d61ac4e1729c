//! The decision log; append-only.
use crate::EnrolmentId;
use kernel::{PatientId, ReceiptId, TenantId};
use sea_orm::entity::prelude::*;

/// One decision of the engine.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub enrolment_id: EnrolmentId,
    pub seq: i64,
    pub at: DateTimeUtc,
    pub did: String,
    pub node: Option<String>,
    pub occurrence: Option<i64>,
    pub sentence: String,
    pub receipt_id: Option<ReceiptId>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
