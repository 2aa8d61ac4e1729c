//! The models over HTTP: what each reads and rests on, and its switch.
use super::{
    entity::setting,
    inputs::{Choice, ModelInput, input},
    rules::{self, Turn},
};
use crate::{alert, review};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::{DateTime, Utc};
use kernel::{Act, App, Error, Result, Scope, audit, web::Body};
use nq_clinical::model::{Model, Verification, models, table_of};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Who turned a switch and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelSetting {
    on: bool,
    /// Who answers for it.
    name: String,
    reason: String,
    by: String,
    at: DateTime<Utc>,
}

/// One model, scale or monitoring rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelView {
    /// Id; of a monitoring rule `monitor:` and its code.
    id: String,
    name: String,
    /// Heading in lists.
    family: String,
    version: String,
    /// Version of the built-in rule table.
    table_version: String,
    source: String,
    licence: String,
    /// `已核实` or `未核实`.
    verification: &'static str,
    /// Whether it is on in this tenant.
    on: bool,
    default_on: bool,
    setting: Option<ModelSetting>,
    /// For whom it was made.
    population: String,
    /// Who sees the result: `everyone`, `staff`, `doctor`.
    #[schema(value_type = String)]
    audience: Value,
    limits: Vec<String>,
    inputs: Vec<ModelInput>,
    /// Classes a doctor may choose in an override.
    categories: Vec<Choice>,
}

/// The classes of a model's table that carry a colour.
pub(super) fn categories(model: &Model) -> Vec<(String, String, &'static str)> {
    let Ok(table) = table_of(model) else { return Vec::new() };
    // The set of the result itself bears one of these names; a table without it has only one set of classes.
    let own = ["risk", "class", "category"].iter().find_map(|name| table.bands.get(*name));
    let all =
        own.map_or_else(|| table.bands.values().flatten().collect(), |own| own.iter().collect::<Vec<_>>());
    let coloured = all.into_iter().filter(|band| band.points.is_none());
    let mut all: Vec<(String, String, &'static str)> = Vec::new();
    for band in coloured {
        if !all.iter().any(|(code, ..)| *code == band.code) {
            all.push((band.code.clone(), band.label.clone(), super::compute::level(band.level)));
        }
    }
    all
}

fn setting_of(row: &setting::Model) -> ModelSetting {
    ModelSetting {
        on: row.on,
        name: row.name.clone(),
        reason: row.reason.clone(),
        by: row.by.clone(),
        at: row.changed_at,
    }
}

fn view(model: &Model, switches: &HashMap<String, setting::Model>) -> Result<ModelView> {
    let switch = switches.get(model.id);
    let pick = |(code, label, _): (String, String, &'static str)| Choice { code, label };
    Ok(ModelView {
        id: model.id.to_owned(),
        name: model.name.to_owned(),
        family: model.family.zh().to_owned(),
        version: model.version.to_owned(),
        table_version: table_of(model).map(|t| t.version.clone()).unwrap_or_default(),
        source: model.source.to_owned(),
        licence: model.licence.to_owned(),
        verification: model.verification.zh(),
        on: switch.map_or(model.default_on, |s| s.on),
        default_on: model.default_on,
        setting: switch.map(setting_of),
        population: model.population.to_owned(),
        audience: serde_json::to_value(model.audience)?,
        limits: model.limits.iter().map(|l| (*l).to_owned()).collect(),
        inputs: model.inputs.iter().map(input).collect(),
        categories: categories(model).into_iter().map(pick).collect(),
    })
}

fn monitor(rule: &nq_clinical::monitor::Rule, switches: &HashMap<String, setting::Model>) -> ModelView {
    let id = alert::model_id(rule.code);
    let switch = switches.get(&id);
    ModelView {
        name: rule.title.to_owned(),
        family: "居家监测".to_owned(),
        version: nq_clinical::monitor::Limits::built_in().version.to_string(),
        table_version: String::new(),
        source: rule.source.to_owned(),
        licence: String::new(),
        verification: alert::verification(rule).zh(),
        on: switch.map_or(rule.verified, |s| s.on),
        default_on: rule.verified,
        setting: switch.map(setting_of),
        population: rule.population.to_owned(),
        audience: "staff".into(),
        limits: Vec::new(),
        inputs: Vec::new(),
        categories: Vec::new(),
        id,
    }
}

/// Every model and monitoring rule, with its switch.
#[utoipa::path(get, path = "/api/models", operation_id = "list_models", tag = "score",
    responses((status = 200, body = Vec<ModelView>)))]
pub async fn list_models(State(app): State<App>, scope: Scope) -> Result<Json<Vec<ModelView>>> {
    scope.require(Act::ClinicalRead)?;
    let switches = rules::switches(app.db.read(), &scope).await?;
    let mut all = models().iter().map(|m| view(m, &switches)).collect::<Result<Vec<_>>>()?;
    all.extend(nq_clinical::monitor::rules().iter().map(|rule| monitor(rule, &switches)));
    Ok(Json(all))
}

/// A switch to be turned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelSwitch {
    on: bool,
    /// Who answers for it; needed to switch on what is 未核实.
    #[serde(default)]
    name: String,
    /// Why; needed to switch on what is 未核实.
    #[serde(default)]
    reason: String,
}

/// Switches a model or a monitoring rule on or off for this tenant. Everybody is then scored anew.
#[utoipa::path(put, path = "/api/models/{model}/setting", operation_id = "update_model_setting", tag = "score",
    params(("model" = String, Path)), request_body = ModelSwitch, responses((status = 200, body = Vec<ModelView>)))]
pub async fn update_model_setting(
    State(app): State<App>,
    scope: Scope,
    Path(id): Path<String>,
    Body(body): Body<ModelSwitch>,
) -> Result<Json<Vec<ModelView>>> {
    scope.require(Act::RuleWrite)?;
    let verification = verification(&id)?;
    let ModelSwitch { on, name, reason } = body;
    app.write(async |tx| {
        let turn = Turn { id: &id, verification, on, name: &name, reason: &reason };
        rules::turn(&tx, &scope, turn).await?;
        review::store::everybody_again(&tx, scope.tenant).await?;
        record_act(&tx, &scope, if on { "switch_model_on" } else { "switch_model_off" }, &id, &reason).await
    })
    .await?;
    list_models(State(app), scope).await
}

fn verification(id: &str) -> Result<Verification> {
    match nq_clinical::model::model(id) {
        Some(model) => Ok(model.verification),
        None => alert::rule(id).map(alert::verification).ok_or(Error::Missing),
    }
}

pub(super) async fn record_act(
    tx: &kernel::Tx,
    scope: &Scope,
    act: &str,
    id: &str,
    reason: &str,
) -> Result<()> {
    let entry =
        audit::Entry { act, object_kind: "model", object_id: id.to_owned(), reason, ..Default::default() };
    audit::write(&**tx, tx.now, scope, entry).await
}
