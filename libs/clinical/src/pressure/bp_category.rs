//! Blood-pressure class of 高血压基层诊疗指南（实践版·2019）table 1 (SPEC 2.1) and the lines out of office (2.2).

use crate::model::common::{DBP, SBP};
use crate::model::input::{Choice, choice};
use crate::model::{
    Audience, Cause, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const SETTINGS: &[Choice] = &[
    choice("office", "诊室"),
    choice("home", "家庭（多日平均）"),
    choice("abpm_24h", "动态 24 小时平均"),
    choice("abpm_day", "动态白天平均"),
    choice("abpm_night", "动态夜间平均"),
];

/// Blood-pressure class.
pub static MODEL: Model = Model {
    id: "bp_category_cn",
    name: "血压水平分类",
    family: Family::BloodPressure,
    version: "2019",
    source: "《高血压基层诊疗指南（实践版·2019）》表 1；诊室外切点两处来源一致",
    licence: "公开发表的指南",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "18 岁及以上成人",
    limits: &[
        "一次读数只分级不诊断：诊断须非同日三次诊室血压 ≥140/90 mmHg，或有服药史",
        "收缩压与舒张压分属不同级别时，以较高的级别为准",
        "诊室外血压只判断是否达到高血压切点，不分级；家庭血压须按规范连测多日取平均",
    ],
    inputs: &[SBP, DBP, InputSpec::one_of("setting", "测量场合", SETTINGS, "注明是诊室、家庭还是动态血压")],
    table: include_str!("../../data/models/bp_category_cn.json"),
    example: r#"{"sbp": 145, "dbp": 85, "setting": "office"}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let (sbp, dbp) = (x.number("sbp")?, x.number("dbp")?);
    if dbp >= sbp {
        return Err(Stop::not_applicable(Cause::NotComputable, "舒张压不应高于或等于收缩压，请核对是否填反"));
    }
    let setting = x.choice("setting")?;
    let found = format!("{sbp:.0}/{dbp:.0} mmHg");
    if setting != "office" {
        return outside_office(t, setting, sbp, dbp, &found);
    }
    let (systolic, diastolic) = (rank(t, "sbp", sbp)?, rank(t, "dbp", dbp)?);
    let class = t.category(
        if systolic >= diastolic { "sbp" } else { "dbp" },
        if systolic >= diastolic { sbp } else { dbp },
    )?;
    let limit = |name: &str| t.number("isolated_systolic", name);
    let isolated = sbp >= limit("sbp_from")? && dbp < limit("dbp_below")?;
    let result = Evaluation::without_value()
        .output("category", class.label.clone())
        .output("isolated_systolic", isolated)
        .step("reading", &class.label, found)
        .category(class);
    Ok(if isolated { result.note("单纯收缩期高血压") } else { result })
}

/// Place of the class in the list; the higher of the two counts.
fn rank(t: &Table, name: &str, value: f64) -> Result<usize, Stop> {
    let band = t.band(name, value)?;
    let bands = t.bands.get(name).map_or(&[][..], Vec::as_slice);
    Ok(bands.iter().position(|b| b.code == band.code).unwrap_or(0))
}

fn outside_office(t: &Table, setting: &str, sbp: f64, dbp: f64, found: &str) -> Result<Evaluation, Stop> {
    let elevated = sbp >= t.number(setting, "sbp")? || dbp >= t.number(setting, "dbp")?;
    let class = t.class("out_of_office", if elevated { "elevated" } else { "normal" })?;
    Ok(Evaluation::without_value()
        .output("category", class.label.clone())
        .output(
            "isolated_systolic",
            elevated && sbp >= t.number(setting, "sbp")? && dbp < t.number(setting, "dbp")?,
        )
        .step("reading", &class.label, found)
        .category(class))
}
