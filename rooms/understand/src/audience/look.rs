//! One look at a rule: how many, why not more, what they are made of, who is near. Works on any crowd.
use super::{
    composition::{self, Composition},
    crowd::{self, Crowd, Split},
    set::Set,
};
use access::consent::Purpose;
use kernel::PatientId;
use nq_audience::{Leaf, Moment, Rule};

/// Nodes whose own size is counted; a longer rule shows sizes for the first of them.
const NODES: usize = 60;
/// People looked up for a sample: enough to find some within the viewer's own sight.
const LOOKED_UP: u64 = 20;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) at: Moment,
    /// Only those who allowed this.
    pub(crate) purpose: Option<Purpose>,
    /// The rules of the segments to compare with.
    pub(crate) compare: &'a [Rule],
    /// Also sample, nodes, composition, overlap.
    pub(crate) parts: bool,
}

impl Question<'_> {
    /// Every rule this question selects by.
    pub(crate) fn rules(&self) -> Vec<Rule> {
        let mut all = vec![self.rule.clone()];
        all.extend(self.purpose.map(allowed));
        if self.parts {
            all.extend(self.compare.iter().cloned());
            all.extend(composition::rules());
        }
        all
    }
}

/// The answer.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) engine: crowd::Engine,
    pub(crate) size: u64,
    /// Living people within the viewer's counting reach.
    pub(crate) of: u64,
    /// Those of whom it cannot be said, and by which leaf (its path) how many.
    pub(crate) unknown: u64,
    pub(crate) lacking: Vec<(String, u64)>,
    pub(crate) left_out: LeftOut,
    /// Sizes of nodes by path.
    pub(crate) nodes: Vec<(String, u64)>,
    pub(crate) composition: Composition,
    /// Size of each segment compared, and how many are in both.
    pub(crate) overlap: Vec<(u64, u64)>,
    pub(crate) inside: Vec<PatientId>,
    pub(crate) near: Vec<PatientId>,
    pub(crate) fresh_at: chrono::DateTime<chrono::Utc>,
}

/// Those who fit and are not counted, by the reason; and those out of sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Fit, live, and did not allow the purpose.
    pub(crate) consent: u64,
    /// Fit and have died.
    pub(crate) deceased: u64,
    /// All people out of sight, fitting or not: to say how many fit would tell about people one may not see.
    pub(crate) hidden: u64,
}

/// The rule of a consent.
pub(crate) fn allowed(purpose: Purpose) -> Rule {
    Rule::Is(Leaf::Consent(purpose.code().to_owned()))
}

/// The living within sight who fit and allowed the purpose; and those left out.
pub(crate) fn inside(crowd: &dyn Crowd, rule: &Rule, purpose: Option<Purpose>, at: Moment) -> (Set, LeftOut) {
    sift(crowd, crowd.select(rule, at).yes, purpose, at)
}

fn sift(crowd: &dyn Crowd, yes: Set, purpose: Option<Purpose>, at: Moment) -> (Set, LeftOut) {
    let seen = yes.and(crowd.sight());
    let dead = crowd.dead(at.now);
    let mut out = LeftOut { deceased: seen.both(&dead), hidden: crowd.hidden(), consent: 0 };
    let mut inside = seen.without(&dead);
    if let Some(purpose) = purpose {
        let before = inside.count();
        inside = inside.and(&crowd.select(&allowed(purpose), at).yes);
        out.consent = before - inside.count();
    }
    (inside, out)
}

/// Answers.
pub(crate) fn look(crowd: &dyn Crowd, question: &Question<'_>) -> Found {
    let (rule, at) = (question.rule, question.at);
    let Split { yes, unknown } = crowd.select(rule, at);
    let living = crowd::living(crowd, at);
    let (inside, left_out) = sift(crowd, yes, question.purpose, at);
    let unknown = unknown.and(&living);
    let mut found = Found {
        engine: crowd.engine(),
        size: inside.count(),
        of: living.count(),
        unknown: unknown.count(),
        lacking: Vec::new(),
        left_out,
        nodes: Vec::new(),
        composition: Composition::default(),
        overlap: Vec::new(),
        inside: crowd::ids(crowd, inside.some(LOOKED_UP)),
        near: Vec::new(),
        fresh_at: crowd.fresh_at(),
    };
    found.lacking = lacking(crowd, rule, &unknown, at);
    if question.parts {
        found.nodes = nodes(crowd, rule, &living, at);
        found.composition = composition::of(crowd, &inside, at);
        let compare = |other: &Rule| {
            let other = crowd.select(other, at).yes.and(&living);
            (other.count(), other.both(&inside))
        };
        found.overlap = question.compare.iter().map(compare).collect();
        let near = near(crowd, rule, at).and(&living).without(&inside);
        found.near = crowd::ids(crowd, near.some(LOOKED_UP));
    }
    found
}

/// Every node with its path, parents first.
pub(crate) fn walk<'r>(rule: &'r Rule, path: &str, all: &mut Vec<(String, &'r Rule)>) {
    all.push((path.to_owned(), rule));
    match rule {
        Rule::All(rules) => {
            rules.iter().enumerate().for_each(|(i, r)| walk(r, &format!("{path}/all/{i}"), all));
        }
        Rule::Any(rules) => {
            rules.iter().enumerate().for_each(|(i, r)| walk(r, &format!("{path}/any/{i}"), all));
        }
        Rule::Not(rule) => walk(rule, &format!("{path}/not"), all),
        Rule::Is(_) => {}
    }
}

fn nodes(crowd: &dyn Crowd, rule: &Rule, living: &Set, at: Moment) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    walk(rule, "", &mut all);
    all.truncate(NODES);
    all.into_iter().map(|(path, node)| (path, crowd.select(node, at).yes.both(living))).collect()
}

/// For each leaf, how many of the unknown lack what it asks for; the most frequent first.
fn lacking(crowd: &dyn Crowd, rule: &Rule, unknown: &Set, at: Moment) -> Vec<(String, u64)> {
    if unknown.count() == 0 {
        return Vec::new();
    }
    let mut all = Vec::new();
    walk(rule, "", &mut all);
    let leaves = all.into_iter().filter(|(_, node)| matches!(node, Rule::Is(_))).take(NODES);
    let count = |(path, leaf): (String, &Rule)| (path, crowd.select(leaf, at).unknown.both(unknown));
    let mut lacks: Vec<_> = leaves.map(count).filter(|(_, n)| *n > 0).collect();
    lacks.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    lacks
}

/// Those who miss by one: of a conjunction all conditions but one hold; of anything else, whoever is not in.
fn near(crowd: &dyn Crowd, rule: &Rule, at: Moment) -> Set {
    let everybody = crowd.sight().clone();
    let Rule::All(rules) = rule else { return everybody };
    let sets: Vec<Set> = rules.iter().take(NODES).map(|r| crowd.select(r, at).yes).collect();
    let but_one = |left_out: usize| {
        let others = sets.iter().enumerate().filter(|(i, _)| *i != left_out);
        others.fold(everybody.clone(), |all, (_, set)| all.and(set))
    };
    (0..sets.len()).map(but_one).fold(Set::empty(crowd.places()), |any, set| any.or(&set))
}
