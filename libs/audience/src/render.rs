//! A rule in Chinese: one sentence for each node, and one for the whole.

use crate::{Dictionary, Rule, sentence};
use serde::{Deserialize, Serialize};

/// A rule as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    /// The whole rule in one sentence, without a full stop.
    pub full: String,
    /// Every node, parents before children.
    pub nodes: Vec<NodeSentence>,
}

/// One node as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeSentence {
    /// Where in the rule, as a JSON pointer.
    pub path: String,
    /// The node in Chinese.
    pub sentence: String,
}

/// Puts a rule into words.
pub fn render(rule: &Rule, names: &Dictionary) -> Rendered {
    let mut nodes = Vec::new();
    collect(rule, "", names, &mut nodes);
    let full = match rule {
        Rule::All(rules) if rules.is_empty() => "全部患者".to_owned(),
        _ => words(rule, names),
    };
    Rendered { full, nodes }
}

fn collect(rule: &Rule, path: &str, names: &Dictionary, nodes: &mut Vec<NodeSentence>) {
    nodes.push(NodeSentence { path: path.to_owned(), sentence: node(rule, names) });
    for (step, child) in rule.children() {
        collect(child, &format!("{path}{step}"), names, nodes);
    }
}

/// One node in words, without its children.
pub(crate) fn node(rule: &Rule, names: &Dictionary) -> String {
    match rule {
        Rule::All(_) => "同时满足以下各项".to_owned(),
        Rule::Any(_) => "满足以下任意一项".to_owned(),
        Rule::Not(_) => "不满足以下条件".to_owned(),
        Rule::Is(leaf) => sentence::leaf(leaf, names),
    }
}

fn words(rule: &Rule, names: &Dictionary) -> String {
    match rule {
        Rule::All(rules) => joined(rules, "，且", names),
        Rule::Any(rules) => joined(rules, "，或", names),
        Rule::Not(child) => format!("不满足“{}”", words(child, names)),
        Rule::Is(leaf) => sentence::leaf(leaf, names),
    }
}

fn joined(rules: &[Rule], with: &str, names: &Dictionary) -> String {
    let part = |rule: &Rule| match rule {
        Rule::All(inner) | Rule::Any(inner) if inner.len() > 1 && rules.len() > 1 => {
            format!("（{}）", words(rule, names))
        }
        _ => words(rule, names),
    };
    rules.iter().map(part).collect::<Vec<_>>().join(with)
}
