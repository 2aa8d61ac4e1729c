//! Tells what happened to a person, in the words of the timeline.

use chrono::{DateTime, Utc};
use kernel::event::{self, NewEvent};
use kernel::{PatientId, Result, Scope, Tx};
use serde_json::Value;

/// Appends an event about a person.
pub(crate) async fn tell(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    kind: &str,
    at: DateTime<Utc>,
    payload: Value,
) -> Result<()> {
    let event = NewEvent { patient: Some(patient), kind, occurred_at: at, source, payload, cause: None };
    event::append(tx, scope, event).await?;
    Ok(())
}

/// The word for a source.
pub(crate) fn source_label(source: &str) -> String {
    match source {
        "staff" => "员工录入".to_owned(),
        "patient" => "患者自测".to_owned(),
        "system" => "系统".to_owned(),
        "desk" => "前台建卡".to_owned(),
        _ => source.to_owned(),
    }
}
