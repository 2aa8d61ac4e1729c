//! Table of inbound messages.

use super::InboundId;
use crate::feed::FeedId;
use kernel::{PatientId, TenantId};
use sea_orm::entity::prelude::*;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InboundId,
    pub tenant_id: TenantId,
    pub feed_id: FeedId,
    pub received_at: DateTimeUtc,
    /// When the sender says it happened.
    pub said_at: Option<DateTimeUtc>,
    /// `ADT^A01` as sent.
    pub kind: String,
    /// Sending application and facility.
    pub sender: String,
    pub control_id: String,
    /// Sender, control id and hash of the content; unique within the tenant.
    pub dedupe_key: String,
    pub state: String,
    /// AA, AE or AR.
    pub ack: String,
    /// Error or warning in Chinese.
    pub error: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub problems: Json,
    /// What it changed: Chinese sentences.
    #[sea_orm(column_type = "JsonBinary")]
    pub effects: Json,
    /// What was filed.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub mapped: Option<Json>,
    pub patient_id: Option<PatientId>,
    pub patient_name: Option<String>,
    pub duplicate_of: Option<Uuid>,
    pub attempts: i64,
    pub processed_at: DateTimeUtc,
    /// The text a person corrected before replaying.
    pub corrected: Option<String>,
    /// The bytes as received; empty for a duplicate.
    pub raw: Vec<u8>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
kernel::tenant_scoped!(self);
