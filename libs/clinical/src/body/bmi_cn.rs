//! BMI classes for Chinese adults, WS/T 428—2013 (SPEC 10): <18.5, 18.5–23.9, 24–27.9, ≥28.

use crate::model::common::{AGE, BMI};
use crate::model::{Audience, Cause, Evaluation, Family, Inputs, Method, Model, Stop, Table, Verification};

/// BMI classes.
pub static MODEL: Model = Model {
    id: "bmi_cn",
    name: "成人体重分级（BMI）",
    family: Family::Body,
    version: "WS/T 428-2013",
    source: "WS/T 428—2013《成人体重判定》切点",
    licence: "国家卫生行业标准",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "18 岁及以上成人",
    limits: &[
        "不用于孕妇、儿童青少年，也不用于肌肉特别发达或明显水肿的人",
        "按未四舍五入的 BMI 判断：23.96 仍属体重正常",
    ],
    inputs: &[BMI, AGE.optional()],
    table: include_str!("../../data/models/bmi_cn.json"),
    example: r#"{"bmi": 26.4}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    if x.maybe("age").is_some_and(|age| age < 18.0) {
        return Err(Stop::not_applicable(
            Cause::OutOfRange,
            "成人体重分级只用于 18 岁及以上，儿童青少年请用生长曲线",
        ));
    }
    let bmi = x.number("bmi")?;
    let class = t.category("bmi", bmi)?;
    let found = format!("BMI {bmi:.1} kg/m²，{}", class.label);
    Ok(Evaluation::of(bmi, "kg/m2")
        .output("category", class.label.clone())
        .category(class)
        .step("bmi", "BMI", found))
}
