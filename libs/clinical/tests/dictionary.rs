//! The dictionary against what stands on real reports: many names, doubtful values asked about.

use nq_clinical::{BandStatus, Guess, Lookup, Subject, dictionary, doubt_of_pair, judge, read_value};
use proptest::prelude::*;

#[test]
fn names_of_many_laboratories_are_recognised() {
    for (name, unit, code) in [
        ("谷丙转氨酶(ALT)", "U/L", "alt"),
        ("★丙氨酸氨基转移酶测定", "U/L", "alt"),
        ("门冬氨酸氨基转移酶", "U/L", "ast"),
        ("空腹静脉血糖", "mmol/L", "fpg"),
        ("餐后两小时血糖", "mmol/L", "ppg_2h"),
        ("HbAlc", "%", "hba1c"),
        ("高密度胆固醇", "mmol/L", "hdl_c"),
        ("LDL-CH", "mmol/L", "ldl_c"),
        ("尿微量白蛋白/尿肌酐比值", "mg/g", "uacr"),
        ("血细胞比容", "%", "hematocrit"),
        ("NTproBNP", "pg/mL", "nt_probnp"),
        ("25-羟基维生素D3", "nmol/L", "vitamin_d"),
        ("促甲状腺激素测定", "mIU/L", "tsh"),
        ("脉搏血氧饱和度", "%", "spo2"),
        ("PT-INR", "", "inr"),
        ("C13尿素呼气试验", "", "hp_ubt"),
        ("谷草转氨酶", "IU/L", "ast"),
    ] {
        match dictionary().by_name(name, unit) {
            Lookup::One { metric, .. } => assert_eq!(metric.code, code, "{name}"),
            other => panic!("{name} {unit}: {other:?}"),
        }
    }
}

#[test]
fn a_doubtful_value_is_a_question_with_a_guess() {
    let doubt = |code: &str, v| dictionary().get(code).unwrap().doubt(v);
    assert_eq!(doubt("fpg", 5.6), None);
    let mg = doubt("fpg", 126.0).unwrap();
    assert!(
        mg.guesses.iter().any(|g| matches!(g, Guess::OtherUnit { value, .. } if (value - 7.0).abs() < 0.02))
    );
    assert!(mg.question.contains("mg/dL") || mg.question.contains("mg/dl"), "{}", mg.question);
    let point = doubt("sbp", 1320.0).unwrap();
    assert!(point.guesses.contains(&Guess::DecimalPoint { value: 132.0 }), "{:?}", point.guesses);
    assert!(point.question.contains("收缩压"), "{}", point.question);
    let metres = doubt("height", 1.72).unwrap();
    assert!(
        metres
            .guesses
            .iter()
            .any(|g| matches!(g, Guess::OtherUnit { value, .. } if (*value - 172.0).abs() < 1e-9))
    );
    assert!(doubt("sbp", f64::NAN).is_some());
    assert!(doubt_of_pair(80.0, 120.0).unwrap().contains("写反"));
    assert!(doubt_of_pair(120.0, 115.0).is_some() && doubt_of_pair(120.0, 80.0).is_none());
}

#[test]
fn an_unconfirmed_band_or_limit_never_acts() {
    let mut unconfirmed = 0;
    for m in dictionary().all().iter().filter(|m| m.band_status == BandStatus::Unconfirmed) {
        unconfirmed += 1;
        for band in &m.bands {
            assert!(m.usable_band(band.sex, band.age_min.or(Some(40))).is_none(), "{}", m.code);
            let reading = read_value("99999");
            let judged = judge(&Subject {
                metric: Some(m),
                reading: &reading,
                canonical: Some(99999.0),
                report_range: None,
                report_mark: None,
                sex: band.sex,
                age: Some(40),
            });
            assert_eq!(judged.flag, nq_clinical::Flag::Unknown, "{}", m.code);
        }
    }
    assert!(unconfirmed > 20, "{unconfirmed}");
}

proptest! {
    #[test]
    fn whatever_is_impossible_is_asked_about(which in 0usize..116, value in any::<f64>()) {
        let m = &dictionary().all()[which];
        let asked = m.doubt(value);
        prop_assert_eq!(asked.is_none(), value.is_finite() && m.is_plausible(value));
        if let Some(d) = asked {
            let possible = d.guesses.iter().all(|g| match g {
                Guess::OtherUnit { value, .. } | Guess::DecimalPoint { value } => m.is_plausible(*value),
            });
            prop_assert!(possible && d.question.contains(&m.name_zh));
        }
    }
}
