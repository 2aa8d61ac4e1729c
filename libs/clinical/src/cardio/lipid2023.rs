//! Risk flow of the Chinese lipid guideline 2023 (SPEC 1.8): ASCVD first, then the conditions that are high risk by
//! themselves, then the table, then the lifetime question below 55 years.

use super::lipid_counts::{lifetime_factors, risk_factors};
use crate::model::common::{AGE, ASCVD, BMI, CHOL_MMOL, DBP, HDL_MMOL, PURE, SBP, SEX, SMOKER};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

fn without_ascvd(x: &Inputs) -> bool {
    x.maybe_yes("ascvd") == Some(false)
}
fn with_ascvd(x: &Inputs) -> bool {
    x.maybe_yes("ascvd") == Some(true)
}

const fn counted(code: &'static str, name: &'static str, highest: f64, measure: &'static str) -> InputSpec {
    InputSpec::whole(code, name, PURE, (0.0, highest), measure)
}

/// Lipid guideline flow.
pub static MODEL: Model = Model {
    id: "lipid2023_risk",
    name: "血脂指南心血管危险分层（2023）",
    family: Family::Cardiovascular,
    version: "2023",
    source: "《中国血脂管理指南（2023年）》危险分层流程；两处公开实现互校",
    licence: "公开发表的指南",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "中国成人",
    limits: &[
        "严重事件：一年内急性冠脉综合征、其他心肌梗死、缺血性卒中、有症状的外周动脉病或血运重建、截肢",
        "高危因素：达标治疗下再发严重事件、早发冠心病（男 <55、女 <65 岁）、家族性高胆固醇血症或基线 LDL-C ≥4.9、\
         既往搭桥或支架、糖尿病、高血压、CKD 3～4 期、吸烟；由医生点数后填写",
        "TC 与 LDL-C 落在不同列时按较重的一列",
        "TC、LDL-C 应为未服调脂药时的数值；已服药者按指南由医生判断",
    ],
    inputs: &[
        ASCVD,
        counted("severe_events", "严重 ASCVD 事件数", 20.0, "查阅病历，按指南清点严重事件")
            .needed_if(with_ascvd),
        counted("high_risk_factors", "高危因素数", 20.0, "按指南清点高危因素").needed_if(with_ascvd),
        AGE.needed_if(without_ascvd),
        InputSpec::number("tc", "总胆固醇", CHOL_MMOL, (0.5, 52.0), "抽血检测血脂四项")
            .metric("tc")
            .spelled(&[("tc", "mmol/L"), ("tc_mmol", "mmol/L"), ("tc_mgdl", "mg/dL")])
            .needed_if(without_ascvd),
        InputSpec::number("ldl", "低密度脂蛋白胆固醇", CHOL_MMOL, (0.05, 30.0), "抽血检测血脂四项")
            .metric("ldl_c")
            .spelled(&[("ldl", "mmol/L"), ("ldl_mmol", "mmol/L"), ("ldl_mgdl", "mg/dL")])
            .needed_if(without_ascvd),
        crate::model::common::DIABETES.needed_if(without_ascvd),
        InputSpec::yes_no("ckd34", "慢性肾脏病 3～4 期", "查血肌酐计算 eGFR：15～59 持续三个月以上")
            .needed_if(without_ascvd),
        InputSpec::yes_no("hypertension", "高血压", "查阅诊断记录或降压药使用情况").needed_if(without_ascvd),
        counted(
            "risk_factors",
            "危险因素数（吸烟、低 HDL-C、年龄）",
            3.0,
            "补充性别、吸烟和 HDL-C 即可自动计数",
        )
        .optional(),
        counted("lifetime_factors", "余生风险因素数", 5.0, "补充血压、HDL-C、BMI 和吸烟即可自动计数")
            .optional(),
        SEX.optional(),
        SMOKER.optional(),
        HDL_MMOL.optional(),
        SBP.optional(),
        DBP.optional(),
        BMI.optional(),
    ],
    table: include_str!("../../data/models/lipid2023_risk.json"),
    example: r#"{"ascvd": false, "age": 50, "sex": "male", "tc_mmol": 5.6, "ldl_mmol": 3.6, "hdl_mmol": 0.9, "diabetes": false, "ckd34": false, "hypertension": true, "smoker": true, "sbp": 150, "dbp": 95, "bmi": 27}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let (class, why) = if x.yes("ascvd")? { diseased(x, t)? } else { healthy(x, t)? };
    let category = t.class("class", class)?;
    let diabetic = x.maybe_yes("diabetes") == Some(true);
    let goal = match class {
        "extreme" | "very_high" if diabetic => "goal_diabetes_ascvd".to_owned(),
        "high" if diabetic => "goal_diabetes_high".to_owned(),
        other => format!("goal_{other}"),
    };
    let goal = t.text(&goal)?.to_owned();
    Ok(Evaluation::without_value()
        .output("level", category.label.clone())
        .output("ldl_goal", goal.clone())
        .step("path", &category.label, why)
        .category(category)
        .note(goal)
        .note(t.text("recheck")?))
}

fn diseased(x: &Inputs, t: &Table) -> Result<(&'static str, String), Stop> {
    let (events, factors) = (x.number("severe_events")?, x.number("high_risk_factors")?);
    let limit = |name: &str| t.number("extreme", name);
    let extreme = events >= limit("severe_events")?
        || (events >= limit("severe_with_factors")? && factors >= limit("high_risk_factors")?);
    let class = if extreme { "extreme" } else { "very_high" };
    Ok((class, format!("已患 ASCVD，严重事件 {events:.0} 次，高危因素 {factors:.0} 个")))
}

fn healthy(x: &Inputs, t: &Table) -> Result<(&'static str, String), Stop> {
    let (age, tc, ldl) = (x.number("age")?, x.number("tc")?, x.number("ldl")?);
    let limit = |name: &str| t.number("high", name);
    if ldl >= limit("ldl")? || tc >= limit("tc")? {
        return Ok(("high", format!("LDL-C {ldl:.2}、TC {tc:.2} mmol/L，达到直接高危的切点")));
    }
    if x.yes("diabetes")? && age >= limit("diabetes_age")? {
        return Ok(("high", "糖尿病且年龄达到 40 岁".to_owned()));
    }
    if x.yes("ckd34")? {
        return Ok(("high", "慢性肾脏病 3～4 期".to_owned()));
    }
    let factors = risk_factors(x, t)?.min(3.0);
    // The worse of the two columns; codes c1 < c2 < c3.
    let column = t.band("tc", tc)?.code.clone().max(t.band("ldl", ldl)?.code.clone());
    let grid = if x.yes("hypertension")? { "hypertension" } else { "no_hypertension" };
    let cell = t.cell(grid, &format!("{factors:.0}"), &column)?;
    let why = format!("危险因素 {factors:.0} 个，TC {tc:.2}、LDL-C {ldl:.2} mmol/L");
    match cell {
        "low" => Ok(("low", why)),
        "high" => Ok(("high", why)),
        "mid" if age < t.number("lifetime", "age_below")? => {
            let lifetime = lifetime_factors(x, t)?;
            let high = lifetime >= t.number("lifetime", "count")?;
            let class = if high { "lifetime_high" } else { "mid" };
            Ok((class, format!("{why}；55 岁以下，余生风险因素 {lifetime:.0} 个")))
        }
        "mid" => Ok(("mid", why)),
        other => Err(Stop::Table(format!("不认识的分级“{other}”"))),
    }
}
