//! Converts a value between units (SPEC 16): by dimension, by molar mass between mass and amount, and HbA1c by the
//! master equation. Nothing is converted between quantities that have no fixed factor.

use super::ucum::{self, GRAM, MOLE, Quantity};
use crate::model::common::PURE;
use crate::model::input::unit;
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Kind, Method, Model, Stop, Table, Verification,
};

/// Conversion.
pub static MODEL: Model = Model {
    id: "unit_convert",
    name: "单位换算",
    family: Family::Conversion,
    version: "UCUM",
    source: "UCUM 单位定义，与 @lhncbc/ucum-lhc 7.1.9 逐例比对；糖化血红蛋白按 IFCC 主方程",
    licence: "公开标准",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "检验与体格数值",
    limits: &[
        "质量与摩尔单位互换须知道物质或摩尔质量（g/mol）",
        "脂蛋白(a) 的 mg/L 与 nmol/L 没有固定系数，不换算",
        "国际单位与质量、摩尔之间没有通用系数，不换算",
    ],
    inputs: &[
        InputSpec::number("value", "数值", PURE, (-1e15, 1e15), "填写化验单上的数值"),
        InputSpec::of("from", "原单位", Kind::Text, "填写化验单上的单位"),
        InputSpec::of("to", "目标单位", Kind::Text, "填写要换算成的单位"),
        InputSpec::of("analyte", "检测物质", Kind::Text, "填写物质名称，如 glucose、creatinine").optional(),
        InputSpec::number("molar_mass", "摩尔质量", &[unit("g/mol", 1.0)], (1.0, 1e7), "查该物质的摩尔质量")
            .optional(),
    ],
    table: include_str!("../../data/models/unit_convert.json"),
    example: r#"{"analyte": "glucose", "value": 7.0, "from": "mmol/L", "to": "mg/dL"}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let (value, from, to) = (x.number("value")?, x.text("from")?, x.text("to")?);
    let analyte = x.maybe_text("analyte").unwrap_or("");
    let result = match hba1c(analyte, value, from, to, t)? {
        Some(result) => result,
        None => converted(x, t, value, &known(from)?, &known(to)?)?,
    };
    let found = format!("{value} {from} = {result} {to}");
    Ok(Evaluation::of(result, "").output("value", result).step("convert", "换算", found))
}

fn known(text: &str) -> Result<Quantity, Stop> {
    ucum::parse(text).ok_or_else(|| {
        Stop::not_applicable(
            Cause::NotComputable,
            format!("不认识单位“{text}”，请用 mmol/L、mg/dL 这样的写法"),
        )
    })
}

/// NGSP % and IFCC mmol/mol are two scales of one thing, not two units.
fn hba1c(analyte: &str, value: f64, from: &str, to: &str, t: &Table) -> Result<Option<f64>, Stop> {
    if !analyte.eq_ignore_ascii_case("hba1c") {
        return Ok(None);
    }
    let (scale, offset) = (t.number("hba1c", "scale")?, t.number("hba1c", "offset")?);
    Ok(match (from, to) {
        ("%", "mmol/mol") => Some((value - offset) / scale),
        ("mmol/mol", "%") => Some(value * scale + offset),
        _ => None,
    })
}

fn converted(x: &Inputs, t: &Table, value: f64, from: &Quantity, to: &Quantity) -> Result<f64, Stop> {
    let base = value * from.factor + from.offset;
    let back = |base: f64| (base - to.offset) / to.factor;
    if from.dimensions == to.dimensions {
        return Ok(back(base));
    }
    // One mass for one amount, all else alike.
    let mut swapped = from.dimensions;
    let mass_to_amount = from.dimensions[GRAM] == to.dimensions[GRAM] + 1;
    let step = if mass_to_amount { 1 } else { -1 };
    swapped[GRAM] -= step;
    swapped[MOLE] += step;
    if swapped != to.dimensions {
        return Err(Stop::not_applicable(Cause::NotComputable, "两个单位不是同一种量，不能换算"));
    }
    let mass = molar_mass(x, t)?;
    Ok(back(if mass_to_amount { base / mass } else { base * mass }))
}

fn molar_mass(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    if let Some(given) = x.maybe("molar_mass") {
        return Ok(given);
    }
    let analyte = x.maybe_text("analyte").unwrap_or("").to_lowercase();
    if matches!(analyte.as_str(), "lp_a" | "lpa" | "lp(a)") {
        let reason = "脂蛋白(a) 的 mg/L 与 nmol/L 没有固定换算系数，请按化验单原单位使用";
        return Err(Stop::not_applicable(Cause::NotComputable, reason));
    }
    t.group("molar_mass")?.get(&analyte).copied().ok_or(Stop::Missing(vec!["molar_mass"]))
}
