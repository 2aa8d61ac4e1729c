//! Files appointments that another system keeps: the resource whole, and one line of the timeline for each change.

use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::others::others;
use super::tell::tell;
use super::types::{Filed, OtherIn};

/// An appointment as a source tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AppointmentIn {
    /// Unique per source.
    pub key: String,
    /// What this statement does to it, for the timeline: 预约登记, 预约改期, 预约取消.
    pub title: String,
    /// When and where, for the timeline.
    pub detail: String,
    /// When the source says so.
    pub said_at: DateTime<Utc>,
    /// Begin, if it is fixed.
    pub start: Option<DateTime<Utc>>,
    /// `booked`, `cancelled`, `noshow`, `entered-in-error`.
    pub status: String,
    /// The FHIR Appointment, without its person.
    pub resource: Value,
}

/// Files an appointment of a person; the same statement again changes nothing and tells nobody.
pub async fn appointment(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    said: &AppointmentIn,
) -> Result<Filed<Uuid>> {
    let other = OtherIn {
        resource_type: "Appointment".to_owned(),
        key: said.key.clone(),
        patient: Some(patient),
        at: said.start,
        resource: said.resource.clone(),
    };
    let filed = others(tx, scope, source, vec![other]).await?.into_iter().next();
    let filed = filed.ok_or_else(|| kernel::Error::fault("an appointment was not filed"))?;
    if filed.changed() {
        let payload = json!({
            "title": said.title, "detail": said.detail, "appointment_id": filed.id(), "status": said.status,
            "start": said.start,
        });
        tell(tx, scope, source, patient, "appointment.recorded", said.said_at, payload).await?;
    }
    Ok(filed)
}
