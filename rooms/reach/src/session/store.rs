//! Opening, reading and keeping a filling.

use chrono::{DateTime, Utc};
use kernel::clock::local_day;
use kernel::{Error, PatientId, Result, Scope, Tx, Visible};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity;
use crate::form::accept::{ItemError, check_draft};
use crate::form::{self, FormDef};
use crate::ids::{MessageId, SessionId};

/// Who types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// The patient on his own page.
    H5,
    /// A member of staff during a call.
    Phone,
}

impl Via {
    /// As stored and as told to the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H5 => "h5",
            Self::Phone => "phone",
        }
    }
}

/// A filling about to be opened, with what its answer is for.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Who answers.
    pub patient: PatientId,
    /// Form code.
    pub form_code: String,
    /// Who types.
    pub via: Via,
    /// The message that invites to it.
    pub message_id: Option<MessageId>,
    /// The task it belongs to.
    pub task_id: Option<Uuid>,
    /// The pathway position it belongs to.
    pub enrolment_id: Option<Uuid>,
    /// The obligation its answer fulfils.
    pub obligation_id: Option<Uuid>,
    /// Until when it may be filled.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A filling as the page shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FormSessionView)]
pub struct View {
    /// Its id.
    pub id: SessionId,
    /// The form in the version it was opened with.
    pub form: FormDef,
    /// What has been answered so far.
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
    /// `open` or `done`.
    pub state: String,
}

/// Opens a filling with the form's newest version, which it keeps.
pub async fn open(tx: &Tx, scope: &Scope, new: NewSession) -> Result<SessionId> {
    let def = form::pin(tx, scope, &new.form_code).await?;
    let id = SessionId::new();
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(new.patient),
        form_code: Set(def.code),
        form_version: Set(i64::from(def.version)),
        via: Set(new.via.as_str().to_owned()),
        answers: Set(json!({})),
        state: Set("open".to_owned()),
        message_id: Set(new.message_id),
        task_id: Set(new.task_id),
        enrolment_id: Set(new.enrolment_id),
        obligation_id: Set(new.obligation_id),
        answer_id: Set(None),
        opened_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
        updated_at: Set(tx.now),
        expires_at: Set(new.expires_at),
        done_at: Set(None),
    };
    row.insert(&**tx).await?;
    Ok(id)
}

/// Goes on with what the patient or a colleague began, else opens a new filling. What was begun for the same task
/// comes first, then any open one of the same form from the last thirty days.
pub async fn resume(tx: &Tx, scope: &Scope, new: NewSession) -> Result<SessionId> {
    let recent = tx.now - chrono::Duration::days(30);
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(new.patient))
        .filter(entity::Column::FormCode.eq(new.form_code.as_str()))
        .filter(entity::Column::State.eq("open"))
        .filter(entity::Column::CreatedAt.gte(recent))
        .order_by_desc(entity::Column::UpdatedAt)
        .all(&**tx)
        .await?;
    let same_task = rows.iter().find(|r| new.task_id.is_some() && r.task_id == new.task_id);
    let Some(row) =
        same_task.or_else(|| rows.iter().find(|r| r.task_id.is_none() || r.task_id == new.task_id))
    else {
        return open(tx, scope, new).await;
    };
    let (id, task) = (row.id, row.task_id.or(new.task_id));
    let (enrolment, obligation) =
        (row.enrolment_id.or(new.enrolment_id), row.obligation_id.or(new.obligation_id));
    let mut changed = row.clone().into_active_model();
    changed.task_id = Set(task);
    changed.enrolment_id = Set(enrolment);
    changed.obligation_id = Set(obligation);
    changed.update(&**tx).await?;
    Ok(id)
}

/// The filling's row, locked until the transaction ends.
pub(super) async fn locked(tx: &Tx, scope: &Scope, id: SessionId) -> Result<entity::Model> {
    let query = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).lock_exclusive();
    query.one(&**tx).await?.ok_or(Error::Missing)
}

/// The filling's row.
pub(super) async fn row(conn: &impl ConnectionTrait, scope: &Scope, id: SessionId) -> Result<entity::Model> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    row.ok_or(Error::Missing)
}

/// The form of a filling, in its own version.
pub(super) async fn form_of(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    row: &entity::Model,
) -> Result<FormDef> {
    form::version(conn, scope, &row.form_code, row.form_version).await
}

/// A filling for the page.
pub async fn read(conn: &impl ConnectionTrait, scope: &Scope, id: SessionId) -> Result<View> {
    let row = row(conn, scope, id).await?;
    let form = form_of(conn, scope, &row).await?;
    Ok(View { id, form, answers: typed(&row), state: row.state })
}

/// What was typed so far.
pub(super) fn typed(row: &entity::Model) -> Map<String, Value> {
    row.answers.as_object().cloned().unwrap_or_default()
}

/// Refuses (409) unless it may still be filled.
pub(super) fn still_open(row: &entity::Model, now: DateTime<Utc>) -> Result<()> {
    if row.state == "done" {
        return Err(Error::conflict("form.done", "这份问卷已经交过了，不用再填一次。"));
    }
    if row.expires_at.is_some_and(|until| until <= now) {
        return Err(Error::conflict("form.expired", "这份问卷已经过了填写时间。想填的话请打电话给我们。"));
    }
    Ok(())
}

/// Keeps what is right so far and says what is not. A question answered before stays, unless it comes again.
pub async fn save_draft(
    tx: &Tx,
    scope: &Scope,
    id: SessionId,
    answers: &Map<String, Value>,
) -> Result<Vec<ItemError>> {
    let row = locked(tx, scope, id).await?;
    still_open(&row, tx.now)?;
    let def = form_of(&**tx, scope, &row).await?;
    let draft = check_draft(&def, answers, local_day(tx.now));
    let mut kept = typed(&row);
    for (item, _) in answers {
        kept.remove(item);
    }
    kept.extend(draft.answers.iter().map(|(item, answer)| (item.clone(), answer.to_json())));
    let mut changed = row.into_active_model();
    changed.answers = Set(Value::Object(kept));
    changed.updated_at = Set(tx.now);
    changed.update(&**tx).await?;
    Ok(draft.errors)
}
