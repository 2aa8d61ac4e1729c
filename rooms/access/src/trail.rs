//! The audit trail over HTTP: for the auditor, without patient content.
use axum::{
    Json,
    extract::{Query, State},
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Page, PageQuery, PatientId, Result, Scope, Visible, audit::entity};
use sea_orm::{ColumnTrait, Condition, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One entry of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRow {
    seq: i64,
    at: DateTime<Utc>,
    actor_kind: String,
    actor_name: String,
    act: String,
    object_kind: String,
    object_id: String,
    patient_id: Option<PatientId>,
    result: String,
    reason: String,
    request_id: String,
}

/// Filter of the trail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Only entries about this patient.
    patient_id: Option<PatientId>,
    /// Only this act, e.g. `unmask_patient`.
    act: Option<String>,
    /// Part of the actor's name or the reason.
    q: Option<String>,
}

/// Who did what, newest first.
#[utoipa::path(get, path = "/api/audit", operation_id = "list_audit", tag = "audit", params(AuditFilter, PageQuery),
    responses((status = 200, body = Page<AuditRow>)))]
pub async fn list_audit(
    State(app): State<App>,
    scope: Scope,
    Query(filter): Query<AuditFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<AuditRow>>> {
    scope.require(Act::AuditRead)?;
    let mut query = entity::Entity::visible(&scope);
    if let Some(patient) = filter.patient_id {
        query = query.filter(entity::Column::PatientId.eq(patient));
    }
    if let Some(act) = filter.act.filter(|act| !act.is_empty()) {
        query = query.filter(entity::Column::Act.eq(act));
    }
    if let Some(q) = filter.q.filter(|q| !q.trim().is_empty()) {
        let q = q.trim();
        query = query.filter(
            Condition::any()
                .add(entity::Column::ActorName.contains(q))
                .add(entity::Column::Reason.contains(q)),
        );
    }
    let total = query.clone().count(app.db.read()).await?;
    let rows = query
        .order_by_desc(entity::Column::Seq)
        .offset(page.offset())
        .limit(page.limit())
        .all(app.db.read())
        .await?;
    let view = |row: entity::Model| AuditRow {
        seq: row.seq,
        at: row.at,
        actor_kind: row.actor_kind,
        actor_name: row.actor_name,
        act: row.act,
        object_kind: row.object_kind,
        object_id: row.object_id,
        patient_id: row.patient_id,
        result: row.result,
        reason: row.reason,
        request_id: row.request_id,
    };
    Ok(Json(page.page(rows.into_iter().map(view).collect(), total)))
}
