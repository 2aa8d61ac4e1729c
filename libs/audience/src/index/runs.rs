//! Days in a row on which the mean of a metric is so.

use super::{
    readings::{Code, Readings},
    series::Rows,
    stamp::Clock,
};
use crate::{Cmp, DailyMean, Decimal, RunIs, Truth};

/// What is gathered of one day.
#[derive(Clone, Copy)]
struct Day {
    date: i64,
    sum: i64,
    n: u32,
    /// What had no plain number.
    rest: Decimal,
}

/// Whether the longest row of days is long enough; unknown if no reading counts.
pub(crate) fn days_in_row(
    readings: &Readings,
    rows: Rows<'_, Code>,
    rule: &RunIs,
    base: Decimal,
    clock: &Clock,
) -> Truth {
    let is = match &rule.mean {
        DailyMean::Is(is) => *is,
        DailyMean::Over(b) => Cmp::Gt(base.plus(b.by)),
        DailyMean::Under(b) => Cmp::Lt(base.plus(b.by.negated())),
    };
    let limit = Limit::of(is, readings.places);
    let shift = i64::from(rule.shift_hours()) * 3600;
    let first = clock.today() - i64::from(rule.within_days);
    let mut row = Row { last: i64::MIN, n: 0, longest: 0 };
    let (mut open, mut seen): (Option<Day>, bool) = (None, false);
    for (stamp, code) in rows.iter() {
        let day = clock.day_shifted(stamp, shift);
        let counts = rule.hours.is_none() || rule.hour_counts(clock.hour(stamp));
        if !counts || day < first || day > clock.today() {
            continue;
        }
        if let Some(done) = open.filter(|open| open.date != day) {
            row.add(done.date, limit.holds(&done, readings));
            open = None;
        }
        let mut now = open.unwrap_or(Day { date: day, sum: 0, n: 0, rest: Decimal::default() });
        if let Some(plain) = Readings::plain(code) {
            (now.sum, now.n) = (now.sum + i64::from(plain), now.n + 1);
        } else if let Some(exact) = readings.exact(code) {
            (now.rest, now.n) = (now.rest.plus(exact), now.n + 1);
        }
        if now.n > 0 {
            (open, seen) = (Some(now), true);
        }
    }
    if let Some(done) = open {
        row.add(done.date, limit.holds(&done, readings));
    }
    if seen { (row.longest >= rule.days).into() } else { Truth::Unknown }
}

struct Row {
    last: i64,
    n: u32,
    longest: u32,
}

impl Row {
    fn add(&mut self, day: i64, is_so: bool) {
        self.n = match (is_so, self.last.wrapping_add(1) == day) {
            (true, true) => self.n + 1,
            (true, false) => 1,
            (false, _) => 0,
        };
        self.last = day;
        self.longest = self.longest.max(self.n);
    }
}

/// A comparison of a mean, quick where its limit is a whole number of the column's units.
struct Limit {
    is: Cmp,
    above: Option<i64>,
}

impl Limit {
    fn of(is: Cmp, places: u32) -> Limit {
        let whole = |limit: Decimal| {
            let ranges = super::ranges::ranges(Cmp::Eq(limit), places);
            ranges.first().map(|(whole, _)| *whole)
        };
        Limit { is, above: if let Cmp::Gt(limit) = is { whole(limit) } else { None } }
    }

    fn holds(&self, day: &Day, readings: &Readings) -> bool {
        match self.above {
            Some(limit) if day.rest == Decimal::default() => day.sum > limit.saturating_mul(day.n.into()),
            _ => self.is.mean(readings.total(day.sum).plus(day.rest), day.n),
        }
    }
}
