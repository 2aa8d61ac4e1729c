//! Who would be in, before a rule is saved: the live size, those left out for want of data, a few people with reasons.
use crate::audience::{
    api::lacking,
    ask,
    look::{self, Question},
    people::{Shown, shown, words_for},
};
use kernel::{App, Result, Scope, clock};
use nq_audience::{Dictionary, Moment, Rule, check, render};
use serde::Serialize;
use utoipa::ToSchema;

/// What a rule would do.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = RulePreview)]
pub struct Preview {
    /// The rule in one sentence.
    pub sentence: String,
    /// The sentence of each node.
    pub nodes: Vec<NodeView>,
    /// How many people are in, within the viewer's reach; null while the rule has errors.
    pub size: Option<u64>,
    /// Out of how many.
    pub of: u64,
    /// Those about whom nothing can be said.
    pub left_out: LeftOut,
    /// A few of those who are in.
    pub sample: Vec<Shown>,
    /// Milliseconds it took.
    pub took_ms: u64,
    /// What is wrong with the rule.
    pub errors: Vec<RuleProblem>,
}

/// One node of a rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeView {
    /// JSON pointer into the rule.
    pub path: String,
    /// In Chinese.
    pub sentence: String,
}

/// One mistake in a rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleProblem {
    /// JSON pointer into the rule.
    pub path: String,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// People left out because data are missing, who might be in.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct LeftOut {
    /// How many.
    pub count: u64,
    /// What is missing most often.
    pub why: Vec<String>,
}

/// The words and mistakes of a rule, without looking at anybody.
pub(crate) fn words(rule: &Rule, names: &Dictionary) -> Preview {
    let rendered = render(rule, names);
    let problem = |e: nq_audience::RuleError| RuleProblem { path: e.path, message: e.message };
    Preview {
        sentence: rendered.full,
        nodes: rendered.nodes.into_iter().map(|n| NodeView { path: n.path, sentence: n.sentence }).collect(),
        errors: check(rule, names).err().unwrap_or_default().into_iter().map(problem).collect(),
        ..Preview::default()
    }
}

/// Counts over the viewer's counting reach; shows people only within his own.
pub(crate) async fn preview(app: &App, scope: &Scope, rule: &Rule) -> Result<Preview> {
    let names = words_for(app, scope, rule).await?;
    let mut preview = words(rule, &names);
    if !preview.errors.is_empty() {
        return Ok(preview);
    }
    let at = Moment::new(app.clock.now(), clock::zone());
    let question = Question { rule, at, purpose: None, compare: &[], parts: false };
    let found = ask(app, scope, &[rule], |crowd| look::look(crowd, &question)).await?;
    preview.size = Some(found.size);
    preview.of = found.of;
    preview.left_out = LeftOut { count: found.unknown, why: lacking(rule, &found.lacking, &names) };
    preview.sample = shown(app, scope, Some(rule), at, &found.inside).await?;
    Ok(preview)
}
