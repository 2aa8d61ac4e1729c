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
    let mut now = Day { date: i64::MIN, sum: 0, n: 0, rest: Decimal::default() };
    let mut seen = false;
    let (mut midnight, mut next) = (0_u32, 0_u32);
    for (stamp, code) in rows.iter() {
        if rule.hours.is_some() && !rule.hour_counts(clock.hour(stamp)) {
            continue;
        }
        // The day is worked out only when the rows pass its end.
        if stamp < midnight || stamp >= next {
            if now.n > 0 {
                row.add(now.date, limit.holds(&now, readings));
            }
            let date = clock.day_shifted(stamp, shift);
            (midnight, next) = clock.bounds_shifted(date, shift);
            now = Day { date, sum: 0, n: 0, rest: Decimal::default() };
        }
        if now.date < first || now.date > clock.today() {
            continue;
        }
        if let Some(plain) = Readings::plain(code) {
            (now.sum, now.n, seen) = (now.sum + i64::from(plain), now.n + 1, true);
        } else if let Some(exact) = readings.exact(code) {
            (now.rest, now.n, seen) = (now.rest.plus(exact), now.n + 1, true);
        }
    }
    if now.n > 0 {
        row.add(now.date, limit.holds(&now, readings));
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
