//! The table of personal links. The token itself is never stored.
use crate::ids::{MessageId, SessionId};
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One link of one message to one filling.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub token_hash: String,
    pub session_id: SessionId,
    pub message_id: Option<MessageId>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
    pub opened_at: Option<DateTimeUtc>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
