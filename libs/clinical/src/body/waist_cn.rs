//! Waist classes for Chinese adults, WS/T 428—2013 (SPEC 10): men 85/90, women 80/85 cm.

use crate::model::common::{AGE, SEX, WAIST, sex_key};
use crate::model::{Audience, Cause, Evaluation, Family, Inputs, Method, Model, Stop, Table, Verification};

/// Waist classes.
pub static MODEL: Model = Model {
    id: "waist_cn",
    name: "成人腰围分级",
    family: Family::Body,
    version: "WS/T 428-2013",
    source: "WS/T 428—2013《成人体重判定》；中心型肥胖切点两处来源一致",
    licence: "国家卫生行业标准",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "18 岁及以上成人",
    limits: &["不用于孕妇和腹水患者", "“中心型肥胖前期”一档（男 85、女 80 cm）来自两处二手资料"],
    inputs: &[SEX, WAIST, AGE.optional()],
    table: include_str!("../../data/models/waist_cn.json"),
    example: r#"{"sex": "male", "waist_cm": 88}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    if x.maybe("age").is_some_and(|age| age < 18.0) {
        return Err(Stop::not_applicable(Cause::OutOfRange, "成人腰围分级只用于 18 岁及以上"));
    }
    let waist = x.number("waist")?;
    let class = t.category(sex_key(x.sex()?), waist)?;
    let found = format!("腰围 {waist:.1} cm，{}", class.label);
    let result = Evaluation::of(waist, "cm").output("category", class.label.clone());
    Ok(result.category(class).step("waist", "腰围", found))
}
