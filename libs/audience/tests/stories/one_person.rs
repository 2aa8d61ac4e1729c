//! Rules on one person, and what the reasons say.

use crate::people::{at, dictionary, noon, origin, reading, rule, wang};
use chrono::Datelike;
use nq_audience::*;

/// R-RISK-03 糖尿病高风险人群.
const DM_HIGH_RISK: &str = r#"{"all":[
    {"age":{"ge":45}},
    {"metric":{"code":"bmi","is":{"ge":24}}},
    {"family":{"icd":["E10-E14"],"text":["糖尿病"]}},
    {"absent":{"of":{"metric":{"code":"ogtt_2h"}},"days":365}}]}"#;

fn judge(json: &str, facts: &PersonFacts, day: &str) -> Verdict {
    evaluate(&rule(json), facts, at(day), &dictionary())
}

#[test]
fn a_man_of_52_with_a_diabetic_father_and_no_ogtt_is_at_high_risk_and_the_reasons_say_why() {
    let verdict = judge(DM_HIGH_RISK, &wang(), "2025-06-01");
    assert!(verdict.holds);
    let lines: Vec<_> = verdict.reasons.iter().map(|r| format!("{}：{}", r.sentence, r.value)).collect();
    assert_eq!(
        lines,
        [
            "年龄≥45岁：52岁",
            "最近一次体质指数≥24 kg/m²：25.3 kg/m²",
            "家族中有人患糖尿病（ICD E10-E14）：父亲：2型糖尿病 E11.9",
            "近365天内没有糖负荷后2h血糖记录：上一次：7.4 mmol/L",
        ]
    );
    let bmi = &verdict.reasons[1];
    assert_eq!(bmi.source.as_deref(), Some("检验系统"));
    assert_eq!(bmi.time, Some(noon("2025-05-12")));
    assert_eq!(bmi.fact_id.as_deref(), Some("检验系统-2025-05-12"));
    assert_eq!(verdict.reasons[0].source.as_deref(), Some("患者档案"));
}

#[test]
fn a_glucose_test_takes_him_out_at_once_and_the_reason_shows_the_test() {
    let mut wang = wang();
    wang.observations.push(reading("ogtt_2h", "6.8", "2025-06-01"));
    let verdict = judge(DM_HIGH_RISK, &wang, "2025-06-01");
    assert!(!verdict.holds);
    let decisive: Vec<_> = verdict.decisive().map(|r| r.value.as_str()).collect();
    assert_eq!(decisive, ["6.8 mmol/L"]);
}

#[test]
fn a_year_and_a_day_after_the_test_he_is_due_again_at_midnight_in_beijing() {
    let mut wang = wang();
    wang.observations.push(reading("ogtt_2h", "6.8", "2025-06-01"));
    let next = next_change(&rule(DM_HIGH_RISK), &wang, at("2025-06-02")).expect("a change");
    assert_eq!(next.to_rfc3339(), "2026-06-01T16:00:00+00:00", "2 June 2026 00:00 in Beijing");
}

#[test]
fn missing_data_count_as_no_and_the_reason_says_what_is_missing() {
    let mut wang = wang();
    wang.birth = None;
    wang.family.clear();
    wang.observations.clear();
    let verdict = judge(DM_HIGH_RISK, &wang, "2025-06-01");
    assert!(!verdict.holds);
    assert_eq!(verdict.truth, Truth::Unknown);
    let lacking: Vec<_> = verdict.lacking().map(|r| r.value.as_str()).collect();
    assert_eq!(lacking, ["缺少资料：没有出生日期", "缺少资料：没有体质指数记录", "缺少资料：没有采集家族史"]);
    assert_eq!(verdict.reasons[3].value, "无记录");
}

