//! 为什么 over HTTP: the receipts of one decision, within the viewer's sight.

use axum::Json;
use axum::extract::{Query, State};
use kernel::receipt::{self, ReceiptView};
use kernel::{Act, App, Result, Scope};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::patient::sight;

/// Whose receipts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Subject {
    /// `tag`, `grade`, `task`, `message`, `enrolment`, `segment`, `alert`.
    subject_kind: String,
    /// Its id.
    #[param(value_type = String)]
    subject_id: Uuid,
}

/// The receipts of a decision, newest first. The clinical facts behind it are shown to those who treat.
#[utoipa::path(get, path = "/api/receipts", operation_id = "list_receipts", tag = "receipt", params(Subject),
    responses((status = 200, body = Vec<ReceiptView>)))]
pub async fn list_receipts(
    State(app): State<App>,
    scope: Scope,
    Query(subject): Query<Subject>,
) -> Result<Json<Vec<ReceiptView>>> {
    scope.require(Act::PatientRead)?;
    let mut found =
        receipt::of_subject(app.db.read(), &scope, &subject.subject_kind, subject.subject_id).await?;
    if !sight::clinical(&scope) {
        for receipt in &mut found {
            receipt.facts.clear();
        }
    }
    Ok(Json(found))
}
