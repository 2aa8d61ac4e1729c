//! Moving alerts on, each change by the state's own table, with event and audit entry.
use super::{
    entity,
    state::{self, State, Step},
    title,
};
use chrono::{DateTime, Utc};
use kernel::{
    Error, PatientId, Result, Scope, Tx, Visible, audit,
    event::{self, NewEvent},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use serde_json::json;
use uuid::Uuid;

/// What the room above needs to tell patient and staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: Uuid,
    pub patient: PatientId,
    pub rule: String,
    /// Name of the rule.
    pub title: String,
    pub version: i64,
    /// `yellow` or `red`.
    pub level: String,
    /// What to do first: `nudge`, `remeasure`, `teach`, `review`, `call_patient`, `call_emergency`, `ecg_task`.
    pub action: String,
    /// For staff.
    pub sentence: String,
    pub detected_at: DateTime<Utc>,
    /// Until when it must be acknowledged.
    pub due_at: DateTime<Utc>,
    pub state: State,
    pub escalated: bool,
}

fn state_of(row: &entity::Model) -> Result<State> {
    State::parse(&row.state).ok_or_else(|| Error::fault(format!("alert {} in state {}", row.id, row.state)))
}

pub(super) async fn tell(tx: &Tx, scope: &Scope, row: &entity::Model, kind: &str, what: &str) -> Result<()> {
    let payload = json!({
        "title": format!("{what}：{}", title(&row.rule)), "detail": row.sentence, "alert_id": row.id,
        "rule": row.rule, "level": row.level, "action": row.action, "state": row.state, "due_at": row.due_at,
        "outcome": row.outcome, "ref": {"kind": "receipt", "id": row.receipt_id},
    });
    let event = NewEvent {
        patient: Some(row.patient_id),
        kind,
        occurred_at: tx.now,
        source: "system",
        payload,
        cause: None,
    };
    event::append(tx, scope, event).await.map(drop)
}

/// One alert in sight.
pub(super) async fn one(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<entity::Model> {
    entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?.ok_or(Error::Missing)
}

async fn locked(tx: &Tx, scope: &Scope, id: Uuid) -> Result<entity::Model> {
    let query = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).lock_exclusive();
    query.one(&**tx).await?.ok_or(Error::Missing)
}

/// One alert as the room above needs it.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Notice> {
    let row = one(conn, scope, id).await?;
    Ok(Notice {
        state: state_of(&row)?,
        title: title(&row.rule).to_owned(),
        escalated: row.escalated_at.is_some(),
        id: row.id,
        patient: row.patient_id,
        rule: row.rule,
        version: row.rule_version,
        level: row.level,
        action: row.action,
        sentence: row.sentence,
        detected_at: row.detected_at,
        due_at: row.due_at,
    })
}

/// Patient and staff were told; `task` is the work asked for. An alert that somebody has taken on stays as it is.
pub async fn notified(tx: &Tx, scope: &Scope, id: Uuid, task: Option<Uuid>) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let next = state_of(&row)?.after(Step::Notify);
    let had = row.task_id;
    let mut change = row.into_active_model();
    change.task_id = Set(task.or(had));
    if let Some(next) = next {
        change.state = Set(next.as_str().to_owned());
        change.notified_at = Set(Some(tx.now));
    }
    change.update(&**tx).await?;
    Ok(())
}

/// Somebody reads it back and takes it on.
pub(super) async fn acknowledge(tx: &Tx, scope: &Scope, id: Uuid, note: &str) -> Result<()> {
    let row = locked(tx, scope, id).await?;
    let patient = row.patient_id;
    let next = state_of(&row)?
        .after(Step::Acknowledge)
        .ok_or_else(|| Error::conflict("alert.acknowledged", "这条预警已经有人确认，请刷新。"))?;
    let mut change = row.into_active_model();
    change.state = Set(next.as_str().to_owned());
    change.acknowledged_at = Set(Some(tx.now));
    change.acknowledged_by = Set(Some(scope.actor_name()));
    let row = change.update(&**tx).await?;
    tell(tx, scope, &row, "alert.acknowledged", "预警已确认").await?;
    record_act(tx, scope, "acknowledge_alert", id, patient, note).await
}

/// It is over: what came of it, in a code and a note.
pub(super) async fn close(tx: &Tx, scope: &Scope, id: Uuid, outcome: &str, note: &str) -> Result<()> {
    let words = state::outcome(outcome).ok_or_else(|| Error::field("outcome", "请选择处理结果。"))?;
    let row = locked(tx, scope, id).await?;
    let patient = row.patient_id;
    let next = match state_of(&row)? {
        State::Closed => None,
        state => state.after(Step::Close),
    };
    let next = next.ok_or_else(|| {
        Error::conflict("alert.state", "预警须先确认，再填写处理结果；已关闭的不能重复关闭。")
    })?;
    let mut change = row.into_active_model();
    change.state = Set(next.as_str().to_owned());
    change.closed_at = Set(Some(tx.now));
    change.closed_by = Set(Some(scope.actor_name()));
    change.outcome = Set(Some(outcome.to_owned()));
    change.note = Set(Some(note.trim().to_owned()).filter(|note| !note.is_empty()));
    let row = change.update(&**tx).await?;
    tell(tx, scope, &row, "alert.closed", "预警已处理").await?;
    record_act(tx, scope, "close_alert", id, patient, &format!("{words} {note}")).await
}

async fn record_act(
    tx: &Tx,
    scope: &Scope,
    act: &str,
    id: Uuid,
    patient: PatientId,
    reason: &str,
) -> Result<()> {
    let entry = audit::Entry {
        act,
        object_kind: "alert",
        object_id: id.to_string(),
        patient: Some(patient),
        denied: false,
        reason: reason.trim(),
    };
    audit::write(&**tx, tx.now, scope, entry).await
}

/// Hands up every alert of the tenant that nobody acknowledged in time. Answers how many.
pub(super) async fn escalate(tx: &Tx, scope: &Scope) -> Result<usize> {
    let late = entity::Entity::visible(scope)
        .filter(entity::Column::State.is_in([State::Detected.as_str(), State::Notified.as_str()]))
        .filter(entity::Column::EscalatedAt.is_null())
        .filter(entity::Column::DueAt.lte(tx.now))
        .order_by_asc(entity::Column::DueAt)
        .limit(500)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let many = late.len();
    for row in late {
        let mut change = row.into_active_model();
        change.escalated_at = Set(Some(tx.now));
        let row = change.update(&**tx).await?;
        tell(tx, scope, &row, "alert.escalated", "预警逾期未确认，已上报").await?;
    }
    Ok(many)
}
