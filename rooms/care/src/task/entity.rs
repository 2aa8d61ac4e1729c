//! The table of tasks.
use crate::{EnrolmentId, ObligationId, TaskId};
use kernel::{PatientId, StaffId, TenantId};
use sea_orm::entity::prelude::*;

/// One piece of work.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub origin: String,
    pub kind: String,
    pub title: String,
    pub script: String,
    pub form_code: Option<String>,
    pub role: String,
    pub sensitive: bool,
    pub complaint: bool,
    pub escalated: bool,
    pub enrolment_id: Option<EnrolmentId>,
    pub obligation_id: Option<ObligationId>,
    pub pathway_name: Option<String>,
    pub due_from: Date,
    pub due_to: Date,
    pub state: String,
    pub assignee: Option<StaffId>,
    pub attempts: i64,
    pub alert_since: Option<DateTimeUtc>,
    pub promised_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub opened_at: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
    pub done_by: Option<String>,
    pub done_by_id: Option<StaffId>,
    pub result_code: Option<String>,
    pub result_note: Option<String>,
    pub answer_id: Option<Uuid>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
