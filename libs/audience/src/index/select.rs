//! Asking the index: who, how many, whom for example, how composed, how they overlap, who came and who went.

use super::{Bitmap, Index, PersonId, Plan, narrow::Side, stamp::Clock};
use crate::{Moment, Rule, Truth};
use std::borrow::Cow;

/// For whom a rule holds at a moment, and of whom it cannot be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Those for whom it holds.
    pub holds: Bitmap,
    /// Those of whom it cannot be said because facts are missing.
    pub unknown: Bitmap,
}

/// How two sets of persons lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Only in the first.
    pub left: usize,
    /// In both.
    pub both: usize,
    /// Only in the second.
    pub right: usize,
}

/// Who came and who went between two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// In at the second moment, not at the first.
    pub entered: Bitmap,
    /// In at the first moment, not at the second.
    pub left: Bitmap,
    /// In at both.
    pub stayed: Bitmap,
}

impl Index {
    /// For whom a rule holds, and of whom it cannot be said, among those in `scope`.
    pub fn select(&self, rule: &Rule, at: Moment, scope: &Bitmap) -> Selection {
        let plan = self.plan(rule);
        let holds = self.holds(&plan, at, scope);
        let mut unknown = self.side(&plan, at, scope, Side::Maybe);
        unknown.and_not(&holds);
        Selection { holds, unknown }
    }

    /// For whom a plan holds among those in `scope`: half the work of [`Index::select`].
    pub fn holds(&self, plan: &Plan, at: Moment, scope: &Bitmap) -> Bitmap {
        self.side(plan, at, scope, Side::Yes)
    }

    /// For how many a rule holds among those in `scope`.
    pub fn count(&self, rule: &Rule, at: Moment, scope: &Bitmap) -> usize {
        self.holds(&self.plan(rule), at, scope).count()
    }

    /// The answer for one person: the same plan, without the set. `None` if the person is not here.
    pub fn truth(&self, plan: &Plan, at: Moment, person: PersonId) -> Option<Truth> {
        let p = self.ordinal(person)?;
        Some(self.truth_at(plan, &Clock::new(at), p))
    }

    pub(crate) fn truth_at(&self, plan: &Plan, clock: &Clock, p: u32) -> Truth {
        self.truth_of(&self.fresh(plan).node, p, clock)
    }

    fn side(&self, plan: &Plan, at: Moment, scope: &Bitmap, side: Side) -> Bitmap {
        let mut set = self.alive.clone();
        set.and(scope);
        self.narrow(&self.fresh(plan).node, side, &Clock::new(at), &mut set);
        set
    }

    /// The plan, made anew if words have come since.
    fn fresh<'p>(&self, plan: &'p Plan) -> Cow<'p, Plan> {
        if self.knows(plan) { Cow::Borrowed(plan) } else { Cow::Owned(self.plan(&plan.rule)) }
    }

    /// Up to `n` persons of a set, spread over it; another `seed` shows others.
    pub fn sample(&self, set: &Bitmap, n: usize, seed: u64) -> Vec<PersonId> {
        let size = set.count();
        let mut places: Vec<usize> = (0..n.min(size))
            .map(|i| {
                let part = size / n.min(size).max(1);
                let jump = (seed ^ i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
                i * part + jump as usize % part.max(1)
            })
            .collect();
        places.sort_unstable();
        let mut next = places.into_iter().peekable();
        let chosen = set.iter().enumerate().filter(|(i, _)| next.next_if_eq(i).is_some());
        chosen.filter_map(|(_, p)| self.id(p)).collect()
    }

    /// The ids of a set, in order of arrival.
    pub fn ids<'a>(&'a self, set: &'a Bitmap) -> impl Iterator<Item = PersonId> + 'a {
        set.iter().filter_map(|p| self.id(p))
    }

    /// How many of a set fall to each combination of rules. Cell `c` counts those for whom rule `i` holds exactly if
    /// bit `i` of `c` is set: an RFM cube is three rules and eight cells; at most 16 rules are taken.
    pub fn cells(&self, rules: &[Plan], at: Moment, scope: &Bitmap) -> Vec<usize> {
        let mut all = self.alive.clone();
        all.and(scope);
        let sets: Vec<Bitmap> = rules.iter().take(16).map(|plan| self.holds(plan, at, &all)).collect();
        (0..1_usize << sets.len()).map(|cell| count_cell(&all, &sets, cell)).collect()
    }

    /// How many of a set satisfy each rule: bands of age, sexes, grades, sites.
    pub fn composition(&self, set: &Bitmap, parts: &[Plan], at: Moment) -> Vec<usize> {
        parts.iter().map(|plan| self.holds(plan, at, set).count()).collect()
    }

    /// Who came and who went between two moments, by the facts as they stand now.
    pub fn flow(&self, plan: &Plan, from: Moment, to: Moment, scope: &Bitmap) -> Flow {
        let (before, after) = (self.holds(plan, from, scope), self.holds(plan, to, scope));
        let (mut entered, mut left, mut stayed) = (after.clone(), before.clone(), before.clone());
        entered.and_not(&before);
        left.and_not(&after);
        stayed.and(&after);
        Flow { entered, left, stayed }
    }
}

/// How two sets overlap.
impl Overlap {
    /// Compares two sets of the same index.
    pub fn of(first: &Bitmap, second: &Bitmap) -> Overlap {
        let both = first.count_and(second);
        Overlap { left: first.count() - both, both, right: second.count() - both }
    }
}

/// Persons in every set whose bit is set, and in none of the others.
fn count_cell(all: &Bitmap, sets: &[Bitmap], cell: usize) -> usize {
    let mut n = 0;
    for (i, word) in all.words().iter().enumerate() {
        let word = sets.iter().enumerate().fold(*word, |word, (bit, set)| {
            let own = set.words()[i];
            word & if cell >> bit & 1 == 1 { own } else { !own }
        });
        n += u64::from(word.count_ones());
    }
    n as usize
}
