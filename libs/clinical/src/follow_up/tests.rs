//! The story of the follow-ups.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn day(m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, m, d).unwrap()
}

fn pressure(sbp: f64, dbp: f64) -> HypertensionVisit {
    HypertensionVisit {
        date: Some(day(3, 1)),
        sbp: Some(sbp),
        dbp: Some(dbp),
        adverse: Some(false),
        new_complication: Some(false),
        ..HypertensionVisit::default()
    }
}

fn glucose(fpg: f64) -> DiabetesVisit {
    DiabetesVisit {
        date: Some(day(3, 1)),
        fpg: Some(fpg),
        adverse: Some(false),
        new_complication: Some(false),
        ..DiabetesVisit::default()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "reads as the visit before, where there was one")]
fn after(class: Class) -> Option<Previous> {
    Some(Previous { class, goal_missed: None })
}

fn bp(visit: &HypertensionVisit, previous: Option<Previous>) -> (Class, Intervention) {
    let r = classify_hypertension(visit, previous.as_ref(), &Params::default());
    (r.class.unwrap(), r.action.unwrap())
}

use Class::*;

#[test]
fn the_first_bad_visit_adjusts_and_the_second_refers() {
    assert_eq!(bp(&pressure(139.0, 89.0), after(Unsatisfactory)), (Satisfactory, Intervention::Regular));
    assert_eq!(bp(&pressure(140.0, 80.0), after(Satisfactory)), (Unsatisfactory, Intervention::Adjust));
    assert_eq!(bp(&pressure(130.0, 90.0), None), (Unsatisfactory, Intervention::Adjust));
    assert_eq!(bp(&pressure(146.0, 88.0), after(Unsatisfactory)), (Unsatisfactory, Intervention::Refer));
    let r = classify_hypertension(&pressure(146.0, 88.0), after(Unsatisfactory).as_ref(), &Params::default());
    assert_eq!(r.reasons, [ReferralReason::TwiceUnsatisfactory]);
    assert_eq!(r.next, Some(Due { from: day(3, 2), to: day(3, 15) }));
}

#[test]
fn an_emergency_comes_before_everything_and_before_the_form_is_full() {
    assert_eq!(bp(&pressure(180.0, 80.0), after(Satisfactory)), (Unsatisfactory, Intervention::Emergency));
    assert_eq!(bp(&pressure(130.0, 110.0), None).1, Intervention::Emergency);
    let unfinished = HypertensionVisit { sbp: Some(182.0), ..HypertensionVisit::default() };
    let r = classify_hypertension(&unfinished, None, &Params::default());
    assert_eq!((r.class, r.action, r.refer), (None, Some(Intervention::Emergency), true));
    assert_eq!(r.missing, ["舒张压", "有无药物不良反应", "有无新发或加重的并发症"]);
    let ill = HypertensionVisit { emergencies: vec![Emergency::Orthopnoea], ..pressure(130.0, 80.0) };
    assert_eq!(bp(&ill, None), (Satisfactory, Intervention::Emergency));
}

#[test]
fn the_gravest_class_is_written_down() {
    let with = |adverse, complication, sbp| HypertensionVisit {
        adverse: Some(adverse),
        new_complication: Some(complication),
        ..pressure(sbp, 80.0)
    };
    assert_eq!(bp(&with(true, true, 150.0), None), (Complication, Intervention::Refer));
    assert_eq!(bp(&with(true, false, 150.0), None), (Adverse, Intervention::Adjust));
    assert_eq!(bp(&with(true, false, 150.0), after(Unsatisfactory)), (Adverse, Intervention::Refer));
    assert_eq!(bp(&with(true, false, 130.0), after(Unsatisfactory)), (Adverse, Intervention::Adjust));
    assert_eq!(bp(&with(true, false, 130.0), after(Adverse)), (Adverse, Intervention::Refer));
    let hidden = Some(Previous { class: Adverse, goal_missed: Some(true) });
    assert_eq!(bp(&with(false, false, 150.0), hidden), (Unsatisfactory, Intervention::Refer));
}

