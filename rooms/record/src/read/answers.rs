//! Answers in bulk.

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Of, each};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRow {
    pub id: crate::answer::AnswerId,
    pub patient: PatientId,
    pub kind: String,
    pub form_code: Option<String>,
    pub form_version: Option<i64>,
    pub answers: serde_json::Value,
    pub score: Option<f64>,
    pub band: Option<String>,
    pub red_flags: Vec<String>,
    pub via: String,
    pub by: String,
    pub enrolment_id: Option<Uuid>,
    pub obligation_id: Option<Uuid>,
    pub task_id: Option<Uuid>,
    pub message_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

impl From<crate::answer::entity::Model> for AnswerRow {
    fn from(a: crate::answer::entity::Model) -> Self {
        Self {
            id: crate::answer::AnswerId(a.id),
            patient: a.patient_id,
            kind: a.kind,
            form_code: a.form_code,
            form_version: a.form_version,
            answers: a.answers,
            score: a.score,
            band: a.band,
            red_flags: serde_json::from_value(a.red_flags).unwrap_or_default(),
            via: a.via,
            by: a.by,
            enrolment_id: a.enrolment_id,
            obligation_id: a.obligation_id,
            task_id: a.task_id,
            message_id: a.message_id,
            at: a.at,
            recorded_at: a.recorded_at,
        }
    }
}

/// Answers, oldest first.
pub async fn answers<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<AnswerRow>> {
    use crate::answer::entity::{Column, Entity};
    let query = Entity::visible(scope).order_by_asc(Column::At).order_by_asc(Column::Id);
    Ok(each(conn, query, of.into()).await?.into_iter().map(AnswerRow::from).collect())
}

/// The last `n` answers of one person, newest first.
pub async fn last_answers(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    n: u64,
) -> Result<Vec<AnswerRow>> {
    use crate::answer::entity::{Column, Entity};
    let rows = Entity::visible(scope)
        .filter(Column::PatientId.eq(patient))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(n)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(AnswerRow::from).collect())
}
