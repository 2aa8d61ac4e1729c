//! How the nodes hang together: targets that do not exist, rows never reached, loops that take no time, crowded days.

use std::collections::{BTreeMap, BTreeSet};

use super::{Problem, rows::MOST_PER_DAY};
use crate::definition::{Act, Definition, Node, Test, When};

pub(super) fn check(def: &Definition, found: &mut Vec<Problem>) {
    for node in &def.nodes {
        references(def, node, found);
    }
    unreached(def, found);
    loops(def, found);
    crowded(def, found);
}

fn references(def: &Definition, node: &Node, found: &mut Vec<Problem>) {
    let mut target = |id: &str, what: &str| {
        if def.node(id).is_none() {
            found.push(Problem::at(node, format!("{what}“{id}”不存在。")));
        }
    };
    if let When::After { node: other, .. } = &node.when {
        target(other, "之前的节点");
    }
    for (to, _) in node.act.targets() {
        target(to, "的去向");
    }
    match &node.act {
        Act::WaitAnswer { node: of, .. } => {
            target(of, "等待的节点");
            if def.node(of).is_some_and(|n| !n.act.is_touch()) {
                found.push(Problem::at(node, "等待的节点不会有回答，请选消息、问卷或任务。"));
            }
        }
        Act::Branch { test: Test::Answer(test), .. } => target(&test.node, "引用的回答节点"),
        _ => {}
    }
}

fn unreached(def: &Definition, found: &mut Vec<Problem>) {
    let called: BTreeSet<&str> = def.nodes.iter().flat_map(|n| n.act.targets()).map(|(to, _)| to).collect();
    for node in def.nodes.iter().filter(|n| n.when == When::Called) {
        if !called.contains(node.id.as_str()) {
            found.push(Problem::at(node, "没有日期，也没有分支或等待通向它，永远不会发生。"));
        }
    }
}

/// Edges that take no time; a cycle of these would run for ever on one day.
fn instant_edges(def: &Definition) -> BTreeMap<&str, Vec<&str>> {
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in &def.nodes {
        let calls = node.act.targets().into_iter().filter(|(_, days)| *days == 0);
        edges.entry(&node.id).or_default().extend(calls.map(|(to, _)| to));
        if let When::After { node: other, days: 0 } = &node.when {
            edges.entry(other).or_default().push(&node.id);
        }
    }
    edges
}

fn loops(def: &Definition, found: &mut Vec<Problem>) {
    let edges = instant_edges(def);
    for node in &def.nodes {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = edges.get(node.id.as_str()).cloned().unwrap_or_default();
        while let Some(at) = open.pop() {
            if at == node.id {
                found.push(Problem::at(node, "在一个没有时间间隔的环上，请加入天数或去掉回路。"));
                break;
            }
            if seen.insert(at) {
                open.extend(edges.get(at).into_iter().flatten());
            }
        }
    }
}

fn crowded(def: &Definition, found: &mut Vec<Problem>) {
    let mut days: BTreeMap<(Option<&str>, i32), usize> = BTreeMap::new();
    for node in def.nodes.iter().filter(|n| n.act.is_automated()) {
        if let When::Day(day) = node.when {
            *days.entry((node.track.as_deref(), day)).or_default() += 1;
        }
    }
    for ((_, day), n) in days.into_iter().filter(|(_, n)| *n > MOST_PER_DAY) {
        let message =
            format!("第{day}天有 {n} 条自动消息，超过每日 {MOST_PER_DAY} 条，部分会被打扰预算顺延。");
        found.push(Problem::hint(None, message));
    }
}
