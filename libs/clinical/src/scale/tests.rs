//! The story of the scales.

use proptest::prelude::*;

use super::*;
use crate::Sex;

fn points(code: &str, answers: &[i64], sex: Option<Sex>) -> Scored {
    let given: Vec<Option<i64>> = answers.iter().map(|p| Some(*p)).collect();
    match scale(code).unwrap().score_points(&given, sex).unwrap() {
        Assessment::Scored(s) => *s,
        Assessment::Incomplete { missing, .. } => panic!("{missing:?}"),
    }
}

fn band(code: &str, total: i64) -> &'static str {
    scale(code).unwrap().band(total, None).map_or("-", |b| b.label.as_str())
}

#[test]
fn every_built_in_scale_is_right_and_says_where_it_comes_from() {
    assert_eq!(scales().len(), 19);
    for s in scales() {
        assert!(s.problems().is_empty(), "{}: {:?}", s.code, s.problems());
        assert!(!s.source.is_empty() && !s.licence.note.is_empty() && !s.limits.is_empty(), "{}", s.code);
        let worded = s.items.iter().all(|i| !i.text.is_empty());
        assert_eq!(worded, s.ships, "{}", s.code);
        assert_eq!(s.ships, s.licence.status == LicenceStatus::Open, "{}", s.code);
    }
    let on: Vec<&str> = scales().iter().filter(|s| s.default_on()).map(|s| s.code.as_str()).collect();
    assert!(on.contains(&"phq9") && !on.contains(&"sds") && !on.contains(&"nrs2002"));
}

#[test]
fn the_item_on_self_harm_is_a_task_whatever_the_total() {
    let calm = points("phq9", &[0, 0, 0, 0, 0, 0, 0, 0, 1], None);
    assert_eq!((calm.total, calm.band.unwrap().code.as_str()), (1, "none-minimal"));
    let finding = &calm.safety[0];
    assert_eq!((finding.code.as_str(), finding.severity), ("phq9_self_harm", Severity::Urgent));
    assert!(finding.reason.contains("第9题"));
    assert!(points("phq9", &[3, 3, 3, 3, 3, 3, 3, 3, 0], None).safety.is_empty());
    assert_eq!(points("epds", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1], None).safety.len(), 1);
    // Even while other questions are open.
    let open = [None, None, None, None, None, None, None, None, Some(2)];
    match scale("phq9").unwrap().score_points(&open, None).unwrap() {
        Assessment::Incomplete { missing, safety } => assert_eq!((missing.len(), safety.len()), (8, 1)),
        Assessment::Scored(_) => panic!(),
    }
}

#[test]
fn a_missing_answer_is_named_and_not_estimated() {
    let answers = [("q1", 1), ("q2", 1)].map(|(k, p)| (k.to_owned(), Answer::Points(p))).into();
    match scale("phq9").unwrap().score(&answers, None).unwrap() {
        Assessment::Incomplete { missing, .. } => {
            assert_eq!(missing.len(), 7);
            assert_eq!(missing[0].text, "入睡困难、睡不安稳或睡眠过多");
        }
        Assessment::Scored(_) => panic!(),
    }
}

#[test]
fn bands_change_at_their_borders() {
    for (total, label) in [
        (4, "无抑郁症状"),
        (5, "轻度抑郁症状"),
        (9, "轻度抑郁症状"),
        (10, "中度抑郁症状"),
        (14, "中度抑郁症状"),
        (15, "中重度抑郁症状"),
        (19, "中重度抑郁症状"),
        (20, "重度抑郁症状"),
        (27, "重度抑郁症状"),
    ] {
        assert_eq!(band("phq9", total), label, "{total}");
    }
    assert_eq!((band("elder_selfcare5", 3), band("elder_selfcare5", 4)), ("可自理", "轻度依赖"));
    assert_eq!((band("elder_selfcare5", 8), band("elder_selfcare5", 9)), ("轻度依赖", "中度依赖"));
    assert_eq!((band("elder_selfcare5", 18), band("elder_selfcare5", 19)), ("中度依赖", "不能自理"));
    assert_eq!((band("morse_fall", 24), band("morse_fall", 25)), ("低风险", "中风险"));
    assert_eq!((band("morse_fall", 45), band("morse_fall", 46)), ("中风险", "高风险"));
    assert_eq!((band("epds", 9), band("epds", 10)), ("产后抑郁可能性小", "可能有产后抑郁"));
    assert_eq!((band("epds", 12), band("epds", 13)), ("可能有产后抑郁", "很可能有产后抑郁"));
    assert_eq!((band("barthel", 99), band("barthel", 100)), ("轻度依赖", "无需依赖"));
}

