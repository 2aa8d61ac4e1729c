//! The story of the monitoring rules; that of the nights stands in `night_tests`.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::Mark;

pub(super) fn limits() -> &'static Limits {
    Limits::built_in()
}

pub(super) fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap().checked_add_days(Days::new(n)).unwrap()
}

pub(super) fn at(n: u64, hour: u32, minute: u32) -> NaiveDateTime {
    day(n).and_hms_opt(hour, minute, 0).unwrap()
}

#[test]
fn a_high_pressure_is_taken_again_before_it_is_red() {
    let bp = |minute, sbp, dbp| BpReading { at: at(0, 9, minute), sbp, dbp, symptoms: false };
    let first = bp_ladder(&[bp(0, 182.0, 95.0)], at(0, 9, 1), None, limits()).unwrap();
    assert_eq!((first.level, first.action), (Level::Yellow, Action::Remeasure));
    let again = [bp(0, 182.0, 95.0), bp(6, 170.0, 110.0)];
    let second = bp_ladder(&again, at(0, 9, 7), Some(&first.as_past()), limits()).unwrap();
    assert_eq!((second.level, second.action), (Level::Red, Action::CallPatient));
    assert!(bp_ladder(&[bp(0, 182.0, 95.0), bp(6, 170.0, 100.0)], at(0, 9, 7), None, limits()).is_none());
    assert!(bp_ladder(&[bp(0, 179.0, 109.0)], at(0, 9, 1), None, limits()).is_none());
    let silent = bp_ladder(&[bp(0, 182.0, 95.0)], at(0, 9, 30), Some(&first.as_past()), limits()).unwrap();
    assert!(silent.sentence.contains("没有复测"));
    let ill = BpReading { symptoms: true, ..bp(0, 182.0, 95.0) };
    assert_eq!(bp_ladder(&[ill], at(0, 9, 1), None, limits()).unwrap().action, Action::CallEmergency);
}

fn home_week(days: u64, sbp: f64) -> Vec<BpReading> {
    (0..days)
        .flat_map(|d| {
            let of = if d == 0 { 190.0 } else { sbp };
            [(7, 0), (7, 1), (20, 0), (20, 1)].map(|(h, m)| BpReading {
                at: at(d, h, m),
                sbp: of,
                dbp: 80.0,
                symptoms: false,
            })
        })
        .collect()
}

#[test]
fn the_home_mean_needs_a_whole_protocol_and_drops_the_first_day() {
    let week = home_bp_mean(&home_week(4, 135.0), at(3, 21, 0), limits()).unwrap();
    assert_eq!((week.sbp, week.readings, week.days, week.valid), (135.0, 12, 3, true));
    assert!(home_bp(&home_week(4, 135.0), at(3, 21, 0), None, limits()).is_some());
    assert!(home_bp(&home_week(4, 134.9), at(3, 21, 0), None, limits()).is_none());
    let short = home_bp_mean(&home_week(3, 150.0), at(2, 21, 0), limits()).unwrap();
    assert!(!short.valid && short.lacking.unwrap().contains("至少3天12次"));
    let noon = vec![BpReading { at: at(1, 12, 0), sbp: 150.0, dbp: 80.0, symptoms: false }];
    assert!(home_bp_mean(&noon, at(2, 21, 0), limits()).is_none());
}

#[test]
fn glucose_is_judged_at_its_borders() {
    let level = |value, off_scale| {
        let r = [GlucoseReading { at: at(0, 7, 0), value, meal: Meal::Fasting, off_scale }];
        glucose(&r, at(0, 8, 0), None, limits()).map(|a| (a.level, a.action))
    };
    assert_eq!(level(2.9, None), Some((Level::Red, Action::CallPatient)));
    assert_eq!(level(3.0, None), Some((Level::Yellow, Action::Teach)));
    assert_eq!(level(3.9, None), Some((Level::Yellow, Action::Teach)));
    assert_eq!(level(4.0, None), None);
    assert_eq!(level(16.6, None), None);
    assert_eq!(level(16.7, None), Some((Level::Red, Action::CallPatient)));
    assert_eq!(level(33.3, Some(Mark::High)), Some((Level::Red, Action::CallPatient)));
    assert_eq!(level(1.1, Some(Mark::Low)), Some((Level::Red, Action::CallPatient)));
    let old = [GlucoseReading { at: at(0, 7, 0), value: 2.0, meal: Meal::Random, off_scale: None }];
    assert!(glucose(&old, at(3, 8, 0), None, limits()).is_none(), "three days old");
}

#[test]
fn fasting_values_count_by_day() {
    let r = |d, h, value| GlucoseReading { at: at(d, h, 0), value, meal: Meal::Fasting, off_scale: None };
    let two = [r(0, 6, 7.2), r(0, 7, 7.4), r(1, 7, 7.0)];
    assert!(glucose_fasting(&two, at(2, 8, 0), None, limits()).is_none(), "two on one day are one day");
    let three = [r(0, 6, 7.2), r(1, 7, 7.0), r(5, 7, 8.0)];
    let alert = glucose_fasting(&three, at(5, 8, 0), None, limits()).unwrap();
    assert!(alert.sentence.contains("3天"));
    assert!(glucose_fasting(&three, at(16, 8, 0), None, limits()).is_none(), "outside 14 days");
}

