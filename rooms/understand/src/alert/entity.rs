//! The table of alerts.
use kernel::{PatientId, ReceiptId, TenantId};
use sea_orm::entity::prelude::*;

/// One alert.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    pub patient_id: PatientId,
    pub rule: String,
    /// Version of the limits.
    pub rule_version: i64,
    /// `yellow` or `red`.
    pub level: String,
    /// What to do first.
    pub action: String,
    /// For staff.
    pub sentence: String,
    /// The values behind it.
    #[sea_orm(column_type = "JsonBinary")]
    pub facts: Json,
    /// All that the rule looked at, so that it can be computed again.
    #[sea_orm(column_type = "JsonBinary")]
    pub series: Json,
    pub detected_at: DateTimeUtc,
    /// Until when the rule says nothing of the same or a lower level.
    pub refractory_until: DateTimeUtc,
    /// `detected`, `notified`, `acknowledged`, `closed`.
    pub state: String,
    /// Until when it must be acknowledged.
    pub due_at: DateTimeUtc,
    pub notified_at: Option<DateTimeUtc>,
    /// The task that was opened for it.
    pub task_id: Option<Uuid>,
    pub acknowledged_at: Option<DateTimeUtc>,
    pub acknowledged_by: Option<String>,
    pub escalated_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub closed_by: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    pub note: Option<String>,
    pub receipt_id: Option<ReceiptId>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
