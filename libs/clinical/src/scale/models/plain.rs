//! Scales with nothing but a total and its band.

use super::{LICENSED, SCALE, band_code, band_label, by_points, evaluation, responses};
use crate::model::{Evaluation, Inputs, Model, Stop, Verification};

fn plain(code: &str, x: &Inputs) -> Result<Evaluation, Stop> {
    let s = by_points(code, "responses", x, None)?;
    Ok(evaluation(&s).output("total", s.total).output("code", band_code(&s)).output("level", band_label(&s)))
}

/// Recalled cut-offs: off until a clinician switches it on.
const RECALLED: Model = Model { verification: Verification::Unverified, default_on: false, ..SCALE };

/// PHQ-2.
pub static PHQ2: Model = Model {
    id: "phq2",
    name: "患者健康问卷两题版（PHQ-2）",
    source: "Kroenke 2003；界值 ≥3 待核对原文",
    population: "成人抑郁初筛",
    limits: &["阳性须完成 PHQ-9"],
    inputs: &[responses("responses", 2, 3.0)],
    example: r#"{"responses": [1, 2]}"#,
    compute: |x, _| plain("phq2", x),
    ..RECALLED
};

/// GAD-2.
pub static GAD2: Model = Model {
    id: "gad2",
    name: "广泛性焦虑量表两题版（GAD-2）",
    source: "Kroenke 2007；界值 ≥3 待核对原文",
    population: "成人焦虑初筛",
    limits: &["阳性须完成 GAD-7"],
    inputs: &[responses("responses", 2, 3.0)],
    example: r#"{"responses": [1, 1]}"#,
    compute: |x, _| plain("gad2", x),
    ..RECALLED
};

/// NRS-2002.
pub static NRS2002: Model = Model {
    id: "nrs2002",
    name: "营养风险筛查（NRS-2002）",
    source: "Kondrup 2003（ESPEN）；分项为记忆，待核对原文",
    population: "18～90 岁住院患者",
    limits: &["依次为营养状况、疾病严重程度、年龄三项得分", "≥3 分有营养风险"],
    inputs: &[responses("responses", 3, 3.0)],
    example: r#"{"responses": [1, 1, 1]}"#,
    compute: |x, _| plain("nrs2002", x),
    ..RECALLED
};

/// 认知粗筛.
pub static ELDER_COGNITION: Model = Model {
    id: "elder_cognition",
    name: "老年人认知功能粗筛",
    source: "国家基本公共卫生服务规范（第三版）填表说明",
    licence: "政府公开表格",
    population: "65 岁及以上",
    limits: &["任一项不能完成为阳性，须由医生做进一步检查"],
    inputs: &[responses("responses", 2, 1.0)],
    example: r#"{"responses": [0, 1]}"#,
    compute: |x, _| plain("elder_cognition", x),
    ..SCALE
};

/// 情感粗筛.
pub static ELDER_MOOD: Model = Model {
    id: "elder_mood",
    name: "老年人情感状态粗筛",
    source: "国家基本公共卫生服务规范（第三版）填表说明",
    licence: "政府公开表格",
    population: "65 岁及以上",
    limits: &["阳性须做老年抑郁量表检查"],
    inputs: &[responses("responses", 1, 1.0)],
    example: r#"{"responses": [1]}"#,
    compute: |x, _| plain("elder_mood", x),
    ..SCALE
};

/// ISI.
pub static ISI: Model = Model {
    id: "isi",
    name: "失眠严重程度指数（ISI）",
    source: "界值 8/15/22 为记忆，待核对",
    limits: &["不带题目文字"],
    inputs: &[responses("responses", 7, 4.0)],
    example: r#"{"responses": [2, 2, 1, 2, 1, 1, 2]}"#,
    compute: |x, _| plain("isi", x),
    ..LICENSED
};

/// PSQI by its seven components.
pub static PSQI: Model = Model {
    id: "psqi",
    name: "匹兹堡睡眠质量指数（PSQI）",
    source: "结构已读；界值 >5 为记忆（国内常用 >7），待核对",
    limits: &["输入为七个成分的得分，不带题目文字"],
    inputs: &[responses("responses", 7, 3.0)],
    example: r#"{"responses": [1, 2, 1, 1, 1, 0, 1]}"#,
    compute: |x, _| plain("psqi", x),
    ..LICENSED
};
