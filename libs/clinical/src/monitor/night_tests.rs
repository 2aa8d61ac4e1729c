//! The story of the nights: minutes to nights, NightSignal, three nights in a row.

use proptest::prelude::*;

use super::tests::{at, day, limits};
use super::*;

fn nights(values: &[Option<i32>]) -> Nights {
    (0..).zip(values).filter_map(|(n, v)| v.map(|v| (day(n), v))).collect()
}

/// 40 nights of 60 with `tail` as the last ones; returns the nights and the index of the last.
fn after_forty(tail: &[Option<i32>]) -> (Nights, u64) {
    let mut all = vec![Some(60); 40];
    all.extend_from_slice(tail);
    (nights(&all), u64::try_from(all.len() - 1).unwrap())
}

fn judge(tail: &[Option<i32>]) -> ThreeNights {
    let (n, last) = after_forty(tail);
    three_nights(&n, &[], at(last, 8, 0), None, limits())
}

#[test]
fn three_high_nights_fire_once_and_two_do_not() {
    let tail = [Some(75), Some(75), Some(75), Some(75)];
    assert!(matches!(judge(&tail[..1]), ThreeNights::Quiet { high_nights: 1 }));
    assert!(matches!(judge(&tail[..2]), ThreeNights::Quiet { high_nights: 2 }));
    let alert = judge(&tail[..3]).alert().unwrap();
    assert_eq!((alert.level, alert.facts.len()), (Level::Yellow, 3));
    assert!(alert.sentence.contains("连续3晚"), "{}", alert.sentence);
    let (n, last) = after_forty(&tail);
    let fourth = three_nights(&n, &[], at(last, 8, 0), Some(&alert.as_past()), limits());
    assert_eq!(fourth, ThreeNights::Refractory);
    let decoy = [Some(75), Some(75), Some(60)];
    assert!(matches!(judge(&decoy), ThreeNights::Quiet { high_nights: 0 }));
}

#[test]
fn the_fifth_night_and_a_night_above_110_are_red() {
    let five = [Some(70); 5];
    let (n, last) = after_forty(&five);
    let third = Past { level: Level::Yellow, refractory_until: at(last + 1, 8, 0) };
    let alert = three_nights(&n, &[], at(last, 8, 0), Some(&third), limits()).alert().unwrap();
    assert_eq!(alert.level, Level::Red, "a rise of level passes the refractory time");
    assert_eq!(judge(&[Some(111)]).alert().unwrap().level, Level::Red);
    assert!(judge(&[Some(110)]).alert().is_none());
    let few = nights(&[Some(60), Some(60), Some(112)]);
    assert!(three_nights(&few, &[], at(2, 8, 0), None, limits()).alert().is_some(), "no baseline needed");
}

#[test]
fn the_line_is_five_beats_or_ten_per_cent_above() {
    assert!(matches!(judge(&[Some(65)]), ThreeNights::Quiet { high_nights: 0 }), "66 is the line at 60");
    assert!(matches!(judge(&[Some(66)]), ThreeNights::Quiet { high_nights: 1 }));
    let mut low: Vec<Option<i32>> = vec![Some(46); 40];
    low.push(Some(51));
    let got = three_nights(&nights(&low), &[], at(40, 8, 0), None, limits());
    assert!(matches!(got, ThreeNights::Quiet { high_nights: 1 }), "51 is the line at 46: {got:?}");
}

#[test]
fn no_data_is_not_normal() {
    assert_eq!(judge(&[Some(75), Some(75), None]), ThreeNights::NoData);
    let gap = judge(&[Some(75), None, Some(75), Some(75)]).alert().unwrap();
    assert_eq!(gap.facts.len(), 3, "one missing night neither counts nor ends the run");
    assert!(matches!(
        judge(&[Some(75), None, None, Some(75), Some(75)]),
        ThreeNights::Quiet { high_nights: 2 }
    ));
    let few = nights(&[Some(60); 13]);
    let got = three_nights(&few, &[], at(12, 8, 0), None, limits());
    assert_eq!(got, ThreeNights::NoBaseline { nights: 9, needed: 14 });
}

#[test]
fn a_fever_explains_the_rise() {
    let (n, last) = after_forty(&[Some(75), Some(75), Some(75)]);
    let fever = |value| [Fever { at: at(last - 1, 20, 0), value }];
    let with = |t: &[Fever]| three_nights(&n, t, at(last, 8, 0), None, limits());
    assert!(matches!(with(&fever(37.4)), ThreeNights::Fever { .. }));
    assert!(matches!(with(&fever(37.3)), ThreeNights::Alert(_)));
    assert!(matches!(with(&[Fever { at: at(3, 9, 0), value: 39.0 }]), ThreeNights::Alert(_)), "weeks ago");
}

#[test]
fn the_night_is_judged_when_it_is_over() {
    let (n, last) = after_forty(&[Some(75), Some(75), Some(75)]);
    let early = three_nights(&n, &[], at(last, 6, 59), None, limits());
    assert!(matches!(early, ThreeNights::Quiet { high_nights: 2 }), "{early:?}");
}

#[test]
fn minutes_become_a_night_and_the_day_does_not_count() {
    let mut minutes: Vec<Minute> = Vec::new();
    for m in 0..60 {
        minutes.push(Minute { at: at(0, 3, m), heart_rate: 60.9, steps: Some(0) });
        minutes.push(Minute { at: at(0, 14, m), heart_rate: 130.0, steps: Some(0) });
        minutes.push(Minute { at: at(0, 7, m), heart_rate: 130.0, steps: Some(0) });
        minutes.push(Minute { at: at(0, 4, m), heart_rate: 130.0, steps: Some(12) });
        minutes.push(Minute { at: at(0, 5, m), heart_rate: 130.0, steps: None });
    }
    assert_eq!(night_values(&minutes, limits()), nights(&[Some(60)]));
    assert!(night_values(&minutes[..10], limits()).is_empty(), "too few minutes are no night");
}

#[test]
fn a_single_gap_is_filled_as_published() {
    let codes =
        |v: &[Option<i32>]| -> Vec<i32> { night_signal(&nights(v)).values().map(|s| s.code()).collect() };
    let base = vec![Some(60); 10];
    let with = |tail: &[Option<i32>]| codes(&[base.clone(), tail.to_vec()].concat())[10..].to_vec();
    assert_eq!(with(&[Some(66), None, Some(66), Some(66)]), [0, 2, 2], "the filled night makes the pair");
    assert_eq!(with(&[Some(66), None, None, Some(66)]), [0, 0], "two missing nights are not filled");
}

proptest! {
    #[test]
    fn no_series_of_nights_makes_it_panic(v in proptest::collection::vec(proptest::option::of(20i32..250), 0..60), d in 0u64..70) {
        let n = nights(&v);
        let _ = night_signal(&n);
        let _ = three_nights(&n, &[], at(d, 8, 0), None, limits());
    }

    #[test]
    fn a_higher_last_night_is_never_a_lower_level(v in 40i32..130, more in 0i32..40) {
        let level = |x| judge(&[Some(75), Some(75), Some(x)]).alert().map(|a| a.level);
        prop_assert!(level(v + more) >= level(v));
    }
}
