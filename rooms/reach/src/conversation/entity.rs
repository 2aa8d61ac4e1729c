//! What people wrote to us.
use crate::ids::MessageId;
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One message of a person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub message_id: Option<MessageId>,
    pub channel: String,
    pub text: String,
    pub at: DateTimeUtc,
    pub answer_id: Option<Uuid>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
