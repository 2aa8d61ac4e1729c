//! The tree of a rule.

use crate::Leaf;
use serde::{Serialize, Serializer, ser::SerializeMap};

/// Nodes a rule may have. More cannot be read by a person, and a bomb is refused while it is being read.
pub const MAX_NODES: usize = 500;
/// Levels a rule may have.
pub const MAX_DEPTH: usize = 20;

/// A rule: conditions joined by 且, 或 and 非. In JSON `{"all":[…]}`, `{"any":[…]}`, `{"not":…}` or a [`Leaf`].
///
/// Reading one from JSON enforces [`MAX_NODES`] and [`MAX_DEPTH`] before anything is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Every one holds. At the root an empty list means everybody.
    All(Vec<Rule>),
    /// At least one holds.
    Any(Vec<Rule>),
    /// It does not hold. What is unknown stays unknown.
    Not(Box<Rule>),
    /// A condition.
    Is(Leaf),
}

impl Rule {
    /// The children with the last part of their path.
    pub(crate) fn children(&self) -> Vec<(String, &Rule)> {
        match self {
            Rule::All(rules) => rules.iter().enumerate().map(|(i, r)| (format!("/all/{i}"), r)).collect(),
            Rule::Any(rules) => rules.iter().enumerate().map(|(i, r)| (format!("/any/{i}"), r)).collect(),
            Rule::Not(rule) => vec![("/not".to_owned(), rule)],
            Rule::Is(_) => Vec::new(),
        }
    }

    /// Every leaf, from left to right.
    pub fn leaves(&self) -> Vec<&Leaf> {
        match self {
            Rule::All(rules) | Rule::Any(rules) => rules.iter().flat_map(Rule::leaves).collect(),
            Rule::Not(rule) => rule.leaves(),
            Rule::Is(leaf) => vec![leaf],
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Rule::All(rules) => one(serializer, "all", rules),
            Rule::Any(rules) => one(serializer, "any", rules),
            Rule::Not(rule) => one(serializer, "not", rule),
            Rule::Is(leaf) => leaf.serialize(serializer),
        }
    }
}

fn one<S: Serializer, T: Serialize>(serializer: S, key: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}
