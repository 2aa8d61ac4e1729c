//! The Chinese calendar: lunar days and birthdays, solar terms and seasons. Dates come from tyme4rs, which holds the
//! astronomical tables; here they are only named and counted.

mod birthday;
mod term;

pub use birthday::*;
pub use term::*;

use chrono::{Days, NaiveDate};

/// Years for which the tables are trusted.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2200;

/// So many days later, the last day of all if there is none.
fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use super::{birthday::lunar_days, term::SolarTerm::*};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    /// Dates of the almanac (紫金山天文台), not of the library.
    #[test]
    fn known_lunar_days_and_terms_of_the_almanac() {
        for (solar, month, lunar_day, leap) in [
            ("2025-01-29", 1, 1, false),
            ("2025-07-25", 6, 1, true),
            ("2026-02-17", 1, 1, false),
            ("2026-09-25", 8, 15, false),
            ("2023-03-22", 2, 1, true),
            ("1984-02-02", 1, 1, false),
            ("2033-12-22", 11, 1, true),
        ] {
            let lunar = LunarDay::of(day(solar)).expect(solar);
            assert_eq!((lunar.month, lunar.day, lunar.leap), (month, lunar_day, leap), "{solar}");
        }
        for (first, term) in [
            ("2026-02-04", LiChun),
            ("2025-02-03", LiChun),
            ("2026-04-05", QingMing),
            ("2024-04-04", QingMing),
            ("2026-11-07", LiDong),
            ("2025-12-21", DongZhi),
            ("2026-01-05", XiaoHan),
        ] {
            assert_eq!(SolarTerm::on(day(first)), Some(term), "{first}");
            assert_ne!(SolarTerm::on(day(first) - Days::new(1)), Some(term), "before {first}");
        }
        assert_eq!(SolarTerm::on(day("2026-11-22")).map(SolarTerm::season), Some(Season::Winter));
    }

    #[test]
    fn days_counted_on_agree_with_days_looked_up() {
        for (date, lunar) in lunar_days(day("2024-12-01")).take(800) {
            assert_eq!(LunarDay::of(date), Some(lunar), "{date}");
        }
    }

    #[test]
    fn outside_of_the_tables_nothing_is_claimed() {
        assert_eq!(SolarTerm::on(day("1700-01-01")), None);
        assert_eq!(LunarDay::of(day("2500-01-01")), None);
        assert_eq!(LunarDay::of(NaiveDate::MAX), None);
    }
}
