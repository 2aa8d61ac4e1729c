//! When conditions on the calendar change: birthdays, seasons and solar terms come round for ever, so that they are
//! looked at for somewhat more than a year.

use crate::{
    BirthdayIs, BirthdayWhen, Calendar, Leaf, LunarDay, Moment, PersonFacts, birthday_key,
    calendar::{kept, terms_around},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

/// Days looked ahead. A lunar year has up to 385.
const HORIZON: u32 = 400;

/// Whether the condition comes round for ever.
pub(crate) fn recurs(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Birthday(_) | Leaf::Season(_) | Leaf::SolarTerm(_))
}

/// The instant until which recurring conditions are known.
pub(crate) fn horizon(at: Moment) -> DateTime<Utc> {
    at.start(at.today() + Days::new(HORIZON.into()))
}

pub(crate) fn edges(leaf: &Leaf, facts: &PersonFacts, at: Moment) -> Vec<DateTime<Utc>> {
    let days = match leaf {
        Leaf::Birthday(rule) => birthday(rule, facts, at.today()),
        Leaf::Season(_) => terms(at.today(), None),
        Leaf::SolarTerm(rule) => terms(at.today(), rule.in_days),
        _ => Vec::new(),
    };
    days.into_iter().map(|day| at.start(day)).collect()
}

/// A span `from`–`to` days ahead of `day` begins to hold on `day - to` and no longer holds on `day - from + 1`.
pub(crate) fn ahead(day: NaiveDate, (from, to): (u32, u32)) -> [Option<NaiveDate>; 2] {
    let after = day.checked_add_days(Days::new(1)).and_then(|d| d.checked_sub_days(Days::new(from.into())));
    [day.checked_sub_days(Days::new(to.into())), after]
}

fn terms(today: NaiveDate, in_days: Option<(u32, u32)>) -> Vec<NaiveDate> {
    let first = terms_around(today).unwrap_or_default().into_iter().map(|(first, _)| first);
    match in_days {
        None => first.collect(),
        Some(span) => first.flat_map(|first| ahead(first, span)).flatten().collect(),
    }
}

fn birthday(rule: &BirthdayIs, facts: &PersonFacts, today: NaiveDate) -> Vec<NaiveDate> {
    let Some(key) = facts.birth.and_then(|birth| birthday_key(rule.calendar, birth)) else {
        return Vec::new();
    };
    match rule.when {
        BirthdayWhen::ThisMonth => {
            let days = today.iter_days().take(usize::try_from(HORIZON).unwrap_or_default());
            days.filter(|day| first_of_month(rule.calendar, *day)).collect()
        }
        BirthdayWhen::InDays(from, to) => {
            let days = kept(rule.calendar, today, HORIZON.saturating_add(to)).into_iter();
            let own = days.filter(|(_, keys)| keys.contains(&key));
            own.flat_map(|(day, _)| ahead(day, (from, to))).flatten().collect()
        }
    }
}

fn first_of_month(calendar: Calendar, day: NaiveDate) -> bool {
    match calendar {
        Calendar::Solar => day.day() == 1,
        Calendar::Lunar => LunarDay::of(day).is_some_and(|lunar| lunar.day == 1),
    }
}