#[test]
fn drinking_is_judged_by_sex_and_abstainers_answer_one_question() {
    let code = |sex| points("audit_c", &[1, 1, 1], sex).band.map(|b| b.code);
    assert_eq!(code(Some(Sex::Female)), Some("positive".to_owned()));
    assert_eq!(code(Some(Sex::Male)), Some("negative".to_owned()));
    assert_eq!(code(None), None, "without a sex there is a total but no judgement");
    let never = [("q1".to_owned(), Answer::Value("0".to_owned()))].into();
    match scale("audit_c").unwrap().score(&never, Some(Sex::Male)).unwrap() {
        Assessment::Scored(s) => assert_eq!(s.total, 0),
        other @ Assessment::Incomplete { .. } => panic!("{other:?}"),
    }
}

#[test]
fn reversed_items_and_standard_scores_follow_zung() {
    // All "1": ten plain items give 10, ten reversed give 40; 50 × 1.25 = 62.5, cut to 62.
    let s = points("sds", &[1; 20], None);
    assert_eq!((s.raw, s.total, s.band.unwrap().label.as_str()), (50, 62, "轻度"));
    let s = points("sas", &[1; 20], None);
    assert_eq!((s.raw, s.total), (35, 43));
    for (total, label) in [(52, "无"), (53, "轻度"), (62, "轻度"), (63, "中度"), (72, "中度"), (73, "重度")]
    {
        assert_eq!(band("sds", total), label);
    }
    for (total, label) in [(49, "无"), (50, "轻度"), (59, "轻度"), (60, "中度"), (69, "中度"), (70, "重度")]
    {
        assert_eq!(band("sas", total), label);
    }
}

