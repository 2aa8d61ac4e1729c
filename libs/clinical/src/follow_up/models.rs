//! The two follow-ups as models of the frame; their goals and lines are the table, which a tenant may edit.

use super::{Class, DiabetesVisit, FollowUp, HypertensionVisit, Intervention, Params, Previous};
use super::{classify_diabetes, classify_hypertension};
use crate::model::common::{AGE, DBP, GLUCOSE_MMOL, SBP};
use crate::model::input::{Choice, InputSpec, choice};
use crate::model::{
    Audience, Category, Evaluation, Family, Inputs, Level, Method, Model, Stop, Table, Verification,
};

/// The models of this family.
pub const MODELS: &[&Model] = &[&HYPERTENSION, &DIABETES];

const CLASSES: &[Choice] = &[
    choice("satisfactory", "控制满意"),
    choice("unsatisfactory", "控制不满意"),
    choice("adverse", "不良反应"),
    choice("complication", "并发症"),
];
const PREV: InputSpec = InputSpec::one_of("prev", "上次随访分类", CLASSES, "查上一次随访记录").optional();
const PREV_MISSED: InputSpec =
    InputSpec::yes_no("prev_goal_missed", "上次控制未达标", "查上一次随访的血压或血糖").optional();
const COMPLICATION: InputSpec =
    InputSpec::yes_no("new_complication", "新发或加重的并发症", "询问并检查有无新发或加重的并发症");
const ADVERSE: InputSpec = InputSpec::yes_no("adverse", "药物不良反应", "询问服药后有无不适");
const HARD: InputSpec =
    InputSpec::yes_no("adverse_hard_to_control", "不良反应难以控制", "由医生判断").optional();
const FPG: InputSpec = InputSpec::number("fpg", "空腹血糖", GLUCOSE_MMOL, (0.1, 100.0), "测空腹血糖")
    .metric("fpg")
    .spelled(&[("fpg", "mmol/L")]);

const STANDARD: Model = Model {
    id: "",
    name: "",
    family: Family::Standard,
    version: "第三版",
    source: "国家基本公共卫生服务规范（第三版，2017）；分类与干预读自正式表格副本",
    licence: "政府规范",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "",
    limits: &[],
    inputs: &[],
    table: include_str!("../../data/follow_up/table.json"),
    example: "{}",
    method: Method::Path,
    levers: &[],
    compute: |_, _| Err(Stop::Missing(Vec::new())),
};

/// Hypertension.
pub static HYPERTENSION: Model = Model {
    id: "ph_followup_htn",
    name: "高血压患者随访分类",
    population: "35 岁及以上原发性高血压患者",
    limits: &[
        "按面对面随访的诊室血压判断",
        "65 岁及以上放宽到 <150/90，可由机构关闭",
        "连续两次随访都有不良反应按“难以控制”处理",
    ],
    inputs: &[SBP, DBP, COMPLICATION, ADVERSE, PREV, PREV_MISSED, AGE.optional(), HARD],
    example: r#"{"sbp": 146, "dbp": 88, "prev": "控制满意", "new_complication": false, "adverse": false}"#,
    compute: |x, t| {
        let visit = HypertensionVisit {
            age: years(x),
            sbp: x.maybe("sbp"),
            dbp: x.maybe("dbp"),
            adverse: x.maybe_yes("adverse"),
            new_complication: x.maybe_yes("new_complication"),
            adverse_hard_to_control: x.maybe_yes("adverse_hard_to_control") == Some(true),
            ..HypertensionVisit::default()
        };
        let found = classify_hypertension(&visit, previous(x).as_ref(), &params(t)?);
        result(&found, "收缩压、舒张压")
    },
    ..STANDARD
};