#[test]
fn a_pressure_never_measured_is_neither_high_nor_controlled() {
    let nobody = PersonFacts::default();
    assert!(!judge(r#"{"metric":{"code":"sbp","is":{"ge":140}}}"#, &nobody, "2025-06-01").holds);
    assert!(!judge(r#"{"not":{"metric":{"code":"sbp","is":{"ge":140}}}}"#, &nobody, "2025-06-01").holds);
}

#[test]
fn ldl_of_3_40_does_not_pass_a_limit_of_3_4() {
    let person =
        PersonFacts { observations: vec![reading("ldl_c", "3.40", "2025-05-01")], ..PersonFacts::default() };
    assert!(!judge(r#"{"metric":{"code":"ldl_c","is":{"gt":3.4}}}"#, &person, "2025-06-01").holds);
    assert!(judge(r#"{"metric":{"code":"ldl_c","is":{"ge":3.4}}}"#, &person, "2025-06-01").holds);
}

#[test]
fn three_high_readings_on_two_days_are_two_days() {
    let readings = vec![
        reading("sbp", "150", "2025-05-20"),
        reading("sbp", "152", "2025-05-20"),
        reading("sbp", "148", "2025-05-25"),
        reading("sbp", "128", "2025-05-26"),
    ];
    let person = PersonFacts { observations: readings, ..PersonFacts::default() };
    let days = |n| {
        format!(
            r#"{{"count":{{"of":{{"metric":{{"code":"sbp","is":{{"ge":140}}}}}},"days":14,"by":"day","is":{{"ge":{n}}}}}}}"#
        )
    };
    assert!(judge(&days(2), &person, "2025-05-31").holds);
    let verdict = judge(&days(3), &person, "2025-05-31");
    assert!(!verdict.holds);
    assert_eq!(verdict.reasons[0].value, "2天，最近一次：148 mmHg");
}

#[test]
fn days_after_a_stent_are_counted_in_beijing_days() {
    let mut person = PersonFacts::default();
    // 23:30 in Beijing on the first of May.
    let mut done = origin("2025-05-01", "手术室");
    done.at = "2025-05-01T15:30:00Z".parse().expect("instant");
    person.procedures.push(Procedure {
        code: "36.06".into(),
        name: "冠状动脉支架植入术".into(),
        origin: done,
    });
    let window = r#"{"had":{"of":{"procedure":{"name":["支架"]}},"days_ago":[7,30]}}"#;
    assert!(!judge(window, &person, "2025-05-07").holds);
    assert!(judge(window, &person, "2025-05-08").holds);
    assert!(judge(window, &person, "2025-05-31").holds);
    assert!(!judge(window, &person, "2025-06-01").holds);
}

#[test]
fn a_child_of_29_february_grows_older_on_1_march() {
    let person = PersonFacts { birth: "2008-02-29".parse().ok(), ..PersonFacts::default() };
    let adult = r#"{"age":{"ge":18}}"#;
    assert!(!judge(adult, &person, "2026-02-28").holds);
    assert!(judge(adult, &person, "2026-03-01").holds);
    let next = next_change(&rule(adult), &person, at("2026-01-01")).expect("birthday");
    assert_eq!((next.month(), next.day(), at("2026-01-01").day(next).day()), (2, 28, 1));
}

#[test]
fn an_expired_tag_and_an_ended_diagnosis_no_longer_count() {
    let mut person = PersonFacts::default();
    person.tags.push(Named {
        code: "vip".into(),
        origin: origin("2025-01-01", "人工"),
        until: Some(noon("2025-03-01")),
    });
    person.conditions.push(Condition {
        coded: Coded { icd: Some("I10".into()), snomed: None, text: "高血压".into() },
        origin: origin("2020-01-01", "门诊"),
        until: Some(noon("2024-01-01")),
    });
    assert!(judge(r#"{"tag":["vip"]}"#, &person, "2025-02-28").holds);
    assert!(!judge(r#"{"tag":["vip"]}"#, &person, "2025-03-01").holds);
    assert!(!judge(r#"{"condition":{"icd":["I10"]}}"#, &person, "2025-03-01").holds);
    assert!(judge(r#"{"condition":{"icd":["I10"],"ever":true}}"#, &person, "2025-03-01").holds);
}

#[test]
fn a_result_dated_tomorrow_waits_for_its_day() {
    let person =
        PersonFacts { observations: vec![reading("bmi", "30", "2025-06-02")], ..PersonFacts::default() };
    let obese = r#"{"metric":{"code":"bmi","is":{"ge":28}}}"#;
    assert!(!judge(obese, &person, "2025-06-01").holds);
    let next = next_change(&rule(obese), &person, at("2025-06-01")).expect("tomorrow");
    assert!(truth(&rule(obese), &person, at("2025-06-01").at(next)).holds());
}

#[test]
fn a_contract_that_ends_in_sixty_days_comes_up_for_renewal_sixty_days_before_its_last_day() {
    let mut person = PersonFacts::default();
    // Exclusive end at midnight: the last day is 30 June.
    let end = "2025-06-30T16:00:00Z".parse().expect("end");
    person.contracts.push(Named {
        code: "family_doctor".into(),
        origin: origin("2024-07-01", "签约"),
        until: Some(end),
    });
    let soon = r#"{"contract":{"ends_within_days":60}}"#;
    assert!(!judge(soon, &person, "2025-04-30").holds);
    assert!(judge(soon, &person, "2025-05-01").holds);
    assert!(judge(soon, &person, "2025-06-30").holds);
    assert!(!judge(soon, &person, "2025-07-01").holds);
}

#[test]
fn a_bill_never_seen_is_missing_and_not_free_of_charge() {
    let visit = |day: &str, paid_fen| Encounter {
        class: "outpatient".into(),
        department: None,
        doctor: None,
        paid_fen,
        origin: origin(day, "收费系统"),
    };
    let rule = r#"{"spend":{"days":365,"is":{"gt":50000}}}"#;
    let mut person = PersonFacts { encounters: vec![visit("2025-03-01", None)], ..PersonFacts::default() };
    assert_eq!(judge(rule, &person, "2025-06-01").truth, Truth::Unknown);
    person.encounters.push(visit("2025-04-01", Some(3_000_050)));
    person.encounters.push(visit("2025-05-01", Some(2_000_000)));
    let verdict = judge(rule, &person, "2025-06-01");
    assert!(verdict.holds);
    assert_eq!(verdict.reasons[0].value, "50000.5元");
    assert!(judge(r#"{"spend":{"days":365,"is":{"eq":0}}}"#, &PersonFacts::default(), "2025-06-01").holds);
}
