//! The outbox.
use crate::ids::{MessageId, SessionId};
use kernel::{PatientId, ReceiptId, TenantId};
use sea_orm::entity::prelude::*;

/// One promise to write to a person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub dedupe_key: String,
    pub template_code: Option<String>,
    pub template_version: Option<i64>,
    pub class: String,
    pub channel: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub others: Json,
    pub sensitive: bool,
    pub promotional: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub vars: Json,
    pub text: String,
    pub origin: Option<String>,
    pub session_id: Option<SessionId>,
    pub enrolment_id: Option<Uuid>,
    pub node: Option<String>,
    pub occurrence: Option<i64>,
    pub state: String,
    pub not_before: DateTimeUtc,
    pub not_after: Option<DateTimeUtc>,
    pub due_at: DateTimeUtc,
    pub created_by: String,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub attempts: i64,
    pub why: String,
    pub receipt_id: Option<ReceiptId>,
    pub provider_id: Option<String>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
