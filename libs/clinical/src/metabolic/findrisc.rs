//! FINDRISC (SPEC 3.2): ten-year risk of type 2 diabetes, Finnish points.

use super::cdrs::{KNOWN_DIABETES, no_diabetes};
use crate::model::common::{AGE, BMI, SEX, WAIST, lowered, sex_key};
use crate::model::input::{Choice, choice};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Lever, Method, Model, Stop, Table, Value, Verification,
};

const RELATIVES: &[Choice] = &[
    choice("none", "没有"),
    choice("second_degree", "祖父母、叔伯姑舅姨、堂表亲"),
    choice("first_degree", "父母、兄弟姐妹或子女"),
];

/// FINDRISC.
pub static MODEL: Model = Model {
    id: "findrisc",
    name: "FINDRISC 糖尿病风险评分",
    family: Family::Metabolic,
    version: "2003",
    source: "Lindström 与 Tuomilehto，Diabetes Care 2003；与 clincalc 0.4.0、openEHR 公开用例逐例比对",
    licence: "公开发表的评分",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "未诊断糖尿病的成人（芬兰推导）",
    limits: &[
        "腰围、BMI 切点为欧洲标准，在中国优先用中国糖尿病风险评分",
        "另有切点不同的“中国改良版”，不可混用",
    ],
    inputs: &[
        SEX,
        AGE,
        BMI,
        WAIST,
        InputSpec::yes_no(
            "physically_active",
            "每天活动 30 分钟以上",
            "询问工作和闲暇时每天是否活动 30 分钟以上",
        ),
        InputSpec::yes_no("daily_vegetables_fruit", "每天吃蔬菜水果", "询问是否每天吃蔬菜或水果"),
        InputSpec::yes_no("antihypertensive_medication", "服用过降压药", "询问是否规律服用过降压药"),
        InputSpec::yes_no(
            "high_blood_glucose_history",
            "曾查出血糖升高",
            "询问体检、患病或怀孕时是否查出过血糖高",
        ),
        InputSpec::one_of("family_history", "亲属患糖尿病", RELATIVES, "询问亲属是否患糖尿病及亲缘关系"),
        KNOWN_DIABETES,
    ],
    table: include_str!("../../data/models/findrisc.json"),
    example: r#"{"sex": "female", "age": 58, "bmi": 27.2, "waist_cm": 86, "physically_active": false, "daily_vegetables_fruit": true, "antihypertensive_medication": true, "high_blood_glucose_history": false, "family_history": "first_degree"}"#,
    method: Method::Points,
    levers: &[
        Lever {
            code: "active", label: "每天活动 30 分钟以上", set: |x| started(x, "physically_active")
        },
        Lever {
            code: "vegetables", label: "每天吃蔬菜水果", set: |x| started(x, "daily_vegetables_fruit")
        },
        Lever { code: "bmi_24_9", label: "BMI 降到 24.9", set: |x| lowered(x, "bmi", 24.9) },
    ],
    compute,
};

fn started(x: &Inputs, code: &'static str) -> Option<Inputs> {
    (!x.maybe_yes(code)?).then(|| x.with(code, Value::Bool(true)))
}

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    no_diabetes(x)?;
    let when = |yes: bool, name: &str| if yes { t.number("points", name) } else { Ok(0.0) };
    let waist = t.points(&format!("waist_{}", sex_key(x.sex()?)), x.number("waist")?)?;
    let result = Evaluation::without_value()
        .points("age", "年龄", t.points("age", x.number("age")?)?)
        .points("bmi", "BMI", t.points("bmi", x.number("bmi")?)?)
        .points("waist", "腰围", waist)
        .points("physically_active", "活动不足", when(!x.yes("physically_active")?, "inactive")?)
        .points(
            "daily_vegetables_fruit",
            "蔬果不足",
            when(!x.yes("daily_vegetables_fruit")?, "no_daily_vegetables_fruit")?,
        )
        .points(
            "antihypertensive_medication",
            "服降压药",
            when(x.yes("antihypertensive_medication")?, "antihypertensive_medication")?,
        )
        .points(
            "high_blood_glucose_history",
            "血糖升高史",
            when(x.yes("high_blood_glucose_history")?, "high_blood_glucose_history")?,
        )
        .points("family_history", "家族史", t.number("family_history", x.choice("family_history")?)?)
        .totalled("score");
    let band = t.band("risk", result.sum())?;
    Ok(result.output("band", band.code.clone()).category(band.category()))
}
