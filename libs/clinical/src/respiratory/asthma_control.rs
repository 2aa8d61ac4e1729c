//! GINA control of asthma over four weeks (SPEC 7); recalled, so off until checked.

use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// GINA control.
pub static MODEL: Model = Model {
    id: "gina_control",
    name: "哮喘控制水平（GINA，近 4 周）",
    family: Family::Respiratory,
    version: "GINA",
    source: "全球哮喘防治创议症状控制四问（凭记忆整理）",
    licence: "可自由使用",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Everyone,
    population: "6 岁及以上哮喘患者",
    limits: &["启用前须核对原文", "只反映近四周症状，不代替肺功能和急性发作风险评估"],
    inputs: &[
        InputSpec::yes_no("daytime", "白天症状每周超过 2 次", "询问近 4 周白天症状"),
        InputSpec::yes_no("night", "因哮喘夜间醒来", "询问近 4 周夜间醒来"),
        InputSpec::yes_no("reliever", "缓解药每周超过 2 次", "询问近 4 周缓解药使用次数"),
        InputSpec::yes_no("limitation", "活动受限", "询问近 4 周活动是否因哮喘受限"),
    ],
    table: include_str!("../../data/models/gina_control.json"),
    example: r#"{"daytime": true, "night": false, "reliever": true, "limitation": false}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let mut result = Evaluation::without_value();
    for spec in MODEL.inputs {
        let points = if x.yes(spec.code)? { 1.0 } else { 0.0 };
        result = result.points(spec.code, spec.name, points);
    }
    let result = result.totalled("total");
    let class = t.category("control", result.sum())?;
    Ok(result.output("level", class.label.clone()).category(class))
}
