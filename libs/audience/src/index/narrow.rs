//! All persons at once: each condition narrows a set of candidates. What an order or a set cannot settle is asked of
//! those who are left.

use super::{
    Bitmap, Index, List,
    dated::{ANY, Dated, Row},
    leaves::{Happened, Of, Test},
    plan::Node,
    profile::GRADES,
    ranges::outside,
    stamp::{Clock, Window, day_number},
    words::Wanted,
};
use crate::{Cmp, CountBy, Decimal, Sex, Truth};
use chrono::{Datelike, NaiveDate};

/// Whom a set is to hold: those for whom it holds, or also those of whom it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Yes,
    Maybe,
}

impl Side {
    fn takes(self, truth: Truth) -> bool {
        truth == Truth::Yes || (self == Side::Maybe && truth == Truth::Unknown)
    }

    fn other(self) -> Side {
        if self == Side::Yes { Side::Maybe } else { Side::Yes }
    }
}

/// How dear a node is, in order.
fn price(node: &Node) -> u8 {
    match node {
        Node::All(nodes) | Node::Any(nodes) => 2 + nodes.iter().map(price).max().unwrap_or(0),
        Node::Not(node) => 1 + price(node),
        Node::Is(test) => match test.as_ref() {
            Test::Sex(_) | Test::Grade(_) | Test::Stands { .. } | Test::Missing => 0,
            Test::Age { .. } | Test::Latest { .. } => 1,
            Test::Happened(_) | Test::Spend { .. } => 3,
            _ => 9,
        },
    }
}

impl Index {
    /// Keeps of `set` those on the asked side of a node.
    pub(crate) fn narrow(&self, node: &Node, side: Side, clock: &Clock, set: &mut Bitmap) {
        match node {
            Node::All(nodes) => {
                let mut order: Vec<&Node> = nodes.iter().collect();
                order.sort_by_key(|node| price(node));
                let mut open = Vec::new();
                for node in order {
                    match node {
                        Node::Is(test) if !self.bound(test, side, clock, set) => open.push(test),
                        Node::Is(_) => {}
                        _ => self.narrow(node, side, clock, set),
                    }
                }
                for test in open {
                    set.retain(|p| side.takes(self.test_one(test, p, clock)));
                }
            }
            Node::Any(nodes) => {
                let mut rest = set.clone();
                set.clear();
                for node in nodes {
                    let mut found = rest.clone();
                    self.narrow(node, side, clock, &mut found);
                    rest.and_not(&found);
                    set.or(&found);
                }
            }
            Node::Not(node) => {
                let mut out = set.clone();
                self.narrow(node, side.other(), clock, &mut out);
                set.and_not(&out);
            }
            Node::Is(test) => {
                if !self.bound(test, side, clock, set) {
                    set.retain(|p| side.takes(self.test_one(test, p, clock)));
                }
            }
        }
    }

    /// Takes from `set` whom the orders and sets show to be on the other side. Whether nobody is left who must be asked.
    fn bound(&self, test: &Test, side: Side, clock: &Clock, set: &mut Bitmap) -> bool {
        match test {
            Test::Age { is, days } => self.bound_age(*is, *days, side, clock, set),
            Test::Sex(sex) => {
                let [male, female] = &self.profile.sexes;
                let (own, other) = if *sex == Sex::Male { (male, female) } else { (female, male) };
                if side == Side::Yes {
                    set.and(own);
                } else {
                    set.and_not(other);
                }
                true
            }
            Test::Grade(grades) => {
                let mut found = Bitmap::empty(set.capacity());
                let wanted = |grade| grades.contains(grade) == (side == Side::Yes);
                GRADES
                    .iter()
                    .zip(&self.profile.grades)
                    .filter(|(g, _)| wanted(g))
                    .for_each(|(_, s)| found.or(s));
                if side == Side::Yes {
                    set.and(&found);
                } else {
                    set.and_not(&found);
                }
                true
            }
            Test::Stands { list, wanted, ever } => {
                self.list(*list).keep(set, wanted, clock.now, *ever);
                true
            }
            Test::Ends { .. } => {
                let contracts = self.list(List::Contracts);
                contracts.keep(set, &contracts.words.wanted(|_| true), clock.now, false);
                false
            }
            Test::Latest { metric, within, .. } => {
                self.bound_latest(test, *metric, clock.window(0, *within), side, clock, set);
                true
            }
            Test::Happened(happened) => self.bound_times(happened, clock, set),
            Test::Spend { days, ranges } => self.bound_spend(test, *days, ranges, side, clock, set),
            Test::Rest(_) => {
                let nobody = side.takes(self.test_one(test, u32::MAX, clock));
                let own: Vec<u32> = self.rest.keys().copied().filter(|p| set.contains(*p)).collect();
                if !nobody {
                    set.clear();
                }
                own.into_iter().for_each(|p| set.put(p, side.takes(self.test_one(test, p, clock))));
                true
            }
            Test::Missing => {
                if side == Side::Yes {
                    set.clear();
                }
                true
            }
            Test::Says { .. } | Test::Stat { .. } => false,
        }
    }

