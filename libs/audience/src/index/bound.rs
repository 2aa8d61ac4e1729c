//! What orders and sets show of a condition without asking anybody.

use super::{
    Bitmap, Index, List,
    dated::ANY,
    ladder::ladder,
    leaves::Test,
    narrow::Side,
    profile::GRADES,
    ranges::outside,
    stamp::{Clock, Window, day_number},
};
use crate::{Cmp, Decimal, Grade, Sex};
use chrono::{Datelike, NaiveDate};

impl Index {
    /// Takes from `set` whom the orders and sets show to be on the other side. Whether nobody is left who must be asked.
    pub(crate) fn bound(&self, test: &Test, side: Side, clock: &Clock, set: &mut Bitmap) -> bool {
        match test {
            Test::Age { is, days, on } => {
                self.bound_age(*is, *days, on.unwrap_or(clock.at.today()), side, set)
            }
            Test::Birthday(kept) => {
                let keys = kept.keys(clock.at.today());
                self.profile.keep_birthdays(set, kept.rule.calendar, &keys, side == Side::Maybe);
                true
            }
            Test::Sex(sex) => self.bound_sex(*sex, side, set),
            Test::Grade(grades) => self.bound_grade(grades, side, set),
            Test::Stands { list, wanted, ever } => {
                self.list(*list).keep(set, wanted, clock.now, *ever);
                true
            }
            Test::Latest { metric, within, .. } => {
                self.bound_latest(test, *metric, clock.window(0, *within), side, clock, set);
                true
            }
            Test::Happened(happened) => self.bound_times(happened, clock, set),
            Test::Spend { days, ranges, of } => {
                of.everything() && self.bound_spend(test, *days, ranges, side, clock, set)
            }
            Test::Rest(_) => self.bound_rest(test, side, clock, set),
            Test::Missing => {
                if side == Side::Yes {
                    set.clear();
                }
                true
            }
            Test::Ends { .. } | Test::Run(_) | Test::Course { .. } | Test::Supply { .. } => {
                self.bound_loosely(test, side, clock, set);
                false
            }
            Test::Says { .. } | Test::Stat { .. } => false,
        }
    }

    /// Leaves those who have any such fact in the window; what it says is asked of each.
    fn bound_loosely(&self, test: &Test, side: Side, clock: &Clock, set: &mut Bitmap) {
        match test {
            Test::Ends { .. } => {
                let contracts = self.list(List::Contracts);
                contracts.keep(set, &contracts.words.wanted(|_| true), clock.now, false);
            }
            _ if side == Side::Maybe => {}
            Test::Run(run) => {
                let dated = &self.readings[run.metric].dated;
                let window = clock.window(0, Some(run.rule.within_days.saturating_add(1)));
                ladder(dated, run.rule.days.max(1).into(), (ANY, false), window, set, &|_| true);
            }
            Test::Course { metric, days, .. } => {
                let dated = &self.readings[*metric].dated;
                ladder(dated, 1, (ANY, false), clock.window(0, Some(*days)), set, &|_| true);
            }
            Test::Supply { wanted, .. } => {
                self.list(List::Medications).keep_begun(set, wanted, clock.window(0, None));
            }
            _ => {}
        }
    }

    fn bound_sex(&self, sex: Sex, side: Side, set: &mut Bitmap) -> bool {
        let [male, female] = &self.profile.sexes;
        let (own, other) = if sex == Sex::Male { (male, female) } else { (female, male) };
        if side == Side::Yes {
            set.and(own);
        } else {
            set.and_not(other);
        }
        true
    }

    fn bound_grade(&self, grades: &[Grade], side: Side, set: &mut Bitmap) -> bool {
        let mut found = Bitmap::empty(set.capacity());
        for (grade, own) in GRADES.iter().zip(&self.profile.grades) {
            if grades.contains(grade) == (side == Side::Yes) {
                found.or(own);
            }
        }
        if side == Side::Yes {
            set.and(&found);
        } else {
            set.and_not(&found);
        }
        true
    }

    fn bound_rest(&self, test: &Test, side: Side, clock: &Clock, set: &mut Bitmap) -> bool {
        let nobody = side.takes(self.test_one(test, u32::MAX, clock));
        let own: Vec<u32> = self.rest.keys().copied().filter(|p| set.contains(*p)).collect();
        if !nobody {
            set.clear();
        }
        own.into_iter().for_each(|p| set.put(p, side.takes(self.test_one(test, p, clock))));
        true
    }

    fn bound_age(&self, is: Cmp, days: bool, today: NaiveDate, side: Side, set: &mut Bitmap) -> bool {
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
