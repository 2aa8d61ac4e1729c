//! 开卡: at the desk, in under a minute. Finds or creates the person, gives a card number and a care team, and tells
//! `card.opened`, from which the first tasks follow.

pub mod api;
pub(crate) mod entity;
kernel::patient_scoped!(self::entity);

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::clock::local_day;
use kernel::error::FieldError;
use kernel::{Error, PatientId, Result, Role, Scope, StaffId, TenantId, Tx, Visible, setting};
use nq_cnid::{Phone, ResidentId, normalise_name};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::file::{IdentifierIn, PersonIn, Sex, person};
use crate::file::{locked, refresh_keys, tell};
use crate::identity::entity::{match_candidate, patient};
use crate::team;

/// A person as typed at the desk.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DeskPerson {
    pub name: String,
    pub sex: Option<Sex>,
    pub birth_date: Option<NaiveDate>,
    pub id_number: Option<String>,
    pub phone: String,
    pub address: Option<String>,
    pub allergies: Option<String>,
}

/// A card to be opened.
#[derive(Debug, Clone, Default)]
pub struct NewCard {
    pub patient: Option<PatientId>,
    pub person: Option<DeskPerson>,
    pub card_no: Option<String>,
    pub doctor: Option<StaffId>,
    pub manager: Option<StaffId>,
}

/// Someone on file who looks alike.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Similar {
    #[schema(value_type = String, format = Uuid)]
    pub candidate_id: Uuid,
    pub patient_id: PatientId,
    pub name: String,
    pub score: i64,
    pub reasons: Vec<String>,
}

/// An opened card.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Opened {
    pub patient_id: PatientId,
    pub card_no: String,
    /// Whether the person was on file before.
    pub known: bool,
    pub matches: Vec<Similar>,
}

