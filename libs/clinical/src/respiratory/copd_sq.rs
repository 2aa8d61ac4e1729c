//! COPD-SQ (Zhou 2013, SPEC 7): screening questionnaire for COPD in China. Cut-off, pack-years, BMI and dyspnoea were
//! read; age, cough, biomass and family points are recalled, so it is off until the printed table has been checked.

use crate::model::common::{AGE, BMI};
use crate::model::input::{Choice, choice, unit};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const DYSPNOEA: &[Choice] = &[
    choice("none", "没有气短"),
    choice("hurrying", "快走或上坡时气短"),
    choice("level_walking", "平地走路也气短"),
];

/// COPD-SQ.
pub static MODEL: Model = Model {
    id: "copd_sq",
    name: "慢阻肺筛查问卷（COPD-SQ）",
    family: Family::Respiratory,
    version: "2013",
    source: "Zhou YM 等 2013；切点 ≥16、吸烟、BMI、气短分值两处读得，年龄、咳嗽、燃料、家族史分值凭记忆整理",
    licence: "公开发表的问卷",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Everyone,
    population: "40 岁及以上、未诊断慢阻肺的中国居民",
    limits: &[
        "启用前须对照原表核对各项分值",
        "切点是“≥16”，不是“>16”；阳性者做肺功能检查，问卷本身不能诊断",
        "七项缺一不可，不可简化成三问",
    ],
    inputs: &[
        AGE,
        InputSpec::number(
            "pack_years",
            "吸烟量（包年）",
            &[unit("包年", 1.0)],
            (0.0, 300.0),
            "询问每天吸烟包数乘以吸烟年数",
        ),
        BMI,
        InputSpec::yes_no("cough", "没有感冒时也常咳嗽", "询问不感冒时是否经常咳嗽"),
        InputSpec::one_of("dyspnoea", "活动时气短", DYSPNOEA, "询问快走、上坡和平地走路时是否气短"),
        InputSpec::yes_no("biomass", "使用柴草或煤炭取暖做饭", "询问家中取暖做饭的燃料"),
        InputSpec::yes_no(
            "family_history",
            "父母、兄弟姐妹或子女患慢性支气管炎、肺气肿、慢阻肺或哮喘",
            "询问家族史",
        ),
        InputSpec::yes_no("known_copd", "已诊断慢阻肺", "询问并查阅病历")
            .assumed("未确认是否已诊断慢阻肺，按没有计算"),
    ],
    table: include_str!("../../data/models/copd_sq.json"),
    example: r#"{"age": 62, "pack_years": 35, "bmi": 22.4, "cough": true, "dyspnoea": "hurrying", "biomass": false, "family_history": false}"#,
    method: Method::Points,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    if x.maybe_yes("known_copd") == Some(true) {
        return Err(Stop::not_applicable(Cause::AlreadyDiseased, "已诊断慢阻肺，不再做筛查评分"));
    }
    let age = x.number("age")?;
    if age < 40.0 {
        return Err(Stop::not_applicable(Cause::OutOfRange, "COPD-SQ 只用于 40 岁及以上"));
    }
    let when = |code: &'static str| if x.yes(code)? { t.number("points", code) } else { Ok(0.0) };
    let result = Evaluation::without_value()
        .points("age", "年龄", t.points("age", age)?)
        .points("pack_years", "吸烟量", t.points("pack_years", x.number("pack_years")?)?)
        .points("bmi", "BMI", t.points("bmi", x.number("bmi")?)?)
        .points("cough", "咳嗽", when("cough")?)
        .points("dyspnoea", "气短", t.number("dyspnoea", x.choice("dyspnoea")?)?)
        .points("biomass", "柴草或煤炭", when("biomass")?)
        .points("family_history", "家族史", when("family_history")?)
        .totalled("total");
    let class = t.category("risk", result.sum())?;
    Ok(result.output("positive", class.code == "positive").category(class))
}
