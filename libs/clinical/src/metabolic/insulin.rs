//! HOMA-IR (SPEC 3.6) and the triglyceride-glucose index.

use crate::model::common::{FPG, TG};
use crate::model::input::unit;
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const INSULIN: InputSpec = InputSpec::number(
    "insulin",
    "空腹胰岛素",
    &[unit("mIU/L", 1.0)],
    (0.0, 2000.0),
    "与空腹血糖同时抽血检测空腹胰岛素",
)
.metric("insulin_fasting")
.spelled(&[("insulin_mIU_L", "mIU/L")]);

/// HOMA-IR.
pub static HOMA_IR: Model = Model {
    id: "homa_ir",
    name: "胰岛素抵抗指数（HOMA-IR）",
    family: Family::Metabolic,
    version: "1985",
    source: "Matthews 等，Diabetologia 1985：空腹血糖 × 空腹胰岛素 ÷ 22.5；与 clincalc 0.4.0 逐例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "未注射胰岛素的成人",
    limits: &["没有公认的切点，不分级", "正在注射胰岛素者结果无意义", "不同胰岛素检测方法之间不可比较"],
    inputs: &[
        FPG,
        INSULIN,
        InputSpec::yes_no("injects_insulin", "正在注射胰岛素", "询问并核对用药记录")
            .assumed("未确认是否注射胰岛素，注射者结果无意义"),
    ],
    table: include_str!("../../data/models/homa_ir.json"),
    example: r#"{"fpg_mmol": 6.4, "insulin_mIU_L": 12.0}"#,
    method: Method::Sensitivity,
    levers: &[],
    compute: homa,
};

fn homa(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    if x.maybe_yes("injects_insulin") == Some(true) {
        return Err(Stop::not_applicable(Cause::Population, "正在注射胰岛素，HOMA-IR 无意义"));
    }
    let index = x.number("fpg")? * x.number("insulin")? / t.number("formula", "divisor")?;
    Ok(Evaluation::of(index, "").output("homa_ir", index))
}

/// Triglyceride-glucose index.
pub static TYG: Model = Model {
    id: "tyg",
    name: "甘油三酯葡萄糖指数（TyG）",
    version: "2008",
    source: "ln(甘油三酯 mg/dL × 空腹血糖 mg/dL ÷ 2)，见公开代码",
    default_on: false,
    population: "成人，仅供研究",
    limits: &["仅供研究，没有公认切点，不分级"],
    inputs: &[FPG, TG],
    table: include_str!("../../data/models/tyg.json"),
    example: r#"{"fpg_mmol": 5.6, "tg_mmol": 1.7}"#,
    compute: tyg,
    ..HOMA_IR
};

fn tyg(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let tg = x.number("tg")? * t.number("formula", "tg_mgdl_per_mmol")?;
    let fpg = x.number("fpg")? * t.number("formula", "glucose_mgdl_per_mmol")?;
    let index = (tg * fpg / 2.0).ln();
    Ok(Evaluation::of(index, "").output("tyg", index))
}
