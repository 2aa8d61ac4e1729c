//! A dictionary and a person for the stories.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use nq_audience::*;

pub fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap_or_else(|e| panic!("{json}: {e}"))
}

/// Noon in Beijing.
pub fn noon(text: &str) -> DateTime<Utc> {
    let day: NaiveDate = text.parse().expect(text);
    Utc.from_utc_datetime(&day.and_hms_opt(4, 0, 0).expect("noon"))
}

pub fn at(text: &str) -> Moment {
    Moment::china(noon(text))
}

pub fn origin(day: &str, source: &str) -> Origin {
    Origin { at: noon(day), source: source.to_owned(), id: Some(format!("{source}-{day}")) }
}

pub fn reading(metric: &str, value: &str, day: &str) -> Observation {
    Observation { metric: metric.into(), value: value.into(), origin: origin(day, "检验系统") }
}

fn names(pairs: &[(&str, &str)]) -> Names {
    pairs.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect()
}

fn metric(name: &str, unit: &str, numeric: bool, range: Option<(i64, i64)>) -> MetricEntry {
    MetricEntry {
        name: name.into(),
        unit: unit.into(),
        numeric,
        plausible_low: range.map(|r| Decimal::whole(r.0)),
        plausible_high: range.map(|r| Decimal::whole(r.1)),
    }
}

pub fn dictionary() -> Dictionary {
    let metrics = [
        ("bmi", metric("体质指数", "kg/m²", true, Some((8, 80)))),
        ("sbp", metric("收缩压", "mmHg", true, Some((40, 300)))),
        ("ldl_c", metric("低密度脂蛋白胆固醇", "mmol/L", true, None)),
        ("ogtt_2h", metric("糖负荷后2h血糖", "mmol/L", true, None)),
        ("hr_night", metric("夜间心率", "次/分", true, Some((20, 250)))),
        ("hr_base", metric("静息心率", "次/分", true, Some((20, 250)))),
        ("hbsag", metric("乙肝表面抗原", "", false, None)),
    ];
    let gad7 =
        FormEntry {
            name: "GAD-7焦虑量表".into(), scored: true, questions: names(&[("q1", "感到紧张")])
        };
    let diary =
        FormEntry {
            name: "症状日记".into(), scored: false, questions: names(&[("pain", "今天疼吗")])
        };
    Dictionary {
        metrics: metrics.into_iter().map(|(code, entry)| (code.to_owned(), entry)).collect(),
        forms: [("gad7".to_owned(), gad7), ("diary".to_owned(), diary)].into(),
        tags: names(&[("dm_high_risk", "糖尿病高风险"), ("vip", "重点客户")]),
        sites: names(&[("s1", "东院区")]),
        departments: names(&[("d1", "心内科"), ("d2", "口腔科")]),
        staff: names(&[("n1", "王护士")]),
        care_roles: names(&[("responsible_doctor", "责任医生")]),
        encounter_classes: names(&[("outpatient", "门诊"), ("inpatient", "住院")]),
        message_classes: names(&[("clinical_routine", "临床常规")]),
        channels: names(&[("sms", "短信")]),
        purposes: names(&[("marketing", "健康活动推荐")]),
        pathways: names(&[("post_pci", "支架术后随访")]),
        segments: names(&[("g1", "慢病稳定期")]),
        relations: names(&[("father", "父亲")]),
    }
}

/// 52岁，父亲患糖尿病，体质指数25.3，两年前做过一次糖耐量。
pub fn wang() -> PersonFacts {
    PersonFacts {
        birth: "1973-03-15".parse().ok(),
        sex: Some(Sex::Male),
        observations: vec![
            reading("bmi", "23.1", "2024-05-10"),
            reading("bmi", "25.3", "2025-05-12"),
            reading("ogtt_2h", "7.4", "2023-05-10"),
        ],
        family: vec![FamilyHistory {
            relation: "father".into(),
            coded: Coded { icd: Some("E11.9".into()), snomed: None, text: "2型糖尿病".into() },
            origin: origin("2025-05-12", "健康问卷"),
        }],
        ..PersonFacts::default()
    }
}
