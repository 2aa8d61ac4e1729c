//! Trends, facts, results and answers of one person over HTTP; all of it is clinical.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Act, App, Page, PageQuery, PatientId, Result, Scope, Visible};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{MetricSummary, Trend};
use crate::facts::entity::{fact, observation};
use crate::file::EncounterClass;
use crate::file::source_label;
use crate::read::{self, FactRow};

/// From when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    from: Option<DateTime<Utc>>,
}

/// The metrics a person has values of.
#[utoipa::path(get, path = "/api/patients/{id}/metrics", operation_id = "list_metrics", tag = "trend",
    params(("id" = PatientId, Path)), responses((status = 200, body = Vec<MetricSummary>)))]
pub async fn list_metrics(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Vec<MetricSummary>>> {
    scope.require(Act::ClinicalRead)?;
    Ok(Json(super::summaries(app.db.read(), &scope, id, app.clock.now()).await?))
}

/// One metric over time.
#[utoipa::path(get, path = "/api/patients/{id}/metrics/{code}", operation_id = "read_trend", tag = "trend",
    params(("id" = PatientId, Path), ("code" = String, Path), Since), responses((status = 200, body = Trend)))]
pub async fn read_trend(
    State(app): State<App>,
    scope: Scope,
    Path((id, code)): Path<(PatientId, String)>,
    Query(query): Query<Since>,
) -> Result<Json<Trend>> {
    scope.require(Act::ClinicalRead)?;
    Ok(Json(super::trend(app.db.read(), &scope, id, &code, query.from, app.clock.now()).await?))
}

/// A visit, a stay or an exam.
#[derive(Debug, Serialize, ToSchema)]
pub struct EncounterView {
    #[schema(value_type = String, format = Uuid)]
    id: Uuid,
    class: String,
    name: &'static str,
    status: String,
    department: Option<String>,
    doctor: Option<String>,
    visit_no: Option<String>,
    at: DateTime<Utc>,
    end: Option<DateTime<Utc>>,
    /// 分.
    amount: Option<i64>,
    source: String,
    recorded_at: DateTime<Utc>,
}

/// A diagnosis, procedure, medicine, allergy, vaccination or report.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactView {
    #[schema(value_type = String, format = Uuid)]
    id: Uuid,
    name: String,
    code: String,
    system: String,
    status: String,
    onset: Option<NaiveDate>,
    /// Dose, reaction, performer or conclusion.
    detail: Option<String>,
    days_supply: Option<i64>,
    at: DateTime<Utc>,
    source: String,
    recorded_at: DateTime<Utc>,
}

/// All facts of a person but results, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Facts {
    encounters: Vec<EncounterView>,
    conditions: Vec<FactView>,
    procedures: Vec<FactView>,
    medications: Vec<FactView>,
    allergies: Vec<FactView>,
    immunizations: Vec<FactView>,
    reports: Vec<FactView>,
}

fn fact_view(f: FactRow) -> FactView {
    FactView {
        id: f.id,
        name: f.name,
        code: f.code,
        system: f.system,
        status: f.status,
        onset: f.onset,
        detail: f.detail,
        days_supply: f.days_supply,
        at: f.at,
        source: source_label(&f.source),
        recorded_at: f.recorded_at,
    }
}

/// What was found and done, but results.
#[utoipa::path(get, path = "/api/patients/{id}/facts", operation_id = "list_facts", tag = "trend",
    params(("id" = PatientId, Path)), responses((status = 200, body = Facts)))]
