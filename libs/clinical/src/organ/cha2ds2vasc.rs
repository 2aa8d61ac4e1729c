//! CHA₂DS₂-VASc (SPEC 5): stroke risk in atrial fibrillation. The Chinese variant with 60 years is not confirmed.

use crate::Sex;
use crate::model::common::{AGE, SEX};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// Whether atrial fibrillation is there; both rhythm scores ask.
pub const AF: InputSpec =
    InputSpec::yes_no("atrial_fibrillation", "心房颤动", "查阅心电图和病历，确认是否有非瓣膜性房颤")
        .assumed("只用于房颤患者，请先确认心律");

/// Refuses a person without atrial fibrillation.
pub fn needs_af(x: &Inputs) -> Result<(), Stop> {
    if x.maybe_yes("atrial_fibrillation") == Some(false) {
        return Err(Stop::not_applicable(Cause::Population, "该评分只用于心房颤动患者"));
    }
    Ok(())
}

/// CHA₂DS₂-VASc.
pub static MODEL: Model = Model {
    id: "cha2ds2vasc",
    name: "房颤卒中风险评分（CHA₂DS₂-VASc）",
    family: Family::LiverBoneRhythm,
    version: "2010",
    source: "Lip 等，Chest 2010；与 clincalc 0.4.0、acribis_scores 两个独立实现逐例比对",
    licence: "公开发表的评分",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "非瓣膜性心房颤动患者",
    limits: &[
        "只用于房颤患者，不用于普通人群的卒中筛查",
        "2023 年中国房颤指南的 CHA₂DS₂-VASc-60 未经核实，不在此列",
        "抗凝与否由医生结合出血风险决定",
    ],
    inputs: &[
        AGE,
        SEX,
        InputSpec::yes_no("congestive_heart_failure", "心力衰竭", "询问并查阅病历"),
        InputSpec::yes_no("hypertension", "高血压", "询问并查阅病历"),
        InputSpec::yes_no("diabetes", "糖尿病", "询问并查阅病历"),
        InputSpec::yes_no(
            "stroke_tia_thromboembolism",
            "卒中、短暂性脑缺血发作或血栓栓塞史",
            "询问并查阅病历",
        ),
        InputSpec::yes_no(
            "vascular_disease",
            "血管疾病（心肌梗死、外周动脉病、主动脉斑块）",
            "询问并查阅病历",
        ),
        AF,
    ],
    table: include_str!("../../data/models/cha2ds2vasc.json"),
    example: r#"{"age": 74, "sex": "female", "congestive_heart_failure": false, "hypertension": true, "diabetes": false, "stroke_tia_thromboembolism": false, "vascular_disease": false, "atrial_fibrillation": true}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    needs_af(x)?;
    let when = |yes: bool, name: &str| if yes { t.number("points", name) } else { Ok(0.0) };
    let mut result = Evaluation::without_value();
    for spec in MODEL.inputs.iter().filter(|s| t.number("points", s.code).is_ok()) {
        result = result.points(spec.code, spec.name, when(x.yes(spec.code)?, spec.code)?);
    }
    Ok(result
        .points("age", "年龄", t.points("age", x.number("age")?)?)
        .points("sex", "女性", when(x.sex()? == Sex::Female, "female")?)
        .totalled("score"))
}
