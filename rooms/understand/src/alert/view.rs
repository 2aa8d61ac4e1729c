//! Alerts as the API shows them.
use super::{
    entity,
    judge::Series,
    series::instant,
    state::{OUTCOMES, State, outcome},
    title,
};
use chrono::{DateTime, Utc};
use kernel::{Error, PatientId, ReceiptId, Result, Scope};
use nq_clinical::monitor::Fact;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A value at a time.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertPoint {
    /// Metric code.
    metric: String,
    name: String,
    at: DateTime<Utc>,
    value: f64,
    unit: String,
}

/// What the viewer may do with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertCan {
    acknowledge: bool,
    close: bool,
}

/// One alert.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertView {
    id: Uuid,
    patient_id: PatientId,
    patient_name: String,
    rule: String,
    /// Name of the rule.
    title: String,
    rule_version: i64,
    /// `yellow` or `red`.
    level: String,
    /// What to do first: `nudge`, `remeasure`, `teach`, `review`, `call_patient`, `call_emergency`, `ecg_task`.
    action: String,
    /// For staff: what was found and what to do.
    sentence: String,
    /// The values that decided.
    facts: Vec<AlertPoint>,
    state: State,
    state_name: &'static str,
    detected_at: DateTime<Utc>,
    /// Until when somebody must acknowledge it.
    due_at: DateTime<Utc>,
    notified_at: Option<DateTime<Utc>>,
    acknowledged_at: Option<DateTime<Utc>>,
    acknowledged_by: Option<String>,
    /// When it was handed up because nobody acknowledged it.
    escalated_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    closed_by: Option<String>,
    outcome: Option<String>,
    outcome_name: Option<&'static str>,
    note: Option<String>,
    task_id: Option<Uuid>,
    receipt_id: Option<ReceiptId>,
    can: AlertCan,
}

/// A choice of outcome.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertOutcome {
    code: &'static str,
    name: &'static str,
}

/// One alert with all that the rule looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertDetail {
    #[serde(flatten)]
    alert: AlertView,
    /// For the chart, oldest first.
    series: Vec<AlertPoint>,
    /// What may be chosen on closing.
    outcomes: Vec<AlertOutcome>,
}

fn point(metric: &str, at: DateTime<Utc>, value: f64) -> AlertPoint {
    let known = nq_clinical::dictionary().get(metric);
    AlertPoint {
        metric: metric.to_owned(),
        name: known.map_or_else(|| metric.to_owned(), |m| m.name_zh.clone()),
        at,
        value,
        unit: known.map_or_else(String::new, |m| nq_clinical::unit_shown(&m.ucum)),
    }
}

pub(super) fn view(row: entity::Model, patient_name: String, scope: &Scope) -> Result<AlertView> {
    let state = State::parse(&row.state).ok_or_else(|| Error::fault("state of an alert"))?;
    let facts: Vec<Fact> = serde_json::from_value(row.facts)?;
    let may = super::api::may_act(scope);
    Ok(AlertView {
        title: title(&row.rule).to_owned(),
        facts: facts.iter().map(|f| point(&f.metric, instant(f.at), f.value)).collect(),
        state_name: state.zh(),
        can: AlertCan {
            acknowledge: may && matches!(state, State::Detected | State::Notified),
            close: may && state == State::Acknowledged,
        },
        outcome_name: row.outcome.as_deref().and_then(outcome),
        state,
        id: row.id,
        patient_id: row.patient_id,
        patient_name,
        rule: row.rule,
        rule_version: row.rule_version,
        level: row.level,
        action: row.action,
        sentence: row.sentence,
        detected_at: row.detected_at,
        due_at: row.due_at,
        notified_at: row.notified_at,
        acknowledged_at: row.acknowledged_at,
        acknowledged_by: row.acknowledged_by,
        escalated_at: row.escalated_at,
        closed_at: row.closed_at,
        closed_by: row.closed_by,
        outcome: row.outcome,
        note: row.note,
        task_id: row.task_id,
        receipt_id: row.receipt_id,
    })
}

pub(super) fn detail(row: entity::Model, patient_name: String, scope: &Scope) -> Result<AlertDetail> {
    let series: Series = serde_json::from_value(row.series.clone())?;
    let points = series.points().into_iter().map(|(metric, at, v)| point(metric, instant(at), v)).collect();
    let outcomes = OUTCOMES.iter().map(|(code, name)| AlertOutcome { code, name }).collect();
    Ok(AlertDetail { alert: view(row, patient_name, scope)?, series: points, outcomes })
}
