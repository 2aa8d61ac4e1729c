//! Putting nodes on the calendar: the first plan, cadences, successors, and the move to another track.

use chrono::NaiveDate;

use super::{Decided, Effect, Item, Phase, Run};
use crate::calendar::{add_days, add_months, month_day};
use crate::definition::{Act, Every, Node, Repeat, When};
use crate::ledger::Closing;

impl Run<'_> {
    /// Plans every node that hangs on day nought.
    pub(super) fn first_plan(&mut self) {
        self.state.planned = true;
        let track = self.known_track();
        self.state.track.clone_from(&track);
        for node in &self.def.nodes {
            let base = match &node.track {
                None => self.state.anchor,
                Some(t) if Some(t) == track.as_ref() => self.today,
                Some(_) => continue,
            };
            if let Some(first) = day_from(&node.when, base) {
                self.plan_series(node, first, 0);
            }
        }
    }

    /// The person's fact, if the version knows such a track.
    fn known_track(&self) -> Option<String> {
        let tracks = self.def.tracks.as_ref()?;
        let value = self.inputs.track.as_ref()?;
        tracks.names.iter().find(|t| t.code == *value).map(|t| t.code.clone())
    }

    /// Leaves the old cadence and takes up the new one. What is already in hand stays in hand; what was only
    /// planned is replaced; a duty done or in hand counts, so that nothing comes twice.
    pub(super) fn switch_track(&mut self) {
        let to = self.known_track();
        if self.def.tracks.is_none() || to == self.state.track {
            return;
        }
        let from = self.state.track.clone();
        let word = |code: &Option<String>| self.track_word(code.as_deref());
        let sentence = format!("由{}转入{}。", word(&from), word(&to));
        self.state.track.clone_from(&to);
        self.note(Decided::Switched, None, sentence.clone());
        for place in 0..self.state.items.len() {
            let Some((item, node)) = self.item(place) else { continue };
            let planned = matches!(item.phase, Phase::Waiting | Phase::Listening { .. });
            if planned && node.track.is_some() && node.track == from {
                self.close(place, Closing::Superseded, format!("{sentence}原计划由新安排替代。"));
            }
        }
        for node in self.def.nodes.iter().filter(|n| n.track.is_some() && n.track == to) {
            let Some(day) = day_from(&node.when, self.today) else { continue };
            let (first, index) = self.after_last_duty(node, day);
            self.plan_series(node, first, index);
        }
    }

    fn track_word(&self, code: Option<&str>) -> String {
        let names = self.def.tracks.iter().flat_map(|t| &t.names);
        names
            .filter(|t| Some(t.code.as_str()) == code)
            .map(|t| t.name.clone())
            .next()
            .unwrap_or_else(|| "未分级".to_owned())
    }

    /// Where a cadence starts on a new track: an interval after the duty was last done or came up, else at once.
    fn after_last_duty(&self, node: &Node, day: NaiveDate) -> (NaiveDate, u32) {
        let Some(repeat) = &node.repeat else { return (day, 0) };
        let duty = node.duty.as_deref().unwrap_or(&node.id);
        let same = |id: &str| self.def.node(id).is_some_and(|n| n.duty.as_deref().unwrap_or(&n.id) == duty);
        let begun = self.state.items.iter().filter(|i| matches!(i.phase, Phase::Open | Phase::Done));
        let last = begun.filter(|i| same(&i.node)).map(|i| i.from).max();
        match last.map(|l| (l, nth(l, repeat.every, 1))) {
            Some((last, next)) if next >= day => (last, 1),
            _ => (day, 0),
        }
    }

    /// Plans a node at a place of its series. Occurrences of a cadence that lay before enrolment were never owed.
    pub(super) fn plan_series(&mut self, node: &Node, base: NaiveDate, index: u32) {
        let Some(repeat) = &node.repeat else {
            self.plan_one(node, base, 0, base);
            return;
        };
        let mut at = index;
        while self.window(node, nth(base, repeat.every, at)).1 < self.state.enrolled_on
            && interval(repeat.every) > 0
        {
            at = at.saturating_add(1);
        }
        if at > index {
            let skipped = at - index;
            self.note(Decided::Skipped, None, format!("“{}”入组前的{skipped}次不计入应随访。", node.name));
        }
        if repeat.times.is_none_or(|times| at < times) {
            self.plan_one(node, base, at, nth(base, repeat.every, at));
        }
    }

    /// Plans the next occurrence of a cadence once one has come up.
    pub(super) fn plan_following(&mut self, item: &Item, node: &Node) {
        let Some(Repeat { every, times }) = node.repeat else { return };
        let next = item.index.saturating_add(1);
        if interval(every) > 0 && times.is_none_or(|t| next < t) && self.on_track(node) {
            self.plan_one(node, item.base, next, nth(item.base, every, next));
        }
    }

    /// Plans the nodes that come so many days after this one.
    pub(super) fn plan_successors(&mut self, of: &str, reached: NaiveDate) {
        for node in &self.def.nodes {
            if let When::After { node: other, days } = &node.when
                && other == of
                && self.on_track(node)
            {
                self.plan_series(node, add_days(reached, i64::from(*days)), 0);
            }
        }
    }

    /// Plans a node a branch or a wait leads to.
    pub(super) fn call(&mut self, target: &str) {
        match self.def.node(target) {
            Some(node) => self.plan_series(node, self.today, 0),
            None => self.park(format!("路径中没有节点“{target}”。")),
        }
    }

    fn on_track(&self, node: &Node) -> bool {
        node.track.is_none() || node.track == self.state.track
    }

    fn window(&self, node: &Node, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let from = node.workday.map_or(day, |shift| self.inputs.calendar.shift(day, shift));
        (from, add_days(from, i64::from(node.window)))
    }

    fn plan_one(&mut self, node: &Node, base: NaiveDate, index: u32, day: NaiveDate) {
        let (from, to) = self.window(node, day);
        let occurrence = self.state.items.iter().filter(|i| i.node == node.id).map(|i| i.occurrence + 1);
        let item = Item {
            node: node.id.clone(),
            occurrence: occurrence.max().unwrap_or(0),
            base,
            index,
            from,
            to,
            fire_at: self.inputs.calendar.instant(from, node.time),
            phase: Phase::Waiting,
        };
        let window =
            if from == to { month_day(from) } else { format!("{}至{}", month_day(from), month_day(to)) };
        self.note(Decided::Planned, Some(&item), format!("“{}”安排在{window}。", node.name));
        if node.act.is_touch() {
            self.effects.push(Effect::OpenObligation {
                node: item.node.clone(),
                occurrence: item.occurrence,
                kind: node.act.code().to_owned(),
                title: node.name.clone(),
                due_from: from,
                due_to: to,
            });
        }
        let place = self.state.items.len();
        self.state.items.push(item);
        if node.act.is_touch() && to < self.state.enrolled_on {
            let why = format!("入组时窗口已过（截止{}），不补做。", month_day(to));
            self.close(place, Closing::Expired, why);
            self.plan_late_successors(&node.id, to);
        }
    }

    /// What comes after a node that had passed before enrolment: nobody waits for an answer to what was never sent.
    fn plan_late_successors(&mut self, of: &str, reached: NaiveDate) {
        for node in &self.def.nodes {
            let When::After { node: other, days } = &node.when else { continue };
            if other != of || !self.on_track(node) {
                continue;
            }
            if matches!(node.act, Act::WaitAnswer { .. }) {
                self.note(Decided::Skipped, None, format!("“{}”：前一节点未发出，不等待回答。", node.name));
            } else {
                self.plan_series(node, add_days(reached, i64::from(*days)), 0);
            }
        }
    }
}

fn day_from(when: &When, base: NaiveDate) -> Option<NaiveDate> {
    match when {
        When::Day(n) => Some(add_days(base, i64::from(*n))),
        When::Month(n) => Some(add_months(base, *n)),
        When::After { .. } | When::Called => None,
    }
}

/// The n-th day of a cadence, always counted from its first day.
fn nth(base: NaiveDate, every: Every, n: u32) -> NaiveDate {
    match every {
        Every::Days(days) => add_days(base, i64::from(days) * i64::from(n)),
        Every::Months(months) => {
            add_months(base, i32::try_from(months.saturating_mul(n)).unwrap_or(i32::MAX))
        }
    }
}

fn interval(every: Every) -> u32 {
    match every {
        Every::Days(n) | Every::Months(n) => n,
    }
}
