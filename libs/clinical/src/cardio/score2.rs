//! SCORE2, SCORE2-OP and SCORE2 Asia-Pacific (SPEC 1.6): for adults abroad; which tier China belongs to is not
//! confirmed, so Asia-Pacific is off.

use super::levers::{SBP_130, SMOKING, TC_5_2, inside, no_ascvd};
use crate::model::common::{AGE, ASCVD, DIABETES, HDL_MMOL, SBP, SEX, SMOKER, TC_MMOL, one_if, sex_key};
use crate::model::definition::Group;
use crate::model::input::{Choice, choice};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Value, Verification,
};

const REGIONS: &[Choice] = &[
    choice("Low", "低风险地区"),
    choice("Moderate", "中风险地区"),
    choice("High", "高风险地区"),
    choice("Very high", "极高风险地区"),
];
const INPUTS: &[InputSpec] = &[
    InputSpec::one_of("region", "所属风险地区", REGIONS, "按居住国家查欧洲心脏病学会的地区分级"),
    SEX,
    AGE,
    TC_MMOL,
    HDL_MMOL,
    SBP,
    SMOKER,
    DIABETES,
    ASCVD.assumed("未确认有无心血管病史，按没有计算"),
];
const METHOD: Method = Method::Against {
    who: "同年龄、同性别、同地区的对照者（总胆固醇 4.4、高密度脂蛋白 1.3 mmol/L，收缩压 110 mmHg，不吸烟）",
    ideal,
    groups: &[
        Group { name: "血压", codes: &["sbp"] },
        Group { name: "总胆固醇", codes: &["tc"] },
        Group { name: "高密度脂蛋白胆固醇", codes: &["hdl"] },
        Group { name: "吸烟", codes: &["smoker"] },
    ],
};

/// 40–69 years.
pub static SCORE2: Model = Model {
    id: "score2_2021",
    name: "SCORE2 十年心血管病风险（欧洲，40～69 岁）",
    family: Family::Cardiovascular,
    version: "2021",
    source: "ESC 2021 预防指南 SCORE2；与 RiskScorescvd 0.3.1 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: false,
    audience: Audience::Staff,
    population: "40～69 岁、无心血管病和糖尿病的欧洲居民；用于旅居国外的成人",
    limits: &["欧洲校准，不用于在中国居住者的分级", "糖尿病患者另有专门模型，本模型不适用"],
    inputs: INPUTS,
    table: include_str!("../../data/models/score2_2021.json"),
    example: r#"{"region": "Low", "sex": "male", "age": 63, "tc_mmol": 5.6, "hdl_mmol": 1.5, "sbp": 150, "smoker": true, "diabetes": false}"#,
    method: METHOD,
    levers: &[SMOKING, SBP_130, TC_5_2],
    compute,
};

/// 70 years and over.
pub static SCORE2_OP: Model = Model {
    id: "score2_op_2021",
    name: "SCORE2-OP 十年心血管病风险（欧洲，70 岁及以上）",
    source: "ESC 2021 预防指南 SCORE2-OP；与 RiskScorescvd 0.3.1 逐例比对",
    population: "70 岁及以上、无心血管病和糖尿病的欧洲居民；用于旅居国外的老人",
    limits: &[
        "欧洲校准，不用于在中国居住者的分级",
        "89 岁以上为外推",
        "糖尿病患者另有专门模型，本模型不适用",
    ],
    table: include_str!("../../data/models/score2_op_2021.json"),
    example: r#"{"region": "High", "sex": "male", "age": 75, "tc_mmol": 4.7, "hdl_mmol": 1.1, "sbp": 150, "smoker": false, "diabetes": false}"#,
    ..SCORE2
};

/// Asia-Pacific recalibration.
pub static SCORE2_ASIA_PACIFIC: Model = Model {
    id: "score2_asia_pacific_2024",
    name: "SCORE2 亚太版十年心血管病风险（40～69 岁）",
    version: "2024",
    source: "SCORE2 Asia-Pacific 重新校准；与 RiskScorescvd 0.3.1 逐例比对",
    verification: Verification::Unverified,
    population: "40～69 岁、无心血管病和糖尿病的亚太居民",
    limits: &["中国属于哪一风险地区未经证实，不得用于中国居民", "糖尿病患者另有专门模型，本模型不适用"],
    table: include_str!("../../data/models/score2_asia_pacific_2024.json"),
    example: r#"{"region": "Moderate", "sex": "male", "age": 55, "tc_mmol": 5.2, "hdl_mmol": 1.1, "sbp": 140, "smoker": false, "diabetes": false}"#,
    ..SCORE2
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    no_ascvd(x)?;
    if x.yes("diabetes")? {
        let reason = "已患糖尿病，SCORE2 系列不适用（糖尿病患者另有 SCORE2-Diabetes）";
        return Err(Stop::not_applicable(Cause::AlreadyDiseased, reason));
    }
    let centre = |name: &str| t.number("centre", name);
    let age = x.number("age")?;
    inside("年龄", age, (centre("age_from")?, centre("age_to")?), "岁")?;
    let sex = sex_key(x.sex()?);
    let c = |name: &str| t.number(sex, name);
    let older = (age - centre("age")?) / centre("age_per")?;
    let pressure = (x.number("sbp")? - centre("sbp")?) / centre("sbp_per")?;
    let tc = x.number("tc")? - centre("tc")?;
    let hdl = (x.number("hdl")? - centre("hdl")?) / centre("hdl_per")?;
    let smoker = one_if(x.yes("smoker")?);
    let lp = c("age")? * older
        + c("smoker")? * smoker
        + c("sbp")? * pressure
        + c("tc")? * tc
        + c("hdl")? * hdl
        + c("age_x_smoker")? * older * smoker
        + c("age_x_sbp")? * older * pressure
        + c("age_x_tc")? * older * tc
        + c("age_x_hdl")? * older * hdl;
    let uncalibrated = 1.0 - c("s0")?.powf((lp - c("mean")?).exp());
    let region = x.choice("region")?.to_lowercase().replace(' ', "_");
    let scale = t.list_group(&region)?.get(sex).map(Vec::as_slice);
    let Some([s1, s2]) = scale else {
        return Err(Stop::Table(format!("缺少“{region}.{sex}”的两个校准数")));
    };
    // Recalibration to the region on the complementary log-log scale.
    let risk = -100.0 * (-(s1 + s2 * (-(-uncalibrated).ln_1p()).ln()).exp()).exp_m1();
    let result = Evaluation::of(risk, "%").output("risk_pct", risk);
    Ok(result.extrapolated_if(age > 89.0, "89 岁以上为外推").note("欧洲或亚太校准，不用于在中国居住者的分级"))
}

fn ideal(x: &Inputs) -> Inputs {
    let mut ideal = x.clone();
    for (code, value) in [("tc", 4.4), ("hdl", 1.3), ("sbp", 110.0)] {
        ideal.put(code, Value::Number(value).into());
    }
    ideal.put("smoker", Value::Bool(false).into());
    ideal
}
