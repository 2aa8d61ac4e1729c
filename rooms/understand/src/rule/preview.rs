//! Who would be in, before a rule is saved: the live size, those left out for want of data, a few people with reasons.
use super::{judge, sift};
use crate::{segment::members::ReasonView, vocabulary};
use chrono::{DateTime, Utc};
use kernel::{Act, Level, PatientId, Result, Scope, clock};
use nq_audience::{Dictionary, Moment, Rule, Verdict, check, render};
use record::read::{self, Of};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// People shown beside a preview.
const SAMPLE: usize = 5;

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
    pub sample: Vec<Sample>,
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

/// One of those who are in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sample {
    /// Who.
    pub patient_id: PatientId,
    /// Name with all but the family name hidden.
    pub name_masked: String,
    /// Sex.
    pub sex: record::Sex,
    /// Completed years.
    pub age: Option<u32>,
    /// Colour of the grade, to those who may see it.
    pub grade: Option<String>,
    /// Why in.
    pub reasons: Vec<ReasonView>,
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
pub(crate) async fn preview(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rule: &Rule,
    now: DateTime<Utc>,
) -> Result<Preview> {
    let mut names = vocabulary(conn, scope).await?;
    vocabulary::admit(&mut names, rule);
    let mut preview = words(rule, &names);
    if !preview.errors.is_empty() {
        return Ok(preview);
    }
    let people = read::people(conn, &scope.counting(), Of::All).await?;
    let alive: Vec<_> = people.into_iter().filter(|p| p.deceased_at.is_none()).map(|p| p.id).collect();
    let at = Moment::new(now, clock::zone());
    let sifted = sift(conn, &scope.counting(), rule, at, &alive, &names).await?;
    preview.size = Some(count(sifted.inside.len()));
    preview.of = count(alive.len());
    preview.left_out = left_out(&sifted.unknown);
    if scope.may(Act::SegmentRows) {
        preview.sample = sample(conn, scope, rule, &sifted.inside, now, &names).await?;
    }
    Ok(preview)
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn left_out(unknown: &[Verdict]) -> LeftOut {
    let mut lacks: BTreeMap<&str, u64> = BTreeMap::new();
    let mut left_out = LeftOut::default();
    for verdict in unknown {
        left_out.count += 1;
        for reason in verdict.lacking() {
            *lacks.entry(&reason.value).or_default() += 1;
        }
    }
    let mut lacks: Vec<_> = lacks.into_iter().collect();
    lacks.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    left_out.why = lacks.into_iter().take(3).map(|(what, n)| format!("{what}：{n}人")).collect();
    left_out
}

/// People looked up for a sample: enough to find some within the viewer's own sight.
const LOOKED_UP: usize = 200;

async fn sample(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    rule: &Rule,
    inside: &[PatientId],
    now: DateTime<Utc>,
    names: &Dictionary,
) -> Result<Vec<Sample>> {
    let some: Vec<_> = inside.iter().copied().take(LOOKED_UP).collect();
    let mut people = read::people(conn, scope, &some).await?;
    people.truncate(SAMPLE);
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let verdicts = judge(conn, scope, rule, now, &ids, names).await?;
    let today = clock::local_day(now);
    let view = |person: read::Person| {
        let verdict = verdicts.iter().find(|(id, _)| *id == person.id).map(|(_, verdict)| verdict)?;
        Some(Sample {
            patient_id: person.id,
            name_masked: mask(&person.name),
            sex: person.sex,
            age: person.birth_date.and_then(|birth| today.years_since(birth)),
            grade: (scope.level > Level::L0).then_some(person.grade),
            reasons: verdict.decisive().map(|reason| ReasonView::of(reason, scope)).collect(),
        })
    };
    Ok(people.into_iter().filter_map(view).collect())
}

/// The family name and stars.
fn mask(name: &str) -> String {
    let mut chars = name.chars();
    let first: String = chars.by_ref().take(1).collect();
    format!("{first}{}", "*".repeat(chars.count().clamp(1, 3)))
}
