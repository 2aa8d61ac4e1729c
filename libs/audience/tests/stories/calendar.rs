//! G26: solar and lunar birthdays, 29 February, seasons and solar terms.

use crate::people::{at, dictionary, rule};
use nq_audience::*;

fn born(day: &str) -> PersonFacts {
    PersonFacts { birth: Some(day.parse().expect(day)), ..PersonFacts::default() }
}

fn holds(json: &str, facts: &PersonFacts, day: &str) -> bool {
    truth(&rule(json), facts, at(day)).holds()
}

const TODAY: &str = r#"{"birthday":{"when":{"in_days":[0,0]}}}"#;
const LUNAR_TODAY: &str = r#"{"birthday":{"calendar":"lunar","when":{"in_days":[0,0]}}}"#;
const LUNAR_MONTH: &str = r#"{"birthday":{"calendar":"lunar","when":"this_month"}}"#;

#[test]
fn a_birthday_of_29_february_is_kept_on_the_28th_in_a_common_year_and_on_the_29th_in_a_leap_year() {
    let person = born("1992-02-29");
    assert!(holds(TODAY, &person, "2026-02-28"));
    assert!(!holds(TODAY, &person, "2026-03-01"));
    assert!(!holds(TODAY, &person, "2028-02-28"));
    assert!(holds(TODAY, &person, "2028-02-29"));
    assert!(holds(r#"{"birthday":{"when":"this_month"}}"#, &person, "2026-02-01"));
    assert!(!holds(r#"{"birthday":{"when":"this_month"}}"#, &person, "2026-03-01"));
}

#[test]
fn a_week_ahead_reaches_over_the_new_year() {
    let week = r#"{"birthday":{"when":{"in_days":[0,7]}}}"#;
    let person = born("1980-01-03");
    assert!(!holds(week, &person, "2025-12-26"));
    assert!(holds(week, &person, "2025-12-27"));
    assert!(holds(week, &person, "2026-01-03"));
    assert!(!holds(week, &person, "2026-01-04"));
    let next = next_change(&rule(week), &person, at("2025-06-01")).expect("next winter");
    assert_eq!(next.to_rfc3339(), "2025-12-26T16:00:00+00:00", "27 December 00:00 in Beijing");
}

/// 中秋 of 2026 is 25 September, of 2025 6 October (almanac).
#[test]
fn a_child_of_mid_autumn_keeps_the_birthday_at_mid_autumn_whatever_the_solar_date() {
    // 1976-09-08 was the 15th of the eighth lunar month; that year also had a leap eighth month.
    let person = born("1976-09-08");
    assert!(holds(LUNAR_TODAY, &person, "2026-09-25"));
    assert!(holds(LUNAR_TODAY, &person, "2025-10-06"));
    assert!(!holds(LUNAR_TODAY, &person, "2026-09-08"));
    assert!(holds(LUNAR_MONTH, &person, "2026-09-11"));
    assert!(!holds(LUNAR_MONTH, &person, "2026-09-10"));
    let verdict = evaluate(&rule(LUNAR_TODAY), &person, at("2026-09-25"), &dictionary());
    assert_eq!(verdict.reasons[0].value, "农历8月15日");
    assert_eq!(verdict.reasons[0].source.as_deref(), Some("患者档案"));
}

/// 2025 has a leap sixth month, 25 July to 22 August.
#[test]
fn a_leap_month_brings_no_second_birthday_and_its_children_keep_the_plain_month() {
    let plain = born("1990-07-22"); // 六月初一
    assert!(holds(LUNAR_TODAY, &plain, "2025-06-25"));
    assert!(!holds(LUNAR_TODAY, &plain, "2025-07-25"));
    assert!(!holds(LUNAR_MONTH, &plain, "2025-08-01"));
    let of_leap_month = born("1987-07-26"); // 闰六月初一
    assert_eq!(
        LunarDay::of("1987-07-26".parse().expect("day")).map(|l| (l.month, l.day, l.leap)),
        Some((6, 1, true))
    );
    assert!(holds(LUNAR_TODAY, &of_leap_month, "2025-06-25"));
    assert!(!holds(LUNAR_TODAY, &of_leap_month, "2025-07-25"));
}

/// The twelfth lunar month of 2024 (before 29 January 2025) has 29 days, that of 2023 (before 10 February 2024) 30.
#[test]
fn a_child_of_the_thirtieth_keeps_the_29th_in_a_short_month() {
    let new_years_eve = born("1993-01-22"); // 腊月三十
    assert!(holds(LUNAR_TODAY, &new_years_eve, "2025-01-28"));
    assert!(holds(LUNAR_TODAY, &new_years_eve, "2024-02-09"));
    assert!(!holds(LUNAR_TODAY, &new_years_eve, "2024-02-08"));
}

#[test]
fn without_a_birth_date_no_birthday_is_claimed_or_denied() {
    let nobody = PersonFacts::default();
    assert_eq!(truth(&rule(TODAY), &nobody, at("2026-02-28")), Truth::Unknown);
}

#[test]
fn the_winter_of_the_almanac_runs_from_li_dong_to_li_chun() {
    let nobody = PersonFacts::default();
    let winter = r#"{"season":["winter"]}"#;
    assert!(!holds(winter, &nobody, "2026-11-06"));
    assert!(holds(winter, &nobody, "2026-11-07"));
    assert!(holds(winter, &nobody, "2026-02-03"));
    assert!(!holds(winter, &nobody, "2026-02-04"));
    let soon = r#"{"solar_term":{"any_of":["dong_zhi"],"in_days":[1,3]}}"#;
    for (day, expected) in
        [("2026-12-18", false), ("2026-12-19", true), ("2026-12-21", true), ("2026-12-22", false)]
    {
        assert_eq!(holds(soon, &nobody, day), expected, "{day}");
    }
    let next = next_change(&rule(winter), &nobody, at("2026-11-22")).expect("spring");
    assert_eq!(next.to_rfc3339(), "2027-02-03T16:00:00+00:00", "立春, 4 February 2027 in Beijing");
}

#[test]
fn a_child_is_six_at_the_beginning_of_school() {
    let school = r#"{"age_on":{"date":"2026-09-01","is":{"ge":6}}}"#;
    assert!(holds(school, &born("2020-09-01"), "2026-03-01"));
    assert!(!holds(school, &born("2020-09-02"), "2026-03-01"));
    assert_eq!(truth(&rule(school), &born("2026-09-02"), at("2026-10-01")), Truth::Unknown);
}

#[test]
fn a_span_without_end_neither_hangs_nor_fails() {
    let rule = Rule::Is(Leaf::Birthday(BirthdayIs {
        calendar: Calendar::Lunar,
        when: BirthdayWhen::InDays(0, u32::MAX),
    }));
    assert!(truth(&rule, &born("1976-09-08"), at("2026-01-01")).holds());
    assert!(next_change(&rule, &born("1976-09-08"), at("2026-01-01")).is_some());
    assert!(check(&rule, &dictionary()).is_err());
}