pub async fn list_facts(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Facts>> {
    scope.require(Act::ClinicalRead)?;
    let db = app.db.read();
    crate::patient::row(db, &scope, id).await?;
    let mut all: Vec<FactRow> = fact::Entity::visible(&scope)
        .filter(fact::Column::PatientId.eq(id))
        .filter(fact::Column::Status.ne("entered-in-error"))
        .order_by_desc(fact::Column::At)
        .order_by_desc(fact::Column::Id)
        .all(db)
        .await?
        .into_iter()
        .map(read::fact_row)
        .collect();
    let mut take = |kind: &str| -> Vec<FactView> {
        let (these, rest) = std::mem::take(&mut all).into_iter().partition(|f| f.kind == kind);
        all = rest;
        let these: Vec<FactRow> = these;
        these.into_iter().map(fact_view).collect()
    };
    let mut encounters = read::encounters(db, &scope, &[id]).await?;
    encounters.reverse();
    let encounters = encounters.into_iter().map(|e| EncounterView {
        id: e.id,
        name: EncounterClass::parse(&e.class).zh(),
        class: e.class,
        status: e.status,
        department: e.department,
        doctor: e.doctor,
        visit_no: e.visit_no,
        at: e.start,
        end: e.end,
        amount: e.amount,
        source: source_label(&e.source),
        recorded_at: e.recorded_at,
    });
    Ok(Json(Facts {
        encounters: encounters.collect(),
        conditions: take("condition"),
        procedures: take("procedure"),
        medications: take("medication"),
        allergies: take("allergy"),
        immunizations: take("immunization"),
        reports: take("report"),
    }))
}

/// A result as received, mapped to our dictionary or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultView {
    #[schema(value_type = String, format = Uuid)]
    id: Uuid,
    name: String,
    code: String,
    metric: Option<String>,
    value_text: String,
    unit: String,
    ref_text: Option<String>,
    flag: String,
    status: String,
    panel_name: Option<String>,
    components: Option<serde_json::Value>,
    at: DateTime<Utc>,
    source: String,
    recorded_at: DateTime<Utc>,
}

/// Results as received, newest first; unmapped ones too.
#[utoipa::path(get, path = "/api/patients/{id}/results", operation_id = "list_results", tag = "trend",
    params(("id" = PatientId, Path), PageQuery), responses((status = 200, body = Page<ResultView>)))]
pub async fn list_results(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ResultView>>> {
    scope.require(Act::ClinicalRead)?;
    let db = app.db.read();
    crate::patient::row(db, &scope, id).await?;
    let query = observation::Entity::visible(&scope).filter(observation::Column::PatientId.eq(id));
    let total = query.clone().count(db).await?;
    let rows = query
        .order_by_desc(observation::Column::At)
        .order_by_asc(observation::Column::Id)
        .offset(page.offset())
        .limit(page.limit())
        .all(db)
        .await?;
    let view = |o: observation::Model| ResultView {
        id: o.id,
        name: o.name,
        code: o.code,
        metric: o.metric,
        value_text: o.value_text,
        unit: nq_clinical::unit_shown(&o.unit),
        ref_text: o.ref_text,
        flag: o.flag,
        status: o.status,
        panel_name: o.panel_name,
        components: o.components,
        at: o.at,
        source: source_label(&o.source),
        recorded_at: o.recorded_at,
    };
    Ok(Json(page.page(rows.into_iter().map(view).collect(), total)))
}

/// An answer as given.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerView {
    id: crate::answer::AnswerId,
    kind: String,
    kind_name: &'static str,
    form_code: Option<String>,
    form_version: Option<i64>,
    answers: serde_json::Value,
    score: Option<f64>,
    band: Option<String>,
    red_flags: Vec<String>,
    via: String,
    by: String,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
}

/// What the person answered, newest first.
#[utoipa::path(get, path = "/api/patients/{id}/answers", operation_id = "list_answers", tag = "trend",
    params(("id" = PatientId, Path), PageQuery), responses((status = 200, body = Page<AnswerView>)))]
pub async fn list_answers(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<AnswerView>>> {
    use crate::answer::entity::{Column, Entity};
    scope.require(Act::ClinicalRead)?;
    let db = app.db.read();
    crate::patient::row(db, &scope, id).await?;
    let query = Entity::visible(&scope).filter(Column::PatientId.eq(id));
    let total = query.clone().count(db).await?;
    let query = query.order_by_desc(Column::At).order_by_desc(Column::Id);
    let rows = query.offset(page.offset()).limit(page.limit()).all(db).await?;
    let view = |a: read::AnswerRow| AnswerView {
        id: a.id,
        kind_name: crate::answer::AnswerKind::parse(&a.kind).zh(),
        kind: a.kind,
        form_code: a.form_code,
        form_version: a.form_version,
        answers: a.answers,
        score: a.score,
        band: a.band,
        red_flags: a.red_flags,
        via: a.via,
        by: a.by,
        at: a.at,
        recorded_at: a.recorded_at,
    };
    Ok(Json(page.page(rows.into_iter().map(|a| view(a.into())).collect(), total)))
}
