//! Opening cards over HTTP.

use axum::Json;
use axum::extract::State;
use kernel::audit::{self, Entry};
use kernel::web::Body;
use kernel::{Act, App, PatientId, Result, Scope, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DeskPerson, NewCard, Opened};

/// A card to be opened: for someone on file (`patient_id`) or for someone new (`patient`).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCard {
    #[serde(default)]
    patient_id: Option<PatientId>,
    #[serde(default)]
    patient: Option<DeskPerson>,
    /// The next free number unless told.
    #[serde(default)]
    card_no: Option<String>,
    #[serde(default)]
    doctor_id: Option<StaffId>,
    #[serde(default)]
    manager_id: Option<StaffId>,
}

/// Opens a card.
#[utoipa::path(post, path = "/api/cards", operation_id = "open_card", tag = "card", request_body = OpenCard,
    responses((status = 200, body = Opened)))]
pub async fn open_card(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<OpenCard>,
) -> Result<Json<Opened>> {
    scope.require(Act::CardOpen)?;
    let new = NewCard {
        patient: body.patient_id,
        person: body.patient,
        card_no: body.card_no,
        doctor: body.doctor_id,
        manager: body.manager_id,
    };
    let opened = app
        .write(async |tx| {
            let opened = super::open(&tx, &scope, new).await?;
            let entry = Entry {
                act: "open_card",
                object_kind: "card",
                object_id: opened.card_no.clone(),
                patient: Some(opened.patient_id),
                ..Entry::default()
            };
            audit::write(&*tx, tx.now, &scope, entry).await?;
            Ok(opened)
        })
        .await?;
    Ok(Json(opened))
}

/// The number the next card will have.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextNumber {
    card_no: String,
}

/// The number the next card will have, unless another desk is quicker.
#[utoipa::path(get, path = "/api/cards/next-number", operation_id = "read_next_card_number", tag = "card",
    responses((status = 200, body = NextNumber)))]
pub async fn read_next_card_number(State(app): State<App>, scope: Scope) -> Result<Json<NextNumber>> {
    scope.require(Act::CardOpen)?;
    let card_no = super::next_number(app.db.read(), scope.tenant, app.clock.now()).await?;
    Ok(Json(NextNumber { card_no }))
}
