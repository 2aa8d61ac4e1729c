//! Results as Chinese reports print them, read, converted and judged.
#![expect(clippy::unwrap_used, reason = "tests")]

use nq_clinical::blood_pressure::{Class, Setting, is_elevated, isolated_systolic, office_class};
use nq_clinical::*;
use proptest::prelude::*;

fn metric(code: &str) -> &'static Metric {
    dictionary().get(code).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.01 * b.abs().max(0.1)
}

#[test]
fn the_dictionary_is_whole() {
    assert_eq!(dictionary().all().len(), 116);
    for m in dictionary().all() {
        assert!(!m.name_zh.is_empty() && !m.code.is_empty());
        if m.value_type == ValueType::Numeric {
            assert!(m.accepts(&m.ucum), "{}", m.code);
            assert!(m.plausible.0.is_some() && m.plausible.1.is_some(), "{}", m.code);
        }
        if !m.loinc.is_empty() {
            assert_eq!(dictionary().by_loinc(&m.loinc).unwrap().code, m.code);
        }
    }
    assert!(!metric("hip").loinc_confirmed && metric("sbp").loinc_confirmed);
}

#[test]
fn names_of_real_reports_are_recognised() {
    for (name, unit, code) in [
        ("*葡萄糖", "mmol/L", "fpg"),
        ("*总胆固醇", "mmol/L", "tc"),
        ("高密度脂蛋白", "mmol/L", "hdl_c"),
        ("低密度脂蛋白", "mmol/L", "ldl_c"),
        ("*总胆红素", "μmol/L", "tbil"),
        ("*丙氨酸氨基转移酶", "U/L", "alt"),
        ("* γ谷氨酰转肽酶", "U/L", "ggt"),
        ("r-谷氨酰基转换酶", "U/L", "ggt"),
        ("*肌酐", "μmol/L", "creatinine"),
        ("白细胞计数", "10\\S\\9/L", "wbc"),
        ("白细胞计数（WBC）", "×10⁹/L", "wbc"),
        ("血红蛋白[HGB]", "g/L", "hemoglobin"),
        ("糖化血红蛋白(HPLC)", "%", "hba1c"),
        ("脂蛋白(a)", "mg/L", "lp_a"),
        ("收缩压", "mmHg", "sbp"),
        ("ALT", "", "alt"),
        ("中性粒细胞", "%", "neut_pct"),
        ("中性粒细胞", "10^9/L", "neut_abs"),
        ("ＴＳＨ", "μIU/mL", "tsh"),
    ] {
        match dictionary().by_name(name, unit) {
            Lookup::One { metric, .. } => assert_eq!(metric.code, code, "{name}"),
            other => panic!("{name} {unit}: {other:?}"),
        }
    }
}

#[test]
fn another_specimen_or_an_open_question_is_not_guessed() {
    assert!(matches!(dictionary().by_name("白细胞(高倍视野)", "个/HP"), Lookup::Unknown));
    assert!(matches!(dictionary().by_name("白细胞", "个/HP"), Lookup::UnitMismatch(_)));
    assert!(matches!(dictionary().by_name("中性粒细胞", ""), Lookup::Many(_)));
    assert!(matches!(dictionary().by_name("检查所见", ""), Lookup::Unknown));
    assert!(matches!(dictionary().by_name("", ""), Lookup::Unknown));
}

#[test]
fn urea_nitrogen_in_mg_is_not_urea_in_mg() {
    let Lookup::One { metric: m, unit } = dictionary().by_name("尿素氮", "mg/dL") else { panic!() };
    assert!(close(m.convert(10.64, &unit).unwrap(), 3.80));
    assert!(metric("urea").convert(10.64, "mg/dL").is_err());
}

