//! What of a form is known already: measured values from the record, and what a follow-up record keeps from visit to
//! visit (goals, medicines, habits). Offered, never filed unasked: the one who fills it in sees where each came from.

use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Duration, Utc};
use kernel::clock::local_day;
use kernel::{Act, App, Error, PatientId, Result, Scope};
use record::read::{self, AnswerRow, MeasurementRow};
use serde::Serialize;
use serde_json::{Map, Number, Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::definition::{FormDef, Kind};
use super::library;
use super::official::follow_up_form;

/// Days for which a measured value may be taken over.
const FRESH_DAYS: i64 = 90;

/// Where an offered answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrefillSource {
    /// Item id.
    pub item: String,
    /// `检验系统`, `患者自测`, `上次随访`.
    pub source: String,
    /// When it was so.
    pub at: DateTime<Utc>,
}

/// What is known already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Prefill {
    /// Answers by item, in the shape of a draft.
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
    /// Where each comes from.
    pub sources: Vec<PrefillSource>,
}

/// What of a form is known of a patient.
#[utoipa::path(get, path = "/api/patients/{id}/forms/{code}/prefill", operation_id = "read_form_prefill", tag = "form",
    params(("id" = uuid::Uuid, Path), ("code" = String, Path)), responses((status = 200, body = Prefill)))]
pub async fn read_form_prefill(
    State(app): State<App>,
    scope: Scope,
    Path((id, code)): Path<(PatientId, String)>,
) -> Result<Json<Prefill>> {
    scope.require(Act::FormRead)?;
    scope.require(Act::ClinicalRead)?;
    let (conn, now) = (app.db.read(), app.clock.now());
    read::people(conn, &scope, &[id]).await?.pop().ok_or(Error::Missing)?;
    let def = library::definition(conn, &scope, &code).await?;
    let since = Some(now - Duration::days(FRESH_DAYS));
    let measured = read::measurements(conn, &scope, &[id], &metrics(&def), since).await?;
    let before = read::answers(conn, &scope, &[id]).await?;
    let last = before.iter().rev().find(|a| a.form_code.as_deref() == Some(code.as_str()));
    Ok(Json(prefill(&def, &measured, last, &scope.actor_name(), now)))
}

fn metrics(def: &FormDef) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for item in &def.items {
        if let Kind::Number { metric: Some(metric), .. } = &item.kind {
            all.push(metric);
        }
    }
    if all.is_empty() {
        // An empty list would mean every metric.
        all.push("height");
    }
    all
}

/// Pure: what is known, as a draft.
fn prefill(
    def: &FormDef,
    measured: &[MeasurementRow],
    last: Option<&AnswerRow>,
    me: &str,
    now: DateTime<Utc>,
) -> Prefill {
    let mut latest: BTreeMap<&str, &MeasurementRow> = BTreeMap::new();
    for row in measured.iter().filter(|row| row.plausible && row.comparator.is_none()) {
        latest.insert(row.metric.as_str(), row);
    }
    let official = follow_up_form(&def.code).is_some();
    let mut out = Prefill::default();
    for item in &def.items {
        let found = match &item.kind {
            Kind::Number { metric: Some(metric), min, max, decimals, .. } => {
                latest.get(metric.as_str()).and_then(|row| {
                    Some((number(row.value?, (*min, *max), *decimals)?, source(&row.source), row.at))
                })
            }
            _ if official => kept(&item.id, last, me, now),
            _ => None,
        };
        if let Some((value, source, at)) = found {
            out.answers.insert(item.id.clone(), value);
            out.sources.push(PrefillSource { item: item.id.clone(), source, at });
        }
    }
    out
}

fn source(source: &str) -> String {
    match source {
        "patient" => "患者自测",
        "staff" => "员工录入",
        other => other,
    }
    .to_owned()
}

/// A value as the form takes it: rounded to its digits, within its bounds.
fn number(value: f64, (min, max): (f64, f64), decimals: u8) -> Option<Value> {
    let text = format!("{value:.*}", usize::from(decimals));
    let rounded: f64 = text.parse().ok()?;
    (min..=max).contains(&rounded).then(|| text.parse::<Number>().ok()).flatten().map(Value::Number)
}

/// What a follow-up record takes over from the last one; symptoms and findings are asked anew each time.
fn kept(
    item: &str,
    last: Option<&AnswerRow>,
    me: &str,
    now: DateTime<Utc>,
) -> Option<(Value, String, DateTime<Utc>)> {
    match item {
        "visit_date" => return Some((json!(local_day(now).to_string()), "今天".to_owned(), now)),
        "doctor" => return Some((json!(me), "本人".to_owned(), now)),
        _ => {}
    }
    let lasting = item.ends_with("_target")
        || item.starts_with("drug")
        || item.starts_with("insulin")
        || matches!(item, "smoking" | "alcohol" | "exercise_times" | "exercise_minutes" | "salt" | "staple");
    let last = last.filter(|_| lasting)?;
    let value = last.answers.get(item)?.clone();
    Some((value, "上次随访".to_owned(), last.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_offered_as_the_form_takes_it_or_not_at_all() {
        assert_eq!(number(128.4, (50.0, 300.0), 0), Some(json!(128)));
        assert_eq!(number(71.26, (20.0, 300.0), 1), Some(json!(71.3)));
        assert_eq!(number(500.0, (50.0, 300.0), 0), None);
    }
}
