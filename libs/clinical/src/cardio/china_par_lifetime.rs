//! China-PAR lifetime risk to age 85 (SPEC 1.2): a reconstruction from recorded outputs of the official site, an
//! additive complementary log-log law. Off by default, doctors only.

use super::china_par::{EXAMPLE, GROUPS, INPUTS, WHO, form_range, ideal, own_waist_if_male, ten_year_pct};
use super::levers::{SBP_130, SMOKING, TC_200, inside, no_ascvd};
use crate::model::common::{one_if, sex_key};
use crate::model::registry::{model, table_of};
use crate::model::{Audience, Evaluation, Family, Inputs, Method, Model, Stop, Table, Verification};

/// China-PAR lifetime.
pub static MODEL: Model = Model {
    id: "china_par_lifetime",
    name: "China-PAR 终生心血管病风险（至 85 岁）",
    family: Family::Cardiovascular,
    version: "reconstruction.1",
    source: "按官网公开输出复现的可加互补双对数律；切点 32.8% 见《中国心血管病风险评估和管理指南（2019）》",
    licence: "公开数据的重建，不是发表的系数；启用前须征得阜外医院课题组同意",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Doctor,
    population: "20～59 岁、无动脉粥样硬化性心血管病、十年风险低于 10% 的中国居民",
    limits: &[
        "系数未公开发表，本结果“按官网结果复现”；留出数据中最大相差 0.3 个百分点",
        "指南图 2 中甲、乙、丙三人的终生风险为 13.7/34.2/54.3%，本律得 13.9/34.7/63.9%，差异未能解释",
        "十年风险已达高危者不应再展示终生风险",
        "男性腰围系数为负，不作为干预杠杆",
    ],
    inputs: INPUTS,
    table: include_str!("../../data/models/china_par_lifetime.json"),
    example: EXAMPLE,
    method: Method::Against { who: WHO, ideal: own_waist_if_male, groups: GROUPS },
    levers: &[SMOKING, SBP_130, TC_200],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    no_ascvd(x)?;
    form_range(x)?;
    inside("年龄", x.number("age")?, (20.0, 59.0), "岁")?;
    let risk = lifetime_pct(x, t)?;
    let class = t.category("risk", risk)?;
    let result = Evaluation::of(risk, "%")
        .output("lifetime_pct", risk)
        .output("lifetime_ideal_pct", lifetime_pct(&ideal(x), t)?)
        .output("category", class.label.clone())
        .category(class)
        .note("按官网结果复现");
    let ten_years =
        model("china_par_10y").and_then(|m| table_of(m).ok()).map(|t| ten_year_pct(x, t)).transpose()?;
    Ok(match ten_years {
        Some(ten) if ten >= t.number("shown", "ten_year_below")? => {
            result.note("十年风险已达高危，终生风险不应再展示，请按十年风险管理")
        }
        _ => result,
    })
}

/// L = 1 − exp(−exp(lnΛ(age, sex) + β·x)), in percent.
fn lifetime_pct(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    let sex = sex_key(x.sex()?);
    let b = |name: &str| t.number(sex, name);
    let base = t.number(&format!("{sex}_ln_lambda_by_age"), &format!("{:.0}", x.number("age")?.floor()))?;
    let ln_sbp = x.number("sbp")?.ln();
    let centre = b("ln_sbp_untreated")? * b("centre_sbp")?.ln();
    let sbp = if x.yes("bp_treated")? { b("ln_sbp_treated")? } else { b("ln_sbp_untreated")? };
    let z = base + sbp * ln_sbp - centre
        + b("ln_tc")? * (x.number("tc")? / b("centre_tc_mgdl")?).ln()
        + b("ln_hdl")? * (x.number("hdl")? / b("centre_hdl_mgdl")?).ln()
        + b("ln_waist")? * (x.number("waist")? / b("centre_waist_cm")?).ln()
        + b("smoker")? * one_if(x.yes("smoker")?)
        + b("diabetes")? * one_if(x.yes("diabetes")?)
        + b("north")? * one_if(x.yes("north")?)
        + b("urban")? * one_if(x.maybe_yes("urban").unwrap_or(false))
        + b("family_history")? * one_if(x.maybe_yes("family_history").unwrap_or(false));
    Ok(100.0 * -(-z.exp()).exp_m1())
}