#[test]
fn units_are_converted_by_the_table() {
    for (code, value, unit, expected) in [
        ("fpg", 100.8874, "mg/dL", 5.6),
        ("tc", 278.388, "mg/dl", 7.2),
        ("tg", 150.569, "mg/dL", 1.7),
        ("creatinine", 1.097264, "mg/dL", 97.0),
        ("uric_acid", 7.0608, "mg/dL", 420.0),
        ("calcium", 10.09966, "mg/dL", 2.52),
        ("body_temp", 98.6, "[degF]", 37.0),
        ("body_temp", 98.6, "℉", 37.0),
        ("weight", 154.32358, "lb", 70.0),
        ("weight", 140.0, "斤", 70.0),
        ("height", 1.72, "米", 172.0),
        ("hba1c", 53.0, "mmol/mol", 7.0),
        ("wbc", 6.5, "10^3/μL", 6.5),
        ("wbc", 6.5, "10⁹/L", 6.5),
        ("rbc", 4.5, "×10^12/L", 4.5),
        ("hemoglobin", 13.5, "g/dL", 135.0),
        ("sbp", 20.0, "kPa", 150.0),
        ("tsh", 2.1, "uIU/mL", 2.1),
        ("ferritin", 80.0, "ng/mL", 80.0),
        ("ferritin", 80.0, "μg/L", 80.0),
        ("egfr_2021", 88.0, "mL/min/1.73m²", 88.0),
        ("heart_rate", 72.0, "次/分", 72.0),
        ("d_dimer", 0.4, "mg/L FEU", 0.4),
    ] {
        let got = metric(code).convert(value, unit).unwrap();
        assert!(close(got, expected), "{code} {value} {unit} → {got}, expected {expected}");
    }
    assert!(same_unit("mmHg", "mm[Hg]") && same_unit("umol/L", "µmol/L") && same_unit("10^9/L", "10*9/L"));
    assert!(!same_unit("10*9/L", "10*12/L") && !same_unit("mg/L", "mg/dL"));
}

#[test]
fn a_lipid_or_a_glucose_without_a_unit_is_refused() {
    assert!(matches!(metric("fpg").convert(100.0, ""), Err(UnitProblem::Missing { .. })));
    assert!(matches!(metric("tc").convert(5.2, " "), Err(UnitProblem::Missing { .. })));
    assert!(metric("lp_a").convert(75.0, "nmol/L").is_err(), "no fixed factor exists");
    assert!(metric("bmi").convert(23.0, "").is_ok());
    assert!(metric("heart_rate").convert(72.0, "").is_ok());
}

#[test]
fn values_are_read_as_printed() {
    let number = |value, comparator| Scale::Number { value, comparator };
    for (text, scale, mark) in [
        ("5.6↑", number(5.6, None), Some(Mark::High)),
        ("↓3.1", number(3.1, None), Some(Mark::Low)),
        ("5.6 H", number(5.6, None), Some(Mark::High)),
        ("8.02*", number(8.02, None), Some(Mark::Abnormal)),
        ("<0.5", number(0.5, Some(Comparator::Less)), None),
        ("＞33.3", number(33.3, Some(Comparator::Greater)), None),
        ("≥100", number(100.0, Some(Comparator::AtLeast)), None),
        ("1,234.5", number(1234.5, None), None),
        ("98%", number(98.0, None), None),
        ("５．６", number(5.6, None), None),
        ("-1.5", number(-1.5, None), None),
        ("阴性(-)", Scale::Negative, None),
        ("阴性（－）", Scale::Negative, None),
        ("阳性(+)", Scale::Grade(1.0), None),
        ("弱阳性", Scale::Positive, None),
        ("1+", Scale::Grade(1.0), None),
        ("+-", Scale::Grade(0.5), None),
        ("±", Scale::Grade(0.5), None),
        ("+++", Scale::Grade(3.0), None),
        ("-", Scale::Grade(0.0), None),
        ("152/96", Scale::Pair { first: 152.0, second: 96.0 }, None),
        ("152/96mmHg", Scale::Pair { first: 152.0, second: 96.0 }, None),
        ("Hi", Scale::OffScale(Mark::High), None),
        ("", Scale::Missing, None),
        ("未查", Scale::Missing, None),
        ("--", Scale::Missing, None),
        ("窦性心律，正常心电图", Scale::Text, None),
        ("2024-01-05", Scale::Text, None),
        ("1e5", Scale::Text, None),
    ] {
        let got = read_value(text);
        assert_eq!((got.scale, got.mark), (scale, mark), "{text}");
    }
}

#[test]
fn reference_ranges_are_read_as_printed() {
    let parse = |t: &str| RefRange::parse(t, Some(Sex::Male));
    let span = |low, high| Some(RefRange::Interval(Interval::closed(low, high)));
    assert_eq!(parse("3.9-6.1"), span(Some(3.9), Some(6.1)));
    assert_eq!(parse("3.9～6.1"), span(Some(3.9), Some(6.1)));
    assert_eq!(parse("3.9000--6.1000"), span(Some(3.9), Some(6.1)));
    assert_eq!(parse("(3.9—6.1)mmol/L"), span(Some(3.9), Some(6.1)));
    assert_eq!(parse("3.9-6.1 mmol/L"), span(Some(3.9), Some(6.1)));
    assert_eq!(parse("-2.5-1.0"), span(Some(-2.5), Some(1.0)));
    assert_eq!(parse("≥1.0"), span(Some(1.0), None));
    let Some(RefRange::Interval(below)) = parse("<5.2") else { panic!() };
    assert!(below.is_above(5.2) && !below.is_above(5.19));
    assert_eq!(parse("阴性"), Some(RefRange::NegativeUpTo(0.0)));
    assert_eq!(parse("-～±"), Some(RefRange::NegativeUpTo(0.5)));
    assert_eq!(parse("男:57-97;女:41-73"), span(Some(57.0), Some(97.0)));
    assert_eq!(RefRange::parse("男:57-97;女:41-73", None), None);
    assert_eq!(parse("男:57-97"), span(Some(57.0), Some(97.0)));
    assert_eq!(RefRange::parse("男:57-97", Some(Sex::Female)), None);
    assert_eq!(parse(""), None);
    assert_eq!(parse("见报告"), Some(RefRange::Words("见报告".to_owned())));
    assert_eq!(parse("6.1-3.9"), None);
}

