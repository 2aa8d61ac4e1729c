//! Each row of the day table by itself.

use super::Problem;
use crate::definition::{Act, Definition, Every, Node, Test, When};
use crate::gate::{Channel, Class, Law, Policy};

/// More automatic messages than this on one day are too many.
pub(super) const MOST_PER_DAY: usize = 3;

pub(super) fn check(def: &Definition, node: &Node, found: &mut Vec<Problem>) {
    if node.name.trim().is_empty() {
        found.push(Problem::of(Some(&node.id), format!("节点 {} 缺少名称。", node.id)));
    }
    if node.sensitive && node.act.is_automated() {
        found.push(Problem::at(node, "为敏感或高价值节点，不得自动发送，请改为电话随访或上门随访。"));
    }
    contents(node, found);
    cadence(node, found);
    track(def, node, found);
    if let Act::Message { class, channels, .. } | Act::Form { class, channels, .. } = &node.act {
        legality(node, *class, channels, found);
        if def.clinical && matches!(class, Class::Marketing) {
            found.push(Problem::at(node, "临床路径不得发送营销消息。"));
        }
    }
}

fn contents(node: &Node, found: &mut Vec<Problem>) {
    let empty = |text: &str| text.trim().is_empty();
    let blank = |text: &Option<String>| text.as_deref().is_some_and(empty);
    let mut need = |missing: bool, message: &str| {
        if missing {
            found.push(Problem::at(node, message));
        }
    };
    match &node.act {
        Act::Message { template, .. } => need(empty(template), "缺少消息模板。"),
        Act::Form { form, template, .. } => {
            need(empty(form), "缺少问卷。");
            need(empty(template), "缺少邀请填写的消息模板。");
        }
        Act::PhoneTask { script, form, role } | Act::HomeVisit { script, form, role } => {
            need(empty(script), "缺少话术。");
            need(empty(role), "缺少负责的岗位。");
            need(blank(form), "的问卷编码为空。");
        }
        Act::Tag { add, remove } => {
            need(add.is_empty() && remove.is_empty(), "没有要处理的标签。");
            need(add.iter().chain(remove).any(|t| empty(t)), "有空的标签编码。");
            need(add.iter().any(|t| remove.contains(t)), "同时添加和去除同一标签。");
        }
        Act::WaitAnswer { timeout_days, on_answer, on_timeout, .. } => {
            need(*timeout_days == 0, "等待天数至少为 1 天。");
            need(on_answer.is_none() && on_timeout.is_none(), "等待之后没有去向。");
        }
        Act::Branch { test, then, otherwise } => {
            need(then.is_none() && otherwise.is_none(), "分支没有去向。");
            need(matches!(test, Test::Rule(rule) if rule.is_null()), "分支缺少规则。");
        }
        Act::Exit { reason } => need(empty(reason), "缺少结束原因。"),
    }
}

fn cadence(node: &Node, found: &mut Vec<Problem>) {
    let Some(repeat) = &node.repeat else { return };
    let days = match repeat.every {
        Every::Days(n) => n,
        Every::Months(n) => n.saturating_mul(28),
    };
    if days == 0 {
        found.push(Problem::at(node, "的重复间隔不能为 0。"));
    } else if node.window >= days {
        found.push(Problem::at(node, "的窗口不短于重复间隔，前后两次会重叠，请缩短窗口。"));
    }
    if repeat.times == Some(0) {
        found.push(Problem::at(node, "的重复次数不能为 0。"));
    }
    if !node.act.is_touch() && !matches!(node.act, Act::Tag { .. }) {
        found.push(Problem::at(node, "不能重复，只有消息、问卷、任务和标签可以重复。"));
    }
}

fn track(def: &Definition, node: &Node, found: &mut Vec<Problem>) {
    let Some(track) = &node.track else { return };
    let known = def.tracks.iter().flat_map(|t| &t.names).any(|t| t.code == *track);
    if !known {
        found.push(Problem::at(node, format!("属于未定义的轨道“{track}”。")));
    }
    if matches!(node.when, When::Day(n) | When::Month(n) if n < 0) {
        found.push(Problem::at(node, "在轨道上，天数从转入当日算起，不能为负。"));
    }
}

/// A channel the starter table forbids for the class is refused while authoring, not first at the gate.
fn legality(node: &Node, class: Class, channels: &[Channel], found: &mut Vec<Problem>) {
    let policy = Policy::default();
    for channel in channels {
        let human = *channel == Channel::Call;
        if human {
            found.push(Problem::at(node, "自动消息不能选人工电话，请改为电话随访。"));
        } else if policy.law(class, *channel) == Law::Forbidden {
            let (class, channel) = (class.word(), channel.word());
            found.push(Problem::at(node, format!("为“{class}”，不得经{channel}发送，请换渠道。")));
        }
    }
}
