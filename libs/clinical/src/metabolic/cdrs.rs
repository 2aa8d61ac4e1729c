//! 中国糖尿病风险评分表 (Zhou 2013, SPEC 3.1). Range and cut-off were read; the points of the items are recalled (they
//! add up to the published maximum), so it is off until the printed table has been checked.

use crate::Sex;
use crate::model::common::{AGE, BMI, SBP, SEX, WAIST, lowered, sex_key};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Lever, Method, Model, Stop, Table, Verification,
};

/// Known diabetes as a reason not to predict it.
pub const KNOWN_DIABETES: InputSpec =
    InputSpec::yes_no("known_diabetes", "已诊断糖尿病", "询问并查阅诊断记录")
        .assumed("未确认是否已诊断糖尿病，按没有计算");

/// Refuses a known diabetic.
pub fn no_diabetes(x: &Inputs) -> Result<(), Stop> {
    if x.maybe_yes("known_diabetes") == Some(true) {
        return Err(Stop::not_applicable(Cause::AlreadyDiseased, "已诊断糖尿病，不再做糖尿病发病风险评分"));
    }
    Ok(())
}

/// CDRS.
pub static MODEL: Model = Model {
    id: "cdrs",
    name: "中国糖尿病风险评分（CDRS）",
    family: Family::Metabolic,
    version: "2013",
    source: "Zhou X 等，Diabetes Care 2013；总分 0～51 与切点 25 见摘要，各项分值凭记忆整理",
    licence: "公开发表的评分",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Everyone,
    population: "20～74 岁、未诊断糖尿病的中国居民",
    limits: &[
        "启用前须对照指南原表核对各项分值",
        "六项缺一不可；≥25 分建议做口服葡萄糖耐量试验，不等于糖尿病",
        "与网上流传的三项“青岛评分”及自编分值无关",
    ],
    inputs: &[
        SEX,
        AGE,
        SBP,
        WAIST,
        BMI,
        InputSpec::yes_no(
            "family_history",
            "父母、兄弟姐妹或子女患糖尿病",
            "询问父母、兄弟姐妹、子女是否患糖尿病",
        ),
        KNOWN_DIABETES,
    ],
    table: include_str!("../../data/models/cdrs.json"),
    example: r#"{"sex": "male", "age": 52, "sbp": 138, "waist_cm": 92, "bmi": 26.1, "family_history": true}"#,
    method: Method::Points,
    levers: &[
        Lever { code: "sbp_119", label: "收缩压降到 119 mmHg", set: |x| lowered(x, "sbp", 119.0) },
        Lever { code: "bmi_23_9", label: "BMI 降到 23.9", set: |x| lowered(x, "bmi", 23.9) },
        Lever { code: "waist_normal", label: "腰围降到 84 cm（女 79 cm）", set: narrower },
    ],
    compute,
};

fn narrower(x: &Inputs) -> Option<Inputs> {
    lowered(x, "waist", if x.maybe_sex()? == Sex::Male { 84.0 } else { 79.0 })
}

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    no_diabetes(x)?;
    let age = x.number("age")?;
    if !(20.0..75.0).contains(&age) {
        return Err(Stop::not_applicable(Cause::OutOfRange, "中国糖尿病风险评分只用于 20～74 岁"));
    }
    let sex = x.sex()?;
    let family = if x.yes("family_history")? { t.number("points", "family_history")? } else { 0.0 };
    let male = if sex == Sex::Male { t.number("points", "male")? } else { 0.0 };
    let waist = t.points(&format!("waist_{}", sex_key(sex)), x.number("waist")?)?;
    let result = Evaluation::without_value()
        .points("age", "年龄", t.points("age", age)?)
        .points("sbp", "收缩压", t.points("sbp", x.number("sbp")?)?)
        .points("waist", "腰围", waist)
        .points("bmi", "BMI", t.points("bmi", x.number("bmi")?)?)
        .points("family_history", "糖尿病家族史", family)
        .points("sex", "男性", male)
        .totalled("total");
    let class = t.category("risk", result.sum())?;
    let high = class.code == "high";
    let result = result.output("high_risk", high).category(class);
    Ok(if high { result.note(t.text("next_high")?) } else { result })
}
