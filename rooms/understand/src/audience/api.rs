//! The live editor over HTTP: one rule in, everything about those it means out.
use super::{
    ask,
    composition::Composition,
    crowd::Engine,
    look::{Found, Question, look},
    moment,
    people::{Shown, shown, words_for},
};
use crate::{
    rule::preview::RuleProblem,
    segment::{self, entity::segment as table},
};
use access::consent::Purpose;
use axum::{Json, extract::State};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Act, App, Error, Page, PageQuery, Result, Scope, web::Body};
use nq_audience::{Dictionary, Moment, PersonFacts, Rule, check, evaluate, render};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::HashMap, time::Instant};
use utoipa::ToSchema;
use uuid::Uuid;

/// A rule to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookRequest {
    #[schema(value_type = Object)]
    rule: Value,
    /// A past day; now if absent.
    as_of: Option<NaiveDate>,
    /// Code of a purpose: only those who allowed it are counted.
    purpose: Option<String>,
    /// Segments to compare with.
    #[serde(default)]
    compare: Vec<Uuid>,
    /// `false`: the size alone.
    parts: Option<bool>,
}

/// One node of a rule and how many it means by itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeLook {
    /// JSON pointer into the rule.
    path: String,
    /// In Chinese.
    sentence: String,
    /// Living people within the counting reach for whom it holds.
    size: Option<u64>,
}

/// Those of whom it cannot be said.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct UnknownView {
    count: u64,
    /// What is missing most often, in Chinese with the number.
    why: Vec<String>,
}

/// People not counted, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOutView {
    /// `consent`, `deceased`, `scope`.
    code: &'static str,
    /// In Chinese.
    why: String,
    count: u64,
}

impl LeftOutView {
    pub(crate) fn words(&self) -> &str {
        &self.why
    }

    pub(crate) fn number(&self) -> u64 {
        self.count
    }
}

/// A segment compared with.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlapView {
    segment_id: Uuid,
    name: String,
    /// Its size.
    size: u64,
    /// How many are in both.
    both: u64,
}

/// Everything about those a rule means.
#[derive(Debug, Serialize, ToSchema)]
pub struct AudienceLook {
    sentence: String,
    nodes: Vec<NodeLook>,
    errors: Vec<RuleProblem>,
    /// Null while the rule has errors.
    size: Option<u64>,
    /// Living people within the viewer's counting reach.
    of: u64,
    unknown: UnknownView,
    left_out: Vec<LeftOutView>,
    composition: Composition,
    overlap: Vec<OverlapView>,
    /// A few of those who are in.
    sample: Vec<Shown>,
    /// A few who miss by one condition.
    nearby: Vec<Shown>,
    as_of: DateTime<Utc>,
    engine: Engine,
    /// What the way without an index costs, in Chinese.
    cost: Option<String>,
    took_ms: f64,
    /// The instant up to which the facts are known.
    fresh_at: DateTime<Utc>,
}

/// The purpose a code means.
pub(crate) fn purpose(code: Option<&str>) -> Result<Option<Purpose>> {
    let Some(code) = code.filter(|code| !code.is_empty()) else { return Ok(None) };
    let known = Purpose::ALL.iter().find(|(_, known, _)| *known == code).map(|(purpose, ..)| *purpose);
    known.map(Some).ok_or_else(|| Error::field("purpose", "没有这种用途。"))
}

/// People left out, in words.
pub(crate) fn left_out(out: super::look::LeftOut, purpose: Option<Purpose>) -> Vec<LeftOutView> {
    let consent = purpose.map(|purpose| format!("未同意“{}”", purpose.name())).unwrap_or_default();
    let all = [
        ("consent", consent, out.consent),
        ("deceased", "已去世".to_owned(), out.deceased),
        ("scope", "不在您的查看范围（未判断是否符合）".to_owned(), out.hidden),
    ];
    all.into_iter()
        .filter(|(.., n)| *n > 0)
        .map(|(code, why, count)| LeftOutView { code, why, count })
        .collect()
}

