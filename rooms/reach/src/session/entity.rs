//! The table of fillings.
use crate::ids::{MessageId, SessionId};
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One person filling one form, by himself or with a nurse on the phone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub form_code: String,
    pub form_version: i64,
    pub via: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Json,
    pub state: String,
    pub message_id: Option<MessageId>,
    pub task_id: Option<Uuid>,
    pub enrolment_id: Option<Uuid>,
    pub obligation_id: Option<Uuid>,
    pub answer_id: Option<Uuid>,
    pub opened_by: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub expires_at: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
