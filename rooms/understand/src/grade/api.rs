//! The grade over HTTP: its history, and a doctor's word above the rules.
use super::{entity, store, store::NewEntry};
use crate::review::{self, reviewer};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Duration, Utc};
use kernel::{Act, App, Error, PatientId, ReceiptId, Result, Scope, Tx, audit, receipt, web::Body};
use record::{patient::Grade, read};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A doctor's word stands so long unless he says otherwise.
const USUAL_DAYS: i64 = 90;
/// And no longer than this, because a person changes.
const MOST_DAYS: i64 = 365;

/// One span of the history.
#[derive(Debug, Serialize, ToSchema)]
pub struct GradeSpan {
    grade: String,
    grade_name: &'static str,
    from: DateTime<Utc>,
    /// Null while in force.
    to: Option<DateTime<Utc>>,
    /// Why, in Chinese.
    sentence: String,
    receipt_id: Option<ReceiptId>,
    /// Whether a doctor said so, above the rules.
    #[serde(rename = "override")]
    overridden: bool,
    /// Who, if a doctor said so.
    by: Option<String>,
    /// His reason.
    reason: Option<String>,
    /// Until when it stands.
    until: Option<DateTime<Utc>>,
}

/// The grade in force and its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct GradeView {
    grade: String,
    grade_name: &'static str,
    since: Option<DateTime<Utc>>,
    /// The newest first.
    history: Vec<GradeSpan>,
}

fn span(row: entity::Model) -> GradeSpan {
    GradeSpan {
        grade_name: super::word(&row.grade),
        grade: row.grade,
        from: row.from_at,
        to: row.to_at,
        sentence: row.sentence,
        receipt_id: row.receipt_id,
        overridden: row.until.is_some(),
        by: row.actor,
        reason: row.reason,
        until: row.until,
    }
}

async fn person(conn: &impl ConnectionTrait, scope: &Scope, id: PatientId) -> Result<read::Person> {
    read::people(conn, scope, &[id]).await?.into_iter().next().ok_or(Error::Missing)
}

async fn view(app: &App, scope: &Scope, id: PatientId) -> Result<GradeView> {
    let person = person(app.db.read(), scope, id).await?;
    let history = store::history(app.db.read(), scope, id).await?;
    Ok(GradeView {
        grade_name: super::word(&person.grade),
        grade: person.grade,
        since: person.grade_since,
        history: history.into_iter().map(span).collect(),
    })
}

/// A person's grade and how it came about.
#[utoipa::path(get, path = "/api/patients/{id}/grade", operation_id = "read_grade", tag = "grade",
    params(("id" = uuid::Uuid, Path)), responses((status = 200, body = GradeView)))]
pub async fn read_grade(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<GradeView>> {
    scope.require(Act::ClinicalRead)?;
    view(&app, &scope, id).await.map(Json)
}

/// A doctor's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeOverride {
    grade: Grade,
    reason: String,
    /// Ninety days from now unless told; at most a year.
    until: Option<DateTime<Utc>>,
}

/// Sets the grade above the rules, for a time.
#[utoipa::path(post, path = "/api/patients/{id}/grade-override", operation_id = "override_grade", tag = "grade",
    params(("id" = uuid::Uuid, Path)), request_body = GradeOverride, responses((status = 200, body = GradeView)))]
pub async fn override_grade(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<GradeOverride>,
) -> Result<Json<GradeView>> {
    scope.require(Act::GradeOverride)?;
    let reason = body.reason.trim().to_owned();
    if reason.chars().count() < 2 {
        return Err(Error::field("reason", "请写明调整的理由。"));
    }
    if body.grade == Grade::None {
        return Err(Error::field("grade", "请选择红、黄或绿。"));
    }
    let now = app.clock.now();
    let until = body.until.unwrap_or(now + Duration::days(USUAL_DAYS));
    if until <= now || until > now + Duration::days(MOST_DAYS) {
        return Err(Error::field("until", "有效期须晚于现在，且不超过一年。"));
    }
    person(app.db.read(), &scope, id).await?;
    app.write(async |tx| say(&tx, &scope, id, body.grade, reason, until).await).await?;
    // Segments may rest on the grade.
    review::review(&app, scope.tenant, &[id]).await?;
    view(&app, &scope, id).await.map(Json)
}

async fn say(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    grade: Grade,
    reason: String,
    until: DateTime<Utc>,
) -> Result<()> {
    review::store::take(tx, scope.tenant, &[patient]).await?;
    let code = super::code(super::parse(grade.as_str()));
    let day = kernel::clock::local_day(until);
    let sentence = format!("{}调整为{}，有效至{day}：{reason}", scope.actor_name(), super::word(code));
    let new = receipt::NewReceipt {
        patient: Some(patient),
        subject_kind: "grade",
        subject_id: patient.0,
        rule: "grade:override".to_owned(),
        rule_version: "1".to_owned(),
        outcome: code.to_owned(),
        sentence: sentence.clone(),
        facts: Vec::new(),
        gates: Vec::new(),
    };
    let receipt = receipt::write(tx, scope.tenant, new).await?;
    let word = Some((scope.actor_name(), reason.clone(), until));
    let system = reviewer(scope.tenant);
    store::begin(tx, &system, NewEntry { patient, grade: code, sentence, receipt, word }).await?;
    record::patient::set_grade(tx, scope, patient, grade, tx.now, Some(receipt)).await?;
    let entry = audit::Entry {
        act: "override_grade",
        object_kind: "grade",
        object_id: patient.to_string(),
        patient: Some(patient),
        reason: &reason,
        ..Default::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await
}
