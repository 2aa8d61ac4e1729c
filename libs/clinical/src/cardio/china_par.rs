//! China-PAR 10-year risk of atherosclerotic cardiovascular disease (Yang 2016, Circulation 134:1430), with
//! coefficients refined within the printed rounding against recorded outputs of the official site (SPEC 1.1).

use super::levers::{SBP_130, SMOKING, TC_200, inside, no_ascvd};
use crate::Sex;
use crate::model::common::{
    AGE, ASCVD, BP_TREATED, DBP, DIABETES, HDL_MGDL, SBP, SEX, SMOKER, TC_MGDL, WAIST, one_if, sex_key,
};
use crate::model::definition::Group;
use crate::model::input::unit;
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Kind, Method, Model, Stop, Table, Unit, Value,
    Verification,
};

/// The official site divides by 0.0259, not by the usual 1/38.67.
pub(super) const SITE_CHOL: &[Unit] = &[unit("mg/dL", 1.0), unit("mmol/L", 1.0 / 0.0259)];

pub(super) const fn site_units(spec: InputSpec) -> InputSpec {
    match spec.kind {
        Kind::Number { low, high, whole, .. } => {
            InputSpec { kind: Kind::Number { units: SITE_CHOL, low, high, whole }, ..spec }
        }
        _ => spec,
    }
}

fn is_male(x: &Inputs) -> bool {
    x.maybe_sex() == Some(Sex::Male)
}

/// Inputs of the official form; the lifetime model asks the same.
pub(super) const INPUTS: &[InputSpec] = &[
    SEX,
    AGE,
    InputSpec::yes_no("north", "居住在长江以北", "询问现居住地在长江以北还是以南"),
    InputSpec::yes_no("urban", "城市居民", "询问现居住地是城市还是农村").needed_if(is_male),
    WAIST,
    site_units(TC_MGDL),
    site_units(HDL_MGDL),
    SBP,
    BP_TREATED,
    DIABETES,
    SMOKER,
    InputSpec::yes_no(
        "family_history",
        "父母或兄弟姐妹患心肌梗死或脑卒中",
        "询问父母、兄弟姐妹是否患过心肌梗死或脑卒中",
    )
    .needed_if(is_male),
    DBP.optional(),
    ASCVD.assumed("未确认有无心血管病史，按没有计算"),
];

pub(super) const EXAMPLE: &str = r#"{"sex": "male", "age": 40, "north": true, "urban": true, "waist_cm": 80, "tc_mmol": 5.2, "hdl_mmol": 1.3, "sbp": 145, "bp_treated": false, "diabetes": false, "smoker": false, "family_history": true}"#;

pub(super) const GROUPS: &[Group] = &[
    Group { name: "血压与降压治疗", codes: &["sbp", "bp_treated"] },
    Group { name: "总胆固醇", codes: &["tc"] },
    Group { name: "高密度脂蛋白胆固醇", codes: &["hdl"] },
    Group { name: "腰围", codes: &["waist"] },
    Group { name: "吸烟", codes: &["smoker"] },
    Group { name: "糖尿病", codes: &["diabetes"] },
    Group { name: "家族史", codes: &["family_history"] },
];

pub(super) const WHO: &str = "同年龄、同性别、同地区的理想人（总胆固醇 200 mg/dL、高密度脂蛋白 40 mg/dL、收缩压 120 mmHg 未服药、\
    不吸烟、无糖尿病、无家族史；女性腰围 85 cm，男性腰围取本人值）";

/// China-PAR 10 years.
pub static MODEL: Model = Model {
    id: "china_par_10y",
    name: "China-PAR 十年心血管病风险",
    family: Family::Cardiovascular,
    version: "2016-refined.1",
    source: "Yang X 等，Circulation 2016;134:1430；系数在原文两位小数的舍入范围内，按官网 424 组公开输出精化；\
        分级与流程见《中国心血管病风险评估和管理指南（2019）》",
    licence: "公开发表的公式；名称用于宣传前须征得阜外医院课题组同意",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "20～85 岁、无动脉粥样硬化性心血管病的中国居民（推导人群 35～74 岁）",
    limits: &[
        "35 岁以下、74 岁以上是外推，只供参考，不触发自动处置",
        "男性模型中腰围系数为负，这是统计现象；不把腰围作为男性的干预杠杆，也绝不表示腰围大有好处",
        "各项数值须在官网表单范围内：腰围 50～130 cm，总胆固醇 80～400 mg/dL（2～11 mmol/L），\
         高密度脂蛋白 20～130 mg/dL（0.5～4 mmol/L），收缩压 70～200 mmHg；舒张压只询问、不参与计算",
        "与官网比较：未参与拟合的 205 例中 95% 四舍五入后相同，全部相差不超过 0.1 个百分点；官网输出由第三方记录",
        "分级按未四舍五入的数值：4.96% 为低危，切点附近请看两位小数",
    ],
    inputs: INPUTS,
    table: include_str!("../../data/models/china_par_10y.json"),
    example: EXAMPLE,
    method: Method::Against { who: WHO, ideal: own_waist_if_male, groups: GROUPS },
    levers: &[SMOKING, SBP_130, TC_200],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    no_ascvd(x)?;
    form_range(x)?;
    let age = x.number("age")?;
    inside("年龄", age, (20.0, 85.0), "岁")?;
    let risk = ten_year_pct(x, t)?;
    let class = t.category("risk", risk)?;
    let result = Evaluation::of(risk, "%")
        .output("risk_pct", risk)
        .output("ideal_risk_pct", ten_year_pct(&ideal(x), t)?)
        .output("category", class.label.clone())
        .extrapolated_if(!(35.0..=74.0).contains(&age), "年龄不在 35～74 岁的推导人群内，结果为外推");
    let again = t.text(reassess(x, &class.code)?)?.to_owned();
    Ok(result.category(class).note(again))
}

