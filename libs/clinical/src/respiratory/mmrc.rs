//! mMRC dyspnoea grade; free to use.

use crate::model::common::PURE;
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// mMRC grade.
pub static MODEL: Model = Model {
    id: "mmrc",
    name: "呼吸困难分级（mMRC）",
    family: Family::Respiratory,
    version: "mMRC",
    source: "改良英国医学研究委员会呼吸困难分级（凭记忆整理）",
    licence: "可自由使用",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Staff,
    population: "有呼吸困难的成人",
    limits: &["启用前须核对各级描述", "≥2 级提示症状较多"],
    inputs: &[InputSpec::whole(
        "grade",
        "呼吸困难分级（0 剧烈活动才气短，1 快走或上缓坡气短，2 平地走得比同龄人慢或要停，3 平地走约百米要停，4 穿衣也气短）",
        PURE,
        (0.0, 4.0),
        "按活动时的气短程度选择 0～4 级",
    )],
    table: include_str!("../../data/models/mmrc.json"),
    example: r#"{"grade": 2}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let grade = x.number("grade")?;
    let result = Evaluation::without_value().points("grade", "分级", grade).totalled("grade");
    Ok(result.category(t.category("class", grade)?))
}
