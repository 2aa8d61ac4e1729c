//! One task as the caller sees it: who, what to say, what happened lately, what else is due.
use super::entity;
use super::queue::{TaskRow, dress};
use super::result::{ResultCode, codes};
use crate::{ObligationId, TaskId, obligation};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::receipt::{self, ReceiptView};
use kernel::{Error, PatientId, Result, Scope, Visible, event};
use record::patient::Brief;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde::Serialize;
use utoipa::ToSchema;

/// The page of a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskPage {
    #[serde(flatten)]
    pub row: TaskRow,
    /// What to say, line by line.
    pub script: Vec<String>,
    /// Form to fill; open it by `POST /api/form-sessions` with this task's id.
    pub form_code: Option<String>,
    pub brief: Brief,
    pub last_contacts: Vec<LastContact>,
    pub due_items: Vec<DueItem>,
    pub receipts: Vec<ReceiptView>,
    pub result_codes: Vec<ResultCode>,
    pub note: Option<String>,
}

/// Something that passed between us and the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LastContact {
    pub at: DateTime<Utc>,
    pub kind: String,
    pub text: String,
    pub by: String,
}

/// Something else that is due soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueItem {
    pub obligation_id: ObligationId,
    pub title: String,
    pub pathway: String,
    pub due_from: NaiveDate,
    pub due_to: NaiveDate,
    pub state: String,
}

/// Reads the page, within the viewer's sight.
pub async fn read(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: TaskId,
    now: DateTime<Utc>,
) -> Result<TaskPage> {
    let task = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    let task = task.ok_or(Error::Missing)?;
    let row = dress(conn, scope, vec![task.clone()], now).await?.pop().ok_or(Error::Missing)?;
    Ok(TaskPage {
        row,
        script: task.script.lines().map(str::to_owned).collect(),
        form_code: task.form_code.clone(),
        brief: record::patient::brief(conn, scope, task.patient_id, now).await?,
        last_contacts: last_contacts(conn, scope, task.patient_id).await?,
        due_items: due_items(conn, scope, &task).await?,
        receipts: receipt::of_subject(conn, scope, "task", id.0).await?,
        result_codes: codes(&task.kind, task.attempts),
        note: task.result_note,
    })
}

const CONTACTS: [&str; 5] =
    ["answer.filed", "task.done", "task.tried", "message.accepted", "message.received"];

async fn last_contacts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<LastContact>> {
    let events = event::of_patient(conn, scope, patient, 100).await?;
    let contacts = events.into_iter().filter(|e| CONTACTS.contains(&e.kind.as_str())).take(3);
    let text = |key: &str, payload: &serde_json::Value| {
        payload.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
    };
    Ok(contacts
        .map(|e| {
            let (title, detail) = (text("title", &e.payload), text("detail", &e.payload));
            let joined = if detail.is_empty() { title } else { format!("{title}（{detail}）") };
            LastContact { at: e.occurred_at, kind: e.kind, text: joined, by: e.actor }
        })
        .collect())
}

async fn due_items(conn: &impl ConnectionTrait, scope: &Scope, task: &entity::Model) -> Result<Vec<DueItem>> {
    let others = obligation::future(conn, scope, task.patient_id).await?;
    let others = others.into_iter().filter(|o| Some(o.id) != task.obligation_id).take(5);
    Ok(others
        .map(|o| DueItem {
            obligation_id: o.id,
            title: o.title,
            pathway: o.pathway_name,
            due_from: o.due_from,
            due_to: o.due_to,
            state: o.state,
        })
        .collect())
}
