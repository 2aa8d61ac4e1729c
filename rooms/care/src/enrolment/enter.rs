//! Who enters, and how often: once per key, by constraint.
use super::{RUNNING, entity, store};
use crate::EnrolmentId;
use crate::pathway::{self, Live};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::event::{self, NewEvent};
use kernel::receipt::{self, NewReceipt};
use kernel::{Error, EventId, PatientId, Result, Scope, Tx, clock};
use nq_pathway::calendar::Calendar;
use nq_pathway::entry::Started;
use nq_pathway::step::State;
use sea_orm::{EntityTrait, Set, sea_query::OnConflict};
use serde_json::{Value, json};

/// A person about to enter.
#[derive(Debug, Clone)]
pub struct Enter<'a> {
    /// Who.
    pub patient: PatientId,
    /// The key; a second entry under the same key does nothing.
    pub key: String,
    /// Day nought.
    pub anchor: NaiveDate,
    /// Why, in a sentence.
    pub why: String,
    /// The event that led to it.
    pub cause: Option<EventId>,
    /// The version.
    pub live: &'a Live,
    /// What the entry rule found.
    pub facts: Vec<receipt::Fact>,
}

/// Lets a person in. `None` if somebody with this key is in already.
pub async fn enter(tx: &Tx, scope: &Scope, new: Enter<'_>) -> Result<Option<EnrolmentId>> {
    let id = EnrolmentId::new();
    let def = &new.live.def;
    let state = State::enter(new.anchor, clock::local_day(tx.now));
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(new.patient),
        pathway_id: Set(new.live.pathway),
        version_id: Set(new.live.version_id),
        pathway_code: Set(def.code.clone()),
        pathway_name: Set(def.name.clone()),
        version: Set(new.live.version),
        key: Set(new.key.clone()),
        anchor_day: Set(new.anchor),
        state: Set(RUNNING.to_owned()),
        why: Set(String::new()),
        engine: Set(serde_json::to_value(&state)?),
        stop: Set(None),
        release: Set(false),
        fault: Set(None),
        next_at: Set(Some(tx.now)),
        position: Set(None),
        entered_by: Set(scope.actor_name()),
        entered_why: Set(new.why.clone()),
        cause: Set(new.cause.map(|c| c.0)),
        entered_at: Set(tx.now),
        ended_at: Set(None),
    };
    let same = [
        entity::Column::TenantId,
        entity::Column::PatientId,
        entity::Column::PathwayCode,
        entity::Column::Key,
    ];
    let made = entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
        .exec_without_returning(&**tx)
        .await?;
    if made == 0 {
        return Ok(None);
    }
    announce(tx, scope, id, new).await?;
    store::wake(tx, scope.tenant, id, tx.now).await?;
    Ok(Some(id))
}

async fn announce(tx: &Tx, scope: &Scope, id: EnrolmentId, new: Enter<'_>) -> Result<()> {
    let def = &new.live.def;
    let sentence = format!("加入“{}”，第0天为{}：{}", def.name, new.anchor, new.why);
    let receipt = NewReceipt {
        patient: Some(new.patient),
        subject_kind: "enrolment",
        subject_id: id.0,
        rule: format!("pathway:{}", def.code),
        rule_version: new.live.version.to_string(),
        outcome: "entered".to_owned(),
        sentence: sentence.clone(),
        facts: new.facts,
        gates: Vec::new(),
    };
    let receipt = receipt::write(tx, scope.tenant, receipt).await?;
    let started = NewEvent {
        patient: Some(new.patient),
        kind: "enrolment.started",
        occurred_at: tx.now,
        source: "care",
        payload: json!({"title": format!("加入路径：{}", def.name), "detail": new.why, "enrolment_id": id,
            "pathway": def.code, "version": new.live.version, "anchor": new.anchor,
            "ref": {"kind": "receipt", "id": receipt}}),
        cause: new.cause,
    };
    event::append(tx, scope, started).await?;
    Ok(())
}

/// Lets a person in under a given key, for other rooms and for demo data.
pub async fn enrol(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    pathway_code: &str,
    key: &str,
    anchor_at: DateTime<Utc>,
    cause: Option<EventId>,
) -> Result<Option<EnrolmentId>> {
    let live = pathway::by_code(&**tx, scope.tenant, pathway_code).await?;
    let new = Enter {
        patient,
        key: key.to_owned(),
        anchor: clock::local_day(anchor_at),
        why: "由系统加入。".to_owned(),
        cause,
        live: &live,
        facts: Vec::new(),
    };
    enter(tx, scope, new).await
}

/// Lets a person in by hand of staff.
pub async fn enter_by_hand(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    code: &str,
    anchor_at: Option<DateTime<Utc>>,
    reason: &str,
) -> Result<EnrolmentId> {
    let live = pathway::by_code(&**tx, scope.tenant, code).await?;
    if !live.def.entry.manual {
        return Err(Error::refuse(
            "enrolment.not_by_hand",
            format!("路径“{}”只能由事件自动加入。", live.def.name),
        ));
    }
    let at = anchor_at.unwrap_or(tx.now);
    let nothing = Value::Null;
    let (who, id) = (patient.to_string(), EnrolmentId::new().to_string());
    let started = Started { patient: &who, id: &id, at, payload: &nothing };
    let key = live.def.entry.key(&started, &Calendar::china());
    let new = Enter {
        patient,
        key: key.unwrap_or_else(|_| clock::local_day(at).to_string()),
        anchor: clock::local_day(at),
        why: format!("{}加入：{reason}", scope.actor_name()),
        cause: None,
        live: &live,
        facts: Vec::new(),
    };
    let entered = enter(tx, scope, new).await?;
    entered.ok_or_else(|| Error::conflict("enrolment.already_in", "此人已因同一原因在该路径中，不重复加入。"))
}
