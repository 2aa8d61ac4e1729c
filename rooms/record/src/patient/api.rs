//! Patients over HTTP: search, list, page, unmask, readings, silence, care team.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use kernel::audit::{self, Entry};
use kernel::web::Body;
use kernel::{Act, App, Error, Page, PageQuery, PatientId, Result, Role, Scope, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::header::row;
use super::{Brief, Hit, ListFilter, PatientHeader, PatientRow};
use crate::answer::{self, AnswerId, ReadingIn, Via};
use crate::team;

/// What was typed into the search.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Name, pinyin, initials, telephone or its last four, ID number or its last four, card or record number.
    #[serde(default)]
    q: String,
}

/// At most ten people.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hits {
    items: Vec<Hit>,
}

/// Finds people by whatever is at hand.
#[utoipa::path(get, path = "/api/search", operation_id = "search_patients", tag = "patient", params(SearchQuery),
    responses((status = 200, body = Hits)))]
pub async fn search_patients(
    State(app): State<App>,
    scope: Scope,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Hits>> {
    scope.require(Act::PatientRead)?;
    let items = super::search(app.db.read(), &scope, &query.q, app.clock.now()).await?;
    Ok(Json(Hits { items }))
}

/// The patients within the viewer's sight.
#[utoipa::path(get, path = "/api/patients", operation_id = "list_patients", tag = "patient",
    params(ListFilter, PageQuery), responses((status = 200, body = Page<PatientRow>)))]
pub async fn list_patients(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<ListFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PatientRow>>> {
    scope.require(Act::PatientRead)?;
    Ok(Json(super::list(app.db.read(), &scope, &filter, &page, app.clock.now()).await?))
}

/// The head of the patient page. Every opening is audited.
#[utoipa::path(get, path = "/api/patients/{id}", operation_id = "read_patient", tag = "patient",
    params(("id" = PatientId, Path)), responses((status = 200, body = PatientHeader)))]
pub async fn read_patient(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<PatientHeader>> {
    scope.require(Act::PatientRead)?;
    let view = super::header(app.db.read(), &scope, id, app.clock.now()).await?;
    app.write(async |tx| {
        let entry = Entry {
            act: "read_patient",
            object_kind: "patient",
            object_id: id.to_string(),
            patient: Some(id),
            ..Entry::default()
        };
        audit::write(&*tx, tx.now, &scope, entry).await
    })
    .await?;
    Ok(Json(view))
}

/// What to know before a contact.
#[utoipa::path(get, path = "/api/patients/{id}/brief", operation_id = "read_patient_brief", tag = "patient",
    params(("id" = PatientId, Path)), responses((status = 200, body = Brief)))]
pub async fn read_patient_brief(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Brief>> {
    scope.require(Act::PatientRead)?;
    Ok(Json(super::brief(app.db.read(), &scope, id, app.clock.now()).await?))
}

/// Which masked field to show.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 手机号
    Phone,
    /// 身份证号
    IdNumber,
    /// 地址
    Address,
}

/// A request to see a masked field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmask {
    field: Field,
    /// Why; it is kept.
    reason: String,
}

/// The field in clear.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unmasked {
    value: String,
}

/// Nobody of the staff reads a whole ID number: the last four digits, which every page shows, suffice to check who
/// somebody is (trust.md B.2, L3).
fn four_digits_at_most(field: Field) -> Result<()> {
    if matches!(field, Field::IdNumber) {
        let why = "身份证号只显示后四位，用于核对身份，不提供完整号码。";
        return Err(Error::refuse("unmask.id_number", why));
    }
    Ok(())
}

/// Shows a masked field, with a reason and an audit entry; a refused attempt is audited too.
#[utoipa::path(post, path = "/api/patients/{id}/unmask", operation_id = "unmask_patient", tag = "patient",
    params(("id" = PatientId, Path)), request_body = Unmask, responses((status = 200, body = Unmasked)))]