/// Type-2 diabetes.
pub static DIABETES: Model = Model {
    id: "ph_followup_dm",
    name: "2型糖尿病患者随访分类",
    population: "35 岁及以上 2 型糖尿病患者",
    limits: &["分类只看空腹血糖，血压和体温只用于识别危急情况", "急症 ≥16.7/≤3.9 的数值已读，比较符号为记忆"],
    inputs: &[
        FPG,
        COMPLICATION,
        ADVERSE,
        PREV,
        PREV_MISSED,
        HARD,
        SBP.optional(),
        DBP.optional(),
        AGE.optional(),
    ],
    example: r#"{"fpg": 7.6, "prev": "控制不满意", "new_complication": false, "adverse": false}"#,
    compute: |x, t| {
        let visit = DiabetesVisit {
            age: years(x),
            fpg: x.maybe("fpg"),
            sbp: x.maybe("sbp"),
            dbp: x.maybe("dbp"),
            adverse: x.maybe_yes("adverse"),
            new_complication: x.maybe_yes("new_complication"),
            adverse_hard_to_control: x.maybe_yes("adverse_hard_to_control") == Some(true),
            ..DiabetesVisit::default()
        };
        let found = classify_diabetes(&visit, previous(x).as_ref(), &params(t)?);
        result(&found, "空腹血糖")
    },
    ..STANDARD
};

fn years(x: &Inputs) -> Option<u32> {
    let age = x.maybe("age")?;
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 120 by the input; completed years are cut"
    )]
    let years = age as u32;
    Some(years)
}

fn previous(x: &Inputs) -> Option<Previous> {
    let class = match x.maybe_choice("prev")? {
        "satisfactory" => Class::Satisfactory,
        "unsatisfactory" => Class::Unsatisfactory,
        "adverse" => Class::Adverse,
        _ => Class::Complication,
    };
    Some(Previous { class, goal_missed: x.maybe_yes("prev_goal_missed") })
}

fn params(t: &Table) -> Result<Params, Stop> {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of f64 saturates; days and ages are small"
    )]
    let whole = |group: &str, name: &str| t.number(group, name).map(|n| n as u32);
    Ok(Params {
        version: 1,
        sbp: t.number("goal", "sbp")?,
        dbp: t.number("goal", "dbp")?,
        elder_line: t.number("goal", "elder_line")? != 0.0,
        elder_age: whole("goal", "elder_age")?,
        elder_sbp: t.number("goal", "elder_sbp")?,
        fpg: t.number("goal", "fpg")?,
        emergency_sbp: t.number("emergency", "sbp")?,
        emergency_dbp: t.number("emergency", "dbp")?,
        emergency_fpg_high: t.number("emergency", "fpg_high")?,
        emergency_fpg_low: t.number("emergency", "fpg_low")?,
        emergency_temperature: t.number("emergency", "temperature")?,
        regular_days: whole("interval", "regular_days")?,
        soon_days: whole("interval", "soon_days")?,
        visits_per_year: usize::try_from(whole("interval", "visits_per_year")?).unwrap_or(usize::MAX),
    })
}

fn result(found: &FollowUp, looked_at: &str) -> Result<Evaluation, Stop> {
    let (Some(class), Some(action)) = (found.class, found.action) else {
        return Err(Stop::not_applicable(
            crate::model::Cause::OutOfRange,
            format!("还缺少：{}", found.missing.join("、")),
        ));
    };
    let level = match (class, action) {
        (_, Intervention::Emergency | Intervention::Refer) => Level::Red,
        (Class::Satisfactory, _) => Level::Green,
        _ => Level::Yellow,
    };
    let goal = if found.goal_missed == Some(true) { "未达标" } else { "达标" };
    let reasons: Vec<&str> = found.reasons.iter().map(|r| r.zh()).collect();
    let mut out = Evaluation::without_value()
        .category(Category { code: class.code().to_string(), label: class.zh().to_owned(), level })
        .output("category", class.zh())
        .output("action", action.zh())
        .output("refer", found.refer)
        .output("reasons", reasons.clone())
        .step("goal", looked_at, goal)
        .step("class", "此次随访分类", class.zh())
        .step("action", "分类干预", action.zh());
    if !reasons.is_empty() {
        out = out.step("refer", "转诊原因", reasons.join("、"));
    }
    for emergency in &found.emergencies {
        out = out.alert("follow_up_emergency", format!("{}：紧急处理后转诊", emergency.zh()));
    }
    Ok(out)
}
