//! Rules over HTTP: those in the box, a preview of any, and the dictionary for the editor.
use super::preview::{Preview, RuleProblem, preview};
use crate::{grade, library::library, vocabulary};
use axum::{Json, extract::State};
use kernel::{Act, App, PageQuery, Result, Scope, web::Body};
use nq_audience::{Dictionary, Names, Rule, render};
use record::patient::{Grade, ListFilter, list};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Instant;
use utoipa::ToSchema;

/// A rule of the box.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleView {
    code: String,
    name: String,
    /// `tag` or `grade`.
    kind: &'static str,
    version: u32,
    sentence: String,
    #[schema(value_type = Object)]
    rule: Value,
    /// Code of the tag it gives.
    tag: Option<String>,
    /// Colour it gives.
    grade: Option<&'static str>,
    /// Where its limits come from.
    source: String,
    /// Whether a clinician of this hospital has signed it.
    verified: bool,
    /// How many have the tag or grade now, within the viewer's reach.
    people: u64,
}

/// The rules that give tags and grades.
#[utoipa::path(get, path = "/api/rules", operation_id = "list_rules", tag = "rule",
    responses((status = 200, body = Vec<RuleView>)))]
pub async fn list_rules(State(app): State<App>, scope: Scope) -> Result<Json<Vec<RuleView>>> {
    scope.require(Act::TagRead)?;
    let names = vocabulary(app.db.read(), &scope).await?;
    let mut views = Vec::new();
    for rule in &library().grades {
        let code = grade::code(Some(rule.grade));
        let filter = ListFilter { grade: Some(Grade::parse(code)), ..ListFilter::default() };
        views.push(RuleView {
            code: rule.code.clone(),
            name: rule.name.clone(),
            kind: "grade",
            version: rule.version,
            sentence: render(&rule.rule, &names).full,
            rule: serde_json::to_value(&rule.rule)?,
            tag: None,
            grade: Some(code),
            source: rule.source.clone(),
            verified: rule.verified,
            people: how_many(&app, &scope, filter).await?,
        });
    }
    for rule in &library().tags {
        let filter = ListFilter { tag: Some(rule.code.clone()), ..ListFilter::default() };
        views.push(RuleView {
            code: rule.code.clone(),
            name: rule.name.clone(),
            kind: "tag",
            version: rule.version,
            sentence: render(&rule.rule, &names).full,
            rule: serde_json::to_value(&rule.rule)?,
            tag: Some(rule.code.clone()),
            grade: None,
            source: rule.source.clone(),
            verified: rule.verified,
            people: how_many(&app, &scope, filter).await?,
        });
    }
    Ok(Json(views))
}

async fn how_many(app: &App, scope: &Scope, filter: ListFilter) -> Result<u64> {
    let one = PageQuery { page: Some(1), size: Some(1) };
    Ok(list(app.db.read(), &scope.counting(), &filter, &one, app.clock.now()).await?.total)
}

/// A rule to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    #[schema(value_type = Object)]
    rule: Value,
}

/// Who would be in.
#[utoipa::path(post, path = "/api/rules/preview", operation_id = "preview_rule", tag = "rule",
    request_body = PreviewRequest, responses((status = 200, body = Preview)))]
pub async fn preview_rule(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<PreviewRequest>,
) -> Result<Json<Preview>> {
    scope.require(Act::SegmentRead)?;
    let start = Instant::now();
    let mut shown = match Rule::deserialize(&body.rule) {
        Ok(rule) => preview(&app, &scope, &rule).await?,
        Err(error) => {
            let problem =
                RuleProblem { path: String::new(), message: format!("条件无法识别：{error}") };
            Preview { errors: vec![problem], ..Preview::default() }
        }
    };
    shown.took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Json(shown))
}

/// A code and its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Word {
    code: String,
    name: String,
}

/// A metric for the editor.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricWord {
    code: String,
    name: String,
    unit: String,
    numeric: bool,
}

/// The words a rule may use here.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleDictionary {
    metrics: Vec<MetricWord>,
    tags: Vec<Word>,
    /// Codes only; titles are known to the form library.
    forms: Vec<Word>,
    /// Codes only; names are known to the pathway library.
    pathways: Vec<Word>,
    purposes: Vec<Word>,
    segments: Vec<Word>,
    departments: Vec<Word>,
    staff: Vec<Word>,
    care_roles: Vec<Word>,
    encounter_classes: Vec<Word>,
    message_classes: Vec<Word>,
    channels: Vec<Word>,
    relations: Vec<Word>,
    /// The conditions, with their fields and an example each.
    #[schema(value_type = Vec<Object>)]
    leaves: Value,
    /// The dated facts that `had`, `absent` and `count` look for.
    #[schema(value_type = Vec<Object>)]
    events: Value,
}

/// The conditions as the editor shows them.
const LEAVES: &str = include_str!("../../data/leaves.json");

fn words(names: Names) -> Vec<Word> {
    names.into_iter().map(|(code, name)| Word { code, name }).collect()
}

fn dictionary(all: Dictionary) -> Result<RuleDictionary> {
    let mut editor: Value = serde_json::from_str(LEAVES)?;
    let mut take = |key: &str| editor.get_mut(key).map(Value::take).unwrap_or_default();
    let metric = |(code, m): (String, nq_audience::MetricEntry)| MetricWord {
        code,
        name: m.name,
        unit: m.unit,
        numeric: m.numeric,
    };
    Ok(RuleDictionary {
        metrics: all.metrics.into_iter().map(metric).collect(),
        tags: words(all.tags),
        forms: all.forms.into_iter().map(|(code, form)| Word { code, name: form.name }).collect(),
        pathways: words(all.pathways),
        purposes: words(all.purposes),
        segments: words(all.segments),
        departments: words(all.departments),
        staff: words(all.staff),
        care_roles: words(all.care_roles),
        encounter_classes: words(all.encounter_classes),
        message_classes: words(all.message_classes),
        channels: words(all.channels),
        relations: words(all.relations),
        leaves: take("leaves"),
        events: take("events"),
    })
}

/// The words of the rule language.
#[utoipa::path(get, path = "/api/rule-dictionary", operation_id = "read_rule_dictionary", tag = "rule",
    responses((status = 200, body = RuleDictionary)))]
pub async fn read_rule_dictionary(State(app): State<App>, scope: Scope) -> Result<Json<RuleDictionary>> {
    scope.require(Act::SegmentRead)?;
    Ok(Json(dictionary(vocabulary(app.db.read(), &scope).await?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nq_audience::{Leaf, What};

    #[test]
    fn every_condition_of_the_editor_has_an_example_the_language_reads() {
        let editor: Value = serde_json::from_str(LEAVES).unwrap();
        for leaf in editor["leaves"].as_array().unwrap() {
            let rule = Rule::deserialize(&leaf["example"]).unwrap();
            assert!(leaf["example"].get(leaf["op"].as_str().unwrap()).is_some(), "{leaf}");
            assert!(matches!(rule, Rule::Is(_)));
        }
        for event in editor["events"].as_array().unwrap() {
            What::deserialize(&event["example"]).unwrap();
        }
        assert!(Leaf::deserialize(&serde_json::json!({"sex": "male"})).is_ok());
    }
}