#[test]
fn the_goal_of_the_old_is_a_parameter() {
    let old = HypertensionVisit { age: Some(65), ..pressure(149.0, 89.0) };
    assert_eq!(bp(&old, None).0, Satisfactory);
    assert_eq!(bp(&HypertensionVisit { age: Some(64), ..old.clone() }, None).0, Unsatisfactory);
    assert_eq!(bp(&HypertensionVisit { sbp: Some(150.0), ..old.clone() }, None).0, Unsatisfactory);
    let strict = Params { elder_line: false, ..Params::default() };
    assert_eq!(classify_hypertension(&old, None, &strict).class, Some(Unsatisfactory));
}

#[test]
fn glucose_is_judged_at_its_borders() {
    let of = |fpg, previous: Option<Previous>| {
        let r = classify_diabetes(&glucose(fpg), previous.as_ref(), &Params::default());
        (r.class.unwrap(), r.action.unwrap())
    };
    assert_eq!(of(6.9, None), (Satisfactory, Intervention::Regular));
    assert_eq!(of(7.0, after(Satisfactory)), (Unsatisfactory, Intervention::Adjust));
    assert_eq!(of(7.0, after(Unsatisfactory)), (Unsatisfactory, Intervention::Refer));
    assert_eq!(of(16.7, None), (Unsatisfactory, Intervention::Emergency));
    assert_eq!(of(16.6, None), (Unsatisfactory, Intervention::Adjust));
    assert_eq!(of(3.9, None), (Satisfactory, Intervention::Emergency));
    assert_eq!(of(4.0, None), (Satisfactory, Intervention::Regular));
    let hot = DiabetesVisit { temperature: Some(39.1), ..glucose(6.0) };
    assert_eq!(classify_diabetes(&hot, None, &Params::default()).emergencies, [Emergency::Fever]);
}

#[test]
fn a_missing_value_gives_no_class() {
    let r = classify_diabetes(&DiabetesVisit { fpg: None, ..glucose(6.0) }, None, &Params::default());
    assert_eq!((r.class, r.action, r.next), (None, None, None));
    assert_eq!(r.missing, ["空腹血糖"]);
    let typo = classify_hypertension(&pressure(1300.0, 80.0), None, &Params::default());
    assert_eq!(typo.missing, ["收缩压"]);
}

#[test]
fn the_forms_have_every_field_in_official_order() {
    let htn = form("hypertension").unwrap();
    let header = htn.export_header();
    assert_eq!(header[..3], ["随访日期", "随访方式", "症状"]);
    assert_eq!(header.last(), Some(&"随访医生签名"));
    for label in ["目标体重", "日饮酒量", "摄盐情况", "服药依从性", "此次随访分类", "药物名称3", "转诊原因"]
    {
        assert!(header.contains(&label), "{label}");
    }
    let dm = form("diabetes").unwrap().export_header();
    for label in ["足背动脉搏动", "主食", "低血糖反应", "糖化血红蛋白", "胰岛素种类"]
    {
        assert!(dm.contains(&label), "{label}");
    }
    for f in forms() {
        for (n, field) in f.fields.iter().enumerate() {
            assert!(!f.fields[..n].iter().any(|o| o.code == field.code), "{}", field.code);
            let choice = matches!(field.kind, FieldKind::Single | FieldKind::Multi);
            assert_eq!(choice, !field.options.is_empty(), "{}", field.code);
            let known = field.metric.as_ref().is_none_or(|m| crate::dictionary().get(m).is_some());
            assert!(known, "{}", field.code);
        }
    }
    let answers = serde_json::json!({"visit_date": "2026-03-01", "symptoms": ["2", "9"], "sbp": 132});
    let row = htn.export_row(answers.as_object().unwrap());
    assert_eq!((row.len(), row[0].as_str(), row[2].as_str()), (header.len(), "2026-03-01", "2/9"));
    assert!(htn.missing(answers.as_object().unwrap()).iter().any(|f| f.code == "dbp"));
}

#[test]
fn alcohol_is_counted_in_liquor() {
    let near = |got: Option<f64>, want: f64| assert!((got.unwrap() - want).abs() < 1e-12);
    near(liquor_liang(Drink::Beer, 10.0), 1.0);
    near(liquor_liang(Drink::Wine, 4.0), 1.0);
    near(liquor_liang(Drink::YellowWine, 5.0), 1.0);
    near(liquor_liang(Drink::Liquor, 2.0), 2.0);
    assert_eq!(liquor_liang(Drink::Beer, f64::NAN), None);
}

