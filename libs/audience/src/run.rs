//! Days in a row on which the daily mean of a metric is so.

use crate::{
    Baseline, Cmp, DailyMean, Decimal, Moment, Observation, PersonFacts, RunIs, Truth,
    hits::{Fact, readings},
    look::{Finding, latest_reading},
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;

impl RunIs {
    /// Hours by which a night's first half is moved into the next day; 0 unless the hours pass midnight.
    pub(crate) fn shift_hours(&self) -> u8 {
        self.hours.filter(|(from, to)| from > to).map_or(0, |(from, _)| 24_u8.saturating_sub(from))
    }

    /// Whether the hour of the day counts.
    pub(crate) fn hour_counts(&self, hour: u8) -> bool {
        match self.hours {
            None => true,
            Some((from, to)) if from > to => hour >= from || hour < to,
            Some((from, to)) => (from..to).contains(&hour),
        }
    }

    /// The metric of the base value, if there is one.
    pub fn baseline(&self) -> Option<&Baseline> {
        match &self.mean {
            DailyMean::Is(_) => None,
            DailyMean::Over(base) | DailyMean::Under(base) => Some(base),
        }
    }

    /// The day to which a reading belongs; `None` if its hour does not count.
    fn day_of(&self, instant: DateTime<Utc>, at: Moment) -> Option<NaiveDate> {
        let shifted = instant.checked_add_signed(TimeDelta::hours(self.shift_hours().into()))?;
        self.hour_counts(at.hour(instant)).then(|| at.day(shifted))
    }
}

struct Day<'a> {
    sum: Decimal,
    n: u32,
    last: &'a Observation,
}

/// The readings that count, with their days.
fn counted<'a>(
    rule: &RunIs,
    facts: &'a PersonFacts,
    at: Moment,
) -> impl Iterator<Item = (NaiveDate, &'a Observation)> {
    let (today, within) = (at.today(), i64::from(rule.within_days));
    let dated = readings(facts, &rule.code).filter_map(move |o| Some((rule.day_of(o.origin.at, at)?, o)));
    dated.filter(move |(day, o)| {
        (0..=within).contains(&(today - *day).num_days()) && o.value.exact().is_some()
    })
}

/// Everything the answer rests on: the readings that count and the base value.
pub(crate) fn witnesses<'a>(rule: &RunIs, facts: &'a PersonFacts, at: Moment) -> Vec<Fact<'a>> {
    let base = rule.baseline().and_then(|base| latest_reading(facts, &base.code, None, at));
    counted(rule, facts, at).map(|(_, o)| o).chain(base).map(Fact::Observation).collect()
}

pub(crate) fn look<'a>(rule: &RunIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let base = match rule.baseline() {
        None => Decimal::default(),
        Some(base) => match latest_reading(facts, &base.code, None, at).and_then(|o| o.value.exact()) {
            Some(value) => value,
            None => return Finding::MISSING,
        },
    };
    let mut days: BTreeMap<NaiveDate, Day<'a>> = BTreeMap::new();
    for (day, o) in counted(rule, facts, at) {
        let entry = days.entry(day).or_insert(Day { sum: Decimal::default(), n: 0, last: o });
        entry.sum = entry.sum.plus(o.value.exact().unwrap_or_default());
        entry.n += 1;
        entry.last = if o.origin.at >= entry.last.origin.at { o } else { entry.last };
    }
    let Some(latest) = days.values().next_back().map(|day| day.last) else { return Finding::MISSING };
    let (longest, last) = longest(days, |day| is_so(rule, day, base));
    Finding {
        truth: Truth::from(longest >= rule.days),
        number: Some(Decimal::whole(longest.into())),
        fact: Some(Fact::Observation(last.unwrap_or(latest))),
    }
}

fn is_so(rule: &RunIs, day: &Day<'_>, base: Decimal) -> bool {
    let is = match &rule.mean {
        DailyMean::Is(is) => *is,
        DailyMean::Over(b) => Cmp::Gt(base.plus(b.by)),
        DailyMean::Under(b) => Cmp::Lt(base.plus(b.by.negated())),
    };
    is.mean(day.sum, day.n)
}

/// The longest row of days that are so, the latest of equals, with its last reading.
fn longest<'a>(
    days: BTreeMap<NaiveDate, Day<'a>>,
    is_so: impl Fn(&Day<'a>) -> bool,
) -> (u32, Option<&'a Observation>) {
    let (mut longest, mut found) = (0, None);
    let mut row: Option<(NaiveDate, u32)> = None;
    for (date, day) in days {
        if !is_so(&day) {
            row = None;
            continue;
        }
        let follows = row.filter(|(before, _)| *before + Days::new(1) == date);
        let n = follows.map_or(1, |(_, n)| n + 1);
        row = Some((date, n));
        if n >= longest {
            (longest, found) = (n, Some(day.last));
        }
    }
    (longest, found)
}