#[test]
fn the_elderly_form_judges_its_nine_types() {
    let calm = points(
        "tcm_elderly33",
        &[5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        None,
    );
    let c = calm.constitution.unwrap();
    assert_eq!(c.judged[&TcmType::Balanced], Membership::Yes);
    assert_eq!(c.scores[&TcmType::Balanced], 25.0);
    assert_eq!(elderly33(&[1; 33]).unwrap().doubt, None);
    let both = elderly33(&[3; 33]).unwrap();
    assert!(both.doubt.unwrap().contains("阴虚质和阳虚质") && both.order.len() == 8);
    assert_eq!(elderly33(&[1; 32]), None);
}

#[test]
fn balanced_is_yes_below_thirty_and_mostly_below_forty() {
    let of = |qi: i64| {
        let raw = TcmType::ALL
            .map(|k| match k {
                TcmType::Balanced => (k, 28),
                TcmType::QiDeficiency => (k, qi),
                _ => (k, k.items()),
            })
            .into();
        nine_types(&raw).unwrap().judged
    };
    let see = |qi| (of(qi)[&TcmType::Balanced], of(qi)[&TcmType::QiDeficiency]);
    assert_eq!(see(17), (Membership::Yes, Membership::No), "28.1");
    assert_eq!(see(18), (Membership::Mostly, Membership::Tends), "31.3: 是 and 基本是 are not swapped");
    assert_eq!(see(20), (Membership::Mostly, Membership::Tends), "37.5");
    assert_eq!(see(21), (Membership::No, Membership::Yes), "40.6");
    assert!(nine_types(&TcmType::ALL.map(|k| (k, 0)).into()).is_none(), "an impossible sum");
}

#[test]
fn activity_is_cut_at_three_hours() {
    let d = |days, minutes| IpaqDays { days, minutes };
    let r = ipaq_short(d(3, 240.0), d(0, 0.0), d(0, 0.0)).unwrap();
    assert_eq!((r.met_minutes, r.level), (4320.0, ActivityLevel::High));
    assert_eq!(ipaq_short(d(0, 0.0), d(5, 30.0), d(0, 0.0)).unwrap().level, ActivityLevel::Moderate);
    assert_eq!(ipaq_short(d(0, 0.0), d(0, 0.0), d(4, 30.0)).unwrap().level, ActivityLevel::Low);
    assert!(ipaq_short(d(8, 10.0), d(0, 0.0), d(0, 0.0)).is_err());
}

#[test]
fn a_tenants_definition_is_refused_with_the_item_named() {
    let good = r#"{"code":"x","version":1,"title":"甲","licence":{"status":"permission","note":"已取得许可"},"source":"甲","verified":false,"ships":false,
      "options":[{"value":"a","text":"否","score":0},{"value":"b","text":"是","score":1}],
      "items":[{"code":"q1","text":"一"},{"code":"q2","text":"二"}],
      "bands":[{"from":0,"to":1,"code":"l","label":"低","severity":"ok"},{"from":2,"to":2,"code":"h","label":"高","severity":"high"}]}"#;
    assert!(Scale::from_json(good).is_ok());
    for (from, to, why) in [
        (r#""code":"q2","text":"二""#, r#""code":"q1","text":"二""#, "第2题（q1）的编码与前面的题目重复"),
        (r#""text":"二""#, r#""text":" ""#, "第2题（q2）没有题干"),
        (r#""from":2,"to":2"#, r#""from":1,"to":2"#, "分级“低”与“高”重叠"),
        (r#""to":2,"code""#, r#""to":1,"code""#, "分级没有覆盖全部可能的总分0～2"),
        (r#""value":"b","text":"是""#, r#""value":"a","text":"是""#, "第1题（q1）的选项值“a”重复"),
        (
            r#""items":["#,
            r#""safety":[{"item":"q9","from":1,"code":"s","severity":"urgent","reason":"甲","action":"乙","due_hours":2}],"items":["#,
            "安全题引用了不存在的题目“q9”",
        ),
        (r#""version":1"#, r#""version":"一""#, "量表定义格式不对"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        let problems = Scale::from_json(&bad).unwrap_err().join("；");
        assert!(problems.contains(why), "{why}: {problems}");
    }
}

#[test]
fn an_answer_outside_the_options_is_a_sentence() {
    let wrong = scale("phq9").unwrap().score_points(&[Some(4)], None).unwrap_err().to_string();
    assert!(wrong.contains("第1题的答案“4”不在选项内，可选：0、1、2、3"), "{wrong}");
    assert!(scale("phq9").unwrap().score_points(&[Some(0); 10], None).is_err());
}

#[test]
fn a_plain_scale_becomes_a_form_with_its_red_flag() {
    let form = scale("epds").unwrap().as_form().unwrap();
    assert_eq!(form["items"].as_array().unwrap().len(), 10);
    assert_eq!(form["items"][9]["options"][0]["score"], 3);
    assert_eq!(form["red_flags"][0]["when"]["value"], serde_json::json!(["1", "2", "3"]));
    assert_eq!(form["scoring"]["bands"][2]["max"], 30);
    assert!(form["title"].as_str().unwrap().chars().count() <= 40);
    assert!(scale("audit_c").unwrap().as_form().is_none(), "bands by sex");
    assert!(scale("audit_c").unwrap().as_questions().is_some());
    assert!(scale("sds").unwrap().as_questions().is_none(), "no wording");
}

proptest! {
    #[test]
    fn the_total_is_the_sum_of_the_items(answers in proptest::collection::vec(0i64..4, 9)) {
        let s = points("phq9", &answers, None);
        prop_assert_eq!(s.total, answers.iter().sum::<i64>());
        prop_assert_eq!(s.raw, s.items.iter().map(|i| i.points).sum::<i64>());
        prop_assert_eq!(s.safety.len() == 1, answers[8] >= 1);
    }

    #[test]
    fn a_worse_answer_is_never_a_better_band(answers in proptest::collection::vec(0i64..4, 10), at in 0usize..10) {
        for code in ["phq9", "gad7", "epds"] {
            let n = scale(code).unwrap().items.len();
            let mut worse = answers[..n].to_vec();
            let before = points(code, &worse, None).band.unwrap().severity;
            worse[at % n] = 3;
            prop_assert!(points(code, &worse, None).band.unwrap().severity >= before);
        }
    }

    #[test]
    fn nothing_answered_makes_it_panic(which in 0usize..19, given in proptest::collection::vec(proptest::option::of(any::<i64>()), 0..40)) {
        let _ = scales()[which].score_points(&given, Some(Sex::Female));
        let plain: Vec<i64> = given.into_iter().flatten().collect();
        let _ = elderly33(&plain);
    }

    #[test]
    fn no_text_makes_the_reader_of_definitions_panic(text in ".{0,200}") {
        let _ = Scale::from_json(&text);
    }
}
