//! AHA PREVENT 2023 base model (SPEC 1.3): 10- and 30-year risk of all cardiovascular disease, atherosclerotic
//! disease, heart failure, coronary disease and stroke. Calibrated for the United States.

use super::levers::{BMI_24, SBP_130, SMOKING, TC_200, inside};
use crate::Sex;
use crate::model::common::{AGE, BMI, BP_TREATED, DIABETES, HDL_MGDL, SBP, SEX, SMOKER, TC_MGDL, one_if};
use crate::model::definition::Group;
use crate::model::input::unit;
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Kind, Method, Model, Stop, Table, Unit, Value,
    Verification,
};
use serde_json::Value as Json;

/// PREVENT converts cholesterol by 0.02586.
const CHOL: &[Unit] = &[unit("mg/dL", 1.0), unit("mmol/L", 1.0 / 0.02586)];
const PER_MGDL: f64 = 0.02586;

const fn prevent_units(spec: InputSpec) -> InputSpec {
    match spec.kind {
        Kind::Number { low, high, whole, .. } => {
            InputSpec { kind: Kind::Number { units: CHOL, low, high, whole }, ..spec }
        }
        _ => spec,
    }
}

/// eGFR as an input of other models.
pub const EGFR: InputSpec = InputSpec::number(
    "egfr",
    "估算肾小球滤过率（eGFR）",
    &[unit("mL/min/1.73m2", 1.0)],
    (0.0, 300.0),
    "抽血测血肌酐，按 CKD-EPI 公式计算",
)
.metric("egfr_2021");

/// Order of the columns in the table, each for women and men.
const ENDPOINTS: [&str; 5] = ["total_cvd", "ascvd", "hf", "chd", "stroke"];

/// PREVENT base model.
pub static MODEL: Model = Model {
    id: "prevent2023_base",
    name: "PREVENT 十年与三十年心血管风险（基础模型）",
    family: Family::Cardiovascular,
    version: "2023-base",
    source: "美国心脏协会 PREVENT 方程（2023），与 preventr 0.12.0 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: false,
    audience: Audience::Staff,
    population: "30～79 岁（三十年风险 30～59 岁）、无心血管病和心力衰竭者；按美国人群校准",
    limits: &[
        "美国校准，在中国只作次要参考，不据此分级，也不触发自动处置",
        "适用范围：收缩压 90～180 mmHg，总胆固醇 130～320、高密度脂蛋白 20～100 mg/dL，BMI 18.5～39.9，eGFR 15～140",
        "59 岁以上没有三十年风险",
    ],
    inputs: &[
        SEX,
        AGE,
        prevent_units(TC_MGDL),
        prevent_units(HDL_MGDL),
        SBP,
        BP_TREATED,
        InputSpec::yes_no("statin", "正在服用他汀", "询问并核对用药记录中的他汀类药物"),
        DIABETES,
        SMOKER,
        EGFR,
        BMI,
        InputSpec::yes_no("cvd", "已患心血管病或心力衰竭", "询问并查阅病历")
            .assumed("未确认有无心血管病和心力衰竭，按没有计算"),
    ],
    table: include_str!("../../data/models/prevent2023_base.json"),
    example: r#"{"sex": "female", "age": 50, "tc_mgdl": 200, "hdl_mgdl": 45, "sbp": 160, "bp_treated": true, "statin": false, "diabetes": true, "smoker": false, "egfr": 90, "bmi": 35}"#,
    method: Method::Against {
        who: "同年龄、同性别的对照者（非高密度脂蛋白 3.5、高密度脂蛋白 1.3 mmol/L，收缩压 120 mmHg 未服药，\
            BMI 23.9，eGFR 90，不吸烟、无糖尿病、未服他汀）",
        ideal,
        groups: &[
            Group { name: "血压与降压治疗", codes: &["sbp", "bp_treated"] },
            Group { name: "血脂与他汀", codes: &["tc", "hdl", "statin"] },
            Group { name: "糖尿病", codes: &["diabetes"] },
            Group { name: "吸烟", codes: &["smoker"] },
            Group { name: "肾功能", codes: &["egfr"] },
            Group { name: "体重", codes: &["bmi"] },
        ],
    },
    levers: &[SMOKING, SBP_130, TC_200, BMI_24],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    if x.maybe_yes("cvd") == Some(true) {
        return Err(Stop::not_applicable(Cause::AlreadyDiseased, "已患心血管病或心力衰竭，不再预测发病风险"));
    }
    let age = x.number("age")?;
    inside("年龄", age, (30.0, 79.0), "岁")?;
    inside("收缩压", x.number("sbp")?, (90.0, 180.0), "mmHg")?;
    inside("总胆固醇", x.number("tc")?, (130.0, 320.0), "mg/dL")?;
    inside("高密度脂蛋白胆固醇", x.number("hdl")?, (20.0, 100.0), "mg/dL")?;
    inside("BMI", x.number("bmi")?, (18.5, 39.999), "kg/m²")?;
    inside("eGFR", x.number("egfr")?, (15.0, 140.0), "mL/min/1.73m²")?;
    let terms = terms(x)?;
    let mut result = Evaluation::without_value();
    for (years, defined) in [("10", true), ("30", age <= 59.0)] {
        for (at, endpoint) in ENDPOINTS.iter().enumerate() {
            let risk = if defined { Some(risk(&terms, t, years, 2 * at, x.sex()?)?) } else { None };
            if years == "10" && *endpoint == "total_cvd" {
                result.value = risk.map(|r| r * 100.0);
                result.unit = "%";
            }
            result = result.output(&format!("{endpoint}{years}"), risk.map_or(Json::Null, Json::from));
        }
    }
    Ok(result.note("美国人群校准，仅作次要参考"))
}

