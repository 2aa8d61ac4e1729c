//! Dated facts (readings, encounters, messages) with ladders: since when has a person had so many of them.
//!
//! "At least k in the last d days" is "the k-th latest lies in the window": a comparison of one key, the same at every
//! moment and for every window. So each rung of a ladder is one order of persons, and time passes without upkeep.

use super::{
    Bitmap,
    ranked::Ranked,
    series::{Rows, Series},
    stamp::Window,
};

/// Every kind of fact counts for this rung.
pub(crate) const ANY: u32 = u32::MAX;

/// A datum with a kind, a number of the words of its list.
pub(crate) trait Row: Copy {
    fn kind(self) -> u32;
}

/// One rung: persons by the time of their k-th latest fact of a group.
#[derive(Debug, Clone)]
pub(crate) struct Rung {
    pub(crate) nth: u32,
    pub(crate) group: u32,
    pub(crate) ranked: Ranked,
}

/// Dated facts of one list.
#[derive(Debug, Clone)]
pub(crate) struct Dated<T> {
    pub(crate) series: Series<T>,
    pub(crate) rungs: Vec<Rung>,
    /// The group of each kind, e.g. the class of an encounter in a department.
    pub(crate) groups: Vec<u32>,
}

impl<T: Copy> Default for Dated<T> {
    fn default() -> Dated<T> {
        Dated { series: Series::default(), rungs: Vec::new(), groups: Vec::new() }
    }
}

impl<T: Row> Dated<T> {
    /// Builds the ladder of all facts and the first rung of each group.
    pub(crate) fn index(&mut self, depths: &[u32], capacity: usize) {
        let mut groups = self.groups.clone();
        groups.sort_unstable();
        groups.dedup();
        let any = depths.iter().map(|nth| (*nth, ANY));
        let wanted: Vec<_> = any.chain(groups.into_iter().map(|group| (1, group))).collect();
        self.rungs = wanted.into_iter().map(|(nth, group)| self.rung(nth, group, capacity)).collect();
    }

    fn rung(&self, nth: u32, group: u32, capacity: usize) -> Rung {
        let keyed = self.series.fixed().filter_map(|(p, rows)| Some((self.nth(rows, nth, group)?, p)));
        Rung { nth, group, ranked: Ranked::build(keyed.collect(), capacity) }
    }

    /// The time of the n-th latest row of a group.
    fn nth(&self, rows: Rows<'_, T>, nth: u32, group: u32) -> Option<u32> {
        if group == ANY {
            return rows.stamps.len().checked_sub(nth as usize).map(|i| rows.stamps[i]);
        }
        let of = |datum: T| self.groups.get(datum.kind() as usize) == Some(&group);
        rows.iter().rev().filter(|(_, datum)| of(*datum)).nth(nth as usize - 1).map(|(stamp, _)| stamp)
    }

    /// The places of a rung at or after a time.
    pub(crate) fn since(&self, rung: &Rung, time: u32) -> std::ops::Range<usize> {
        let key = |p| self.nth(self.series.fixed_rows(p), rung.nth, rung.group).unwrap_or(0);
        rung.ranked.place(time, key)..rung.ranked.len()
    }

    /// The rung of exactly this depth and group.
    pub(crate) fn rung_of(&self, nth: i64, group: u32) -> Option<&Rung> {
        self.rungs.iter().find(|rung| i64::from(rung.nth) == nth && rung.group == group)
    }

    /// The deepest rung of a group that everybody with `nth` facts has reached.
    pub(crate) fn rung_below(&self, nth: i64, group: u32) -> Option<&Rung> {
        let fits = self.rungs.iter().filter(|rung| i64::from(rung.nth) <= nth && rung.group == group);
        fits.max_by_key(|rung| rung.nth)
    }

    /// Takes out of `set` those whom the orders do not describe at the end of this window: who changed since, and who
    /// have a fact after it. They must be asked one by one.
    pub(crate) fn split_off(&self, set: &mut Bitmap, window: Window) -> Option<Bitmap> {
        // A list that began after the orders were made has none: all its rows are changes.
        let latest = self.rung_of(1, ANY);
        let after = latest.map_or(0..0, |latest| self.since(latest, window.to));
        if after.is_empty() && self.series.changes() == 0 {
            return None;
        }
        let mut apart = set.clone();
        match latest {
            Some(latest) => latest.ranked.keep(&mut apart, after),
            None => apart.clear(),
        }
        self.series.touched().filter(|p| set.contains(*p)).for_each(|p| apart.insert(p));
        set.and_not(&apart);
        Some(apart)
    }

    pub(crate) fn grow(&mut self, capacity: usize) {
        self.series.grow(capacity);
        self.rungs.iter_mut().for_each(|rung| rung.ranked.grow(capacity));
    }

    pub(crate) fn bytes(&self) -> usize {
        self.series.bytes() + self.rungs.iter().map(|rung| rung.ranked.bytes()).sum::<usize>()
    }
}
