//! What the numbers need from tables whose rooms have no bulk door. The SQL is the same on both engines; the stories
//! of this room run on both and compare.
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{PatientId, Result, Scope, db::statement};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

/// One follow-up owed.
#[derive(Debug, Clone)]
pub(crate) struct Obligation {
    pub(crate) patient: PatientId,
    pub(crate) due_to: NaiveDate,
    /// `scheduled`, `due`, `overdue`, `done`, `closed`.
    pub(crate) state: String,
    pub(crate) closed_reason: Option<String>,
    pub(crate) settled_at: Option<DateTime<Utc>>,
}

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: Uuid,
    pub(crate) patient: PatientId,
    pub(crate) state: String,
    pub(crate) sent_at: Option<DateTime<Utc>>,
}

async fn rows<T>(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
    read: impl Fn(&QueryResult) -> Result<T>,
) -> Result<Vec<T>> {
    conn.query_all_raw(statement(conn, sql, values)).await?.iter().map(read).collect()
}

/// Follow-ups whose window opens in the span, days included.
pub(crate) async fn obligations(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Obligation>> {
    let sql = "SELECT patient_id, due_to, state, closed_reason, settled_at FROM obligation \
               WHERE tenant_id = $1 AND due_from >= $2 AND due_from <= $3 ORDER BY id";
    rows(conn, sql, vec![scope.tenant.into(), from.into(), to.into()], |row| {
        Ok(Obligation {
            patient: row.try_get("", "patient_id")?,
            due_to: row.try_get("", "due_to")?,
            state: row.try_get("", "state")?,
            closed_reason: row.try_get("", "closed_reason")?,
            settled_at: row.try_get("", "settled_at")?,
        })
    })
    .await
}

/// Openings in the book that have no follow-up any more, and follow-ups that were never opened: both must be none.
pub(crate) async fn out_of_balance(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<PatientId>> {
    let sql = "SELECT o.patient_id FROM obligation_opening o LEFT JOIN obligation b ON b.id = o.obligation_id \
               WHERE o.tenant_id = $1 AND o.due_from >= $2 AND o.due_from <= $3 AND b.id IS NULL \
               UNION ALL \
               SELECT b.patient_id FROM obligation b LEFT JOIN obligation_opening o ON o.obligation_id = b.id \
               WHERE b.tenant_id = $1 AND b.due_from >= $2 AND b.due_from <= $3 AND o.obligation_id IS NULL";
    let values = vec![scope.tenant.into(), from.into(), to.into()];
    rows(conn, sql, values, |row| Ok(row.try_get("", "patient_id")?)).await
}

/// Messages made in a span.
pub(crate) async fn messages(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Message>> {
    let sql = "SELECT id, patient_id, state, sent_at FROM message \
               WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3 ORDER BY id";
    rows(conn, sql, vec![scope.tenant.into(), from.into(), to.into()], |row| {
        Ok(Message {
            id: row.try_get("", "id")?,
            patient: row.try_get("", "patient_id")?,
            state: row.try_get("", "state")?,
            sent_at: row.try_get("", "sent_at")?,
        })
    })
    .await
}

/// The latest word of each person on a purpose.
pub(crate) async fn words(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    purpose: &str,
) -> Result<Vec<(PatientId, bool)>> {
    let sql = "SELECT patient_id, granted FROM consent \
               WHERE tenant_id = $1 AND purpose = $2 ORDER BY since, id";
    rows(conn, sql, vec![scope.tenant.into(), purpose.into()], |row| {
        Ok((row.try_get("", "patient_id")?, row.try_get("", "granted")?))
    })
    .await
}

/// People known to two sources or more.
pub(crate) async fn well_linked(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<PatientId>> {
    let sql = "SELECT patient_id FROM patient_source WHERE tenant_id = $1 \
               GROUP BY patient_id HAVING COUNT(DISTINCT source) >= 2 ORDER BY patient_id";
    rows(conn, sql, vec![scope.tenant.into()], |row| Ok(row.try_get("", "patient_id")?)).await
}
