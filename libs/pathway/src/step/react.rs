//! Taking in what happened in the world: answers, settled obligations, the person's fate, and the end of the path.

use super::{Decided, Effect, Item, Phase, Run, Status, Stop};
use crate::definition::Act;
use crate::ledger::Closing;

impl Run<'_> {
    /// What ends the path from outside, the gravest first: the person's fate, an order, a goal reached.
    pub(super) fn stop(&self) -> Option<Stop> {
        let fate =
            self.inputs.patient.fate.map(|closing| Stop { closing, why: fate_sentence(closing).to_owned() });
        fate.or_else(|| self.inputs.stop.clone()).or_else(|| self.goal())
    }

    fn goal(&self) -> Option<Stop> {
        let exits = self.def.exits.iter().enumerate().filter(|(_, e)| e.rule.is_some());
        exits
            .filter_map(|(n, e)| Some((e, self.inputs.rules.get(&format!("exit:{n}"))?)))
            .find(|(_, result)| result.holds)
            .map(|(e, result)| Stop { closing: Closing::Ended, why: format!("{}{}", e.why, result.why) })
    }

    /// Ends the path. With `keep`, work already in hand stays owed; else everything open is closed.
    pub(super) fn end(&mut self, closing: Closing, why: String, keep: bool) {
        for place in 0..self.state.items.len() {
            let Some((item, _)) = self.item(place) else { continue };
            let open = match item.phase {
                Phase::Waiting | Phase::Listening { .. } => true,
                Phase::Open => !keep,
                Phase::Done | Phase::Closed { .. } => false,
            };
            if open {
                self.close(place, closing, why.clone());
            }
        }
        self.state.status = Status::Ended { closing, why: why.clone() };
        self.note(Decided::Exited, None, format!("路径结束：{why}"));
        self.effects.push(Effect::Exit { closing, reason: why, keep });
    }

    /// Closes one occurrence, in the ledger too if it stands there.
    pub(super) fn close(&mut self, place: usize, closing: Closing, why: impl Into<String>) {
        let Some((item, node)) = self.item(place) else { return };
        let why = why.into();
        self.set(place, Phase::Closed { closing });
        self.note(Decided::Closed, Some(&item), format!("“{}”{}：{why}", node.name, closing.word()));
        if node.act.is_touch() {
            let (node, occurrence) = (item.node, item.occurrence);
            self.effects.push(Effect::CloseObligation { node, occurrence, closing, why });
        }
    }

    /// An answered form is done, whatever way the answer came.
    pub(super) fn take_answers(&mut self) {
        for answer in &self.inputs.answers {
            let Some((place, item)) = self.find(&answer.node, answer.occurrence) else { continue };
            let form = self.def.node(&item.node).is_some_and(|n| matches!(n.act, Act::Form { .. }));
            if form && item.phase == Phase::Open {
                self.set(place, Phase::Done);
                self.note(Decided::Settled, Some(&item), "已收到回答。");
                let (node, occurrence) = (item.node, item.occurrence);
                self.effects.push(Effect::CompleteObligation {
                    node,
                    occurrence,
                    why: "已收到回答。".into(),
                });
            }
        }
    }

    /// Obligations settled in the ledger. Each is taken in once.
    pub(super) fn take_reports(&mut self) {
        for report in &self.inputs.reports {
            let Some((place, item)) = self.find(&report.node, report.occurrence) else { continue };
            let by_hand = self.def.node(&item.node).is_some_and(|n| n.act.is_by_hand());
            let open = matches!(item.phase, Phase::Open | Phase::Waiting);
            if !open {
                continue;
            }
            let (phase, word) = match report.closed {
                None => (Phase::Done, "已完成。".to_owned()),
                Some(closing) => (Phase::Closed { closing }, format!("已关闭：{}。", closing.word())),
            };
            self.set(place, phase);
            self.note(Decided::Settled, Some(&item), word);
            if item.phase == Phase::Waiting
                && let Some(node) = self.def.node(&item.node)
            {
                // Done early or skipped by hand: the cadence goes on all the same.
                self.plan_following(&item, node);
            }
            if by_hand || item.phase == Phase::Waiting {
                self.plan_successors(&item.node, report.on);
            }
        }
    }

    fn find(&self, node: &str, occurrence: u32) -> Option<(usize, Item)> {
        let mut items = self.state.items.iter().enumerate();
        items.find(|(_, i)| i.node == node && i.occurrence == occurrence).map(|(n, i)| (n, i.clone()))
    }

    /// Parks on a fault from outside, and lets go what was dealt with.
    pub(super) fn hold(&mut self) {
        if self.inputs.release && matches!(self.state.status, Status::Parked { .. }) {
            self.state.status = Status::Running;
            self.note(Decided::Released, None, "待处理事项已处理，继续推进。");
        }
        if let Some(fault) = &self.inputs.fault
            && self.state.status == Status::Running
        {
            self.park(fault.clone());
        }
    }

    /// Whether a wait is over: answered, out of time, or waiting for something that will never be answered.
    pub(super) fn is_resolved(&self, item: &Item) -> bool {
        let Phase::Listening { of, until } = item.phase else { return false };
        until <= self.now || self.heard(item, of) || self.hopeless(item, of)
    }

    pub(super) fn resolve(&mut self, place: usize) {
        let Some((item, node)) = self.item(place) else { return };
        let (Phase::Listening { of, .. }, Act::WaitAnswer { on_answer, on_timeout, .. }) =
            (&item.phase, &node.act)
        else {
            return;
        };
        self.set(place, Phase::Done);
        let (target, why) = if self.heard(&item, *of) {
            (on_answer, "已收到回答。")
        } else if self.hopeless(&item, *of) {
            (on_timeout, "未能送达，不再等待。")
        } else {
            (on_timeout, "到期没有回答。")
        };
        self.note(Decided::Waited, Some(&item), format!("“{}”：{why}", node.name));
        if let Some(target) = target {
            if !self.heard(&item, *of) {
                self.hand_over(&item, *of, target);
            }
            self.call(target);
        }
        self.plan_successors(&item.node, self.today);
    }

    /// An unanswered form does not stay overdue beside the call that takes its place.
    fn hand_over(&mut self, item: &Item, of: u32, target: &str) {
        let Some((place, form)) = self.awaited(item).and_then(|node| self.find(node, of)) else { return };
        let next = self.def.node(target);
        let unanswered = form.phase == Phase::Open
            && self.def.node(&form.node).is_some_and(|n| matches!(n.act, Act::Form { .. }));
        if let Some(next) = next.filter(|n| unanswered && n.act.is_touch()) {
            self.close(place, Closing::Superseded, format!("到期没有回答，由“{}”接替。", next.name));
        }
    }

    fn awaited(&self, item: &Item) -> Option<&str> {
        match &self.def.node(&item.node)?.act {
            Act::WaitAnswer { node, .. } => Some(node),
            _ => None,
        }
    }

    fn heard(&self, item: &Item, of: u32) -> bool {
        self.awaited(item).is_some_and(|node| {
            let answered = self.inputs.answers.iter().any(|a| a.node == node && a.occurrence == of);
            answered && self.find(node, of).is_some()
        })
    }

    fn hopeless(&self, item: &Item, of: u32) -> bool {
        let awaited = self.awaited(item).and_then(|node| self.find(node, of));
        awaited.is_some_and(|(_, i)| matches!(i.phase, Phase::Closed { .. }))
    }

    /// A path without tracks is over when nothing is planned, awaited or in hand.
    pub(super) fn end_if_nothing_is_left(&mut self) {
        let over = |i: &Item| matches!(i.phase, Phase::Done | Phase::Closed { .. });
        let finished = self.state.items.iter().all(over);
        if !self.held() && self.def.tracks.is_none() && finished {
            self.end(Closing::Ended, "全部节点已完成。".to_owned(), true);
        }
    }
}

fn fate_sentence(closing: Closing) -> &'static str {
    match closing {
        Closing::Died => "患者已登记死亡。",
        Closing::Merged => "档案已合并，由保留的档案继续随访。",
        Closing::Moved => "患者已迁出。",
        Closing::Refused => "患者拒绝随访。",
        Closing::Lost => "按失访流程判定失联。",
        _ => "随访不再适用。",
    }
}
