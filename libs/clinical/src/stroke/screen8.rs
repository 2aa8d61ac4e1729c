//! Eight-factor stroke screen (SPEC 6.1), from the factors or from counts. The rule of 高危 was read in one
//! implementation; 中危 is recalled, so it is off until the national form has been checked.

use crate::model::common::{AGE, PURE};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const fn factor(code: &'static str, name: &'static str, measure: &'static str) -> InputSpec {
    InputSpec::yes_no(code, name, measure).optional()
}

/// How many of the inputs are factors; they come first, and the first three of them decide 中危.
const FACTORS: usize = 8;

const INPUTS: [InputSpec; 13] = [
    factor("hypertension", "高血压（≥140/90 mmHg 或服降压药）", "测量血压并询问降压药"),
    factor("af_or_valve_disease", "房颤或心瓣膜病", "做心电图并查阅病历"),
    factor("diabetes", "糖尿病", "检测血糖并查阅病历"),
    factor("smoker", "吸烟", "询问目前是否吸烟"),
    factor("dyslipidaemia", "血脂异常", "抽血检测血脂四项"),
    factor("inactive", "很少运动", "询问每周运动次数"),
    factor("obese", "明显超重（BMI ≥26）", "测量身高和体重"),
    factor("family_history", "卒中家族史", "询问父母和兄弟姐妹是否患过卒中"),
    InputSpec::yes_no("prior_stroke", "既往卒中", "询问并查阅病历"),
    InputSpec::yes_no("prior_tia", "既往短暂性脑缺血发作", "询问是否有过短暂的肢体无力、言语不清"),
    InputSpec::whole("risk_factor_count", "危险因素个数", PURE, (0.0, 8.0), "逐项核对 8 项危险因素")
        .optional(),
    InputSpec::yes_no("has_htn_dm_or_af", "有高血压、糖尿病或房颤/瓣膜病之一", "逐项核对 8 项危险因素")
        .optional(),
    AGE.optional(),
];

/// Stroke screen.
pub static MODEL: Model = Model {
    id: "stroke_screen8",
    name: "脑卒中风险筛查（8 项）",
    family: Family::Stroke,
    version: "national-8",
    source: "国家脑卒中筛查 8 项危险因素；高危规则见一处公开实现，中危规则凭记忆整理",
    licence: "国家筛查表",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Everyone,
    population: "40 岁及以上居民",
    limits: &["启用前须对照国家卫生健康委原表核对中危定义", "既往卒中或短暂性脑缺血发作者直接为高危"],
    inputs: &INPUTS,
    table: include_str!("../../data/models/stroke_screen8.json"),
    example: r#"{"prior_stroke": false, "prior_tia": false, "hypertension": true, "af_or_valve_disease": false, "diabetes": false, "smoker": true, "dyslipidaemia": false, "inactive": false, "obese": false, "family_history": false}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    if x.maybe("age").is_some_and(|age| age < 40.0) {
        return Err(Stop::not_applicable(Cause::OutOfRange, "脑卒中 8 项筛查只用于 40 岁及以上居民"));
    }
    let (stroke, tia) = (x.yes("prior_stroke")?, x.yes("prior_tia")?);
    if stroke || tia {
        let why = if stroke { "既往卒中" } else { "既往短暂性脑缺血发作" };
        return class(t, "high", why.to_owned());
    }
    let (count, major) = counted(x)?;
    let code = if count >= t.number("rule", "high_from")? {
        "high"
    } else if major {
        "mid"
    } else {
        "low"
    };
    let which = if major { "，其中有高血压、糖尿病或房颤/瓣膜病" } else { "" };
    class(t, code, format!("危险因素 {count:.0} 个{which}"))
}

/// Number of factors, and whether one of hypertension, diabetes, AF is among them.
fn counted(x: &Inputs) -> Result<(f64, bool), Stop> {
    if let (Some(count), Some(major)) = (x.maybe("risk_factor_count"), x.maybe_yes("has_htn_dm_or_af")) {
        return Ok((count, major));
    }
    let factors = INPUTS.iter().take(FACTORS);
    let missing: Vec<&'static str> = factors.clone().map(|f| f.code).filter(|c| !x.has(c)).collect();
    if !missing.is_empty() {
        return Err(Stop::Missing(missing));
    }
    let yes: Vec<bool> = factors.map(|f| x.yes(f.code)).collect::<Result<_, _>>()?;
    let count = yes.iter().filter(|y| **y).fold(0.0, |n, _| n + 1.0);
    Ok((count, yes.iter().take(3).any(|y| *y)))
}

fn class(t: &Table, code: &str, why: String) -> Result<Evaluation, Stop> {
    let class = t.class("class", code)?;
    Ok(Evaluation::without_value()
        .output("level", class.label.clone())
        .step("factors", "危险因素", why)
        .category(class))
}
