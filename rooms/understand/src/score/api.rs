//! Risk scores over HTTP: how a person stands, one model with its history and explanation, running it now with values
//! entered by hand, and what would be if.
use super::{
    compute::{self, Run, level},
    fill::BY_HAND,
    filled::Filled,
    rescore::{Touched, known, rescore, score_one},
    rules::{self, Rules},
    store,
    view::{SUPPORT, ScoreDetail, ScoreItem, ScoreList, ScoreView, ScoreWord, WhatIfView},
};
use crate::review::{self, reviewer};
use axum::{
    Json,
    extract::{Path, State},
};
use kernel::{Act, App, Error, PatientId, Result, Role, Scope, Tx, clock, web::Body};
use nq_clinical::model::{Audience, Model, Outcome, explain, table_of};
use record::answer::{AnswerIn, AnswerKind, ReadingIn, Via};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Whether this viewer may see the results of a model.
fn may_see(scope: &Scope, model: &Model) -> bool {
    let doctor = matches!(scope.role(), Role::Doctor | Role::DepartmentHead | Role::System);
    model.audience != Audience::Doctor || doctor
}

async fn person(app: &App, scope: &Scope, id: PatientId) -> Result<record::read::Person> {
    record::read::people(app.db.read(), scope, &[id]).await?.into_iter().next().ok_or(Error::Missing)
}

/// The model, if it is on and for this viewer's eyes.
async fn shown(app: &App, scope: &Scope, id: &str) -> Result<(&'static Model, Rules)> {
    let model = rules::found(id)?;
    let rules = rules::rules(app.db.read(), scope, clock::local_day(app.clock.now())).await?;
    if !may_see(scope, model) {
        return Err(Error::forbidden());
    }
    if !rules.on.iter().any(|m| m.id == id) {
        return Err(Error::conflict("model.off", "这个评估模型没有启用。"));
    }
    Ok((model, rules))
}

/// All models that are on, for one person: the latest result, or what is missing, or why it does not apply.
#[utoipa::path(get, path = "/api/patients/{id}/scores", operation_id = "list_scores", tag = "score",
    params(("id" = uuid::Uuid, Path)), responses((status = 200, body = ScoreList)))]
pub async fn list_scores(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<PatientId>,
) -> Result<Json<ScoreList>> {
    scope.require(Act::ClinicalRead)?;
    person(&app, &scope, id).await?;
    let (conn, now) = (app.db.read(), app.clock.now());
    let rules = rules::rules(conn, &scope, clock::local_day(now)).await?;
    let models: Vec<_> = rules.on.iter().filter(|m| may_see(&scope, m)).copied().collect();
    let known = known(conn, &scope, &[id], &models).await?.remove(&id).ok_or(Error::Missing)?;
    let mut latest: HashMap<String, _> = HashMap::new();
    for row in store::latest(conn, &scope, &[id]).await? {
        latest.insert(row.model.clone(), row);
    }
    let words = store::words(conn, &scope, &[id], now).await?;
    let mut items = Vec::with_capacity(models.len());
    for model in models {
        let Some(run) = score_one(model, &known, &rules, now) else { continue };
        let row = latest.remove(model.id).map(|row| ScoreView::of(row, model)).transpose()?;
        let word = words.iter().find(|w| w.model == model.id).cloned().map(|w| ScoreWord::of(w, now));
        items.push(ScoreItem::of(&run, row, word));
    }
    Ok(Json(ScoreList { support: SUPPORT, items }))
}

pub(super) async fn detail(app: &App, scope: &Scope, id: PatientId, model: &str) -> Result<ScoreDetail> {
    person(app, scope, id).await?;
    let (model, rules) = shown(app, scope, model).await?;
    let (conn, now) = (app.db.read(), app.clock.now());
    let known = known(conn, scope, &[id], &[model]).await?.remove(&id).ok_or(Error::Missing)?;
    let run = score_one(model, &known, &rules, now).ok_or_else(|| Error::fault("rule table"))?;
    let explanation = explained(model, &run, &rules)?;
    let rows = store::history(conn, scope, id, model.id).await?;
    let history = rows.into_iter().map(|row| ScoreView::of(row, model)).collect::<Result<Vec<_>>>()?;
    let latest = store::latest(conn, scope, &[id]).await?.into_iter().find(|row| row.model == model.id);
    let latest = latest.map(|row| ScoreView::of(row, model)).transpose()?;
    let said = store::said(conn, scope, &[id]).await?.into_iter().filter(|w| w.model == model.id);
    let overrides: Vec<_> = said.rev().map(|w| ScoreWord::of(w, now)).collect();
    let word = overrides.first().filter(|w| w.stands).cloned();
    let item = ScoreItem::of(&run, latest, word);
    Ok(ScoreDetail { support: SUPPORT, item, explanation, history, overrides })
}

fn explained(model: &'static Model, run: &Run, rules: &Rules) -> Result<Value> {
    let (inputs, ..) = compute::read(model, run.inputs.clone());
    let table = match rules.tables.get(model.id) {
        Some(own) => own,
        None => table_of(model).map_err(Error::fault)?,
    };
    Ok(serde_json::to_value(explain(model, &inputs, table).map_err(Error::fault)?)?)
}

/// One model for one person: how it stands, its explanation and its history.
#[utoipa::path(get, path = "/api/patients/{id}/scores/{model}", operation_id = "read_score", tag = "score",
    params(("id" = uuid::Uuid, Path), ("model" = String, Path)), responses((status = 200, body = ScoreDetail)))]
pub async fn read_score(
    State(app): State<App>,
    scope: Scope,
    Path((id, model)): Path<(PatientId, String)>,
) -> Result<Json<ScoreDetail>> {
    scope.require(Act::ClinicalRead)?;
    detail(&app, &scope, id, &model).await.map(Json)
}