/// Reads a rule and refuses it, naming the node, unless it makes sense here.
pub(crate) async fn checked(app: &App, scope: &Scope, rule: &Value) -> Result<(Rule, Dictionary)> {
    let rule = Rule::deserialize(rule).map_err(|e| Error::field("rule", format!("条件无法识别：{e}")))?;
    let names = words_for(app, scope, &rule).await?;
    let field = |e: nq_audience::RuleError| kernel::error::FieldError {
        field: format!("rule{}", e.path),
        message: e.message,
    };
    check(&rule, &names).map_err(|errors| Error::fields(errors.into_iter().map(field).collect()))?;
    Ok((rule, names))
}

/// Looks at a rule while it is being edited.
#[utoipa::path(post, path = "/api/audience/look", operation_id = "look_audience", tag = "audience",
    request_body = LookRequest, responses((status = 200, body = AudienceLook)))]
pub async fn look_audience(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<LookRequest>,
) -> Result<Json<AudienceLook>> {
    scope.require(Act::SegmentRead)?;
    let begun = Instant::now();
    let (at, purpose) = (moment(&app, "as_of", body.as_of)?, purpose(body.purpose.as_deref())?);
    let mut view = blank(at, app.clock.now());
    match Rule::deserialize(&body.rule) {
        Ok(rule) => answer(&app, &scope, &mut view, &body, &rule, (at, purpose)).await?,
        Err(error) => {
            view.errors
                .push(RuleProblem { path: String::new(), message: format!("条件无法识别：{error}") });
        }
    }
    view.took_ms = begun.elapsed().as_secs_f64() * 1e3;
    Ok(Json(view))
}

fn blank(at: Moment, now: DateTime<Utc>) -> AudienceLook {
    AudienceLook {
        sentence: String::new(),
        nodes: Vec::new(),
        errors: Vec::new(),
        size: None,
        of: 0,
        unknown: UnknownView::default(),
        left_out: Vec::new(),
        composition: Composition::default(),
        overlap: Vec::new(),
        sample: Vec::new(),
        nearby: Vec::new(),
        as_of: at.now,
        engine: Engine::Sql,
        cost: None,
        took_ms: 0.0,
        fresh_at: now,
    }
}

async fn answer(
    app: &App,
    scope: &Scope,
    view: &mut AudienceLook,
    body: &LookRequest,
    rule: &Rule,
    (at, purpose): (Moment, Option<Purpose>),
) -> Result<()> {
    let names = words_for(app, scope, rule).await?;
    let rendered = render(rule, &names);
    view.sentence = rendered.full;
    let node = |n: nq_audience::NodeSentence| NodeLook { path: n.path, sentence: n.sentence, size: None };
    view.nodes = rendered.nodes.into_iter().map(node).collect();
    let problem = |e: nq_audience::RuleError| RuleProblem { path: e.path, message: e.message };
    view.errors = check(rule, &names).err().unwrap_or_default().into_iter().map(problem).collect();
    if !view.errors.is_empty() {
        return Ok(());
    }
    let segments = compared(app, scope, &body.compare).await?;
    let compare = segments.iter().map(segment::store::rule).collect::<Result<Vec<_>>>()?;
    let question = Question { rule, at, purpose, compare: &compare, parts: body.parts.unwrap_or(true) };
    let rules = question.rules();
    let found = ask(app, scope, &rules.iter().collect::<Vec<_>>(), |crowd| look(crowd, &question)).await?;
    if question.parts {
        view.sample = shown(app, scope, Some(rule), at, &found.inside).await?;
        view.nearby = shown(app, scope, Some(rule), at, &found.near).await?;
        view.nearby.retain(|person| person.out);
    }
    fill(view, found, rule, &names, purpose, &segments);
    Ok(())
}

