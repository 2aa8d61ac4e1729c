//! Days and instants of a site: which day it is there, which days are worked, what "a month later" means.
//!
//! Holidays and make-up workdays (调休) are data; China keeps no daylight saving time, so a site has one
//! fixed offset from UTC.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes east of UTC of China Standard Time.
pub const CST_MINUTES: i32 = 480;

/// How far a workday is looked for before the day is left as it is (the longest Chinese holiday is 9 days).
const SEARCH_DAYS: u64 = 31;

/// What a site's calendar says, handed in as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
    /// Minutes east of UTC.
    pub offset_minutes: i32,
    /// Days not worked although they fall on a weekday.
    pub holidays: BTreeSet<NaiveDate>,
    /// Days worked although they fall on a weekend (调休上班).
    pub workdays: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { offset_minutes: CST_MINUTES, holidays: BTreeSet::new(), workdays: BTreeSet::new() }
    }
}

/// Where a day goes that is not worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// To the next workday (顺延).
    Next,
    /// To the workday before (提前).
    Previous,
}

impl Calendar {
    /// China's calendar: its zone, with the holidays and made-up workdays that are published (see [`crate::holidays`]).
    pub fn china() -> Self {
        let published = crate::holidays::published();
        Self {
            offset_minutes: CST_MINUTES,
            holidays: published.holidays.clone(),
            workdays: published.workdays.clone(),
        }
    }

    /// The date at the site at an instant.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// The time of day at the site at an instant.
    pub fn time(&self, at: DateTime<Utc>) -> NaiveTime {
        self.local(at).time()
    }

    /// The instant at which the site's clock shows this date and time.
    pub fn instant(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = date.and_time(time);
        local.checked_sub_signed(self.offset()).unwrap_or(local).and_utc()
    }

    /// The first instant of a date at the site.
    pub fn day_start(&self, date: NaiveDate) -> DateTime<Utc> {
        self.instant(date, NaiveTime::MIN)
    }

    /// Whether a date is worked: weekends are not, unless made up; holidays are not.
    pub fn is_workday(&self, date: NaiveDate) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        self.workdays.contains(&date) || (!weekend && !self.holidays.contains(&date))
    }

    /// The date itself if worked, else the nearest workday in the direction asked for.
    pub fn shift(&self, date: NaiveDate, to: Shift) -> NaiveDate {
        (0..=SEARCH_DAYS)
            .filter_map(|n| match to {
                Shift::Next => date.checked_add_days(Days::new(n)),
                Shift::Previous => date.checked_sub_days(Days::new(n)),
            })
            .find(|day| self.is_workday(*day))
            .unwrap_or(date)
    }

    /// The n-th workday after a date (n = 0 gives the date, shifted onwards if it is not worked).
    pub fn add_workdays(&self, date: NaiveDate, n: u32) -> NaiveDate {
        (0..n).fold(self.shift(date, Shift::Next), |day, _| self.shift(add_days(day, 1), Shift::Next))
    }

    fn local(&self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        let utc = at.naive_utc();
        utc.checked_add_signed(self.offset()).unwrap_or(utc)
    }

    fn offset(&self) -> Duration {
        Duration::minutes(i64::from(self.offset_minutes))
    }
}

/// A date `n` days away; at the end of the calendar the last date there is.
pub fn add_days(date: NaiveDate, n: i64) -> NaiveDate {
    let edge = if n < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    Duration::try_days(n).and_then(|d| date.checked_add_signed(d)).unwrap_or(edge)
}

/// The same day `n` months away, or the month's last day if it is shorter: 01-31 and a month is 02-28.
pub fn add_months(date: NaiveDate, n: i32) -> NaiveDate {
    let months = Months::new(n.unsigned_abs());
    if n < 0 {
        date.checked_sub_months(months).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_months(months).unwrap_or(NaiveDate::MAX)
    }
}

/// The first day of the quarter a date lies in.
pub fn quarter_start(date: NaiveDate) -> NaiveDate {
    let month = (date.month0() / 3) * 3 + 1;
    NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date)
}

/// The last day of the quarter a date lies in.
pub fn quarter_end(date: NaiveDate) -> NaiveDate {
    add_days(add_months(quarter_start(date), 3), -1)
}

/// Whole days from one date to another; negative if the second is earlier.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// A date as written in Chinese texts of the product: `11月21日`.
pub fn month_day(date: NaiveDate) -> String {
    format!("{}月{}日", date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_after_the_31st_is_the_last_day_of_a_short_month() {
        assert_eq!(add_months(day("2025-01-31"), 1), day("2025-02-28"));
        assert_eq!(add_months(day("2024-01-31"), 1), day("2024-02-29"));
        assert_eq!(add_months(day("2025-01-31"), 2), day("2025-03-31"), "counted from the anchor, no drift");
        assert_eq!(add_months(day("2024-02-29"), 12), day("2025-02-28"));
        assert_eq!(add_months(day("2025-03-31"), -1), day("2025-02-28"));
    }

    #[test]
    fn the_day_changes_at_midnight_in_china_not_in_greenwich() {
        let calendar = Calendar::default();
        let late: DateTime<Utc> = "2025-11-21T15:59:59Z".parse().unwrap();
        let next: DateTime<Utc> = "2025-11-21T16:00:00Z".parse().unwrap();
        assert_eq!(calendar.date(late), day("2025-11-21"));
        assert_eq!(calendar.date(next), day("2025-11-22"));
        assert_eq!(calendar.day_start(day("2025-11-22")), next);
        assert_eq!(calendar.time(next), NaiveTime::MIN);
    }

    #[test]
    fn a_call_due_in_the_national_holiday_moves_to_the_first_worked_day() {
        let holidays = (1..=8).map(|d| NaiveDate::from_ymd_opt(2025, 10, d).unwrap()).collect();
        let mut calendar = Calendar { holidays, ..Calendar::default() };
        calendar.workdays.insert(day("2025-10-11"));
        assert_eq!(calendar.shift(day("2025-10-01"), Shift::Next), day("2025-10-09"));
        assert_eq!(calendar.shift(day("2025-10-05"), Shift::Previous), day("2025-09-30"));
        assert!(calendar.is_workday(day("2025-10-11")), "Saturday made up");
        assert_eq!(calendar.add_workdays(day("2025-10-09"), 2), day("2025-10-11"));
        assert_eq!(calendar.add_workdays(day("2025-10-09"), 3), day("2025-10-13"));
    }

    #[test]
    fn quarters_begin_and_end_where_the_calendar_says() {
        assert_eq!(quarter_start(day("2025-11-21")), day("2025-10-01"));
        assert_eq!(quarter_end(day("2025-11-21")), day("2025-12-31"));
        assert_eq!(quarter_end(day("2024-02-10")), day("2024-03-31"));
    }
}