/// Risk in percent by the published equation; all inputs of the form must be there.
pub(super) fn ten_year_pct(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    let sex = x.sex()?;
    let c = |name: &str| t.number(sex_key(sex), name);
    let (ln_age, ln_sbp) = (x.number("age")?.ln(), x.number("sbp")?.ln());
    // Treated and untreated pressure have their own slope and their own interaction with age.
    let (sbp, age_sbp) = if x.yes("bp_treated")? {
        (c("ln_sbp_treated")?, c("ln_age_x_ln_sbp_treated")?)
    } else {
        (c("ln_sbp_untreated")?, c("ln_age_x_ln_sbp_untreated")?)
    };
    let smoker = one_if(x.yes("smoker")?);
    // Asked of men only; their coefficients for women are zero.
    let urban = one_if(x.maybe_yes("urban").unwrap_or(false));
    let family = one_if(x.maybe_yes("family_history").unwrap_or(false));
    let z = c("ln_age")? * ln_age
        + sbp * ln_sbp
        + c("ln_tc_mgdl")? * x.number("tc")?.ln()
        + c("ln_hdl_mgdl")? * x.number("hdl")?.ln()
        + c("ln_waist_cm")? * x.number("waist")?.ln()
        + c("smoker")? * smoker
        + c("diabetes")? * one_if(x.yes("diabetes")?)
        + c("north")? * one_if(x.yes("north")?)
        + c("urban")? * urban
        + c("family_history")? * family
        + age_sbp * ln_age * ln_sbp
        + c("ln_age_x_smoker")? * ln_age * smoker
        + c("ln_age_x_family_history")? * ln_age * family
        + c("intercept")?;
    Ok(100.0 * -(-z.exp()).exp_m1())
}

/// Values the official form takes.
pub(super) fn form_range(x: &Inputs) -> Result<(), Stop> {
    inside("腰围", x.number("waist")?, (50.0, 130.0), "cm")?;
    inside("收缩压", x.number("sbp")?, (70.0, 200.0), "mmHg")?;
    lipid_range(x, "tc", "总胆固醇", (80.0, 400.0), (2.0, 11.0))?;
    lipid_range(x, "hdl", "高密度脂蛋白胆固醇", (20.0, 130.0), (0.5, 4.0))
}

/// The form has its own bounds for each unit.
fn lipid_range(
    x: &Inputs,
    code: &'static str,
    name: &str,
    mgdl: (f64, f64),
    mmol: (f64, f64),
) -> Result<(), Stop> {
    match x.get(code).and_then(|e| e.given.as_ref()) {
        Some((given, _)) => inside(name, *given, mmol, "mmol/L"),
        None => inside(name, x.number(code)?, mgdl, "mg/dL"),
    }
}

/// The site's ideal person: same age, sex, region; everything else as it should be.
pub(super) fn ideal(x: &Inputs) -> Inputs {
    let waist = if is_male(x) { 90.0 } else { 85.0 };
    let mut ideal = x.clone();
    for (code, value) in [("tc", 200.0), ("hdl", 40.0), ("sbp", 120.0), ("waist", waist)] {
        ideal.put(code, Value::Number(value).into());
    }
    for code in ["bp_treated", "diabetes", "smoker", "family_history"] {
        ideal.put(code, Value::Bool(false).into());
    }
    ideal
}

/// For shares, a man keeps his waist: a negative share of a large waist would read as praise.
pub(super) fn own_waist_if_male(x: &Inputs) -> Inputs {
    let ideal = ideal(x);
    if is_male(x) { ideal.taking(&["waist"], x) } else { ideal }
}

/// When to assess again (2019 guideline).
fn reassess(x: &Inputs, class: &str) -> Result<&'static str, Stop> {
    if class == "high" {
        return Ok("again_high");
    }
    if x.number("age")? < 35.0 {
        return Ok("again_young");
    }
    let waist = if is_male(x) { 90.0 } else { 85.0 };
    let any = x.yes("smoker")?
        || x.yes("diabetes")?
        || x.yes("bp_treated")?
        || x.maybe_yes("family_history") == Some(true)
        || x.number("sbp")? >= 140.0
        || x.number("tc")? >= 200.0
        || x.number("hdl")? < 40.0
        || x.number("waist")? >= waist;
    Ok(if any { "again_with_factor" } else { "again_without_factor" })
}
