//! ACC/AHA pooled cohort equations 2013 (SPEC 1.4): 10-year risk of a first hard atherosclerotic event, with the
//! published three-decimal coefficients.

use super::levers::{SBP_130, SMOKING, TC_200, inside, no_ascvd};
use crate::model::common::{
    AGE, ASCVD, BP_TREATED, DIABETES, HDL_MGDL, SBP, SEX, SMOKER, TC_MGDL, one_if, sex_key,
};
use crate::model::input::{Choice, choice};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Value, Verification,
};

const RACES: &[Choice] = &[choice("white", "白人或亚裔"), choice("black", "黑人"), choice("other", "其他")];

/// Pooled cohort equations.
pub static MODEL: Model = Model {
    id: "pce2013_ascvd10",
    name: "PCE 十年动脉粥样硬化性心血管病风险（美国 2013）",
    family: Family::Cardiovascular,
    version: "2013",
    source: "ACC/AHA 2013 风险评估指南；与 CVrisk 1.2.0 逐例比对，与 PooledCohort 0.0.1 相差不超过 0.2 个百分点",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: false,
    audience: Audience::Staff,
    population: "40～79 岁、无动脉粥样硬化性心血管病的美国白人和黑人",
    limits: &[
        "对中国男性高估风险；中国居民按白人系数计算，只作参考",
        "适用范围：收缩压 90～200 mmHg，总胆固醇 130～320、高密度脂蛋白 20～100 mg/dL",
    ],
    inputs: &[
        SEX,
        InputSpec::one_of("race", "人种", RACES, "询问人种；中国居民选“白人或亚裔”"),
        AGE,
        TC_MGDL,
        HDL_MGDL,
        SBP,
        BP_TREATED,
        SMOKER,
        DIABETES,
        ASCVD.assumed("未确认有无心血管病史，按没有计算"),
    ],
    table: include_str!("../../data/models/pce2013_ascvd10.json"),
    example: r#"{"sex": "male", "race": "white", "age": 55, "tc_mgdl": 213, "hdl_mgdl": 50, "sbp": 120, "bp_treated": false, "smoker": false, "diabetes": false}"#,
    method: Method::Against { who: super::framingham::WHO, ideal, groups: super::framingham::GROUPS },
    levers: &[SMOKING, SBP_130, TC_200],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    no_ascvd(x)?;
    let (age, tc, hdl, sbp) = (x.number("age")?, x.number("tc")?, x.number("hdl")?, x.number("sbp")?);
    inside("年龄", age, (40.0, 79.0), "岁")?;
    inside("总胆固醇", tc, (130.0, 320.0), "mg/dL")?;
    inside("高密度脂蛋白胆固醇", hdl, (20.0, 100.0), "mg/dL")?;
    inside("收缩压", sbp, (90.0, 200.0), "mmHg")?;
    let race = if x.choice("race")? == "black" { "black" } else { "white" };
    let group = format!("{race}_{}", sex_key(x.sex()?));
    let c = |name: &str| t.number(&group, name);
    let (age, tc, hdl, sbp) = (age.ln(), tc.ln(), hdl.ln(), sbp.ln());
    let (sbp_slope, sbp_age) = if x.yes("bp_treated")? {
        (c("ln_sbp_treated")?, c("ln_age_x_ln_sbp_treated")?)
    } else {
        (c("ln_sbp_untreated")?, c("ln_age_x_ln_sbp_untreated")?)
    };
    let smoker = one_if(x.yes("smoker")?);
    let sum = c("ln_age")? * age
        + c("ln_age_squared")? * age * age
        + c("ln_tc")? * tc
        + c("ln_age_x_ln_tc")? * age * tc
        + c("ln_hdl")? * hdl
        + c("ln_age_x_ln_hdl")? * age * hdl
        + sbp_slope * sbp
        + sbp_age * age * sbp
        + c("smoker")? * smoker
        + c("ln_age_x_smoker")? * age * smoker
        + c("diabetes")? * one_if(x.yes("diabetes")?);
    let risk = 100.0 * (1.0 - c("s10")?.powf((sum - c("mean")?).exp()));
    Ok(Evaluation::of(risk, "%").output("risk_pct", risk).note("美国人群校准，对中国男性高估，仅作参考"))
}

fn ideal(x: &Inputs) -> Inputs {
    let mut ideal = x.clone();
    for (code, value) in [("tc", 170.0), ("hdl", 50.0), ("sbp", 110.0)] {
        ideal.put(code, Value::Number(value).into());
    }
    for code in ["bp_treated", "diabetes", "smoker"] {
        ideal.put(code, Value::Bool(false).into());
    }
    ideal
}