/// Opens a card.
pub async fn open(tx: &Tx, scope: &Scope, new: NewCard) -> Result<Opened> {
    let (id, known) = match (new.patient, new.person) {
        (Some(id), None) => (id, true),
        (None, Some(typed)) => create(tx, scope, &typed).await?,
        _ => return Err(Error::field("patient", "请选择已有患者，或填写新患者的基本信息。")),
    };
    // The desk may have met a person of another site: it opens the card by that person's own word.
    let inside = Scope { reach: kernel::Reach::Tenant, ..scope.clone() };
    let stored =
        if new.patient.is_some() { locked(tx, scope, id).await? } else { locked(tx, &inside, id).await? };
    refuse_second(&stored)?;
    let card_no = number(tx, scope, new.card_no.as_deref()).await?;
    let card = entity::Model {
        id: Uuid::now_v7(),
        tenant_id: scope.tenant,
        card_no: card_no.clone(),
        patient_id: id,
        opened_at: tx.now,
        opened_by: scope.actor_name(),
    };
    card.into_active_model().reset_all().insert(&**tx).await?;
    let row = patient::Model {
        card_no: Some(card_no.clone()),
        card_opened_at: Some(tx.now),
        version: stored.version + 1,
        updated_at: tx.now,
        ..stored
    };
    let change = patient::ActiveModel {
        id: sea_orm::Unchanged(id),
        card_no: Set(row.card_no.clone()),
        card_opened_at: Set(row.card_opened_at),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    change.update(&**tx).await?;
    refresh_keys(tx, scope, &row).await?;
    team::register(tx, scope, id).await?;
    for (staff, role) in [(new.doctor, Role::Doctor), (new.manager, Role::HealthManager)] {
        if let Some(staff) = staff {
            check_role(tx, scope, staff, role).await?;
            team::assign(tx, &inside, id, staff, role).await?;
        }
    }
    let payload = json!({
        "title": "开通健康卡", "detail": format!("卡号 {card_no}"), "card_no": card_no,
        "doctor_id": new.doctor, "manager_id": new.manager,
    });
    tell(tx, scope, "desk", id, "card.opened", tx.now, payload).await?;
    let matches = similar(tx, &inside, id).await?;
    Ok(Opened { patient_id: id, card_no, known, matches })
}

fn refuse_second(stored: &patient::Model) -> Result<()> {
    if let Some(no) = &stored.card_no {
        return Err(Error::conflict("card.exists", format!("{} 已有健康卡，卡号 {no}。", stored.name)));
    }
    if stored.deceased_at.is_some() {
        return Err(Error::conflict("patient.deceased", "患者已登记死亡，不能开卡。"));
    }
    Ok(())
}

async fn check_role(tx: &Tx, scope: &Scope, staff: StaffId, role: Role) -> Result<()> {
    let found = access::staff::find(&**tx, scope, staff).await?;
    match (role, found.role) {
        (Role::Doctor, Role::Doctor | Role::DepartmentHead)
        | (Role::HealthManager, Role::HealthManager | Role::Nurse) => Ok(()),
        (Role::Doctor, _) => Err(Error::field("doctor_id", format!("{} 不是医生。", found.name))),
        _ => Err(Error::field("manager_id", format!("{} 不是健康管理师或护士。", found.name))),
    }
}

/// Checks what was typed, field by field, and files the person.
async fn create(tx: &Tx, scope: &Scope, typed: &DeskPerson) -> Result<(PatientId, bool)> {
    let today = local_day(tx.now);
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, message: String| {
        wrong.push(FieldError { field: format!("patient.{field}"), message });
    };
    if let Err(problem) = normalise_name(&typed.name) {
        refuse("name", format!("{problem}。"));
    }
    if Phone::parse(&typed.phone).is_none() {
        refuse("phone", "手机号无法识别，应为 11 位手机号或带区号的座机。".to_owned());
    }
    let id_text = typed.id_number.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let id = match id_text.map(|t| ResidentId::parse(t, today)) {
        Some(Err(problem)) => {
            refuse("id_number", format!("{problem}。"));
            None
        }
        Some(Ok(id)) => Some(id),
        None => None,
    };
    if typed.birth_date.is_some_and(|d| d > today) {
        refuse("birth_date", "出生日期不能晚于今天。".to_owned());
    }
    if let (Some(id), Some(birth)) = (&id, typed.birth_date)
        && id.birth() != birth
    {
        refuse("birth_date", format!("与身份证号中的出生日期 {} 不一致，请核对。", id.birth()));
    }
    if typed.birth_date.is_none() && id.is_none() {
        refuse("birth_date", "请填写出生日期，或录入身份证号。".to_owned());
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    let said = PersonIn {
        key: Uuid::now_v7().to_string(),
        identifiers: id
            .iter()
            .map(|id| IdentifierIn {
                system: "id_card".to_owned(),
                value: id.as_str().to_owned(),
                kind: "居民身份证".to_owned(),
            })
            .collect(),
        name: typed.name.clone(),
        sex: typed.sex,
        birth_date: typed.birth_date,
        phones: vec![typed.phone.clone()],
        address: typed.address.clone(),
        allergies_text: typed.allergies.clone(),
        ..PersonIn::default()
    };
    let inside = Scope { reach: kernel::Reach::Tenant, ..scope.clone() };
    let filed = person(tx, &inside, "desk", said).await?;
    Ok((filed.id(), !filed.is_new()))
}

/// The given number if it is free, or the next one.
async fn number(tx: &Tx, scope: &Scope, wanted: Option<&str>) -> Result<String> {
    // Two desks must not be given the same number: the row is locked until the card is written.
    setting::set(tx, &format!("card.lock:{}", scope.tenant), json!(tx.now)).await?;
    let Some(wanted) = wanted.map(str::trim).filter(|w| !w.is_empty()) else {
        return next_number(&**tx, scope.tenant, tx.now).await;
    };
    if wanted.chars().count() > 32 || !wanted.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(Error::field("card_no", "卡号只能由字母、数字和短横线组成，最多 32 位。"));
    }
    let taken = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(scope.tenant))
        .filter(entity::Column::CardNo.eq(wanted))
        .one(&**tx)
        .await?;
    match taken {
        Some(_) => Err(Error::field("card_no", format!("卡号 {wanted} 已被使用，请换一个。"))),
        None => Ok(wanted.to_owned()),
    }
}

/// The next number of this year: `NQ26000123`.
pub async fn next_number(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<String> {
    let prefix = format!("NQ{:02}", local_day(now).year().rem_euclid(100));
    let last = entity::Entity::unscoped()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::CardNo.gte(format!("{prefix}000000")))
        .filter(entity::Column::CardNo.lte(format!("{prefix}999999")))
        .order_by_desc(entity::Column::CardNo)
        .one(conn)
        .await?;
    let used = last.and_then(|c| c.card_no.strip_prefix(&prefix)?.parse::<u32>().ok()).unwrap_or(0);
    Ok(format!("{prefix}{:06}", used + 1))
}

/// Open questions about whether this person is on file twice.
async fn similar(tx: &Tx, scope: &Scope, id: PatientId) -> Result<Vec<Similar>> {
    let rows = match_candidate::Entity::unscoped()
        .filter(match_candidate::Column::TenantId.eq(scope.tenant))
        .filter(match_candidate::Column::State.eq("open"))
        .filter(match_candidate::Column::PatientId.eq(id).or(match_candidate::Column::OtherId.eq(id)))
        .all(&**tx)
        .await?;
    let mut out = Vec::new();
    for row in rows {
        let other = if row.patient_id == id { row.other_id } else { row.patient_id };
        let Some(p) = crate::identity::lookup::by_ids(tx, scope.tenant, vec![other]).await?.pop() else {
            continue;
        };
        out.push(Similar {
            candidate_id: row.id,
            patient_id: other,
            name: crate::patient::sight::name(scope, &p.name),
            score: row.score,
            reasons: crate::matches::reason_texts(&row.reasons),
        });
    }
    Ok(out)
}
