//! The telephones of the demo: what a provider would have delivered.
use crate::ids::MessageId;
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One text on one telephone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sandbox_phone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub key: String,
    pub message_id: MessageId,
    pub phone: String,
    pub to_name: String,
    pub channel: String,
    pub text: String,
    pub link: Option<String>,
    pub at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
