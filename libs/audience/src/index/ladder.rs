//! Conditions on how often and how much, settled by ladders.

use super::{
    Bitmap, Index,
    dated::{ANY, Dated, Row},
    leaves::{Happened, Of, Test},
    narrow::Side,
    ranges::outside,
    stamp::{Clock, Window},
    words::Wanted,
};
use crate::CountBy;

impl Index {
    pub(crate) fn bound_times(&self, h: &Happened, clock: &Clock, set: &mut Bitmap) -> bool {
        let window = clock.window(h.least, h.most);
        match h.times.as_slice() {
            [(1.., i64::MAX)] => {
                let least = h.times[0].0;
                self.at_least(h, least, window, set, &|p| self.times(h, p, clock) >= least)
            }
            [(..=0, most)] if *most >= 0 && *most < i64::MAX => {
                let mut out = set.clone();
                if !self.at_least(h, most + 1, window, &mut out, &|p| self.times(h, p, clock) > *most) {
                    out.retain(|p| self.times(h, p, clock) > *most);
                }
                set.and_not(&out);
                true
            }
            [(from, to)] if *from >= 1 && from <= to => {
                let least = *from;
                self.at_least(h, least, window, set, &|p| self.times(h, p, clock) >= least);
                false
            }
            [] => {
                set.clear();
                true
            }
            _ => false,
        }
    }

    /// Keeps those for whom it happened at least so often, or at least nobody for whom it surely did not; whether all
    /// are settled.
    fn at_least(
        &self,
        h: &Happened,
        n: i64,
        window: Window,
        set: &mut Bitmap,
        ask: &dyn Fn(u32) -> bool,
    ) -> bool {
        let by_fact = h.by == CountBy::Fact || n == 1;
        match &h.of {
            Of::Metric { metric, is } => {
                let plain = is.is_none() && by_fact;
                ladder(&self.readings[*metric].dated, n, (ANY, plain), window, set, ask)
            }
            Of::Visits(wanted) => {
                let (group, whole) = group(&self.visits.dated, wanted);
                ladder(&self.visits.dated, n, (group, whole && by_fact), window, set, ask)
            }
            Of::Messages(wanted) => {
                let (group, whole) = group(&self.messages, wanted);
                ladder(&self.messages, n, (group, whole && by_fact), window, set, ask)
            }
            Of::List { list, wanted } => {
                self.list(*list).keep_begun(set, wanted, window);
                n == 1
            }
            Of::Nothing => {
                set.clear();
                true
            }
        }
    }

    pub(crate) fn bound_spend(
        &self,
        test: &Test,
        days: u32,
        ranges: &[(i64, i64)],
        side: Side,
        clock: &Clock,
        set: &mut Bitmap,
    ) -> bool {
        let [(least, i64::MAX)] = ranges else {
            return self.bound_spend_below(days, ranges, side, clock, set);
        };
        if *least < 1 {
            return false;
        }
        let window = clock.window(0, Some(days));
        let visits = &self.visits;
        let ask = |p| side.takes(self.test_one(test, p, clock));
        let mut asked = visits.dated.split_off(set, window).unwrap_or_else(|| Bitmap::empty(set.capacity()));
        let mut odd = set.clone();
        odd.and(&visits.odd);
        set.and_not(&odd);
        asked.or(&odd);
        let below = visits.paid.iter().rev().find(|paid| paid.fen <= *least);
        let above = visits.paid.iter().find(|paid| paid.fen >= *least);
        match below {
            Some(below) => below.ranked.keep(set, visits.since(below, window.from)),
            None => keep_since(&visits.dated, window, set),
        }
        if below.is_none_or(|below| below.fen != *least) {
            let mut between = set.clone();
            if let Some(above) = above {
                above.ranked.drop(&mut between, visits.since(above, window.from));
            }
            set.and_not(&between);
            asked.or(&between);
        }
        asked.retain(ask);
        set.or(&asked);
        true
    }

    /// "At most so much" is everybody but those who paid more.
    fn bound_spend_below(
        &self,
        days: u32,
        ranges: &[(i64, i64)],
        side: Side,
        clock: &Clock,
        set: &mut Bitmap,
    ) -> bool {
        let more = outside(ranges);
        let [(1.., i64::MAX)] = more.as_slice() else { return false };
        let mut out = set.clone();
        let test = Test::Spend { days, ranges: more.clone(), of: self.visits.words.wanted(|_| true) };
        let settled = self.bound_spend(&test, days, &more, side.other(), clock, &mut out);
        set.and_not(&out);
        settled
    }
}

fn keep_since<T: Row>(dated: &Dated<T>, window: Window, set: &mut Bitmap) {
    if let Some(rung) = dated.rung_of(1, ANY) {
        rung.ranked.keep(set, dated.since(rung, window.from));
    }
}

/// The group that holds all wanted kinds, and whether it holds no other.
fn group<T: Row>(dated: &Dated<T>, wanted: &Wanted) -> (u32, bool) {
    if wanted.everything() {
        return (ANY, true);
    }
    let of = |kind: &u32| dated.groups.get(*kind as usize).copied();
    let Some(group) = wanted.ids.first().and_then(of) else { return (ANY, false) };
    if wanted.ids.iter().any(|kind| of(kind) != Some(group)) {
        return (ANY, false);
    }
    (group, dated.groups.iter().filter(|g| **g == group).count() == wanted.ids.len())
}

/// Keeps those with at least `n` facts of a group in the window. `whole` says that every fact of the group counts;
/// otherwise more may be left than should.
pub(crate) fn ladder<T: Row>(
    dated: &Dated<T>,
    n: i64,
    (group, whole): (u32, bool),
    window: Window,
    set: &mut Bitmap,
    ask: &dyn Fn(u32) -> bool,
) -> bool {
    let exact = dated.rung_of(n, group).filter(|_| whole);
    let Some(rung) = exact.or_else(|| dated.rung_below(n, group)).or_else(|| dated.rung_below(n, ANY)) else {
        return false;
    };
    let apart = dated.split_off(set, window);
    rung.ranked.keep(set, dated.since(rung, window.from));
    if let Some(mut apart) = apart {
        if exact.is_some() {
            apart.retain(ask);
        }
        set.or(&apart);
    }
    exact.is_some()
}
