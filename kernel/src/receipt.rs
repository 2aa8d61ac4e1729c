//! 为什么: a receipt for every decision and every non-decision, from which it can be recomputed.
use crate::{PatientId, ReceiptId, Result, Scope, TenantId, Tx, Visible};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The table of receipts.
pub mod entity {
    use crate::{PatientId, ReceiptId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One decision.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "receipt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReceiptId,
        pub tenant_id: TenantId,
        pub patient_id: Option<PatientId>,
        /// What was decided upon: `tag`, `grade`, `task`, `message`, `enrolment`, `segment`, `alert`.
        pub subject_kind: String,
        pub subject_id: Uuid,
        pub rule: String,
        pub rule_version: String,
        /// Machine-readable outcome, e.g. `send`, `not`, `red`.
        pub outcome: String,
        /// The decision as one Chinese sentence.
        pub sentence: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub facts: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub gates: Json,
        pub decided_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
crate::patient_scoped!(self::entity);

/// One fact used by a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// What, in Chinese: `收缩压`.
    pub name: String,
    /// Value with unit: `152 mmHg`.
    pub value: String,
    /// Where it came from.
    pub source: String,
    /// When it was true.
    pub at: Option<DateTime<Utc>>,
    /// Whether it speaks for the outcome.
    pub holds: bool,
}

/// One gate that was passed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gate {
    /// Stable name: `consent`, `quiet_hours`, `budget`.
    pub gate: String,
    /// Whether it let pass.
    pub passed: bool,
    /// Why, in Chinese.
    pub sentence: String,
}

/// A receipt about to be written.
#[derive(Debug, Clone)]
pub struct NewReceipt {
    pub patient: Option<PatientId>,
    pub subject_kind: &'static str,
    pub subject_id: uuid::Uuid,
    pub rule: String,
    pub rule_version: String,
    pub outcome: String,
    pub sentence: String,
    pub facts: Vec<Fact>,
    pub gates: Vec<Gate>,
}

/// A receipt as the API shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptView {
    pub id: ReceiptId,
    pub patient_id: Option<PatientId>,
    pub subject_kind: String,
    #[schema(value_type = String, format = Uuid)]
    pub subject_id: uuid::Uuid,
    pub rule: String,
    pub rule_version: String,
    pub outcome: String,
    pub sentence: String,
    pub facts: Vec<Fact>,
    pub gates: Vec<Gate>,
    pub decided_at: DateTime<Utc>,
}

/// Writes a receipt in the transaction of the decision.
pub async fn write(tx: &Tx, tenant: TenantId, new: NewReceipt) -> Result<ReceiptId> {
    let id = ReceiptId::new();
    row(tx.now, tenant, id, new)?.insert(&**tx).await?;
    Ok(id)
}

/// Writes many receipts in few statements.
pub async fn write_all(tx: &Tx, tenant: TenantId, all: Vec<NewReceipt>) -> Result<()> {
    let rows =
        all.into_iter().map(|new| row(tx.now, tenant, ReceiptId::new(), new)).collect::<Result<_>>()?;
    crate::db::insert_all::<entity::Entity>(&**tx, rows).await
}

fn row(now: DateTime<Utc>, tenant: TenantId, id: ReceiptId, new: NewReceipt) -> Result<entity::ActiveModel> {
    Ok(entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(tenant),
        patient_id: Set(new.patient),
        subject_kind: Set(new.subject_kind.to_owned()),
        subject_id: Set(new.subject_id),
        rule: Set(new.rule),
        rule_version: Set(new.rule_version),
        outcome: Set(new.outcome),
        sentence: Set(new.sentence),
        facts: Set(serde_json::to_value(new.facts)?),
        gates: Set(serde_json::to_value(new.gates)?),
        decided_at: Set(now),
    })
}

/// The receipts of one subject, newest first, within the viewer's scope.
pub async fn of_subject(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    kind: &str,
    id: uuid::Uuid,
) -> Result<Vec<ReceiptView>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::SubjectKind.eq(kind))
        .filter(entity::Column::SubjectId.eq(id))
        .order_by_desc(entity::Column::DecidedAt)
        .order_by_desc(entity::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(view).collect()
}

fn view(row: entity::Model) -> Result<ReceiptView> {
    Ok(ReceiptView {
        id: row.id,
        patient_id: row.patient_id,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        rule: row.rule,
        rule_version: row.rule_version,
        outcome: row.outcome,
        sentence: row.sentence,
        facts: serde_json::from_value(row.facts)?,
        gates: serde_json::from_value(row.gates)?,
        decided_at: row.decided_at,
    })
}
