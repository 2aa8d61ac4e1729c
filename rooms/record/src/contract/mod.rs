//! 家庭医生签约: who signed with which team, from when until when. Rules ask for it (`contract`, 到期续约), the page of the
//! person shows it.
pub mod api;
pub(crate) mod entity;
pub mod term;
kernel::patient_scoped!(self::entity);

use chrono::{DateTime, NaiveDate, Utc};
use kernel::clock::{local_day, local_instant};
use kernel::{Error, PatientId, Result, Scope, Tx, Visible};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use term::Term;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::file::{locked, tell};

/// What is agreed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ContractKind)]
pub enum Kind {
    /// 基本服务包
    #[default]
    Basic,
    /// 个性化服务包
    Personal,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Personal => "personal",
        }
    }
    fn parse(text: &str) -> Self {
        if text == "personal" { Self::Personal } else { Self::Basic }
    }
    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Basic => "基本服务包",
            Self::Personal => "个性化服务包",
        }
    }
}

/// A contract about to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContract {
    pub kind: Kind,
    pub team: String,
    pub term: Term,
}

/// Signs a contract; tells `contract.signed`.
///
/// # Errors
/// Refused if the term is impossible or another contract of the person covers a part of it.
pub async fn sign(tx: &Tx, scope: &Scope, patient: PatientId, new: NewContract) -> Result<Uuid> {
    let person = locked(tx, scope, patient).await?;
    if person.deceased_at.is_some() {
        return Err(Error::conflict("patient.deceased", "患者已登记去世，不能签约。"));
    }
    let team = new.team.trim();
    if team.is_empty() || team.chars().count() > 60 {
        return Err(Error::field("team", "请填写家庭医生团队名称，最多 60 个字。"));
    }
    if let Some((field, message)) = new.term.problem() {
        return Err(Error::field(field, message));
    }
    if let Some(had) = of(&**tx, scope, patient).await?.iter().find(|c| term_of(c).overlaps(new.term)) {
        let message = format!("与“{}”的签约（{}至{}）时间重叠。", had.team, had.from_day, last_day(had));
        return Err(Error::conflict("contract.overlaps", message));
    }
    let id = Uuid::now_v7();
    let row = entity::Model {
        id,
        tenant_id: scope.tenant,
        patient_id: patient,
        kind: new.kind.code().to_owned(),
        team: team.to_owned(),
        from_day: new.term.from,
        until_day: new.term.until,
        ended_day: None,
        ended_why: None,
        signed_by: scope.actor_name(),
        created_at: tx.now,
    };
    row.into_active_model().reset_all().insert(&**tx).await?;
    let detail = format!("{team}，{}，{}至{}", new.kind.word(), new.term.from, new.term.until);
    let payload = json!({"title": "家庭医生签约", "detail": detail, "contract_id": id});
    tell(tx, scope, "staff", patient, "contract.signed", tx.now, payload).await?;
    Ok(id)
}

/// Ends a contract with today; tells `contract.ended`.
pub async fn end(tx: &Tx, scope: &Scope, patient: PatientId, id: Uuid, reason: &str) -> Result<()> {
    locked(tx, scope, patient).await?;
    let query = entity::Entity::visible(scope)
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::PatientId.eq(patient))
        .lock_exclusive();
    let row = query.one(&**tx).await?.ok_or(Error::Missing)?;
    let today = local_day(tx.now);
    if row.ended_day.is_some() || row.until_day < today {
        return Err(Error::conflict("contract.over", "这份签约已经结束。"));
    }
    let team = row.team.clone();
    let mut change = row.into_active_model();
    change.ended_day = Set(Some(today));
    change.ended_why = Set(Some(reason.to_owned()));
    change.update(&**tx).await?;
    let payload = json!({"title": "家庭医生解约", "detail": format!("{team}：{reason}"), "contract_id": id});
    tell(tx, scope, "staff", patient, "contract.ended", tx.now, payload).await
}

/// A person's contracts, newest first.
pub(crate) async fn of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .order_by_desc(entity::Column::FromDay)
        .all(conn)
        .await?)
}

/// A contract as rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractRow {
    pub id: Uuid,
    pub patient: PatientId,
    pub kind: String,
    /// First instant at which it is in force.
    pub since: DateTime<Utc>,
    /// First instant at which it is not any more.
    pub until: DateTime<Utc>,
}

/// The contracts of these people. Those that follow one another without a gap count as one: who has renewed is bound
/// until the end of the last one.
pub async fn of_people(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<ContractRow>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.is_in(patients.iter().copied()))
        .order_by_asc(entity::Column::FromDay)
        .all(conn)
        .await?;
    let view = |row: entity::Model| ContractRow {
        since: local_instant(row.from_day, 0, 0),
        until: local_instant(last_day(&row).succ_opt().unwrap_or(NaiveDate::MAX), 0, 0),
        id: row.id,
        patient: row.patient_id,
        kind: row.kind,
    };
    Ok(joined(rows.into_iter().map(view)))
}

fn joined(rows: impl Iterator<Item = ContractRow>) -> Vec<ContractRow> {
    let mut spans: Vec<ContractRow> = Vec::new();
    for row in rows {
        match spans.iter_mut().find(|s| s.patient == row.patient && s.until == row.since) {
            Some(span) => span.until = row.until,
            None => spans.push(row),
        }
    }
    spans
}

/// The last day in force. One that was ended on its first day was never in force for a whole day, but for that one.
fn last_day(row: &entity::Model) -> NaiveDate {
    row.ended_day.unwrap_or(row.until_day).max(row.from_day)
}

fn term_of(row: &entity::Model) -> Term {
    Term { from: row.from_day, until: last_day(row) }
}
