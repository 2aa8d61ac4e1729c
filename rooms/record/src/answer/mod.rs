//! 凡有所答，必归于档: every answer ends here, whichever way it came, and wakes the others.

pub(crate) mod entity;
mod types;
kernel::patient_scoped!(self::entity);

pub use types::{AnswerId, AnswerIn, AnswerKind, ReadingIn, Via};

use chrono::{DateTime, Utc};
use kernel::{Error, Result, Scope, Tx, Visible};
use nq_clinical::dictionary;
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::file::{ComponentIn, FactIn, ObservationIn, facts};
use crate::file::{locked, tell};
use crate::identity::entity::patient;

/// Files an answer, its readings as results, and moves the last contact. Tells `answer.filed`, or `reading.filed` for
/// readings alone.
pub async fn file(tx: &Tx, scope: &Scope, answer: AnswerIn) -> Result<AnswerId> {
    let id = AnswerId::new();
    let mut person = locked(tx, scope, answer.patient).await?;
    if person.last_contact_at.is_none_or(|had| had < answer.at) {
        person.last_contact_at = Some(answer.at);
        let change = patient::ActiveModel {
            id: sea_orm::Unchanged(person.id),
            last_contact_at: sea_orm::Set(person.last_contact_at),
            ..Default::default()
        };
        change.update(&**tx).await?;
    }
    let title = answer.title.clone().unwrap_or_else(|| answer.kind.zh().to_owned());
    let detail = detail(&answer);
    let row = entity::Model {
        id: id.0,
        tenant_id: scope.tenant,
        patient_id: answer.patient,
        kind: answer.kind.as_str().to_owned(),
        form_code: answer.form_code.clone(),
        form_version: answer.form_version,
        answers: answer.answers.clone(),
        score: answer.score,
        band: answer.band.clone(),
        red_flags: json!(answer.red_flags),
        via: answer.via.as_str().to_owned(),
        enrolment_id: answer.enrolment_id,
        obligation_id: answer.obligation_id,
        task_id: answer.task_id,
        message_id: answer.message_id,
        by: scope.actor_name(),
        at: answer.at,
        recorded_at: tx.now,
    };
    row.into_active_model().reset_all().insert(&**tx).await?;
    let results = readings(&answer, id)?;
    let measured = facts(tx, scope, answer.via.source(), answer.patient, results).await?;
    let kind = if answer.kind == AnswerKind::Reading { "reading.filed" } else { "answer.filed" };
    let payload = json!({
        "title": title, "detail": detail, "answer_id": id, "kind": answer.kind.as_str(), "form_code": answer.form_code,
        "form_version": answer.form_version, "score": answer.score, "band": answer.band,
        "red_flags": answer.red_flags, "via": answer.via.as_str(), "enrolment_id": answer.enrolment_id,
        "obligation_id": answer.obligation_id, "task_id": answer.task_id, "message_id": answer.message_id,
        "observation_ids": measured.iter().map(|f| f.id()).collect::<Vec<_>>(),
        "ref": {"kind": "answer", "id": id},
    });
    tell(tx, scope, answer.via.source(), answer.patient, kind, answer.at, payload).await?;
    Ok(id)
}

fn detail(answer: &AnswerIn) -> String {
    let mut parts = Vec::new();
    if let Some(score) = answer.score {
        parts.push(format!("得分 {score}"));
    }
    parts.extend(answer.band.clone());
    if !answer.red_flags.is_empty() {
        parts.push(format!("红旗 {} 项", answer.red_flags.len()));
    }
    if answer.kind == AnswerKind::Reply
        && let Some(text) = answer.answers.get("text").and_then(Value::as_str)
    {
        parts.push(text.chars().take(60).collect());
    }
    parts.join(" · ")
}

/// Readings as results. Systolic and diastolic of one instant are one blood pressure.
fn readings(answer: &AnswerIn, id: AnswerId) -> Result<Vec<FactIn>> {
    let mut by_time: BTreeMap<DateTime<Utc>, Vec<ComponentIn>> = BTreeMap::new();
    for (n, reading) in answer.readings.iter().enumerate() {
        let field = format!("readings[{n}].metric");
        let metric = dictionary()
            .get(&reading.metric)
            .ok_or_else(|| Error::field(field, format!("没有“{}”这个指标。", reading.metric)))?;
        let unit = if reading.unit.trim().is_empty() { metric.ucum.clone() } else { reading.unit.clone() };
        by_time.entry(reading.at.unwrap_or(answer.at)).or_default().push(ComponentIn {
            metric: Some(metric.code.clone()),
            code: metric.code.clone(),
            code_system: "nuanqiao".to_owned(),
            name: metric.name_zh.clone(),
            value_text: reading.value.trim().to_owned(),
            unit,
            ..ComponentIn::default()
        });
    }
    let mut out = Vec::new();
    for (at, parts) in by_time {
        let (pressure, others): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|p| matches!(p.metric.as_deref(), Some("sbp" | "dbp")));
        if !pressure.is_empty() {
            out.push(FactIn::Observation(ObservationIn {
                key: format!("{id}:bp:{}", at.timestamp_millis()),
                at,
                code: "bp".to_owned(),
                code_system: "nuanqiao".to_owned(),
                name: "血压".to_owned(),
                components: pressure,
                panel_key: Some(id.to_string()),
                ..ObservationIn::default()
            }));
        }
        for (n, part) in others.into_iter().enumerate() {
            out.push(FactIn::Observation(ObservationIn {
                key: format!("{id}:{}:{}:{n}", part.code, at.timestamp_millis()),
                at,
                metric: part.metric,
                code: part.code,
                code_system: part.code_system,
                name: part.name,
                value_text: part.value_text,
                unit: part.unit,
                panel_key: Some(id.to_string()),
                ..ObservationIn::default()
            }));
        }
    }
    Ok(out)
}

/// Whether an obligation or a task has been answered: for those who look at the state.
pub async fn of_obligation(
    conn: &impl sea_orm::ConnectionTrait,
    scope: &Scope,
    obligation: Uuid,
) -> Result<Option<AnswerId>> {
    let row =
        entity::Entity::visible(scope).filter(entity::Column::ObligationId.eq(obligation)).one(conn).await?;
    Ok(row.map(|r| AnswerId(r.id)))
}