/// Named centred terms, as the rows of the coefficient table.
fn terms(x: &Inputs) -> Result<Vec<(&'static str, f64)>, Stop> {
    let (tc, hdl, sbp, bmi, egfr) =
        (x.number("tc")?, x.number("hdl")?, x.number("sbp")?, x.number("bmi")?, x.number("egfr")?);
    let age = (x.number("age")? - 55.0) / 10.0;
    let non_hdl = (tc - hdl) * PER_MGDL - 3.5;
    let hdl = (hdl * PER_MGDL - 1.3) / 0.3;
    let (sbp_low, sbp_high) = ((sbp.min(110.0) - 110.0) / 20.0, (sbp.max(110.0) - 130.0) / 20.0);
    let (bmi_low, bmi_high) = ((bmi.min(30.0) - 25.0) / 5.0, (bmi.max(30.0) - 30.0) / 5.0);
    let (egfr_low, egfr_high) = ((egfr.min(60.0) - 60.0) / -15.0, (egfr.max(60.0) - 90.0) / -15.0);
    let (diabetes, smoker) = (one_if(x.yes("diabetes")?), one_if(x.yes("smoker")?));
    let (treated, statin) = (one_if(x.yes("bp_treated")?), one_if(x.yes("statin")?));
    Ok(vec![
        ("age", age),
        ("age_squared", age * age),
        ("non_hdl", non_hdl),
        ("hdl", hdl),
        ("sbp_below_110", sbp_low),
        ("sbp_from_110", sbp_high),
        ("diabetes", diabetes),
        ("smoker", smoker),
        ("bmi_below_30", bmi_low),
        ("bmi_from_30", bmi_high),
        ("egfr_below_60", egfr_low),
        ("egfr_from_60", egfr_high),
        ("antihypertensive", treated),
        ("statin", statin),
        ("treated_sbp", treated * sbp_high),
        ("treated_non_hdl", statin * non_hdl),
        ("age_x_non_hdl", age * non_hdl),
        ("age_x_hdl", age * hdl),
        ("age_x_sbp", age * sbp_high),
        ("age_x_diabetes", age * diabetes),
        ("age_x_smoker", age * smoker),
        ("age_x_bmi_from_30", age * bmi_high),
        ("age_x_egfr_below_60", age * egfr_low),
        ("constant", 1.0),
    ])
}

/// 1/(1+e^−z); `column` is that of women, men's is the next.
fn risk(terms: &[(&str, f64)], t: &Table, years: &str, column: usize, sex: Sex) -> Result<f64, Stop> {
    let rows = t.list_group(years)?;
    let column = column + usize::from(sex == Sex::Male);
    let mut z = 0.0;
    for (name, value) in terms {
        let coefficient = rows.get(*name).and_then(|row| row.get(column));
        z += value * coefficient.ok_or_else(|| Stop::Table(format!("缺少“{years}.{name}”")))?;
    }
    Ok(1.0 / (1.0 + (-z).exp()))
}

fn ideal(x: &Inputs) -> Inputs {
    let mut ideal = x.clone();
    let (hdl, tc) = (1.3 / PER_MGDL, 4.8 / PER_MGDL);
    for (code, value) in [("tc", tc), ("hdl", hdl), ("sbp", 120.0), ("bmi", 23.9), ("egfr", 90.0)] {
        ideal.put(code, Value::Number(value).into());
    }
    for code in ["bp_treated", "statin", "diabetes", "smoker"] {
        ideal.put(code, Value::Bool(false).into());
    }
    ideal
}
