//! Live rules: who is in, kept right as facts arrive and as time passes.

use super::{
    Bitmap, Index, PersonId, Plan,
    stamp::{Clock, instant, stamp},
};
use crate::{Moment, Rule, Uses, uses};
use chrono::{DateTime, Days, Utc};
use std::collections::{BTreeSet, HashMap};

/// Someone came in or went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The key of the rule.
    pub rule: String,
    /// Who.
    pub person: PersonId,
    /// Whether the rule holds now.
    pub entered: bool,
}

/// What a change touched, as a rule names it: rules that read nothing of it are not asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Touched {
    /// Readings of a metric, by code.
    Metric(String),
    /// A kind of fact, named as in [`Uses::kinds`]: `encounter`, `tag`, `condition` …
    Kind(&'static str),
    /// Everything.
    All,
}

struct Live {
    key: String,
    plan: Plan,
    members: Bitmap,
    /// Whether a window or an age can change the answer at midnight.
    by_day: bool,
}

/// The rules that are kept up to date.
#[derive(Default)]
pub struct LiveRules {
    rules: Vec<Live>,
    /// Rules by what they read.
    readers: HashMap<Touched, Vec<usize>>,
    /// Those whom every rule has judged; a new person is judged by all.
    seen: Bitmap,
}

impl LiveRules {
    /// Begins to keep a rule; whoever satisfies it now is in without having entered.
    pub fn add(&mut self, key: impl Into<String>, rule: &Rule, index: &Index, at: Moment) {
        let key = key.into();
        self.remove(&key);
        let plan = index.plan(rule);
        let members = index.holds(&plan, at, index.everybody());
        if self.rules.is_empty() {
            self.seen = index.everybody().clone();
        }
        self.rules.push(Live { key, plan, members, by_day: by_day(&uses(rule)) });
        self.index_readers();
    }

    /// Stops keeping a rule.
    pub fn remove(&mut self, key: &str) {
        self.rules.retain(|live| live.key != key);
        self.index_readers();
    }

    /// Who satisfies a rule.
    pub fn members(&self, key: &str) -> Option<&Bitmap> {
        self.rules.iter().find(|live| live.key == key).map(|live| &live.members)
    }

    fn index_readers(&mut self) {
        self.readers = HashMap::new();
        for (i, live) in self.rules.iter().enumerate() {
            for touched in read_by(&uses(&live.plan.rule)) {
                self.readers.entry(touched).or_default().push(i);
            }
        }
    }

    /// Judges one person anew after a change that is already in the index.
    pub fn react(&mut self, index: &Index, at: Moment, person: PersonId, touched: &[Touched]) -> Vec<Moved> {
        let Some(p) = index.people.find(person) else { return Vec::new() };
        let clock = Clock::new(at);
        self.seen.grow(index.capacity);
        let all = touched.contains(&Touched::All) || !self.seen.contains(p);
        self.seen.insert(p);
        let some = touched.iter().filter_map(|t| self.readers.get(t)).flatten().copied();
        let due: BTreeSet<usize> = if all { (0..self.rules.len()).collect() } else { some.collect() };
        let mut moved = Vec::new();
        for i in due {
            let live = &mut self.rules[i];
            if !index.knows(&live.plan) {
                live.plan = index.plan(&live.plan.rule);
            }
            live.members.grow(index.capacity);
            let holds = index.alive.contains(p) && index.truth_of(&live.plan.node, p, &clock).holds();
            if holds != live.members.contains(p) {
                live.members.put(p, holds);
                moved.push(Moved { rule: live.key.clone(), person, entered: holds });
            }
        }
        moved
    }

    /// The first instant after `at` at which an answer may change although nothing happens: the next midnight, or
    /// earlier the begin or end of a span. Call [`LiveRules::pass`] then.
    pub fn next_look(&self, index: &Index, at: Moment) -> DateTime<Utc> {
        let midnight = at.start(at.today() + Days::new(1));
        let edges = index.lists.iter().filter_map(|list| list.next_edge(stamp(at.now)));
        edges.min().map_or(midnight, |edge| instant(edge).min(midnight))
    }

    /// Judges everybody anew by the rules that time can change, and tells who moved.
    pub fn pass(&mut self, index: &Index, at: Moment) -> Vec<Moved> {
        let mut moved = Vec::new();
        for live in self.rules.iter_mut().filter(|live| live.by_day) {
            let now = index.holds(&live.plan, at, index.everybody());
            live.members.grow(index.capacity);
            let (mut came, mut went) = (now.clone(), live.members.clone());
            came.and_not(&live.members);
            went.and_not(&now);
            for (set, entered) in [(&came, true), (&went, false)] {
                let person = |p| index.id(p).unwrap_or_default();
                moved.extend(set.iter().map(|p| Moved {
                    rule: live.key.clone(),
                    person: person(p),
                    entered,
                }));
            }
            live.members = now;
        }
        moved
    }
}

/// Sex, grade, family and answers ever given do not change with the clock; nearly everything else may.
fn by_day(uses: &Uses) -> bool {
    uses.kinds.iter().any(|kind| !matches!(*kind, "sex" | "grade" | "family"))
}

fn read_by(uses: &Uses) -> Vec<Touched> {
    let metrics = uses.metrics.iter().map(|code| Touched::Metric(code.clone()));
    metrics
        .chain(uses.kinds.iter().filter(|kind| **kind != "metric").map(|kind| Touched::Kind(kind)))
        .collect()
}
