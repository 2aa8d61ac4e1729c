//! Contracts over HTTP.
use super::{Kind, NewContract, entity, term::Term};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::NaiveDate;
use kernel::clock::local_day;
use kernel::web::Body;
use kernel::{Act, App, Error, PatientId, Result, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One contract.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractView {
    #[schema(value_type = String, format = Uuid)]
    id: Uuid,
    kind: Kind,
    kind_name: String,
    team: String,
    from: NaiveDate,
    /// The last day in force.
    until: NaiveDate,
    /// `not_begun`, `active`, `over`.
    state: String,
    /// Days until the last one, while it is in force.
    days_left: Option<i64>,
    ended_why: Option<String>,
    signed_by: String,
    can: ContractCan,
}

/// What may be done with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractCan {
    end: bool,
}

/// A contract to be signed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractIn {
    #[serde(default)]
    kind: Kind,
    team: String,
    from: NaiveDate,
    until: NaiveDate,
}

/// Which one to end, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractEnd {
    #[schema(value_type = String, format = Uuid)]
    contract_id: Uuid,
    reason: String,
}

fn view(scope: &Scope, row: entity::Model, today: NaiveDate) -> ContractView {
    let term = super::term_of(&row);
    let kind = Kind::parse(&row.kind);
    let over = row.ended_day.is_some() || row.until_day < today;
    ContractView {
        id: row.id,
        kind,
        kind_name: kind.word().to_owned(),
        team: row.team,
        from: term.from,
        until: term.until,
        state: if row.ended_day.is_some() { "over" } else { term.state(today) }.to_owned(),
        days_left: (!over).then(|| (term.until - today).num_days()),
        ended_why: row.ended_why,
        signed_by: row.signed_by,
        can: ContractCan { end: !over && scope.may(Act::PatientWrite) },
    }
}

async fn list(app: &App, scope: &Scope, id: PatientId) -> Result<Json<Vec<ContractView>>> {
    let rows = super::of(app.db.read(), scope, id).await?;
    let today = local_day(app.clock.now());
    Ok(Json(rows.into_iter().map(|row| view(scope, row, today)).collect()))
}

/// A person's family-doctor contracts, newest first.
#[utoipa::path(get, path = "/api/patients/{id}/contracts", operation_id = "list_contracts", tag = "contract",
    params(("id" = PatientId, Path)), responses((status = 200, body = Vec<ContractView>)))]
pub async fn list_contracts(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<Vec<ContractView>>> {
    scope.require(Act::PatientRead)?;
    crate::patient::row(app.db.read(), &scope, id).await?;
    list(&app, &scope, id).await
}

/// Signs a contract.
#[utoipa::path(post, path = "/api/patients/{id}/contracts", operation_id = "create_contract", tag = "contract",
    params(("id" = PatientId, Path)), request_body = ContractIn, responses((status = 200, body = Vec<ContractView>)))]
pub async fn create_contract(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<ContractIn>,
) -> Result<Json<Vec<ContractView>>> {
    scope.require(Act::PatientWrite)?;
    let term = Term { from: body.from, until: body.until };
    let new = NewContract { kind: body.kind, team: body.team, term };
    app.write(async |tx| super::sign(&tx, &scope, id, new).await).await?;
    list(&app, &scope, id).await
}

/// Ends a contract before its time.
#[utoipa::path(post, path = "/api/patients/{id}/contracts/end", operation_id = "end_contract", tag = "contract",
    params(("id" = PatientId, Path)), request_body = ContractEnd, responses((status = 200, body = Vec<ContractView>)))]
pub async fn end_contract(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
    Body(body): Body<ContractEnd>,
) -> Result<Json<Vec<ContractView>>> {
    scope.require(Act::PatientWrite)?;
    if body.reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明解约原因。"));
    }
    let (contract, reason) = (body.contract_id, body.reason.trim());
    app.write(async |tx| super::end(&tx, &scope, id, contract, reason).await).await?;
    list(&app, &scope, id).await
}
