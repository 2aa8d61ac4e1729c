//! Judging a rule for one person.

use crate::{
    Dictionary, Leaf, Moment, PersonFacts, Reason, Rule, Truth, Verdict, hits::Fact, look, sentence, value,
};

/// Whether a rule holds for a person at a moment, without reasons: the quick answer.
pub fn truth(rule: &Rule, facts: &PersonFacts, at: Moment) -> Truth {
    match rule {
        Rule::All(rules) => rules.iter().fold(Truth::Yes, |so_far, r| match so_far {
            Truth::No => Truth::No,
            _ => so_far.and(truth(r, facts, at)),
        }),
        Rule::Any(rules) => rules.iter().fold(Truth::No, |so_far, r| match so_far {
            Truth::Yes => Truth::Yes,
            _ => so_far.or(truth(r, facts, at)),
        }),
        Rule::Not(rule) => !truth(rule, facts, at),
        Rule::Is(leaf) => look::look(leaf, facts, at).truth,
    }
}

/// Whether a rule holds for a person at a moment, and why: the fact behind each condition.
pub fn evaluate(rule: &Rule, facts: &PersonFacts, at: Moment, names: &Dictionary) -> Verdict {
    let mut judge = Judge { facts, at, names, reasons: Vec::new() };
    let truth = judge.node(rule, "");
    mark_decisive(rule, Some(truth), &mut judge.reasons.iter_mut());
    Verdict { holds: truth.holds(), truth, reasons: judge.reasons }
}

struct Judge<'a> {
    facts: &'a PersonFacts,
    at: Moment,
    names: &'a Dictionary,
    reasons: Vec<Reason>,
}

impl Judge<'_> {
    fn node(&mut self, rule: &Rule, path: &str) -> Truth {
        let mut truths =
            rule.children().into_iter().map(|(step, child)| self.node(child, &format!("{path}{step}")));
        match rule {
            Rule::All(_) => truths.fold(Truth::Yes, Truth::and),
            Rule::Any(_) => truths.fold(Truth::No, Truth::or),
            Rule::Not(_) => !truths.next().unwrap_or(Truth::Unknown),
            Rule::Is(leaf) => {
                drop(truths);
                self.leaf(leaf, path)
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, path: &str) -> Truth {
        let finding = look::look(leaf, self.facts, self.at);
        let origin = finding.fact.map(Fact::origin);
        self.reasons.push(Reason {
            path: path.to_owned(),
            sentence: sentence::leaf(leaf, self.names),
            value: value::words(leaf, &finding, self.facts, self.names),
            source: origin.map(|o| o.source.clone()).or_else(|| profile(leaf, finding.truth)),
            fact_id: origin.and_then(|o| o.id.clone()),
            time: origin.map(|o| o.at),
            holds: finding.truth.holds(),
            truth: finding.truth,
            decisive: false,
        });
        finding.truth
    }
}

/// Birth and sex stand in the person's own file and have no other source.
fn profile(leaf: &Leaf, truth: Truth) -> Option<String> {
    let own =
        matches!(leaf, Leaf::Age(_) | Leaf::AgeDays(_) | Leaf::Sex(_) | Leaf::AgeOn(_) | Leaf::Birthday(_));
    (own && truth != Truth::Unknown).then(|| "患者档案".to_owned())
}

/// Marks the conditions on which the answer rests, consuming the node's reasons in order. `wanted` is the truth to be
/// explained, `None` where the branch did not matter.
fn mark_decisive(rule: &Rule, wanted: Option<Truth>, reasons: &mut std::slice::IterMut<'_, Reason>) {
    match rule {
        Rule::Is(_) => {
            if let Some(reason) = reasons.next() {
                reason.decisive = wanted == Some(reason.truth);
            }
        }
        Rule::Not(child) => mark_decisive(child, wanted.map(|t| !t), reasons),
        Rule::All(children) | Rule::Any(children) => {
            for child in children {
                let weighs = wanted.filter(|wanted| known(child, reasons.as_slice()) == *wanted);
                mark_decisive(child, weighs, reasons);
            }
        }
    }
}

/// The truth of a node from the reasons already found, which begin with the node's first leaf.
fn known(rule: &Rule, reasons: &[Reason]) -> Truth {
    fn go(rule: &Rule, rest: &mut std::slice::Iter<'_, Reason>) -> Truth {
        match rule {
            Rule::Is(_) => rest.next().map_or(Truth::Unknown, |reason| reason.truth),
            Rule::Not(child) => !go(child, rest),
            Rule::All(children) => children.iter().fold(Truth::Yes, |all, child| all.and(go(child, rest))),
            Rule::Any(children) => children.iter().fold(Truth::No, |any, child| any.or(go(child, rest))),
        }
    }
    go(rule, &mut reasons.iter())
}