/// The segments to compare with, in the order asked.
async fn compared(app: &App, scope: &Scope, ids: &[Uuid]) -> Result<Vec<table::Model>> {
    let all = if ids.is_empty() { Vec::new() } else { segment::store::all(app.db.read(), scope).await? };
    let find = |id: &Uuid| all.iter().find(|row| row.id == *id).cloned().ok_or(Error::Missing);
    ids.iter().take(20).map(find).collect()
}

fn fill(
    view: &mut AudienceLook,
    found: Found,
    rule: &Rule,
    names: &Dictionary,
    purpose: Option<Purpose>,
    segments: &[table::Model],
) {
    let sizes: HashMap<String, u64> = found.nodes.into_iter().collect();
    for node in &mut view.nodes {
        node.size = sizes.get(&node.path).copied();
    }
    view.size = Some(found.size);
    view.of = found.of;
    view.unknown = UnknownView { count: found.unknown, why: lacking(rule, &found.lacking, names) };
    view.left_out = left_out(found.left_out, purpose);
    view.composition = found.composition;
    let overlap = |(row, (size, both)): (&table::Model, (u64, u64))| OverlapView {
        segment_id: row.id,
        name: row.name.clone(),
        size,
        both,
    };
    view.overlap = segments.iter().zip(found.overlap).map(overlap).collect();
    view.engine = found.engine;
    view.fresh_at = found.fresh_at;
    view.cost = (found.engine == Engine::Sql)
        .then(|| format!("由数据库计算：逐一读取了您范围内{}名患者的资料。", found.of));
}

/// What is missing, as the leaf itself says it of somebody of whom nothing is known.
pub(crate) fn lacking(rule: &Rule, lacks: &[(String, u64)], names: &Dictionary) -> Vec<String> {
    let verdict = evaluate(rule, &PersonFacts::default(), Moment::china(DateTime::UNIX_EPOCH), names);
    let words = |path: &str| verdict.reasons.iter().find(|reason| reason.path == path);
    let line = |(path, n): &(String, u64)| words(path).map(|reason| format!("{}：{n}人", reason.value));
    lacks.iter().filter_map(line).take(3).collect()
}

/// A rule whose people are to be listed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleRequest {
    #[schema(value_type = Object)]
    rule: Value,
    /// Page number from 1.
    page: Option<u64>,
    /// Rows per page.
    size: Option<u64>,
}

/// The people a rule means, within the viewer's own sight.
#[utoipa::path(post, path = "/api/audience/people", operation_id = "list_audience_people", tag = "audience",
    request_body = PeopleRequest, responses((status = 200, body = Page<record::patient::PatientRow>)))]
pub async fn list_audience_people(
    State(app): State<App>,
    scope: Scope,
    Body(body): Body<PeopleRequest>,
) -> Result<Json<Page<record::patient::PatientRow>>> {
    scope.require(Act::SegmentRows)?;
    let (rule, _) = checked(&app, &scope, &body.rule).await?;
    let page = PageQuery { page: body.page, size: body.size };
    list(&app, &scope, &rule, &page).await.map(Json)
}

/// One page of the people a rule means now, those who came last first.
pub(crate) async fn list(
    app: &App,
    scope: &Scope,
    rule: &Rule,
    page: &PageQuery,
) -> Result<Page<record::patient::PatientRow>> {
    let at = moment(app, "as_of", None)?;
    // Rows are shown within the viewer's own sight only, also to those who count further.
    let own = Scope { aggregate: false, ..scope.clone() };
    let ids = super::meant(app, &own, rule, at).await?;
    let total = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let (skip, take) = (usize::try_from(page.offset()), usize::try_from(page.limit()));
    let part: Vec<_> =
        ids.into_iter().rev().skip(skip.unwrap_or(usize::MAX)).take(take.unwrap_or(0)).collect();
    let rows = record::patient::rows(app.db.read(), &own, &part, app.clock.now()).await?;
    Ok(page.page(rows, total))
}