    fn bound_age(&self, is: Cmp, days: bool, side: Side, clock: &Clock, set: &mut Bitmap) -> bool {
        let today = clock.at.today();
        let wanted = |age: i64| is.exact(Decimal::whole(age)) == (side == Side::Yes);
        let ranges = if days { births_by_days(is, side, today) } else { births_by_years(&wanted, today) };
        self.profile.born(set, &ranges, side == Side::Yes);
        true
    }

    fn bound_latest(
        &self,
        test: &Test,
        metric: usize,
        window: Window,
        side: Side,
        clock: &Clock,
        set: &mut Bitmap,
    ) {
        let Test::Latest { ranges, .. } = test else { return };
        let readings = &self.readings[metric];
        let apart = readings.dated.split_off(set, window);
        let mut asked = if side == Side::Yes {
            readings.keep_latest(set, ranges, window)
        } else {
            let mut out = set.clone();
            let odd = readings.keep_latest(&mut out, &outside(ranges), window);
            set.and_not(&out);
            set.and_not(&odd);
            odd
        };
        if let Some(apart) = apart {
            asked.or(&apart);
        }
        asked.retain(|p| side.takes(self.test_one(test, p, clock)));
        set.or(&asked);
    }

    fn bound_times(&self, h: &Happened, clock: &Clock, set: &mut Bitmap) -> bool {
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
                ladder(&self.readings[*metric].dated, n, ANY, plain, window, set, ask)
            }
            Of::Visits(wanted) => {
                let (group, whole) = group(&self.visits.dated, wanted);
                ladder(&self.visits.dated, n, group, whole && by_fact, window, set, ask)
            }
            Of::Messages(wanted) => {
                let (group, whole) = group(&self.messages, wanted);
                ladder(&self.messages, n, group, whole && by_fact, window, set, ask)
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

    fn bound_spend(
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
        let test = Test::Spend { days, ranges: more.clone() };
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
fn ladder<T: Row>(
    dated: &Dated<T>,
    n: i64,
    group: u32,
    whole: bool,
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

/// Births of those whose age in days is on the wanted side.
fn births_by_days(is: Cmp, side: Side, today: NaiveDate) -> Vec<(i32, i32)> {
    let ages = super::ranges::ranges(is, 0);
    let ages = if side == Side::Yes { ages } else { outside(&ages) };
    let day = |age: i64| {
        (i64::from(day_number(today)) - age).clamp(i64::from(i32::MIN) + 1, i64::from(i32::MAX)) as i32
    };
    let real = ages.into_iter().filter(|(_, to)| *to >= 0);
    real.map(|(from, to)| (day(to), day(from.max(0)))).collect()
}

/// Births of those whose age in years is wanted: each age is a year of births, joined where they meet.
fn births_by_years(wanted: &dyn Fn(i64) -> bool, today: NaiveDate) -> Vec<(i32, i32)> {
    let mut ranges: Vec<(i32, i32)> = Vec::new();
    for age in (0..200).filter(|age| wanted(i64::from(*age))) {
        let (from, to) = (last_birth(today, age + 1) + 1, last_birth(today, age));
        match ranges.last_mut() {
            Some((first, _)) if *first == to + 1 => *first = from,
            _ => ranges.push((from, to)),
        }
    }
    ranges
}

/// The last day of birth of those who are at least so old; 29 February becomes a year older on 1 March.
fn last_birth(today: NaiveDate, age: i32) -> i32 {
    let year = today.year() - age;
    let same = NaiveDate::from_ymd_opt(year, today.month(), today.day());
    let same = same.or_else(|| NaiveDate::from_ymd_opt(year, today.month(), today.day() - 1));
    same.map_or(i32::MIN + 1, day_number)
}
