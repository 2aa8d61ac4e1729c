//! Carrying out one node whose time has come.

use super::{Decided, Effect, Item, Phase, Run};
use crate::calendar::{add_days, month_day};
use crate::definition::{Act, AnswerTest, Node, Test};
use crate::entry::{field, text_of};
use crate::ledger::Closing;

impl Run<'_> {
    pub(super) fn fire(&mut self, place: usize) {
        let Some((item, node)) = self.item(place) else {
            let id = self.state.items.get(place).map(|i| i.node.clone()).unwrap_or_default();
            self.park(format!("路径中没有节点“{id}”。"));
            return;
        };
        if node.act.is_touch() && self.inputs.patient.muted {
            self.close(place, Closing::Muted, "静默期间不触达，之后也不补发。");
            self.after(&item, node);
        } else if node.act.is_automated() && self.today > item.to {
            let why = format!("到{}仍未能发出，窗口已过，不再补发。", month_day(item.to));
            self.close(place, Closing::Expired, why);
            self.after(&item, node);
        } else if node.act.is_automated() && self.would_burst(&item) {
            self.postpone(place, &item, node);
        } else {
            self.act(place, &item, node);
        }
    }

    /// Another message already went out today and this one is only being made up for.
    fn would_burst(&self, item: &Item) -> bool {
        let late = self.inputs.calendar.date(item.fire_at) < self.today;
        late && self.state.last_send == Some(self.today)
    }

    fn postpone(&mut self, place: usize, item: &Item, node: &Node) {
        let taken = self.state.catch_up_to.map_or(self.today, |d| d.max(self.today));
        let day = add_days(taken, 1);
        if day > item.to {
            let why = format!("窗口（截止{}）内已排满补发，不集中补发。", month_day(item.to));
            self.close(place, Closing::Expired, why);
            self.after(item, node);
            return;
        }
        self.state.catch_up_to = Some(day);
        let fire_at = self.inputs.calendar.instant(day, node.time);
        if let Some(item) = self.state.items.get_mut(place) {
            item.fire_at = fire_at;
        }
        let why = format!("今日已补发一条，“{}”错开到{}。", node.name, month_day(day));
        self.note(Decided::Postponed, Some(item), why);
    }

    /// What follows from a node that came up, whether it was carried out or closed.
    fn after(&mut self, item: &Item, node: &Node) {
        self.plan_following(item, node);
        self.plan_successors(&node.id, self.today);
    }

    fn act(&mut self, place: usize, item: &Item, node: &Node) {
        match &node.act {
            Act::Message { .. } | Act::Form { .. } => self.send(place, item, node),
            Act::PhoneTask { .. } | Act::HomeVisit { .. } => self.open_task(place, item, node),
            Act::Tag { add, remove } => self.tag(place, item, node, add, remove),
            Act::WaitAnswer { node: of, timeout_days, .. } => {
                self.listen(place, item, node, of, *timeout_days);
            }
            Act::Branch { test, then, otherwise } => {
                let Some((holds, why)) = self.decide(item, test) else { return };
                self.set(place, Phase::Done);
                let target = if holds { then } else { otherwise };
                let answer = if holds { "是" } else { "否" };
                self.note(Decided::Branched, Some(item), format!("“{}”：{answer}。{why}", node.name));
                if let Some(target) = target {
                    self.call(target);
                }
                self.after(item, node);
            }
            Act::Exit { reason } => {
                self.set(place, Phase::Done);
                self.end(Closing::Ended, reason.clone(), true);
            }
        }
    }

    fn send(&mut self, place: usize, item: &Item, node: &Node) {
        self.set(place, Phase::Open);
        self.state.last_send = Some(self.today);
        let not_after = self.inputs.calendar.day_start(add_days(item.to, 1));
        let (id, occurrence) = (item.node.clone(), item.occurrence);
        let effect = match node.act.clone() {
            Act::Form { form, template, class, channels } => {
                Effect::SendForm { node: id, occurrence, form, template, class, channels, not_after }
            }
            Act::Message { template, class, channels } => {
                Effect::SendMessage { node: id, occurrence, template, class, channels, not_after }
            }
            _ => return,
        };
        self.note(Decided::Fired, Some(item), format!("“{}”交发送。", node.name));
        self.effects.push(effect);
        self.after(item, node);
    }

    fn open_task(&mut self, place: usize, item: &Item, node: &Node) {
        let (Act::PhoneTask { script, form, role } | Act::HomeVisit { script, form, role }) =
            node.act.clone()
        else {
            return;
        };
        self.set(place, Phase::Open);
        let late = if self.today > item.to { "，窗口已过，按逾期处理" } else { "" };
        self.note(Decided::Fired, Some(item), format!("“{}”转为人工任务{late}。", node.name));
        self.effects.push(Effect::OpenTask {
            node: item.node.clone(),
            occurrence: item.occurrence,
            kind: node.act.code().to_owned(),
            title: node.name.clone(),
            script,
            form,
            role,
            sensitive: node.sensitive,
            due_from: item.from,
            due_to: item.to,
        });
        // Successors of work done by people count from the day it is settled.
        self.plan_following(item, node);
    }

    fn tag(&mut self, place: usize, item: &Item, node: &Node, add: &[String], remove: &[String]) {
        self.set(place, Phase::Done);
        let of = || (item.node.clone(), item.occurrence);
        for tag in add {
            let ((node, occurrence), tag) = (of(), tag.clone());
            self.effects.push(Effect::AddTag { node, occurrence, tag });
        }
        for tag in remove {
            let ((node, occurrence), tag) = (of(), tag.clone());
            self.effects.push(Effect::RemoveTag { node, occurrence, tag });
        }
        self.note(Decided::Fired, Some(item), format!("“{}”已处理标签。", node.name));
        self.after(item, node);
    }

    fn listen(&mut self, place: usize, item: &Item, node: &Node, of: &str, days: u32) {
        let awaited = self.state.items.iter().filter(|i| i.node == of).map(|i| i.occurrence).max();
        let Some(awaited) = awaited else {
            self.park(format!("“{}”等待的节点“{of}”尚未发生。", node.name));
            return;
        };
        let last_day = add_days(self.today, i64::from(days));
        let until = self.inputs.calendar.instant(last_day, node.time);
        self.set(place, Phase::Listening { of: awaited, until });
        let why = format!("“{}”等待回答至{}。", node.name, month_day(last_day));
        self.note(Decided::Fired, Some(item), why);
        self.plan_following(item, node);
    }

    /// A branch's answer with the facts used, or nothing if the person had to be parked.
    fn decide(&mut self, item: &Item, test: &Test) -> Option<(bool, String)> {
        match test {
            Test::Answer(test) => Some(self.by_answer(test)),
            Test::Rule(_) => {
                let result = self.inputs.rules.get(&item.node).cloned();
                if result.is_none() {
                    self.park(format!("分支“{}”的规则没有结果。", item.node));
                }
                result.map(|r| (r.holds, r.why))
            }
        }
    }

    fn by_answer(&self, test: &AnswerTest) -> (bool, String) {
        let answers = self.inputs.answers.iter().filter(|a| a.node == test.node);
        let latest = answers.max_by_key(|a| (a.at, a.occurrence));
        let value = latest.and_then(|a| field(&a.fields, &test.field));
        let holds = test.is.holds(value);
        let found = value.and_then(text_of).map_or_else(|| "没有回答".to_owned(), |v| format!("回答为{v}"));
        (holds, format!("“{}”{found}，条件为{}。", test.field, test.is.words()))
    }
}