fn year(visits: &[(u32, Option<f64>)], examined: bool) -> Year {
    Year {
        year: 2026,
        managed_from: NaiveDate::from_ymd_opt(2024, 5, 1).unwrap(),
        until: day(12, 31),
        visits: visits
            .iter()
            .map(|(m, s)| VisitRecord {
                date: day(*m, 10),
                sbp: *s,
                dbp: s.map(|_| 80.0),
                fpg: None,
                age: None,
            })
            .collect(),
        examined,
    }
}

#[test]
fn the_indicators_follow_their_definitions() {
    let p = Params::default();
    let good = year(&[(1, Some(150.0)), (4, Some(145.0)), (7, Some(138.0)), (10, Some(135.0))], true);
    assert!(is_managed_by_rule(&good, &p) && is_controlled(&good, Disease::Hypertension, &p));
    let unexamined = Year { examined: false, ..good.clone() };
    assert!(!is_managed_by_rule(&unexamined, &p));
    let late_value = year(&[(1, Some(130.0)), (4, Some(130.0)), (7, Some(130.0)), (10, None)], true);
    assert!(!is_controlled(&late_value, Disease::Hypertension, &p), "the last visit has no value");
    let gap = year(&[(1, Some(130.0)), (2, Some(130.0)), (3, Some(130.0)), (12, Some(130.0))], true);
    assert!(!is_managed_by_rule(&gap, &p), "nine months without a visit");
    let nobody = year(&[], true);
    let all = [good, unexamined, late_value, gap, nobody];
    assert_eq!(control_rate(&all, Disease::Hypertension, &p), Ratio { hits: 3, of: 5 });
    assert_eq!(standard_management_rate(&all, &p), Ratio { hits: 2, of: 5 });
    assert_eq!(control_rate(&all, Disease::Hypertension, &p).percent(), Some(60.0));
    assert_eq!(health_management_rate(500, 10_000, 0.25), Some(Ratio { hits: 500, of: 2500 }));
    assert_eq!(health_management_rate(500, 10_000, 25.0), None);
    assert_eq!(Ratio::default().percent(), None);
}

proptest! {
    #[test]
    fn a_higher_pressure_is_never_a_milder_class(s in 90.0f64..220.0, d in 50.0f64..130.0, more in 0.0f64..60.0, prev in 0usize..4) {
        let p = [Satisfactory, Unsatisfactory, Adverse, Complication][prev];
        let low = bp(&pressure(s, d), after(p));
        let high = bp(&pressure(s + more, d), after(p));
        prop_assert!(high.0 >= low.0 && high.1 >= low.1);
    }

    #[test]
    fn a_further_finding_is_never_milder(s in 90.0f64..220.0, a: bool, c: bool, prev in 0usize..4) {
        let p = after([Satisfactory, Unsatisfactory, Adverse, Complication][prev]);
        let visit = HypertensionVisit { adverse: Some(a), new_complication: Some(c), ..pressure(s, 80.0) };
        let base = bp(&visit, p);
        let worse = bp(&HypertensionVisit { adverse: Some(true), ..visit.clone() }, p);
        let worst = bp(&HypertensionVisit { new_complication: Some(true), ..visit.clone() }, p);
        prop_assert!(worse.0 >= base.0 && worse.1 >= base.1 && worst.0 >= base.0 && worst.1 >= base.1);
        prop_assert_eq!(classify_hypertension(&visit, p.as_ref(), &Params::default()).refer, base.1 >= Intervention::Refer);
    }

    #[test]
    fn no_number_makes_it_panic(s in any::<f64>(), g in any::<f64>(), age in any::<u32>()) {
        let _ = classify_hypertension(&HypertensionVisit { age: Some(age), ..pressure(s, s) }, None, &Params::default());
        let _ = classify_diabetes(&DiabetesVisit { temperature: Some(s), sbp: Some(s), ..glucose(g) }, None, &Params::default());
    }

    #[test]
    fn hits_never_exceed_the_denominator(months in proptest::collection::vec((1u32..13, proptest::option::of(80.0f64..200.0)), 0..8), examined: bool) {
        let persons = [year(&months, examined), year(&[], examined)];
        let p = Params::default();
        for r in [standard_management_rate(&persons, &p), control_rate(&persons, Disease::Hypertension, &p)] {
            prop_assert!(r.hits <= r.of && r.of == 2);
        }
    }
}
