//! Marks upon a person that other rooms decide: grade, tags, the next due thing, the last contact, silence.
//! Each write is idempotent; the event is told only when something changed.

use chrono::{DateTime, Utc};
use kernel::{Error, PatientId, ReceiptId, Result, Scope, Tx, Visible};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, Set, Unchanged};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::card_view::NextDue;
use super::tag;
use crate::file::{locked, tell};
use crate::identity::entity::patient;

/// Risk grade.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 未评估
    #[default]
    None,
    /// 低危
    Green,
    /// 中危
    Yellow,
    /// 高危
    Red,
}

impl Grade {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
    /// From the stored text.
    pub fn parse(text: &str) -> Self {
        match text {
            "green" => Self::Green,
            "yellow" => Self::Yellow,
            "red" => Self::Red,
            _ => Self::None,
        }
    }
    /// The word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::None => "未评估",
            Self::Green => "低危",
            Self::Yellow => "中危",
            Self::Red => "高危",
        }
    }
}

/// Who may see and use a tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    /// 医疗
    #[default]
    Medical,
    /// 营销
    Marketing,
    /// 系统
    System,
    /// 普通: whoever sees the person
    General,
    /// 高敏: doctors, department heads and health managers
    Secret,
}

impl TagKind {
    /// All kinds as stored.
    pub const CODES: [&'static str; 5] = ["medical", "marketing", "system", "general", "secret"];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Marketing => "marketing",
            Self::System => "system",
            Self::General => "general",
            Self::Secret => "secret",
        }
    }
}

/// A tag to be set.
#[derive(Debug, Clone, Default)]
pub struct TagIn {
    pub code: String,
    pub name: String,
    pub kind: TagKind,
    pub expires_at: Option<DateTime<Utc>>,
    /// The receipt that says why.
    pub receipt: Option<ReceiptId>,
}

/// Sets the risk grade; tells `grade.changed` if it is another one. Answers whether it changed.
pub async fn set_grade(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    grade: Grade,
    since: DateTime<Utc>,
    receipt: Option<ReceiptId>,
) -> Result<bool> {
    let had = locked(tx, scope, patient).await?;
    if had.grade == grade.as_str() {
        return Ok(false);
    }
    let change = patient::ActiveModel {
        id: Unchanged(patient),
        grade: Set(grade.as_str().to_owned()),
        grade_since: Set(Some(since)),
        ..Default::default()
    };
    change.update(&**tx).await?;
    let from = Grade::parse(&had.grade);
    let payload = json!({
        "title": format!("风险等级：{} → {}", from.zh(), grade.zh()), "from": from.as_str(), "to": grade.as_str(),
        "receipt_id": receipt, "ref": receipt.map(|id| json!({"kind": "receipt", "id": id})),
    });
    tell(tx, scope, "system", patient, "grade.changed", since, payload).await?;
    Ok(true)
}

async fn tag_row(tx: &Tx, scope: &Scope, patient: PatientId, code: &str) -> Result<Option<tag::Model>> {
    Ok(tag::Entity::visible(scope)
        .filter(tag::Column::PatientId.eq(patient))
        .filter(tag::Column::Code.eq(code))
        .one(&**tx)
        .await?)
}

/// Sets a tag, or renews its receipt and expiry; tells `tag.added` when it is new. Answers whether it is new.
pub async fn set_tag(tx: &Tx, scope: &Scope, patient: PatientId, new: TagIn) -> Result<bool> {
    locked(tx, scope, patient).await?;
    if let Some(had) = tag_row(tx, scope, patient, &new.code).await? {
        let mut row = had.into_active_model();
        row.name = Set(new.name);
        row.expires_at = Set(new.expires_at);
        if new.receipt.is_some() {
            row.receipt_id = Set(new.receipt);
        }
        row.update(&**tx).await?;
        return Ok(false);
    }
    let row = tag::Model {
        id: Uuid::now_v7(),
        tenant_id: scope.tenant,
        patient_id: patient,
        code: new.code.clone(),
        name: new.name.clone(),
        kind: new.kind.as_str().to_owned(),
        since: tx.now,
        expires_at: new.expires_at,
        receipt_id: new.receipt,
    };
    row.into_active_model().reset_all().insert(&**tx).await?;
    let payload = json!({
        "title": format!("新增标签：{}", new.name), "code": new.code, "name": new.name, "tag_kind": new.kind.as_str(),
        "receipt_id": new.receipt, "ref": new.receipt.map(|id| json!({"kind": "receipt", "id": id})),
    });
    tell(tx, scope, "system", patient, "tag.added", tx.now, payload).await?;
    Ok(true)
}

