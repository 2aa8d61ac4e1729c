//! Lunar days, and whose birthday a day is.

use super::{YEARS, after};
use crate::{BirthdayIs, BirthdayWhen, Calendar};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use tyme4rs::tyme::{lunar::LunarMonth, solar as tyme};

/// Days after which every birthday has been seen, however long a span is asked for.
const MAX_DAYS: u32 = 1_200;

/// A day of the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 30.
    pub day: u8,
    /// Whether the month is the leap month after the month of its number.
    pub leap: bool,
    /// Days of this month, 29 or 30.
    pub month_days: u8,
}

impl LunarDay {
    /// The lunar day of a date; `None` outside of 1850 to 2200.
    pub fn of(day: NaiveDate) -> Option<LunarDay> {
        let year = Some(day.year()).filter(|year| YEARS.contains(year))?;
        let (month, day) = (usize::try_from(day.month()).ok()?, usize::try_from(day.day()).ok()?);
        let lunar = tyme::SolarDay::new(isize::try_from(year).ok()?, month, day).ok()?.get_lunar_day();
        let month: LunarMonth = lunar.get_lunar_month();
        Some(LunarDay {
            month: u8::try_from(month.get_month()).ok()?,
            day: u8::try_from(lunar.get_day()).ok()?,
            leap: month.is_leap(),
            month_days: u8::try_from(month.get_day_count()).ok()?,
        })
    }
}

/// Days from `first` on with their lunar days; the tables are asked once a month.
pub(crate) fn lunar_days(first: NaiveDate) -> impl Iterator<Item = (NaiveDate, LunarDay)> {
    std::iter::successors(LunarDay::of(first).map(|lunar| (first, lunar)), |(day, lunar)| {
        let next = day.succ_opt()?;
        let within = lunar.day < lunar.month_days;
        let lunar = if within { LunarDay { day: lunar.day + 1, ..*lunar } } else { LunarDay::of(next)? };
        Some((next, lunar))
    })
}

/// Month and day of birth as one number, 100 × month + day: what an index or a table keeps of a birthday.
pub fn birthday_key(calendar: Calendar, birth: NaiveDate) -> Option<u16> {
    let (month, day) = match calendar {
        Calendar::Solar => (birth.month(), birth.day()),
        Calendar::Lunar => LunarDay::of(birth).map(|lunar| (lunar.month.into(), lunar.day.into()))?,
    };
    u16::try_from(month * 100 + day).ok()
}

/// The keys of those whose birthday falls as the rule says, today being `today`. Empty where the tables end.
pub fn birthdays(rule: &BirthdayIs, today: NaiveDate) -> BTreeSet<u16> {
    match rule.when {
        BirthdayWhen::ThisMonth => {
            let month = match rule.calendar {
                Calendar::Solar => u16::try_from(today.month()).ok(),
                Calendar::Lunar => LunarDay::of(today).filter(|l| !l.leap).map(|l| l.month.into()),
            };
            month.into_iter().flat_map(|month| (1..=31).map(move |day| month * 100 + day)).collect()
        }
        BirthdayWhen::InDays(from, to) => {
            let all = kept(rule.calendar, after(today, from), to.saturating_sub(from));
            all.into_iter().flat_map(|(_, keys)| keys).collect()
        }
    }
}

/// For `first` and each of the `more` days after it, the keys of the birthdays kept on it.
pub(crate) fn kept(calendar: Calendar, first: NaiveDate, more: u32) -> Vec<(NaiveDate, Vec<u16>)> {
    let n = usize::try_from(more.min(MAX_DAYS)).unwrap_or_default() + 1;
    match calendar {
        Calendar::Solar => first.iter_days().take(n).map(|day| (day, solar_keys(day))).collect(),
        Calendar::Lunar => lunar_days(first).take(n).map(|(day, lunar)| (day, lunar_keys(lunar))).collect(),
    }
}

fn solar_keys(day: NaiveDate) -> Vec<u16> {
    let key = u16::try_from(day.month() * 100 + day.day()).unwrap_or_default();
    if key == 228 && !day.leap_year() { vec![228, 229] } else { vec![key] }
}

fn lunar_keys(lunar: LunarDay) -> Vec<u16> {
    let key = u16::from(lunar.month) * 100 + u16::from(lunar.day);
    match lunar {
        LunarDay { leap: true, .. } => Vec::new(),
        LunarDay { day: 29, month_days: 29, .. } => vec![key, key + 1],
        _ => vec![key],
    }
}
