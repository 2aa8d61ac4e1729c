//! Scales that ship with their wording and are on by default.

use super::{SCALE, band_code, band_label, by_answers, by_points, evaluation, responses, whole};
use crate::model::common::{PURE, SEX};
use crate::model::input::InputSpec;
use crate::model::{Cause, Model, Stop};
use crate::scale::{Answer, Answers};

/// PHQ-9.
pub static PHQ9: Model = Model {
    id: "phq9",
    name: "患者健康问卷抑郁量表（PHQ-9）",
    source: "Kroenke 2001；计分与 clincalc 0.4.0 和 openEHR 用例逐例核对",
    population: "成人抑郁筛查和随访",
    limits: &["筛查工具，不能作诊断", "两周内不重复使用", "第9题阳性须当日由人评估，不论总分"],
    inputs: &[responses("responses", 9, 3.0)],
    example: r#"{"responses": [1, 1, 2, 1, 0, 1, 1, 0, 1]}"#,
    compute: |x, _| {
        let s = by_points("phq9", "responses", x, None)?;
        Ok(evaluation(&s)
            .output("total", s.total)
            .output("severity", band_code(&s))
            .output("self_harm_flag", !s.safety.is_empty()))
    },
    ..SCALE
};

/// GAD-7.
pub static GAD7: Model = Model {
    id: "gad7",
    name: "广泛性焦虑量表（GAD-7）",
    source: "Spitzer 2006；计分与 clincalc 0.4.0 和 openEHR 用例逐例核对",
    population: "成人焦虑筛查和随访",
    limits: &["筛查工具，不能作诊断", "≥10 分为阳性，须由人评估", "两周内不重复使用"],
    inputs: &[responses("responses", 7, 3.0)],
    example: r#"{"responses": [2, 1, 2, 1, 2, 1, 1]}"#,
    compute: |x, _| {
        let s = by_points("gad7", "responses", x, None)?;
        Ok(evaluation(&s).output("total", s.total).output("severity", band_code(&s)))
    },
    ..SCALE
};

/// EPDS.
pub static EPDS: Model = Model {
    id: "epds",
    name: "爱丁堡产后抑郁量表（EPDS）",
    source: "Cox 1987；计分与 clincalc 0.4.0 逐例核对；译文为通行译文，启用前由临床核对",
    licence: "可免费使用，须注明出处：Cox JL, Holden JM, Sagovsky R. Br J Psychiatry 1987;150:782-786",
    population: "孕期和产后女性",
    limits: &["筛查工具，不能作诊断", "第10题阳性须当日由人评估，不论总分", "输入为已按计分键换算的得分"],
    inputs: &[responses("responses_scored", 10, 3.0)],
    example: r#"{"responses_scored": [1, 1, 0, 1, 2, 1, 1, 2, 1, 0]}"#,
    compute: |x, _| {
        let s = by_points("epds", "responses_scored", x, None)?;
        Ok(evaluation(&s)
            .output("total", s.total)
            .output("likelihood", band_code(&s))
            .output("item10_flag", !s.safety.is_empty()))
    },
    ..SCALE
};

/// AUDIT-C.
pub static AUDIT_C: Model = Model {
    id: "audit_c",
    name: "饮酒筛查问卷（AUDIT-C）",
    source: "Bush 1998、WHO AUDIT；计分与 clincalc 0.4.0 和 openEHR 用例核对",
    licence: "世界卫生组织，免费使用",
    population: "成人饮酒风险筛查",
    limits: &["界值分性别：男 ≥4，女 ≥3；性别不明只给总分", "标准杯按 10 克纯酒精"],
    inputs: &[responses("responses", 3, 4.0), SEX.optional()],
    example: r#"{"responses": [3, 1, 1], "sex": "male"}"#,
    compute: |x, _| {
        let sex = x.maybe_sex();
        let s = by_points("audit_c", "responses", x, sex)?;
        let result = evaluation(&s).output("total", s.total);
        Ok(match &s.band {
            Some(band) => result.output("positive", band.code == "positive"),
            None => result.note("性别不明，只给总分，不作阳性判断（男 ≥4、女 ≥3 为阳性）"),
        })
    },
    ..SCALE
};

const fn selfcare(code: &'static str, name: &'static str) -> InputSpec {
    InputSpec::whole(code, name, PURE, (0.0, 10.0), "由医务人员按评估表逐项评定")
}

/// 老年人生活自理能力评估.
pub static ELDER_SELFCARE5: Model = Model {
    id: "elder_selfcare5",
    name: "老年人生活自理能力评估",
    source: "国家基本公共卫生服务规范（第三版）正式表格",
    licence: "政府公开表格",
    population: "65 岁及以上",
    limits: &["由医务人员评估，每项只能取表上的分值"],
    inputs: &[
        selfcare("meal", "进餐"),
        selfcare("wash", "梳洗"),
        selfcare("dress", "穿衣"),
        selfcare("toilet", "如厕"),
        selfcare("activity", "活动"),
    ],
    example: r#"{"meal": 0, "wash": 1, "dress": 0, "toilet": 1, "activity": 1}"#,
    compute: |x, _| {
        let mut answers = Answers::new();
        for code in ["meal", "wash", "dress", "toilet", "activity"] {
            let points = whole(x.number(code)?)
                .ok_or_else(|| Stop::not_applicable(Cause::OutOfRange, "得分应为整数"))?;
            answers.insert(code.to_owned(), Answer::Points(points));
        }
        let s = by_answers("elder_selfcare5", &answers, "meal")?;
        Ok(evaluation(&s).output("total", s.total).output("level", band_label(&s)))
    },
    ..SCALE
};
