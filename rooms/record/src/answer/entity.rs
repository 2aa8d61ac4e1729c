//! Answers as given.
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One answer to a form, a reading, a reply, the result of a call or a visit.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    /// `form`, `reading`, `reply`, `call_result`, `visit_result`.
    pub kind: String,
    pub form_code: Option<String>,
    pub form_version: Option<i64>,
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Json,
    pub score: Option<f64>,
    pub band: Option<String>,
    /// Codes of the red flags that were raised.
    #[sea_orm(column_type = "JsonBinary")]
    pub red_flags: Json,
    /// `h5`, `phone`, `staff`, `sandbox`.
    pub via: String,
    pub enrolment_id: Option<Uuid>,
    pub obligation_id: Option<Uuid>,
    pub task_id: Option<Uuid>,
    pub message_id: Option<Uuid>,
    /// Who entered it.
    pub by: String,
    pub at: DateTimeUtc,
    pub recorded_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