pub async fn unmask_patient(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<Unmask>,
) -> Result<Json<Unmasked>> {
    let allowed = scope.require(Act::PatientUnmask).and_then(|()| four_digits_at_most(body.field));
    let reason = body.reason.trim().to_owned();
    if scope.may(Act::PatientUnmask) && reason.chars().count() < 2 {
        return Err(Error::field("reason", "请写明查看原因，例如：电话随访。"));
    }
    let found = match &allowed {
        Ok(()) => Some(row(app.db.read(), &scope, id).await?),
        Err(_) => None,
    };
    let (act, value) = match body.field {
        Field::Phone => ("unmask_phone", found.and_then(|p| p.phone)),
        Field::IdNumber => ("unmask_id_number", found.and_then(|p| p.id_number)),
        Field::Address => ("unmask_address", found.and_then(|p| p.address)),
    };
    app.write(async |tx| {
        let entry = Entry {
            act,
            object_kind: "patient",
            object_id: id.to_string(),
            patient: Some(id),
            denied: allowed.is_err(),
            reason: &reason,
        };
        audit::write(&*tx, tx.now, &scope, entry).await
    })
    .await?;
    allowed?;
    let value = value.ok_or_else(|| Error::refuse("field.empty", "档案中没有登记这一项。"))?;
    Ok(Json(Unmasked { value }))
}

/// One reading to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Code of the dictionary: `sbp`.
    metric: String,
    /// As measured.
    value: String,
    /// The dictionary's unit unless told.
    #[serde(default)]
    unit: Option<String>,
    /// Now unless told.
    #[serde(default)]
    at: Option<DateTime<Utc>>,
}

/// Readings to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Readings {
    readings: Vec<Reading>,
}

/// What was filed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Filed {
    answer_id: AnswerId,
}

/// Enters readings for a patient.
#[utoipa::path(post, path = "/api/patients/{id}/readings", operation_id = "create_readings", tag = "patient",
    params(("id" = PatientId, Path)), request_body = Readings, responses((status = 200, body = Filed)))]
pub async fn create_readings(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<Readings>,
) -> Result<Json<Filed>> {
    scope.require(Act::ClinicalWrite)?;
    let readings = body
        .readings
        .into_iter()
        .map(|r| ReadingIn { metric: r.metric, value: r.value, unit: r.unit.unwrap_or_default(), at: r.at })
        .collect();
    let filing = super::readings_answer(id, Via::Staff, readings, app.clock.now())?;
    let answer_id = app.write(async |tx| answer::file(&tx, &scope, filing).await).await?;
    Ok(Json(Filed { answer_id }))
}

/// A silence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mute {
    /// Until when; null ends it.
    until: Option<DateTime<Utc>>,
    reason: String,
}

/// Silences routine messages and calls for a while.
#[utoipa::path(post, path = "/api/patients/{id}/mute", operation_id = "mute_patient", tag = "patient",
    params(("id" = PatientId, Path)), request_body = Mute, responses((status = 200, body = PatientHeader)))]
pub async fn mute_patient(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<Mute>,
) -> Result<Json<PatientHeader>> {
    scope.require(Act::PatientWrite)?;
    if body.reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明免打扰的原因。"));
    }
    app.write(async |tx| super::mute(&tx, &scope, id, body.until, body.reason.trim()).await).await?;
    Ok(Json(super::header(app.db.read(), &scope, id, app.clock.now()).await?))
}

/// A place in the care team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    staff_id: StaffId,
    role: Role,
}

/// Gives a place in the care team.
#[utoipa::path(put, path = "/api/patients/{id}/care-team", operation_id = "update_care_team", tag = "patient",
    params(("id" = PatientId, Path)), request_body = Assign, responses((status = 200, body = PatientHeader)))]
pub async fn update_care_team(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<Assign>,
) -> Result<Json<PatientHeader>> {
    if !scope.may(Act::TaskAssign) {
        scope.require(Act::PatientWrite)?;
    }
    if !matches!(body.role, Role::Doctor | Role::Nurse | Role::HealthManager | Role::ServiceDesk) {
        return Err(Error::field("role", "责任团队由医生、护士、健康管理师和客服组成。"));
    }
    // The answer is made inside: who gives his own place away no longer sees the record afterwards.
    let view = app
        .write(async |tx| {
            let before = super::header(&*tx, &scope, id, tx.now).await?;
            team::assign(&tx, &scope, id, body.staff_id, body.role).await?;
            match super::header(&*tx, &scope, id, tx.now).await {
                Err(Error::Missing) => Ok(before),
                other => other,
            }
        })
        .await?;
    Ok(Json(view))
}
