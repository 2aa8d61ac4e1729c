//! What is wrong with a pathway version, before it can touch anybody. Sentences for the author, node by node.

mod flow;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::Definition;

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The node; absent for the version as a whole.
    pub node: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
    /// The version cannot be published with it.
    pub blocks: bool,
}

/// Reads a definition; what cannot be read, or would be silently ignored, is a problem.
///
/// # Errors
/// The problems, if the JSON is no definition.
pub fn parse(json: &Value) -> Result<Definition, Vec<Problem>> {
    let def: Definition = serde_json::from_value(json.clone())
        .map_err(|e| vec![Problem::of(None, format!("定义无法读取：{e}"))])?;
    let kept = serde_json::to_value(&def).unwrap_or_default();
    let mut unknown = Vec::new();
    lost("", json, &kept, &mut unknown);
    if unknown.is_empty() { Ok(def) } else { Err(unknown) }
}

/// Keys of the input that reading has dropped: a misspelt field must not be ignored.
fn lost(path: &str, given: &Value, kept: &Value, found: &mut Vec<Problem>) {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            for (key, value) in given {
                let here = format!("{path}/{key}");
                match kept.get(key) {
                    Some(other) => lost(&here, value, other, found),
                    None if is_default(value) => {}
                    None => found
                        .push(Problem::of(None, format!("不认识的字段“{}”。", here.trim_start_matches('/')))),
                }
            }
        }
        (Value::Array(given), Value::Array(kept)) => {
            for (n, (a, b)) in given.iter().zip(kept).enumerate() {
                lost(&format!("{path}/{n}"), a, b, found);
            }
        }
        _ => {}
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Every problem of a version, in the order of the table.
pub fn validate(def: &Definition) -> Vec<Problem> {
    let mut found = Vec::new();
    whole(def, &mut found);
    let mut seen = BTreeSet::new();
    for node in &def.nodes {
        if node.id.trim().is_empty() {
            found.push(Problem::of(None, format!("节点“{}”缺少编号。", node.name)));
        } else if !seen.insert(node.id.as_str()) {
            found.push(Problem::at(node, "编号重复，请改为唯一编号。"));
        }
        rows::check(def, node, &mut found);
    }
    flow::check(def, &mut found);
    found
}

fn whole(def: &Definition, found: &mut Vec<Problem>) {
    let entry = &def.entry;
    let rules = [
        (def.code.trim().is_empty(), "路径缺少编码。"),
        (def.name.trim().is_empty(), "路径缺少名称。"),
        (def.nodes.is_empty(), "路径没有节点。"),
        (
            entry.events.is_empty() && entry.segment.is_none() && !entry.manual,
            "没有入组方式，请设置事件、人群或手工入组。",
        ),
        (entry.key.trim().is_empty(), "缺少入组键，请写明同一人何时算作另一次入组，如 {event.id}。"),
        (entry.events.iter().any(|e| e.kind.trim().is_empty()), "入组事件缺少类型。"),
        (
            def.exits.iter().any(|e| e.event.is_none() && e.rule.is_none()),
            "提前结束条件既没有事件也没有规则。",
        ),
    ];
    found.extend(rules.into_iter().filter(|r| r.0).map(|(_, message)| Problem::of(None, message)));
    for hole in entry.unknown_holes() {
        found.push(Problem::of(None, format!("入组键里的“{{{hole}}}”不认识。")));
    }
    if let Some(tracks) = &def.tracks {
        let codes: BTreeSet<&str> = tracks.names.iter().map(|t| t.code.as_str()).collect();
        if codes.len() != tracks.names.len() || codes.is_empty() {
            found.push(Problem::of(None, "分级轨道为空或编码重复。"));
        }
    }
    if !def.verified && def.clinical {
        found.push(Problem::hint(None, "临床内容尚未核实，请由临床人员签署后再发布。"));
    }
}

impl Problem {
    fn of(node: Option<&str>, message: impl Into<String>) -> Self {
        Self { node: node.map(str::to_owned), message: message.into(), blocks: true }
    }

    fn at(node: &crate::definition::Node, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self::of(Some(&node.id), format!("“{}”{message}", node.name))
    }

    fn hint(node: Option<&str>, message: impl Into<String>) -> Self {
        Self { blocks: false, ..Self::of(node, message) }
    }
}
