//! Risk scores 风险评估: what the models of the clinical library say of a person, filled from the record, written again
//! when a fact arrives, explained, and overridden by a doctor's word.
pub mod api;
pub(crate) mod compute;
pub(crate) mod entity;
mod fill;
mod filled;
mod history;
mod inputs;
mod known;
pub mod models;
mod region;
pub(crate) mod rescore;
mod rules;
pub(crate) mod store;
pub mod tables;
#[cfg(test)]
mod tests;
mod view;
pub mod words;

pub(crate) use rescore::{Touched, rescore};
pub(crate) use rules::switches;

use kernel::{Error, Result, Scope};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Whether a diagnosis is heart failure: some monitoring rules are made for it alone.
pub(crate) fn heart_failure(code: &str, name: &str) -> bool {
    let coded = nq_audience::Coded { icd: Some(code.to_owned()), snomed: None, text: name.to_owned() };
    history::HEART_FAILURE.is(&coded)
}

/// Computes a result again from what was stored with it: the inputs and the version of the table. Answers the outcome
/// as written then and as computed now; they are equal unless the library changed.
///
/// # Errors
/// Missing if the result, its model or its table is not there, or not in sight.
pub async fn recompute(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> Result<(serde_json::Value, serde_json::Value)> {
    let row = store::find(conn, scope, id).await?;
    let model = rules::found(&row.model)?;
    let table = rules::version(conn, scope, model, &row.table_version).await?;
    let inputs: Vec<filled::Filled> = serde_json::from_value(row.inputs)?;
    let run = compute::on(model, inputs, table.as_ref()).map_err(Error::fault)?;
    Ok((row.output, serde_json::to_value(run.outcome)?))
}
