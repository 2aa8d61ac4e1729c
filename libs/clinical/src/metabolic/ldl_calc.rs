//! Calculated LDL cholesterol (SPEC 5): Friedewald, and Sampson (NIH) which holds to higher triglycerides.

use crate::model::common::{HDL_MMOL, TC_MMOL, TG};
use crate::model::{Audience, Cause, Evaluation, Family, Inputs, Method, Model, Stop, Table, Verification};
use serde_json::Value as Json;

/// Calculated LDL-C.
pub static MODEL: Model = Model {
    id: "ldl_calc",
    name: "低密度脂蛋白胆固醇计算值",
    family: Family::Metabolic,
    version: "Friedewald 1972 / Sampson-NIH 2020",
    source: "Friedewald 1972；Sampson 等，JAMA Cardiol 2020；与 clincalc 0.4.0 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "空腹血脂四项缺 LDL-C 实测值的成人",
    limits: &[
        "有实测 LDL-C 时以实测为准",
        "甘油三酯 ≥4.5 mmol/L 时 Friedewald 公式无效，≥9.0 mmol/L 时 Sampson 公式也无效，均不给结果",
    ],
    inputs: &[TC_MMOL, HDL_MMOL, TG],
    table: include_str!("../../data/models/ldl_calc.json"),
    example: r#"{"tc_mmol": 5.81, "hdl_mmol": 1.64, "tg_mmol": 1.5}"#,
    method: Method::Sensitivity,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let (tc, hdl, tg) = (x.number("tc")?, x.number("hdl")?, x.number("tg")?);
    if hdl >= tc {
        return Err(Stop::not_applicable(Cause::NotComputable, "高密度脂蛋白不应高于总胆固醇，请核对化验单"));
    }
    let f = |name: &str| t.number("formula", name);
    let friedewald = (tg < f("friedewald_tg_below")?).then_some(tc - hdl - tg / f("friedewald_divisor")?);
    let nih = (tg < f("sampson_tg_below")?).then(|| sampson(tc, hdl, tg, t)).transpose()?;
    let best = nih.or(friedewald);
    let mut result = Evaluation::without_value()
        .output("non_hdl_cholesterol", tc - hdl)
        .output("ldl_friedewald", friedewald.map_or(Json::Null, Json::from))
        .output("ldl_sampson_nih", nih.map_or(Json::Null, Json::from));
    result.value = best;
    result.unit = "mmol/L";
    Ok(if best.is_none() {
        result.note("甘油三酯过高，LDL-C 不能计算，请直接测定")
    } else {
        result
    })
}

/// Published in mg/dL.
fn sampson(tc: f64, hdl: f64, tg: f64, t: &Table) -> Result<f64, Stop> {
    let (chol, trig) = (t.number("formula", "chol_mgdl_per_mmol")?, t.number("formula", "tg_mgdl_per_mmol")?);
    let (tc, hdl, tg) = (tc * chol, hdl * chol, tg * trig);
    let non_hdl = tc - hdl;
    let ldl = tc / 0.948 - hdl / 0.971 - (tg / 8.56 + tg * non_hdl / 2140.0 - tg * tg / 16_100.0) - 9.44;
    Ok(ldl / chol)
}
