//! HAS-BLED bleeding risk under anticoagulation; recalled, so off until checked.

use super::cha2ds2vasc::{AF, needs_af};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const ASK: &str = "询问并查阅病历与化验";

/// HAS-BLED.
pub static MODEL: Model = Model {
    id: "has_bled",
    name: "房颤抗凝出血风险评分（HAS-BLED）",
    family: Family::LiverBoneRhythm,
    version: "2010",
    source: "Pisters 等，Chest 2010（凭记忆整理）",
    licence: "公开发表的评分",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Doctor,
    population: "准备或正在抗凝治疗的心房颤动患者",
    limits: &["启用前须对照原文核对", "分高不等于不能抗凝，而是提示先纠正可纠正的出血因素"],
    inputs: &[
        InputSpec::yes_no("uncontrolled_hypertension", "未控制的高血压（收缩压 >160 mmHg）", "测量诊室血压"),
        InputSpec::yes_no("renal_disease", "肾功能异常（透析、移植或血肌酐 ≥200 µmol/L）", ASK),
        InputSpec::yes_no("liver_disease", "肝功能异常（肝硬化或胆红素 >2 倍、转氨酶 >3 倍）", ASK),
        InputSpec::yes_no("stroke", "卒中史", ASK),
        InputSpec::yes_no("bleeding", "大出血史或出血倾向", ASK),
        InputSpec::yes_no("labile_inr", "INR 不稳定（华法林达标时间 <60%）", "查阅近期 INR 记录"),
        InputSpec::yes_no("elderly", "年龄 >65 岁", "按出生日期计算周岁"),
        InputSpec::yes_no("drugs", "合用抗血小板药或非甾体抗炎药", "核对用药记录"),
        InputSpec::yes_no("alcohol", "过量饮酒", "询问饮酒量"),
        AF,
    ],
    table: include_str!("../../data/models/has_bled.json"),
    example: r#"{"uncontrolled_hypertension": false, "renal_disease": false, "liver_disease": false, "stroke": true, "bleeding": false, "labile_inr": false, "elderly": true, "drugs": true, "alcohol": false}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    needs_af(x)?;
    let mut result = Evaluation::without_value();
    for spec in MODEL.inputs.iter().filter(|s| s.code != AF.code) {
        let points = if x.yes(spec.code)? { t.number("points", spec.code)? } else { 0.0 };
        result = result.points(spec.code, spec.name, points);
    }
    let result = result.totalled("score");
    let class = t.category("risk", result.sum())?;
    Ok(result.category(class))
}