/// Takes a tag away; tells `tag.removed` if it was there.
pub async fn unset_tag(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    code: &str,
    receipt: Option<ReceiptId>,
) -> Result<bool> {
    let Some(had) = tag_row(tx, scope, patient, code).await? else { return Ok(false) };
    let payload = json!({
        "title": format!("移除标签：{}", had.name), "code": had.code, "name": had.name, "tag_kind": had.kind,
        "receipt_id": receipt, "ref": receipt.map(|id| json!({"kind": "receipt", "id": id})),
    });
    had.into_active_model().delete(&**tx).await?;
    tell(tx, scope, "system", patient, "tag.removed", tx.now, payload).await?;
    Ok(true)
}

/// Writes what is due next, for lists and headers; `care` alone knows. Tells nobody.
pub async fn set_next_due(tx: &Tx, scope: &Scope, patient: PatientId, next: Option<NextDue>) -> Result<()> {
    let had = locked(tx, scope, patient).await?;
    let at = next.as_ref().map(|n| n.at);
    let (title, kind) = next.map_or((None, None), |n| (Some(n.title), Some(n.kind)));
    if had.next_due_at == at && had.next_due_title == title && had.next_due_kind == kind {
        return Ok(());
    }
    let change = patient::ActiveModel {
        id: Unchanged(patient),
        next_due_at: Set(at),
        next_due_title: Set(title),
        next_due_kind: Set(kind),
        ..Default::default()
    };
    change.update(&**tx).await?;
    Ok(())
}

/// Moves the last contact forward. Tells nobody: the contact itself is an event of its own.
pub async fn touch_contact(tx: &Tx, scope: &Scope, patient: PatientId, at: DateTime<Utc>) -> Result<()> {
    let had = locked(tx, scope, patient).await?;
    if had.last_contact_at.is_some_and(|last| last >= at) {
        return Ok(());
    }
    let change =
        patient::ActiveModel { id: Unchanged(patient), last_contact_at: Set(Some(at)), ..Default::default() };
    change.update(&**tx).await?;
    Ok(())
}

/// Records that the person has died, told by staff; tells `patient.deceased`, on which paths end and queued messages are
/// withdrawn. A second telling changes nothing. Answers whether it was new.
///
/// # Errors
/// Refused for an instant that lies ahead or before the birth.
pub async fn set_deceased(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    at: DateTime<Utc>,
    note: &str,
) -> Result<bool> {
    let had = locked(tx, scope, patient).await?;
    if had.deceased_at.is_some() {
        return Ok(false);
    }
    if at > tx.now || had.birth_date.is_some_and(|birth| kernel::clock::local_day(at) < birth) {
        return Err(Error::field("deceased_on", "去世日期不能晚于今天，也不能早于出生日期。"));
    }
    let change = patient::ActiveModel {
        id: Unchanged(patient),
        deceased_at: Set(Some(at)),
        version: Set(had.version + 1),
        updated_at: Set(tx.now),
        ..Default::default()
    };
    change.update(&**tx).await?;
    let payload = json!({"title": "登记死亡", "detail": note});
    tell(tx, scope, "staff", patient, "patient.deceased", at, payload).await?;
    Ok(true)
}

/// 免打扰 until an instant (None ends it): routine messages and calls rest, nothing is removed.
pub async fn mute(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    until: Option<DateTime<Utc>>,
    reason: &str,
) -> Result<()> {
    let had = locked(tx, scope, patient).await?;
    if until.is_some_and(|u| u <= tx.now) {
        return Err(Error::field("until", "免打扰的截止时间须晚于现在。"));
    }
    if had.muted_until == until {
        return Ok(());
    }
    let change =
        patient::ActiveModel { id: Unchanged(patient), muted_until: Set(until), ..Default::default() };
    change.update(&**tx).await?;
    let title = if until.is_some() { "设置免打扰" } else { "结束免打扰" };
    let payload = json!({"title": title, "detail": reason, "until": until, "reason": reason});
    tell(tx, scope, "staff", patient, "patient.muted", tx.now, payload).await
}
