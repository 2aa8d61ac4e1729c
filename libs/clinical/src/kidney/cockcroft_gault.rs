//! Cockcroft-Gault creatinine clearance (SPEC 4.4): for drug doses, not for staging.

use crate::Sex;
use crate::model::common::{AGE, CREATININE, SEX, WEIGHT};
use crate::model::{Audience, Cause, Evaluation, Family, Inputs, Method, Model, Stop, Table, Verification};

/// Cockcroft-Gault.
pub static MODEL: Model = Model {
    id: "cockcroft_gault",
    name: "肌酐清除率（Cockcroft-Gault）",
    family: Family::Kidney,
    version: "1976",
    source: "Cockcroft 与 Gault，Nephron 1976；与 clincalc 0.4.0 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "18 岁及以上、肾功能稳定的成人",
    limits: &["用于药物剂量，不用于慢性肾脏病分期", "肥胖、水肿者用实际体重会高估"],
    inputs: &[SEX, AGE, WEIGHT, CREATININE],
    table: include_str!("../../data/models/cockcroft_gault.json"),
    example: r#"{"sex": "female", "age": 72, "weight_kg": 58, "scr_umol": 96}"#,
    method: Method::Sensitivity,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let age = x.number("age")?;
    if age < 18.0 {
        return Err(Stop::not_applicable(Cause::OutOfRange, "Cockcroft-Gault 公式只用于 18 岁及以上"));
    }
    let f = |name: &str| t.number("formula", name);
    let creatinine = x.number("scr")? / f("umol_per_mgdl")?;
    let sex = if x.sex()? == Sex::Female { f("female")? } else { 1.0 };
    let clearance = (f("age_from")? - age) * x.number("weight")? * sex / (f("divisor")? * creatinine);
    Ok(Evaluation::of(clearance, "mL/min").output("crcl", clearance))
}
