//! OSTA index of osteoporosis risk (SPEC 5): the value, and its class on the truncated index.

use crate::Sex;
use crate::model::common::{AGE, SEX, WEIGHT};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const INPUTS: &[InputSpec] = &[
    AGE,
    WEIGHT,
    SEX.optional(),
    InputSpec::yes_no("postmenopausal", "已绝经", "询问末次月经时间").optional(),
];

/// Unrounded index.
pub static VALUE: Model = Model {
    id: "osta",
    name: "骨质疏松自评指数（OSTA）",
    family: Family::LiverBoneRhythm,
    version: "2001",
    source: "Koh 等 2001：（体重 kg − 年龄）× 0.2；与 openEHR GDL2 公开用例比对",
    licence: "公开发表的公式",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "绝经后亚洲女性",
    limits: &["只用于绝经后亚洲女性；男性另有切点", "这里只给未取整的指数，分级另见 OSTA 分级"],
    inputs: INPUTS,
    table: include_str!("../../data/models/osta.json"),
    example: r#"{"age": 68, "weight_kg": 56}"#,
    method: Method::Sensitivity,
    levers: &[],
    compute: value,
};

/// Class.
pub static CLASS: Model = Model {
    id: "osta_class",
    name: "骨质疏松风险分级（OSTA）",
    source: "Koh 等 2001；按截去小数的整数分级，该约定待医生确认",
    verification: Verification::Unverified,
    default_on: false,
    limits: &[
        "只用于绝经后亚洲女性；男性另有切点",
        "原文把指数截成整数：> −1 低风险，−1～−4 中风险，< −4 高风险；−4.8 截为 −4，属中风险；该约定待医生确认",
    ],
    table: include_str!("../../data/models/osta_class.json"),
    compute: class,
    ..VALUE
};

fn index(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    if x.maybe_sex() == Some(Sex::Male) {
        return Err(Stop::not_applicable(Cause::Sex, "OSTA 的切点只用于绝经后女性，男性不适用"));
    }
    if x.maybe_yes("postmenopausal") == Some(false) {
        return Err(Stop::not_applicable(Cause::Population, "OSTA 只用于绝经后女性"));
    }
    // Dividing by 5 instead of multiplying by 0.2 keeps −1 and −4 exact.
    Ok((x.number("weight")? - x.number("age")?) / t.number("formula", "divisor")?)
}

fn value(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let index = index(x, t)?;
    Ok(Evaluation::of(index, "").output("index_unrounded", index))
}

fn class(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let raw = index(x, t)?;
    let truncated = raw.trunc() + 0.0;
    let class = t.category("level", truncated)?;
    Ok(Evaluation::of(raw, "")
        .output("index_raw", raw)
        .count("index_truncated", truncated)
        .output("level", class.label.clone())
        .category(class))
}