#[test]
fn cgm_needs_coverage_and_counts_time() {
    let series = |value: f64, every: usize| -> Vec<Sample> {
        (0..14 * 96)
            .step_by(every)
            .map(|i: usize| Sample {
                at: at(0, 0, 0) + TimeDelta::minutes(15 * i64::try_from(i).unwrap()),
                value,
            })
            .collect()
    };
    let now = at(13, 23, 59);
    let s = cgm_summary(&series(6.0, 1), now, limits()).unwrap();
    assert!(s.valid && s.tir == 100.0 && s.tbr == 0.0);
    assert!(cgm(&series(6.0, 1), now, None, limits()).is_none());
    let alert = cgm(&series(11.0, 1), now, None, limits()).unwrap();
    assert!(alert.sentence.contains("目标范围内时间0%"), "{}", alert.sentence);
    assert!(cgm(&series(11.0, 2), now, None, limits()).is_none(), "half of the readings are too few");
}

#[test]
fn oxygen_needs_a_pair_within_ten_minutes() {
    let s = |minute, value| Sample { at: at(0, 10, minute), value };
    let level = |list: &[Sample], usual| spo2(list, usual, at(0, 11, 0), None, limits()).map(|a| a.level);
    assert_eq!(level(&[s(0, 89.0), s(10, 88.0)], None), Some(Level::Red));
    assert_eq!(level(&[s(0, 89.0), s(11, 88.0)], None), Some(Level::Yellow));
    assert_eq!(level(&[s(0, 94.0)], None), Some(Level::Yellow));
    assert_eq!(level(&[s(0, 95.0)], None), None);
    assert_eq!(level(&[s(0, 92.0)], Some(93.0)), None, "her own usual value");
    assert_eq!(level(&[s(0, 91.0)], Some(94.0)), Some(Level::Yellow));
    let night = [Sample { at: at(0, 2, 0), value: 88.0 }, Sample { at: at(0, 4, 0), value: 89.0 }];
    assert_eq!(level(&night, None), Some(Level::Red));
}

#[test]
fn two_kilograms_in_three_days_are_red() {
    let s = |d, value| Sample { at: at(d, 7, 0), value };
    assert!(weight_gain(&[s(0, 70.1), s(3, 72.1)], at(3, 8, 0), None, limits()).is_some());
    assert!(weight_gain(&[s(0, 70.1), s(3, 72.0)], at(3, 8, 0), None, limits()).is_none());
    assert!(weight_gain(&[s(0, 70.0), s(4, 72.5)], at(4, 8, 0), None, limits()).is_none(), "four days");
}

#[test]
fn laboratory_courses_are_seen() {
    let s = |d, value| Sample { at: at(d, 8, 0), value };
    let creatinine = |list: &[Sample], d| creatinine_rise(list, at(d, 9, 0), None, limits());
    assert!(creatinine(&[s(0, 80.0), s(2, 106.5)], 2).is_some());
    assert!(creatinine(&[s(0, 80.0), s(2, 106.0)], 2).is_none());
    assert!(creatinine(&[s(0, 80.0), s(7, 120.0)], 7).is_some());
    assert!(creatinine(&[s(0, 80.0), s(8, 130.0)], 8).is_none());
    let falling = [s(0, 80.0), s(180, 77.0), s(365, 74.0)];
    let slope = egfr_slope(&falling, at(365, 9, 0), limits()).unwrap();
    assert!((slope + 6.0).abs() < 0.05, "{slope}");
    assert!(egfr_decline(&falling, at(365, 9, 0), None, limits()).is_some());
    assert!(egfr_decline(&[s(0, 80.0), s(180, 79.0), s(365, 78.0)], at(365, 9, 0), None, limits()).is_none());
    assert!(hemoglobin_fall(&[s(0, 130.0), s(60, 110.0)], at(60, 9, 0), None, limits()).is_some());
    assert!(hemoglobin_fall(&[s(0, 130.0), s(60, 111.0)], at(60, 9, 0), None, limits()).is_none());
}

#[test]
fn missed_readings_and_notices_are_counted() {
    let plan = |missed: usize| -> Vec<Planned> {
        (0..8)
            .map(|i| Planned { due: at(i, 20, 0), done: usize::try_from(i).unwrap() < 8 - missed })
            .collect()
    };
    let level = |missed| adherence(&plan(missed), at(8, 8, 0), None, limits()).map(|a| (a.level, a.action));
    assert_eq!(level(2), None);
    assert_eq!(level(3), Some((Level::Yellow, Action::Nudge)));
    assert_eq!(level(7), Some((Level::Red, Action::CallPatient)));
    assert!(irregular_pulse(&[at(0, 9, 0), at(29, 9, 0)], at(30, 9, 0), None, limits()).is_some());
    assert!(irregular_pulse(&[at(0, 9, 0), at(31, 9, 0)], at(31, 10, 0), None, limits()).is_none());
}

proptest! {
    #[test]
    fn no_reading_makes_a_rule_panic(values in proptest::collection::vec((0u64..40, any::<f64>()), 0..20)) {
        let list: Vec<Sample> = values.iter().map(|(d, v)| Sample { at: at(*d, 7, 0), value: *v }).collect();
        let now = at(30, 8, 0);
        let _ = (weight_gain(&list, now, None, limits()), creatinine_rise(&list, now, None, limits()));
        let _ = (egfr_decline(&list, now, None, limits()), hemoglobin_fall(&list, now, None, limits()));
        let _ = (spo2(&list, None, now, None, limits()), cgm(&list, now, None, limits()));
        let g: Vec<GlucoseReading> = list.iter().map(|s| GlucoseReading { at: s.at, value: s.value, meal: Meal::Fasting, off_scale: None }).collect();
        let _ = (glucose(&g, now, None, limits()), glucose_fasting(&g, now, None, limits()));
        let b: Vec<BpReading> = list.iter().map(|s| BpReading { at: s.at, sbp: s.value, dbp: s.value, symptoms: false }).collect();
        let _ = (home_bp(&b, now, None, limits()), bp_ladder(&b, now, None, limits()));
    }
}
