//! Framingham 2008 general cardiovascular risk (SPEC 1.5), with laboratory values and with BMI instead.

use super::levers::{BMI_24, SBP_130, SMOKING, TC_200, inside, no_ascvd};
use crate::model::common::{
    AGE, ASCVD, BMI, BP_TREATED, DIABETES, HDL_MGDL, SBP, SEX, SMOKER, TC_MGDL, one_if, sex_key,
};
use crate::model::definition::Group;
use crate::model::{Audience, Evaluation, Family, Inputs, Method, Model, Stop, Table, Value, Verification};

pub(super) const WHO: &str =
    "同年龄、同性别的对照者（总胆固醇 170、高密度脂蛋白 50 mg/dL，收缩压 110 mmHg 未服药，不吸烟、无糖尿病）";
pub(super) const GROUPS: &[Group] = &[
    Group { name: "血压与降压治疗", codes: &["sbp", "bp_treated"] },
    Group { name: "总胆固醇", codes: &["tc"] },
    Group { name: "高密度脂蛋白胆固醇", codes: &["hdl"] },
    Group { name: "吸烟", codes: &["smoker"] },
    Group { name: "糖尿病", codes: &["diabetes"] },
];
const LIMITS: &[&str] =
    &["美国弗雷明汉人群推导，在中国只作参考，不据此分级", "只用于 30～74 岁；超过 30% 时显示为“>30%”"];

/// With cholesterol.
pub static LAB: Model = Model {
    id: "framingham2008_cvd10_lab",
    name: "弗雷明汉十年总心血管病风险（血脂版）",
    family: Family::Cardiovascular,
    version: "2008",
    source: "D'Agostino 等，Circulation 2008;117:743；与 CVrisk 1.2.0 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: false,
    audience: Audience::Staff,
    population: "30～74 岁、无心血管病者（美国弗雷明汉）",
    limits: LIMITS,
    inputs: &[
        SEX,
        AGE,
        TC_MGDL,
        HDL_MGDL,
        SBP,
        BP_TREATED,
        SMOKER,
        DIABETES,
        ASCVD.assumed("未确认有无心血管病史，按没有计算"),
    ],
    table: include_str!("../../data/models/framingham2008_cvd10_lab.json"),
    example: r#"{"sex": "male", "age": 57, "tc_mgdl": 144, "hdl_mgdl": 49, "sbp": 150, "bp_treated": true, "smoker": false, "diabetes": false}"#,
    method: Method::Against { who: WHO, ideal, groups: GROUPS },
    levers: &[SMOKING, SBP_130, TC_200],
    compute: lab,
};

/// With BMI.
pub static BMI_ONLY: Model = Model {
    id: "framingham2008_cvd10_bmi",
    name: "弗雷明汉十年总心血管病风险（BMI 版）",
    inputs: &[
        SEX,
        AGE,
        BMI,
        SBP,
        BP_TREATED,
        SMOKER,
        DIABETES,
        ASCVD.assumed("未确认有无心血管病史，按没有计算"),
    ],
    table: include_str!("../../data/models/framingham2008_cvd10_bmi.json"),
    example: r#"{"sex": "female", "age": 60, "bmi": 27.5, "sbp": 145, "bp_treated": false, "smoker": false, "diabetes": false}"#,
    method: Method::Against {
        who: "同年龄、同性别的对照者（BMI 22.5，收缩压 110 mmHg 未服药，不吸烟、无糖尿病）",
        ideal,
        groups: &[
            Group { name: "血压与降压治疗", codes: &["sbp", "bp_treated"] },
            Group { name: "体重", codes: &["bmi"] },
            Group { name: "吸烟", codes: &["smoker"] },
            Group { name: "糖尿病", codes: &["diabetes"] },
        ],
    },
    levers: &[SMOKING, SBP_130, BMI_24],
    compute: bmi,
    ..LAB
};

fn lab(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let sex = sex_key(x.sex()?);
    let body =
        t.number(sex, "ln_tc")? * x.number("tc")?.ln() + t.number(sex, "ln_hdl")? * x.number("hdl")?.ln();
    risk(x, t, body)
}

fn bmi(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let body = t.number(sex_key(x.sex()?), "ln_bmi")? * x.number("bmi")?.ln();
    risk(x, t, body)
}

/// 1 − S₀^exp(Σ − mean); `body` is the part of lipids or BMI.
fn risk(x: &Inputs, t: &Table, body: f64) -> Result<Evaluation, Stop> {
    no_ascvd(x)?;
    let age = x.number("age")?;
    inside("年龄", age, (30.0, 74.0), "岁")?;
    let sex = sex_key(x.sex()?);
    let c = |name: &str| t.number(sex, name);
    let sbp = if x.yes("bp_treated")? { c("ln_sbp_treated")? } else { c("ln_sbp_untreated")? };
    let sum = c("ln_age")? * age.ln()
        + body
        + sbp * x.number("sbp")?.ln()
        + c("smoker")? * one_if(x.yes("smoker")?)
        + c("diabetes")? * one_if(x.yes("diabetes")?);
    let risk = 100.0 * (1.0 - c("s10")?.powf((sum - c("mean")?).exp()));
    let shown = if risk > 30.0 { ">30%".to_owned() } else { format!("{risk:.1}%") };
    Ok(Evaluation::of(risk, "%").output("risk_pct", risk).output("shown", shown))
}

fn ideal(x: &Inputs) -> Inputs {
    let mut ideal = x.clone();
    for (code, value) in [("tc", 170.0), ("hdl", 50.0), ("bmi", 22.5), ("sbp", 110.0)] {
        if x.has(code) {
            ideal.put(code, Value::Number(value).into());
        }
    }
    for code in ["bp_treated", "diabetes", "smoker"] {
        ideal.put(code, Value::Bool(false).into());
    }
    ideal
}
