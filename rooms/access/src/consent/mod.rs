//! What a patient allowed: one switch per purpose, the latest word counts, every word is kept as evidence.
pub mod api;
mod entity;
kernel::patient_scoped!(self::entity);

use chrono::{DateTime, Utc};
use kernel::{Act, Error, PatientId, Result, Scope, TenantId, Tx, Visible, audit, event};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// What the data or the contact is for. Never bundled, never pre-ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 随访与健康管理; given by the treatment relation unless refused.
    Followup,
    /// 营销
    Marketing,
    /// 设备数据
    Device,
    /// AI 外呼
    AiCall,
    /// 跨科共享
    Share,
    /// 科研
    Research,
}

impl Purpose {
    /// All purposes, with code and name.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Followup, "followup", "随访与健康管理"),
        (Self::Marketing, "marketing", "活动与优惠信息"),
        (Self::Device, "device", "使用家用设备数据"),
        (Self::AiCall, "ai_call", "智能语音电话"),
        (Self::Share, "share", "其他科室查看"),
        (Self::Research, "research", "医学研究"),
    ];

    /// The code as stored.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(p, ..)| *p == self).map_or("", |(_, code, _)| code)
    }

    /// The name as shown.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(p, ..)| *p == self).map_or("", |(.., name)| name)
    }

    /// Whether silence means yes: only for follow-up inside the treatment relation.
    pub fn by_default(self) -> bool {
        self == Self::Followup
    }
}

/// The state of every purpose for one patient.
pub async fn given(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    patient: PatientId,
) -> Result<BTreeMap<Purpose, bool>> {
    let words = words(conn, &Scope::system(tenant, "consent"), patient).await?;
    let state = |purpose: Purpose| {
        words
            .iter()
            .find(|word| word.purpose == purpose.code())
            .map_or(purpose.by_default(), |word| word.granted)
    };
    Ok(Purpose::ALL.iter().map(|(purpose, ..)| (*purpose, state(*purpose))).collect())
}

/// A span in which a purpose was allowed: since when, and until when if the word was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Who.
    pub patient: PatientId,
    /// For what.
    pub purpose: Purpose,
    /// Since when; None for follow-up, which nobody had to allow.
    pub since: Option<DateTime<Utc>>,
    /// Until when, exclusive; None while it is in force.
    pub until: Option<DateTime<Utc>>,
}

/// What some people allowed and when, in one query; also spans that are over.
pub async fn spans(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    patients: &[PatientId],
) -> Result<Vec<Allowed>> {
    let words = entity::Entity::visible(&Scope::system(tenant, "consent"))
        .filter(entity::Column::PatientId.is_in(patients.iter().copied()))
        .order_by_asc(entity::Column::Since)
        .order_by_asc(entity::Column::Id)
        .all(conn)
        .await?;
    let mut by_person: HashMap<PatientId, Vec<entity::Model>> = HashMap::new();
    for word in words {
        by_person.entry(word.patient_id).or_default().push(word);
    }
    let mut all = Vec::new();
    for patient in patients {
        let words = by_person.remove(patient).unwrap_or_default();
        for (purpose, code, _) in Purpose::ALL {
            all.extend(spans_of(*patient, purpose, words.iter().filter(|word| word.purpose == code)));
        }
    }
    Ok(all)
}

/// One purpose of one person from his words, oldest first.
fn spans_of<'w>(
    patient: PatientId,
    purpose: Purpose,
    words: impl Iterator<Item = &'w entity::Model>,
) -> Vec<Allowed> {
    let mut all = Vec::new();
    let mut open = purpose.by_default().then_some(None);
    for word in words {
        match (word.granted, open) {
            (true, None) => open = Some(Some(word.since)),
            (false, Some(since)) => {
                all.push(Allowed { patient, purpose, since, until: Some(word.since) });
                open = None;
            }
            _ => {}
        }
    }
    all.extend(open.map(|since| Allowed { patient, purpose, since, until: None }));
    all
}

/// All words of a patient, newest first.
async fn words(conn: &impl ConnectionTrait, scope: &Scope, patient: PatientId) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_desc(entity::Column::Since)
        .order_by_desc(entity::Column::Id)
        .all(conn)
        .await?)
}

/// Records a word. `evidence` says how it was given: on paper, on the phone, on H5.
pub async fn record(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    purpose: Purpose,
    granted: bool,
    evidence: &str,
) -> Result<()> {
    if !scope.may(Act::ConsentWrite) && !scope.may(Act::SelfServe) {
        return Err(Error::forbidden());
    }
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        patient_id: Set(patient),
        purpose: Set(purpose.code().to_owned()),
        granted: Set(granted),
        evidence: Set(evidence.to_owned()),
        recorded_by: Set(scope.actor_name()),
        since: Set(tx.now),
    };
    row.insert(&**tx).await?;
    let event = event::NewEvent {
        patient: Some(patient),
        kind: "consent.changed",
        occurred_at: tx.now,
        source: "consent",
        payload: serde_json::json!({ "purpose": purpose.code(), "name": purpose.name(), "granted": granted }),
        cause: None,
    };
    event::append(tx, scope, event).await?;
    let entry = audit::Entry {
        act: if granted { "grant_consent" } else { "withdraw_consent" },
        object_kind: "consent",
        object_id: purpose.code().to_owned(),
        patient: Some(patient),
        reason: evidence,
        ..Default::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await
}
