//! Encounters, diagnoses, procedures, medicines, allergies, vaccinations and reports in bulk.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Of, each};
use crate::facts::entity::{encounter, fact};

/// One diagnosis, procedure, medicine, allergy, vaccination or report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    pub id: Uuid,
    pub patient: PatientId,
    pub kind: String,
    pub code: String,
    pub system: String,
    pub name: String,
    pub status: String,
    pub onset: Option<NaiveDate>,
    pub detail: Option<String>,
    pub note: Option<String>,
    pub days_supply: Option<i64>,
    pub encounter_key: Option<String>,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    pub source: String,
}

async fn facts_of<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
    kind: &str,
) -> Result<Vec<FactRow>> {
    use fact::Column;
    let query = fact::Entity::visible(scope)
        .filter(Column::Kind.eq(kind))
        .filter(Column::Status.ne("entered-in-error"))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id);
    Ok(each(conn, query, of.into()).await?.into_iter().map(fact_row).collect())
}

pub(crate) fn fact_row(f: fact::Model) -> FactRow {
    FactRow {
        id: f.id,
        patient: f.patient_id,
        kind: f.kind,
        code: f.code,
        system: f.system,
        name: f.name,
        status: f.status,
        onset: f.onset,
        detail: f.detail,
        note: f.note,
        days_supply: f.days_supply,
        encounter_key: f.encounter_key,
        at: f.at,
        recorded_at: f.recorded_at,
        source: f.source,
    }
}

/// Diagnoses, oldest first.
pub async fn conditions<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<FactRow>> {
    facts_of(conn, scope, of, "condition").await
}
/// Procedures, oldest first.
pub async fn procedures<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<FactRow>> {
    facts_of(conn, scope, of, "procedure").await
}
/// Medicines, oldest first.
pub async fn medications<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<FactRow>> {
    facts_of(conn, scope, of, "medication").await
}
/// Allergies, oldest first.
pub async fn allergies<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<FactRow>> {
    facts_of(conn, scope, of, "allergy").await
}
/// Vaccinations, oldest first.
pub async fn immunizations<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<FactRow>> {
    facts_of(conn, scope, of, "immunization").await
}
/// Reports, oldest first.
pub async fn reports<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<FactRow>> {
    facts_of(conn, scope, of, "report").await
}

/// One encounter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncounterRow {
    pub id: Uuid,
    pub patient: PatientId,
    /// `outpatient`, `inpatient`, `emergency`, `exam`, `home`, `virtual`, `other`.
    pub class: String,
    /// `planned`, `in_progress`, `finished`, `cancelled`.
    pub status: String,
    pub department: Option<String>,
    pub department_id: Option<Uuid>,
    pub doctor: Option<String>,
    pub visit_no: Option<String>,
    pub start: DateTime<Utc>,
    pub end: Option<DateTime<Utc>>,
    /// 分.
    pub amount: Option<i64>,
    pub source: String,
    pub key: String,
    pub recorded_at: DateTime<Utc>,
}

/// Encounters that took or take place, oldest first; cancelled ones do not appear.
pub async fn encounters<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<EncounterRow>> {
    use encounter::Column;
    let query = encounter::Entity::visible(scope)
        .filter(Column::Status.ne("cancelled"))
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id);
    let rows = each(conn, query, of.into()).await?;
    Ok(rows
        .into_iter()
        .map(|e| EncounterRow {
            id: e.id,
            patient: e.patient_id,
            class: e.class,
            status: e.status,
            department: e.department,
            department_id: e.department_id,
            doctor: e.doctor,
            visit_no: e.visit_no,
            start: e.at,
            end: e.ended_at,
            amount: e.amount,
            source: e.source,
            key: e.key,
            recorded_at: e.recorded_at,
        })
        .collect())
}
