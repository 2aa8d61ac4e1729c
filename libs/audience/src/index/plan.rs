//! A rule made ready for the index: names looked up, comparisons turned into ranges.

use super::{Index, leaves::Test};
use crate::{Cmp, Count, CountBy, Decimal, EncounterMatch, Had, Leaf, RfmIs, Rule, SpendIs, What};

/// A rule made ready. Good for every moment and for one person or all.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) rule: Rule,
    pub(crate) node: Node,
    /// The version of the words it knows.
    pub(crate) version: u64,
}

/// A node of a plan.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Is(Box<Test>),
}

impl Index {
    /// Makes a rule ready.
    pub fn plan(&self, rule: &Rule) -> Plan {
        Plan { rule: rule.clone(), node: self.node(rule), version: self.words_version }
    }

    fn node(&self, rule: &Rule) -> Node {
        let nodes = |rules: &[Rule]| rules.iter().map(|r| self.node(r)).collect();
        match rule {
            Rule::All(rules) => Node::All(nodes(rules)),
            Rule::Any(rules) => Node::Any(nodes(rules)),
            Rule::Not(rule) => Node::Not(Box::new(self.node(rule))),
            Rule::Is(Leaf::Rfm(rfm)) => self.node(&sides(rfm)),
            Rule::Is(leaf) => Node::Is(Box::new(self.test(leaf))),
        }
    }

    /// Whether the plan knows every word that is known now.
    pub(crate) fn knows(&self, plan: &Plan) -> bool {
        plan.version == self.words_version
    }
}

/// A cell of recency, frequency and money as the three conditions it consists of.
fn sides(rfm: &RfmIs) -> Rule {
    let any = || What::Encounter(EncounterMatch::default());
    let recent = Leaf::Had(Had { of: any(), days_ago: Some((0, rfm.recent_days)) });
    let often = Cmp::Ge(Decimal::whole(rfm.visits.into()));
    let often = Count { of: any(), days: Some(rfm.window_days), by: CountBy::Fact, is: often };
    let much = Cmp::Ge(rfm.yuan);
    let much = SpendIs { days: rfm.window_days, is: much, of: EncounterMatch::default() };
    let parts = [(rfm.r, recent), (rfm.f, Leaf::Count(often)), (rfm.m, Leaf::Spend(much))];
    let asked = parts.into_iter().filter_map(|(wanted, leaf)| {
        let rule = Rule::Is(leaf);
        Some(if wanted? { rule } else { Rule::Not(Box::new(rule)) })
    });
    Rule::All(asked.collect())
}