/// Values entered by hand, by the codes of inputs: `{"sbp": {"value": 152, "unit": "mmHg"}, "smoker": true}`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreInputs {
    #[serde(default)]
    #[schema(value_type = Object)]
    inputs: Map<String, Value>,
}

/// Runs a model now. What is entered by hand is filed in the record first, as every answer is.
#[utoipa::path(post, path = "/api/patients/{id}/scores/{model}", operation_id = "run_score", tag = "score",
    params(("id" = uuid::Uuid, Path), ("model" = String, Path)), request_body = ScoreInputs,
    responses((status = 200, body = ScoreDetail)))]
pub async fn run_score(
    State(app): State<App>,
    scope: Scope,
    Path((id, model)): Path<(PatientId, String)>,
    Body(body): Body<ScoreInputs>,
) -> Result<Json<ScoreDetail>> {
    scope.require(Act::ClinicalWrite)?;
    person(&app, &scope, id).await?;
    let (found, _) = shown(&app, &scope, &model).await?;
    let by_hand = by_hand(found, &body.inputs)?;
    app.write(async |tx| {
        review::store::take(&tx, scope.tenant, &[id]).await?;
        file(&tx, &scope, id, found, by_hand).await?;
        rescore(&tx, &reviewer(scope.tenant), &HashMap::from([(id, Touched::All)]), "run").await
    })
    .await?;
    review::review(&app, scope.tenant, &[id]).await?;
    detail(&app, &scope, id, &model).await.map(Json)
}

/// Checks values entered by hand against the model: the error names the input in a nurse's words.
fn by_hand(model: &'static Model, inputs: &Map<String, Value>) -> Result<Vec<Filled>> {
    let mut filled = Vec::with_capacity(inputs.len());
    for (code, value) in inputs {
        let alone = Value::Object(Map::from_iter([(code.clone(), value.clone())]));
        let read = nq_clinical::model::json::read(model, &alone)
            .map_err(|why| Error::field(format!("inputs.{code}"), why.to_string()))?;
        for (code, entry) in read.iter() {
            let Some(spec) = model.input(code) else { continue };
            let value = serde_json::to_value(&entry.value)?;
            filled.push(Filled::by_hand(spec, value));
        }
    }
    Ok(filled)
}

/// Files what was entered by hand: measured values as results, the rest as answers.
async fn file(tx: &Tx, scope: &Scope, id: PatientId, model: &Model, by_hand: Vec<Filled>) -> Result<()> {
    if by_hand.is_empty() {
        return Ok(());
    }
    let (mut readings, mut answers) = (Vec::new(), Map::new());
    for one in by_hand {
        let metric = model.input(&one.code).and_then(|spec| spec.metric);
        if let (Some(metric), true) = (metric, one.value.is_number()) {
            let (value, unit) = (one.value.to_string(), one.unit.clone());
            readings.push(ReadingIn { metric: metric.to_owned(), value, unit, at: None });
        } else {
            answers.insert(one.code, one.value);
        }
    }
    let answer = AnswerIn {
        form_code: Some(BY_HAND.to_owned()),
        form_version: Some(1),
        readings,
        title: Some(format!("补充评估资料：{}", model.name)),
        ..AnswerIn::new(id, AnswerKind::Form, Via::Staff, Value::Object(answers), tx.now)
    };
    record::answer::file(tx, scope, answer).await.map(drop)
}

/// What would come out with other values. Nothing is stored.
#[utoipa::path(post, path = "/api/patients/{id}/scores/{model}/what-if", operation_id = "try_score", tag = "score",
    params(("id" = uuid::Uuid, Path), ("model" = String, Path)), request_body = ScoreInputs,
    responses((status = 200, body = WhatIfView)))]
pub async fn try_score(
    State(app): State<App>,
    scope: Scope,
    Path((id, model)): Path<(PatientId, String)>,
    Body(body): Body<ScoreInputs>,
) -> Result<Json<WhatIfView>> {
    scope.require(Act::ClinicalRead)?;
    person(&app, &scope, id).await?;
    let (model, rules) = shown(&app, &scope, &model).await?;
    let known = known(app.db.read(), &scope, &[id], &[model]).await?.remove(&id).ok_or(Error::Missing)?;
    let before =
        score_one(model, &known, &rules, app.clock.now()).ok_or_else(|| Error::fault("rule table"))?;
    let other = by_hand(model, &body.inputs)?;
    let mut inputs = before.inputs.clone();
    inputs.retain(|have| !other.iter().any(|new| new.code == have.code));
    inputs.extend(other);
    let after = compute::on(model, inputs, rules.tables.get(model.id)).map_err(Error::fault)?;
    Ok(Json(what_if(&before, &after)))
}

fn what_if(before: &Run, after: &Run) -> WhatIfView {
    let value = |run: &Run| run.outcome.done().and_then(|e| e.value);
    let class = |outcome: &Outcome| outcome.done().and_then(|e| e.category.clone());
    let (had, has) = (class(&before.outcome), class(&after.outcome));
    WhatIfView {
        support: SUPPORT,
        status: after.status(),
        sentence: after.sentence(),
        before: value(before),
        after: value(after),
        change: value(before).zip(value(after)).map(|(had, has)| has - had),
        before_label: had.map(|c| c.label),
        level: has.as_ref().map_or("none", |c| level(c.level)),
        after_label: has.map(|c| c.label),
        unit: after.outcome.done().map_or("", |e| e.unit),
        limits: vec!["按模型推算，假定其他因素不变；不等于改变之后实际会得到的获益".to_owned()],
    }
}
