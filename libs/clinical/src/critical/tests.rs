//! The story of important abnormal results.

use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;

use super::*;
use crate::Comparator;

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn number(metric: &str, value: f64) -> Results {
    Results {
        numbers: vec![NumberResult { metric: metric.to_owned(), value, comparator: None }],
        ..Results::default()
    }
}

fn codes(results: &Results) -> Vec<String> {
    detect(results, CriticalTable::built_in()).into_iter().map(|f| f.code).collect()
}

#[test]
fn numbers_are_judged_at_their_borders() {
    for (metric, inside, outside, code) in [
        ("potassium", 2.9, 2.8, "potassium"),
        ("potassium", 6.1, 6.2, "potassium"),
        ("sodium", 121.0, 120.0, "sodium"),
        ("calcium", 3.24, 3.25, "calcium"),
        ("fpg", 2.3, 2.2, "glucose"),
        ("glucose_random", 24.7, 24.8, "glucose"),
        ("heart_rate", 149.0, 150.0, "hr_extreme"),
        ("heart_rate", 46.0, 45.0, "hr_extreme"),
        ("hemoglobin", 61.0, 60.0, "hb_first"),
        ("platelets", 31.0, 30.0, "plt_first"),
    ] {
        assert!(codes(&number(metric, inside)).is_empty(), "{metric} {inside}");
        assert_eq!(codes(&number(metric, outside)), [code], "{metric} {outside}");
    }
}

#[test]
fn a_known_anaemia_is_judged_more_strictly_and_a_known_platelet_count_not_again() {
    let known =
        |metric, value, code: &str| codes(&Results { known: vec![code.to_owned()], ..number(metric, value) });
    assert!(known("hemoglobin", 55.0, "hb_first").is_empty());
    assert_eq!(known("hemoglobin", 30.0, "hb_first"), ["hb_first"]);
    assert!(known("platelets", 20.0, "plt_first").is_empty());
}

#[test]
fn a_pressure_waits_for_the_second_measurement() {
    let once = detect(&number("sbp", 182.0), CriticalTable::built_in());
    assert!(once[0].to_confirm.as_ref().unwrap().contains("复测"));
    let sure = Results { confirmed: vec!["bp_very_high".to_owned()], ..number("sbp", 182.0) };
    assert_eq!(detect(&sure, CriticalTable::built_in())[0].to_confirm, None);
}

#[test]
fn a_censored_value_counts_where_it_is_certain() {
    let with = |value, c| {
        let mut r = number("fpg", value);
        r.numbers[0].comparator = Some(c);
        codes(&r)
    };
    assert_eq!(with(2.2, Comparator::Less), ["glucose"]);
    assert_eq!(with(33.3, Comparator::Greater), ["glucose"]);
    assert!(with(10.0, Comparator::Less).is_empty() && with(10.0, Comparator::Greater).is_empty());
}

#[test]
fn words_of_a_report_count_unless_denied() {
    let text = |t: &str| codes(&Results { texts: vec![t.to_owned()], ..Results::default() });
    assert_eq!(text("窦性心律，急性心肌梗死可能，请结合临床"), ["ecg_mi"]);
    assert_eq!(text("心电图示三度房室传导阻滞"), ["ecg_block"]);
    assert!(text("窦性心律，未见急性心肌梗死征象").is_empty());
    assert!(text("陈旧性心肌梗死").is_empty());
    assert!(text("双肺呼吸音清").is_empty());
}

#[test]
fn the_loop_closes_only_by_its_steps() {
    let clock = &CriticalTable::built_in().clock;
    let step = |at, act| Step { at, by: "护士甲".to_owned(), act };
    let tell = |p: &str| Act::Notify(Notice { person: p.to_owned(), channel: "电话".to_owned() });
    let back = |p: &str| Act::ReadBack { person: p.to_owned() };
    let start = Loop::new(at(1, 9, 0), false);
    assert_eq!(start.next(at(1, 9, 5), clock), NextStep::Notify { by: at(1, 11, 0) });
    assert_eq!(start.next(at(1, 11, 0), clock), NextStep::Escalate { level: 1, since: at(1, 11, 0) });
    assert_eq!(start.taken(step(at(1, 9, 5), back("医生乙"))), Err(LoopError::NotNotified));
    assert_eq!(start.taken(step(at(1, 8, 0), tell("医生乙"))), Err(LoopError::TimeTurnsBack));
    assert_eq!(start.taken(step(at(1, 9, 5), tell(" "))), Err(LoopError::Blank));
    let told = start.taken(step(at(1, 9, 10), tell("医生乙"))).unwrap();
    assert_eq!(told.next(at(1, 13, 0), clock), NextStep::Escalate { level: 2, since: at(1, 11, 0) });
    assert_eq!(told.taken(step(at(1, 9, 12), back("医生丙"))), Err(LoopError::Stranger));
    let close = || Act::Close { outcome: "已住院".to_owned() };
    assert_eq!(told.taken(step(at(1, 9, 12), close())), Err(LoopError::NotReadBack));
    let confirmed = told.taken(step(at(1, 9, 12), back("医生乙"))).unwrap();
    let first = NextStep::FollowUp { number: 1, due: at(2, 9, 10), overdue: false };
    assert_eq!(confirmed.next(at(1, 20, 0), clock), first);
    let ask = || Act::FollowUp { outcome: "已就诊".to_owned() };
    let asked = confirmed.taken(step(at(2, 9, 30), ask())).unwrap();
    let second = NextStep::FollowUp { number: 2, due: at(8, 9, 10), overdue: true };
    assert_eq!(asked.next(at(8, 10, 0), clock), second);
    let done = asked.taken(step(at(8, 10, 0), ask())).unwrap();
    assert_eq!(done.next(at(8, 10, 1), clock), NextStep::MayClose);
    let closed = done.taken(step(at(8, 10, 2), close())).unwrap();
    assert_eq!((closed.stage(), closed.next(at(9, 0, 0), clock)), (Stage::Closed, NextStep::Nothing));
    assert_eq!(closed.taken(step(at(9, 0, 0), ask())), Err(LoopError::Closed));
    assert_eq!(
        Loop::new(at(1, 9, 0), true).next(at(1, 9, 15), clock),
        NextStep::Escalate { level: 1, since: at(1, 9, 15) }
    );
}

#[test]
fn a_tenants_table_is_refused_with_the_row_named() {
    let built_in = serde_json::to_string(CriticalTable::built_in()).unwrap();
    assert!(CriticalTable::from_json(&built_in).is_ok());
    let wrong = built_in.replacen("\"metric\":\"potassium\"", "\"metric\":\"kalium\"", 1);
    assert!(
        CriticalTable::from_json(&wrong).unwrap_err()[0].contains("“血钾危急值”的指标“kalium”不在指标字典中")
    );
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in ".{0,60}", value in any::<f64>(), minutes in -10_000i64..10_000_000) {
        let _ = detect(&Results { texts: vec![text], ..number("fpg", value) }, CriticalTable::built_in());
        let now = at(1, 0, 0) + chrono::TimeDelta::minutes(minutes);
        let _ = Loop::new(at(1, 0, 0), true).next(now, &CriticalTable::built_in().clock);
    }
}