fn flag(
    code: &str,
    value: &str,
    unit: &str,
    range: Option<&str>,
    mark: Option<&str>,
    age: Option<u32>,
) -> (Flag, &'static str) {
    let m = dictionary().get(code);
    let reading = read_value(value);
    let canonical = reading.number().and_then(|n| m?.convert(n, unit).ok());
    let judged = judge(&Subject {
        metric: m,
        reading: &reading,
        canonical,
        report_range: range,
        report_mark: mark,
        sex: Some(Sex::Male),
        age,
    });
    let basis = match judged.basis {
        Basis::ReportRange { .. } => "report",
        Basis::ReportMark => "mark",
        Basis::Guideline { .. } => "guideline",
        Basis::None => "none",
    };
    (judged.flag, basis)
}

#[test]
fn the_reports_own_range_always_wins() {
    assert_eq!(flag("tc", "5.5", "mmol/L", Some("3.1-5.7"), None, Some(50)), (Flag::Normal, "report"));
    assert_eq!(flag("tc", "5.5", "mmol/L", None, None, Some(50)), (Flag::High, "guideline"));
    assert_eq!(flag("tc", "5.9", "mmol/L", Some("3.1-5.7"), Some("N"), Some(50)), (Flag::High, "report"));
    assert_eq!(flag("tc", "210", "mg/dL", Some("120-220"), None, Some(50)), (Flag::Normal, "report"));
    assert_eq!(flag("alt", "60", "U/L", None, Some("↑"), Some(50)), (Flag::High, "mark"));
}

#[test]
fn an_unconfirmed_band_judges_nothing() {
    assert_eq!(metric("alt").band_status, BandStatus::Unconfirmed);
    assert_eq!(flag("alt", "300", "U/L", None, None, Some(50)), (Flag::Unknown, "none"));
    assert_eq!(flag("tsh", "30", "mIU/L", None, None, Some(50)), (Flag::Unknown, "none"));
    assert_eq!(metric("sbp").band_status, BandStatus::Usable);
    assert_eq!(flag("hemoglobin", "120", "g/L", None, None, Some(50)), (Flag::Low, "guideline"));
    assert_eq!(
        flag("hemoglobin", "120", "g/L", None, None, Some(8)),
        (Flag::Unknown, "none"),
        "no band for a child"
    );
    assert_eq!(flag("hemoglobin", "120", "g/L", None, None, None), (Flag::Unknown, "none"), "age unknown");
}

#[test]
fn a_censored_value_is_judged_only_where_its_side_is_certain() {
    assert_eq!(flag("glucose_capillary", ">33.3", "mmol/L", Some("3.9-7.0"), None, Some(50)).0, Flag::High);
    assert_eq!(flag("afp", "<0.5", "ng/mL", Some("0-7.0"), None, Some(50)).0, Flag::Normal);
    assert_eq!(flag("crp", "<10", "mg/L", Some("0-5"), None, Some(50)).0, Flag::Unknown);
    assert_eq!(flag("glucose_capillary", "Hi", "mmol/L", None, None, Some(50)).0, Flag::High);
    assert_eq!(flag("glucose_capillary", "Lo", "mmol/L", None, None, Some(50)).0, Flag::Low);
}

#[test]
fn a_strip_is_judged_by_its_grade() {
    assert_eq!(flag("urine_protein", "阴性(-)", "", Some("阴性"), None, None).0, Flag::Normal);
    assert_eq!(flag("urine_protein", "1+", "", Some("阴性"), None, None).0, Flag::Abnormal);
    assert_eq!(flag("urine_protein", "±", "", Some("-~±"), None, None).0, Flag::Normal);
    assert_eq!(flag("hbsag", "阳性", "", Some("阴性"), None, None).0, Flag::Abnormal);
    assert_eq!(flag("urine_protein", "2+", "", None, None, None).0, Flag::Unknown);
}

