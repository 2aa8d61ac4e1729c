//! Cardiovascular stratification of hypertension (SPEC 2.3): the 2018 table as recalled, configurable per tenant;
//! the 2024 edition was not obtained, so it is off until a clinician has checked it.

use super::htn_facts::{column, row, unknown};
use crate::model::common::{
    AGE, BMI, CHOL_MMOL, DBP, DIABETES, FPG, GLUCOSE_MMOL, HDL_MMOL, LDL_MMOL, PURE, SBP, SEX, SMOKER, WAIST,
};
use crate::model::input::{Choice, choice, unit};
use crate::model::{
    Audience, Category, Cause, Evaluation, Family, InputSpec, Inputs, Level, Method, Model, Stop, Table,
    Verification,
};

const COLUMNS: &[Choice] = &[
    choice("130-139/85-89", "130～139/85～89"),
    choice("1级", "1 级"),
    choice("2级", "2 级"),
    choice("3级", "3 级"),
];
const ROWS: &[Choice] = &[
    choice("无", "没有其他危险因素"),
    choice("1-2", "1～2 个危险因素"),
    choice("3+", "≥3 个危险因素、靶器官损害、CKD 3 期或无并发症糖尿病"),
    choice("临床并发症", "临床并发症、CKD ≥4 期或有并发症糖尿病"),
];

/// Stratification of hypertension.
pub static MODEL: Model = Model {
    id: "htn_risk_2018",
    name: "高血压心血管危险分层",
    family: Family::BloodPressure,
    version: "2018",
    source: "《中国高血压防治指南（2018年修订版）》分层表（凭记忆整理，1～3 级三列与 2010 版公开资料一致）",
    licence: "公开发表的指南",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Staff,
    population: "血压 ≥130/85 mmHg 的成人",
    limits: &[
        "2024 年版分层表尚未取得，启用前须由医生对照原文核对，可按机构修改规则表",
        "血压取未用药时的水平；已服药者按用药前水平由医生判断",
        "没有给出的检查项目不计入危险因素，结果可能偏低，会在结果中列出",
        "“中危/高危”这样的格子由医生结合具体情况判定",
    ],
    inputs: &[
        InputSpec::one_of("bp_column", "血压水平", COLUMNS, "测量诊室血压").optional(),
        InputSpec::one_of("row", "其他危险因素一栏", ROWS, "按指南清点危险因素").optional(),
        SBP.optional(),
        DBP.optional(),
        InputSpec::whole("risk_factor_count", "危险因素个数", PURE, (0.0, 10.0), "按指南清点危险因素")
            .optional(),
        SEX.optional(),
        AGE.optional(),
        SMOKER.optional(),
        FPG.optional(),
        InputSpec::number(
            "ogtt2h",
            "糖耐量试验 2 小时血糖",
            GLUCOSE_MMOL,
            (0.5, 100.0),
            "做 75 g 口服葡萄糖耐量试验",
        )
        .metric("ogtt_2h")
        .spelled(&[("ogtt2h_mmol", "mmol/L")])
        .optional(),
        InputSpec::number("tc", "总胆固醇", CHOL_MMOL, (0.5, 52.0), "抽血检测血脂四项")
            .metric("tc")
            .spelled(&[("tc_mmol", "mmol/L"), ("tc_mgdl", "mg/dL")])
            .optional(),
        LDL_MMOL.optional(),
        HDL_MMOL.optional(),
        InputSpec::yes_no(
            "family_history",
            "一级亲属早发心血管病（男 <55、女 <65 岁）",
            "询问父母和兄弟姐妹",
        )
        .optional(),
        WAIST.optional(),
        BMI.optional(),
        InputSpec::number(
            "hcy",
            "同型半胱氨酸",
            &[unit("umol/L", 1.0)],
            (0.5, 500.0),
            "抽血检测同型半胱氨酸",
        )
        .metric("homocysteine")
        .optional(),
        InputSpec::yes_no(
            "target_organ_damage",
            "靶器官损害",
            "查心电图、心脏和颈动脉超声、尿微量白蛋白：左室肥厚、颈动脉增厚或斑块、微量白蛋白尿等",
        )
        .optional(),
        InputSpec::whole(
            "ckd_stage",
            "慢性肾脏病分期（没有填 0）",
            PURE,
            (0.0, 5.0),
            "查血肌酐计算 eGFR 判断分期",
        )
        .optional(),
        DIABETES.optional(),
        InputSpec::yes_no(
            "complications",
            "临床并发症或有并发症的糖尿病",
            "查阅病历：卒中、冠心病、心衰、外周动脉病、视网膜病变",
        )
        .optional(),
    ],
    table: include_str!("../../data/models/htn_risk_2018.json"),
    example: r#"{"sbp": 152, "dbp": 94, "sex": "male", "age": 58, "smoker": true, "tc_mmol": 5.0, "bmi": 25, "diabetes": false, "target_organ_damage": false, "ckd_stage": 0, "complications": false}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let column = match (column(x, t), row(x, t)) {
        (Err(Stop::Missing(mut a)), Err(Stop::Missing(b))) => {
            a.extend(b);
            return Err(Stop::Missing(a));
        }
        (found, _) => found?,
    };
    let (row, why) = row(x, t)?;
    let Some(column) = column else {
        return Err(Stop::not_applicable(Cause::OutOfRange, "血压低于 130/85 mmHg，不做高血压危险分层"));
    };
    let risk = t.cell("risk", row, &column)?.to_owned();
    let result = Evaluation::without_value()
        .output("risk", risk.clone())
        .step("bp_column", "血压水平", column)
        .step("row", "其他危险因素", why)
        .category(category(&risk));
    let unknown = unknown(x);
    Ok(if unknown.is_empty() {
        result
    } else {
        result.note(format!("未提供、因而没有计入的项目：{}，分层可能偏低", unknown.join("、")))
    })
}

/// A cell that leaves a choice (中危/高危) takes the colour of the higher.
fn category(risk: &str) -> Category {
    let level = match risk {
        r if r.contains("高危") => Level::Red,
        r if r.contains("中危") => Level::Yellow,
        r if r.contains("低危") => Level::Green,
        _ => Level::None,
    };
    Category { code: risk.to_owned(), label: risk.to_owned(), level }
}
