//! CKD-EPI 2021 and 2009 (SPEC 4.1, 4.2): filtration from serum creatinine. The two never belong on one line.

use crate::model::common::{AGE, CREATININE, SEX, sex_key};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// 2021, without race.
pub static CKD_EPI_2021: Model = Model {
    id: "ckd_epi_2021",
    name: "估算肾小球滤过率（CKD-EPI 2021）",
    family: Family::Kidney,
    version: "2021",
    source: "Inker 等，NEJM 2021；与 clincalc 0.4.0、medcalc-bench 1.7 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "18 岁及以上、肾功能稳定的成人",
    limits: &[
        "急性肾损伤、肌肉量极端、孕期不适用",
        "分期按未四舍五入的数值；持续三个月以上才能判断慢性肾脏病",
        "国内多数化验单印的是 2009 版，两版结果不可画在同一条曲线上",
    ],
    inputs: &[SEX, AGE, CREATININE],
    table: include_str!("../../data/models/ckd_epi_2021.json"),
    example: r#"{"sex": "female", "age": 56, "scr_umol": 78}"#,
    method: Method::Sensitivity,
    levers: &[],
    compute: compute_2021,
};

/// 2009, as most Chinese laboratories print it.
pub static CKD_EPI_2009: Model = Model {
    id: "ckd_epi_2009",
    name: "估算肾小球滤过率（CKD-EPI 2009）",
    version: "2009",
    source: "Levey 等，Ann Intern Med 2009；与 openEHR GDL2 公开用例比对",
    limits: &[
        "急性肾损伤、肌肉量极端、孕期不适用",
        "分期按未四舍五入的数值；持续三个月以上才能判断慢性肾脏病",
        "女性系数用 141×1.018，与用 144 的换算表相差 0.3%",
        "与 2021 版结果不可画在同一条曲线上",
    ],
    inputs: &[
        SEX,
        AGE,
        CREATININE,
        InputSpec::yes_no("race_black", "黑人", "询问人种；中国居民填否").assumed("未注明人种，未乘黑人系数"),
    ],
    table: include_str!("../../data/models/ckd_epi_2009.json"),
    compute: compute_2009,
    ..CKD_EPI_2021
};

fn compute_2021(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    finished(filtration(x, t)?, t)
}

fn compute_2009(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let black = x.maybe_yes("race_black") == Some(true);
    let factor = if black { t.number("formula", "black")? } else { 1.0 };
    finished(filtration(x, t)? * factor, t)
}

/// a · min(Scr/κ,1)^α · max(Scr/κ,1)^β · c^age · (sex factor), creatinine in mg/dL.
fn filtration(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    let age = x.number("age")?;
    if age < 18.0 {
        return Err(Stop::not_applicable(
            Cause::OutOfRange,
            "CKD-EPI 公式只用于 18 岁及以上，儿童请用儿科公式",
        ));
    }
    let f = |name: &str| t.number("formula", name);
    let sex = sex_key(x.sex()?);
    let ratio = x.number("scr")? / f("umol_per_mgdl")? / t.number(sex, "kappa")?;
    Ok(f("scale")?
        * ratio.min(1.0).powf(t.number(sex, "alpha")?)
        * ratio.max(1.0).powf(f("exponent_above")?)
        * f("per_year")?.powf(age)
        * t.number(sex, "factor")?)
}

fn finished(egfr: f64, t: &Table) -> Result<Evaluation, Stop> {
    let stage = t.category("g_stage", egfr)?;
    Ok(Evaluation::of(egfr, "mL/min/1.73m2")
        .output("egfr", egfr)
        .count("egfr_rounded", egfr.round())
        .output("g_stage", stage.code.clone())
        .category(stage))
}