#[test]
fn critical_limits_are_used_only_where_they_were_read() {
    assert!(metric("potassium").is_critical(6.2) && metric("potassium").is_critical(2.8));
    assert!(!metric("potassium").is_critical(4.5));
    assert!(metric("sbp").is_critical(180.0) && !metric("sbp").is_critical(179.0));
    assert!(metric("fpg").is_critical(2.9) && metric("fpg").is_critical(16.7));
    assert!(!metric("wbc").is_critical(0.5), "recalled only: not used");
    assert!(metric("hemoglobin").is_critical(60.0) && metric("platelets").is_critical(30.0));
}

#[test]
fn blood_pressure_follows_the_chinese_table() {
    for (sbp, dbp, class, isolated) in [
        (119.0, 79.0, Class::Normal, false),
        (120.0, 79.0, Class::HighNormal, false),
        (139.0, 89.0, Class::HighNormal, false),
        (140.0, 89.0, Class::Grade1, true),
        (139.0, 90.0, Class::Grade1, false),
        (159.0, 99.0, Class::Grade1, false),
        (128.0, 95.0, Class::Grade1, false),
        (160.0, 80.0, Class::Grade2, true),
        (150.0, 110.0, Class::Grade3, false),
        (180.0, 70.0, Class::Grade3, true),
    ] {
        assert_eq!((office_class(sbp, dbp), isolated_systolic(sbp, dbp)), (class, isolated), "{sbp}/{dbp}");
    }
    assert!(is_elevated(136.0, 80.0, Setting::Home) && !is_elevated(136.0, 80.0, Setting::Office));
    assert!(is_elevated(118.0, 71.0, Setting::AmbulatoryNight));
}

#[test]
fn the_shared_vectors_of_units_and_blood_pressure_hold() {
    let mut reader = csv::Reader::from_reader(include_str!("vectors.csv").as_bytes());
    let (mut pressures, mut units) = (0, 0);
    for row in reader.records() {
        let row = row.unwrap();
        let inputs: serde_json::Value = serde_json::from_str(&row[2]).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&row[3]).unwrap();
        match &row[1] {
            "bp_category_cn" => {
                let (s, d) = (inputs["sbp"].as_f64().unwrap(), inputs["dbp"].as_f64().unwrap());
                assert_eq!(office_class(s, d).zh(), expected["category"].as_str().unwrap());
                assert_eq!(isolated_systolic(s, d), expected["isolated_systolic"].as_bool().unwrap());
                pressures += 1;
            }
            "unit_convert" => {
                let code = match inputs["analyte"].as_str() {
                    Some("glucose") => "fpg",
                    Some("cholesterol") => "tc",
                    Some("triglyceride") => "tg",
                    Some(other) if dictionary().get(other).is_some() => other,
                    Some("vitd25oh") => "vitamin_d",
                    _ => continue,
                };
                // The vectors leave our unit; the dictionary comes back to it.
                let back = expected["value"].as_f64().unwrap();
                let got = metric(code).convert(back, inputs["to"].as_str().unwrap()).unwrap();
                assert!(close(got, inputs["value"].as_f64().unwrap()), "{code} {got}");
                units += 1;
            }
            _ => {}
        }
    }
    assert!(pressures >= 7 && units >= 14, "{pressures} {units}");
}

proptest! {
    #[test]
    fn nothing_on_a_report_makes_it_panic(text in ".{0,24}", unit in ".{0,12}") {
        let reading = read_value(&text);
        prop_assert!(reading.number().is_none_or(f64::is_finite));
        let _ = RefRange::parse(&text, Some(Sex::Female));
        let _ = dictionary().by_name(&text, &unit);
        let _ = metric("fpg").convert(1.0, &unit);
    }

    #[test]
    fn a_printed_number_is_read_as_itself(v in 0.0f64..100_000.0) {
        let text = format!("{v:.2}");
        prop_assert_eq!(read_value(&text).number(), text.parse::<f64>().ok());
        prop_assert_eq!(read_value(&format!("<{text}")).comparator(), Some(Comparator::Less));
    }

    #[test]
    fn low_normal_and_high_share_the_line_without_gap(low in 0.0f64..50.0, width in 0.1f64..50.0, v in -10.0f64..120.0) {
        let i = Interval::closed(Some(low), Some(low + width));
        let places = [i.is_below(v), i.is_above(v), !i.is_below(v) && !i.is_above(v)];
        prop_assert_eq!(places.iter().filter(|p| **p).count(), 1);
    }

    #[test]
    fn a_higher_pressure_is_never_a_lower_class(s in 60.0f64..250.0, d in 30.0f64..150.0, more in 0.0f64..60.0) {
        prop_assert!(office_class(s + more, d) >= office_class(s, d));
        prop_assert!(office_class(s, d + more) >= office_class(s, d));
    }
}
