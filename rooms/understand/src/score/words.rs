//! A doctor's word above a model's result, with reason and end, over HTTP.
use super::{api::detail, entity::word, models::categories, rules, store, view::ScoreDetail};
use crate::review;
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Duration, Utc};
use kernel::{Act, App, Error, PatientId, Result, Scope, Tx, audit, clock, receipt, web::Body};
use nq_clinical::model::Model;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A word stands so long unless told otherwise.
const USUAL_DAYS: i64 = 180;
/// And no longer than this, because a person changes.
const MOST_DAYS: i64 = 365;

/// What the doctor says instead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreOverride {
    /// A value in the unit of the result.
    value: Option<f64>,
    /// One of the model's classes.
    category: Option<String>,
    reason: String,
    /// Half a year from now unless told; at most a year.
    until: Option<DateTime<Utc>>,
}

struct Checked {
    value: Option<f64>,
    class: Option<(String, String, &'static str)>,
    reason: String,
    until: DateTime<Utc>,
}

fn check(model: &Model, body: ScoreOverride, now: DateTime<Utc>) -> Result<Checked> {
    let reason = body.reason.trim().to_owned();
    if reason.chars().count() < 2 {
        return Err(Error::field("reason", "请写明调整的理由。"));
    }
    if body.value.is_none() && body.category.is_none() {
        return Err(Error::field("category", "请填写调整后的等级或数值。"));
    }
    if body.value.is_some_and(|value| !value.is_finite()) {
        return Err(Error::field("value", "数值无效。"));
    }
    let pick = |code: String| {
        let known = categories(model);
        let words = known.iter().map(|(code, label, _)| format!("{code}（{label}）")).collect::<Vec<_>>();
        let found = known.into_iter().find(|(own, ..)| *own == code);
        found.ok_or_else(|| Error::field("category", format!("请从以下等级中选择：{}。", words.join("、"))))
    };
    let class = body.category.map(pick).transpose()?;
    let until = body.until.unwrap_or(now + Duration::days(USUAL_DAYS));
    if until <= now || until > now + Duration::days(MOST_DAYS) {
        return Err(Error::field("until", "有效期须晚于现在，且不超过一年。"));
    }
    Ok(Checked { value: body.value, class, reason, until })
}

/// Puts a doctor's word above the model's result, for a time.
#[utoipa::path(post, path = "/api/patients/{id}/scores/{model}/override", operation_id = "override_score",
    tag = "score", params(("id" = uuid::Uuid, Path), ("model" = String, Path)), request_body = ScoreOverride,
    responses((status = 200, body = ScoreDetail)))]
pub async fn override_score(
    State(app): State<App>,
    scope: Scope,
    Path((id, model)): Path<(PatientId, String)>,
    Body(body): Body<ScoreOverride>,
) -> Result<Json<ScoreDetail>> {
    scope.require(Act::GradeOverride)?;
    let people = record::read::people(app.db.read(), &scope, &[id]).await?;
    people.first().ok_or(Error::Missing)?;
    let found = rules::found(&model)?;
    let checked = check(found, body, app.clock.now())?;
    app.write(async |tx| say(&tx, &scope, id, found, checked).await).await?;
    // Tags, grade and segments may rest on the score.
    review::review(&app, scope.tenant, &[id]).await?;
    detail(&app, &scope, id, &model).await.map(Json)
}

async fn say(tx: &Tx, scope: &Scope, patient: PatientId, model: &Model, said: Checked) -> Result<()> {
    review::store::take(tx, scope.tenant, &[patient]).await?;
    let id = Uuid::now_v7();
    let latest = store::latest(&**tx, scope, &[patient]).await?.into_iter().find(|row| row.model == model.id);
    let class = said.class.as_ref();
    let value = said.value.map(super::compute::rounded).unwrap_or_default();
    let words = [class.map_or("", |c| c.1.as_str()), value.as_str()].join(" ");
    let day = clock::local_day(said.until);
    let (who, reason) = (scope.actor_name(), said.reason.as_str());
    let new = receipt::NewReceipt {
        patient: Some(patient),
        subject_kind: "score",
        subject_id: latest.as_ref().map_or(id, |row| row.id),
        rule: format!("override:{}", model.id),
        rule_version: "1".to_owned(),
        outcome: class.map_or_else(|| value.clone(), |c| c.0.clone()),
        sentence: format!("{who}将{}调整为{}，有效至{day}：{reason}", model.name, words.trim()),
        facts: Vec::new(),
        gates: Vec::new(),
    };
    let receipt = receipt::write(tx, scope.tenant, new).await?;
    let row = word::Model {
        id,
        tenant_id: scope.tenant,
        patient_id: patient,
        model: model.id.to_owned(),
        score_id: latest.map(|row| row.id),
        value: said.value,
        category: class.map(|c| c.0.clone()),
        category_label: class.map(|c| c.1.clone()),
        level: class.map(|c| c.2.to_owned()),
        reason: said.reason.clone(),
        by: who,
        created_at: tx.now,
        until: said.until,
        receipt_id: Some(receipt),
    };
    row.into_active_model().insert(&**tx).await?;
    let entry = audit::Entry {
        act: "override_score",
        object_kind: "score",
        object_id: format!("{patient}:{}", model.id),
        patient: Some(patient),
        reason: &said.reason,
        ..Default::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await
}
