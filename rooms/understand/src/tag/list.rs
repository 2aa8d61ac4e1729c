//! All tags with their figures: how many carry each, and how many came and left in seven days.
use super::{Sensitivity, entity, store};
use crate::{audience::people::words_for, library::library};
use chrono::Duration;
use kernel::{App, Result, Scope, Visible, event};
use nq_audience::{Rule, render};
use record::read;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use utoipa::ToSchema;

/// A tag.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagDefinition {
    pub(super) code: String,
    pub(super) name: String,
    /// `auto`: by its rule; `manual`: set by hand or by another system.
    kind: &'static str,
    sensitivity: Sensitivity,
    sensitivity_name: &'static str,
    /// Days it stays after its rule held last; null: it goes with the rule.
    expires_days: Option<i64>,
    /// Living people who carry it, within the viewer's counting reach.
    count: u64,
    gained_7d: u64,
    lost_7d: u64,
    /// The rule in force in Chinese; of a draft never published, the draft's.
    sentence: String,
    #[schema(value_type = Option<Object>)]
    rule: Option<Value>,
    /// The rule that waits for publication.
    #[schema(value_type = Option<Object>)]
    draft: Option<Value>,
    version: i64,
    /// `draft`, `live`, `changed` (live, with a draft beside it), `retired`.
    state: &'static str,
    /// Whether it came in the box, so that it cannot be changed here.
    boxed: bool,
}

/// Figures of one code.
#[derive(Debug, Default, Clone, Copy)]
struct Figures {
    count: u64,
    gained: u64,
    lost: u64,
}

/// All tags this viewer may know of: the box, the hospital's own, and those set by hand.
pub(super) async fn all(app: &App, scope: &Scope) -> Result<Vec<TagDefinition>> {
    let (mut figures, names) = figures(app, scope).await?;
    let mut tags = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for row in store::all(app.db.read(), scope).await? {
        known.insert(row.code.clone());
        if Sensitivity::parse(&row.sensitivity).shown_to(scope) {
            let own = figures.remove(&row.code).unwrap_or_default();
            tags.push(view(app, scope, row, own).await?);
        }
    }
    for rule in &library().tags {
        known.insert(rule.code.clone());
        let own = figures.remove(&rule.code).unwrap_or_default();
        tags.push(boxed(app, scope, rule, own).await?);
    }
    for (code, name) in names.into_iter().filter(|(code, _)| !known.contains(code)) {
        let own = figures.remove(&code).unwrap_or_default();
        tags.push(manual(code, name, own));
    }
    Ok(tags)
}

/// One definition with its figures.
pub(super) async fn one(app: &App, scope: &Scope, row: entity::Model) -> Result<TagDefinition> {
    let (mut figures, _) = figures(app, scope).await?;
    let own = figures.remove(&row.code).unwrap_or_default();
    view(app, scope, row, own).await
}

async fn sentence(app: &App, scope: &Scope, rule: Option<&Value>) -> Result<String> {
    let Some(rule) = rule else { return Ok(String::new()) };
    let rule: Rule = serde_json::from_value(rule.clone())?;
    Ok(render(&rule, &words_for(app, scope, &rule).await?).full)
}

async fn view(app: &App, scope: &Scope, row: entity::Model, own: Figures) -> Result<TagDefinition> {
    let state = match (&row.retired_at, &row.rule, &row.draft) {
        (Some(_), ..) => "retired",
        (None, None, _) => "draft",
        (None, Some(_), Some(_)) => "changed",
        (None, Some(_), None) => "live",
    };
    let sensitivity = Sensitivity::parse(&row.sensitivity);
    Ok(TagDefinition {
        sentence: sentence(app, scope, row.rule.as_ref().or(row.draft.as_ref())).await?,
        code: row.code,
        name: row.name,
        kind: "auto",
        sensitivity,
        sensitivity_name: sensitivity.name(),
        expires_days: row.expires_days,
        count: own.count,
        gained_7d: own.gained,
        lost_7d: own.lost,
        rule: row.rule,
        draft: row.draft,
        version: row.version,
        state,
        boxed: false,
    })
}

async fn boxed(
    app: &App,
    scope: &Scope,
    rule: &crate::library::TagRule,
    own: Figures,
) -> Result<TagDefinition> {
    let json = serde_json::to_value(&rule.rule)?;
    let sensitivity = if rule.kind == "medical" { Sensitivity::Sensitive } else { Sensitivity::Normal };
    Ok(TagDefinition {
        code: rule.code.clone(),
        name: rule.name.clone(),
        kind: "auto",
        sensitivity,
        sensitivity_name: sensitivity.name(),
        expires_days: None,
        count: own.count,
        gained_7d: own.gained,
        lost_7d: own.lost,
        sentence: sentence(app, scope, Some(&json)).await?,
        rule: Some(json),
        draft: None,
        version: rule.version.into(),
        state: "live",
        boxed: true,
    })
}

fn manual(code: String, name: String, own: Figures) -> TagDefinition {
    TagDefinition {
        code,
        name,
        kind: "manual",
        sensitivity: Sensitivity::Normal,
        sensitivity_name: Sensitivity::Normal.name(),
        expires_days: None,
        count: own.count,
        gained_7d: own.gained,
        lost_7d: own.lost,
        sentence: "由员工或外部系统设置".to_owned(),
        rule: None,
        draft: None,
        version: 1,
        state: "live",
        boxed: false,
    }
}

type Told = (HashMap<String, Figures>, BTreeMap<String, String>);

/// Figures by code, and the names under which people carry them.
async fn figures(app: &App, scope: &Scope) -> Result<Told> {
    let (counting, now) = (scope.counting(), app.clock.now());
    let mut figures: HashMap<String, Figures> = HashMap::new();
    let mut names = BTreeMap::new();
    let counts = read::tag_counts(app.db.read(), &counting, now).await?;
    for counted in counts.into_iter().filter(|counted| record::patient::sees_tag(scope, &counted.kind)) {
        figures.entry(counted.code.clone()).or_default().count += counted.people();
        names.insert(counted.code, counted.name);
    }
    let told: Vec<(String, Value)> = event::entity::Entity::visible(&counting)
        .select_only()
        .column(event::entity::Column::Kind)
        .column(event::entity::Column::Payload)
        .filter(event::entity::Column::Kind.is_in(["tag.added", "tag.removed"]))
        .filter(event::entity::Column::OccurredAt.gt(now - Duration::days(7)))
        .into_tuple()
        .all(app.db.read())
        .await?;
    for (kind, payload) in told {
        let code = payload.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        let own = figures.entry(code).or_default();
        if kind == "tag.added" { own.gained += 1 } else { own.lost += 1 }
    }
    Ok((figures, names))
}
