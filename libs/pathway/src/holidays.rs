//! Public holidays and made-up workdays (放假与调休) of mainland China as the State Council's office publishes them each
//! November for the year to come: versioned data with their source, `data/holidays.json`. A year that is not published
//! yet has only its weekends.

use std::{collections::BTreeSet, sync::OnceLock};

use chrono::NaiveDate;
use serde::Deserialize;

const DATA: &str = include_str!("../data/holidays.json");

/// What is published so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Version of the data.
    pub version: u32,
    /// Years known.
    pub years: BTreeSet<i32>,
    /// Days off.
    pub holidays: BTreeSet<NaiveDate>,
    /// Weekend days that are worked.
    pub workdays: BTreeSet<NaiveDate>,
}

#[derive(Deserialize)]
struct File {
    version: u32,
    years: Vec<Year>,
}

#[derive(Deserialize)]
struct Year {
    #[serde(rename = "year")]
    number: i32,
    off: BTreeSet<NaiveDate>,
    worked: BTreeSet<NaiveDate>,
}

/// The published arrangement; read once.
pub fn published() -> &'static Published {
    static ONCE: OnceLock<Published> = OnceLock::new();
    ONCE.get_or_init(|| {
        // A file that cannot be read leaves weekends only; the test below keeps it readable.
        let Ok(file) = serde_json::from_str::<File>(DATA) else { return Published::default() };
        let mut all = Published { version: file.version, ..Published::default() };
        for year in file.years {
            all.years.insert(year.number);
            all.holidays.extend(year.off);
            all.workdays.extend(year.worked);
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Calendar, Shift};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_spring_festival_of_2026_is_nine_days_off_and_two_saturdays_worked() {
        let site = Calendar::china();
        assert_eq!(site.shift(day("2026-02-15"), Shift::Next), day("2026-02-24"));
        assert!(site.is_workday(day("2026-02-14")) && site.is_workday(day("2026-02-28")), "调休上班");
        assert_eq!(site.shift(day("2025-10-01"), Shift::Next), day("2025-10-09"));
        assert!(site.is_workday(day("2025-10-11")));
    }

    #[test]
    fn every_year_has_its_seven_holidays_and_what_is_made_up_is_a_weekend() {
        use chrono::{Datelike, Weekday};
        let all = published();
        assert_eq!(all.years, [2024, 2025, 2026].into());
        for year in &all.years {
            let off = all.holidays.iter().filter(|d| d.year() == *year).count();
            assert!((26..=34).contains(&off), "{year}: {off}");
        }
        assert!(all.workdays.iter().all(|d| matches!(d.weekday(), Weekday::Sat | Weekday::Sun)));
        assert!(all.workdays.is_disjoint(&all.holidays));
    }
}
