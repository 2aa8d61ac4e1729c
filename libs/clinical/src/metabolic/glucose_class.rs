//! Classes of glycaemia (SPEC 3.3): WHO 1999/CDS cut-points on venous plasma, and the 75 g test in pregnancy.

use crate::model::common::{AGE, FPG, GLUCOSE_MMOL};
use crate::model::input::{Unit, unit};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// HbA1c in NGSP percent; IFCC mmol/mol is converted by the master equation.
pub const HBA1C_UNITS: &[Unit] = &[unit("%", 1.0), Unit { name: "mmol/mol", scale: 0.091_48, offset: 2.152 }];

const OGTT: InputSpec = InputSpec::number(
    "ogtt2h",
    "糖耐量试验 2 小时血糖",
    GLUCOSE_MMOL,
    (0.5, 100.0),
    "做 75 g 口服葡萄糖耐量试验",
)
.metric("ogtt_2h")
.spelled(&[("ogtt2h", "mmol/L"), ("ogtt2h_mmol", "mmol/L"), ("ogtt2h_mgdl", "mg/dL")])
.optional();
/// These classes spell millimoles without a suffix.
const FASTING: InputSpec =
    FPG.spelled(&[("fpg", "mmol/L"), ("fpg_mmol", "mmol/L"), ("fpg_mgdl", "mg/dL")]).optional();

/// Class of glycaemia.
pub static MODEL: Model = Model {
    id: "glucose_class_cn",
    name: "血糖状态分类",
    family: Family::Metabolic,
    version: "CDS",
    source: "WHO 1999/中华医学会糖尿病学分会切点；空腹 7.0、2 小时 11.1、IFG 6.1 见 2025 年基层指南",
    licence: "公开发表的指南",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Everyone,
    population: "非妊娠成人",
    limits: &[
        "只用静脉血浆血糖；指尖血糖仪和动态血糖的数值不能用于诊断分类",
        "达到糖尿病切点而没有典型症状者，须改日复测确认",
        "糖化血红蛋白须在质控合格的实验室检测",
        "ADA 的 5.6～6.9 mmol/L、5.7%～6.4% 只作提示，不改变分类",
    ],
    inputs: &[
        FASTING,
        OGTT,
        InputSpec::number("hba1c", "糖化血红蛋白", HBA1C_UNITS, (2.0, 25.0), "抽血检测糖化血红蛋白")
            .metric("hba1c")
            .spelled(&[("hba1c", "%"), ("hba1c_pct", "%")])
            .optional(),
        InputSpec::number("random", "随机静脉血糖", GLUCOSE_MMOL, (0.5, 100.0), "抽静脉血测随机血糖")
            .spelled(&[("random_mmol", "mmol/L")])
            .optional(),
        InputSpec::yes_no("symptoms", "有多饮、多尿、多食或不明原因体重下降", "询问糖尿病典型症状")
            .optional(),
        AGE.optional(),
    ],
    table: include_str!("../../data/models/glucose_class_cn.json"),
    example: r#"{"fpg": 6.4, "ogtt2h": 7.2, "hba1c": 5.9}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let cut = |name: &str| t.number("cut", name);
    let reached = |code: &'static str, cut: f64| x.maybe(code).is_some_and(|v| v >= cut);
    let diabetes = [
        ("空腹血糖", reached("fpg", cut("diabetes_fpg")?)),
        ("2 小时血糖", reached("ogtt2h", cut("diabetes_2h")?)),
        ("糖化血红蛋白", reached("hba1c", cut("diabetes_hba1c")?)),
        ("随机血糖", reached("random", cut("diabetes_2h")?) && x.maybe_yes("symptoms") == Some(true)),
    ];
    let met: Vec<&str> = diabetes.iter().filter(|(_, yes)| *yes).map(|(name, _)| *name).collect();
    if !met.is_empty() {
        return class(t, "diabetes", format!("{}达到糖尿病切点", met.join("、")), x);
    }
    // Below the diabetes line both values are needed: each alone cannot tell IFG, IGT and normal apart.
    let missing: Vec<&'static str> = ["fpg", "ogtt2h"].into_iter().filter(|c| !x.has(c)).collect();
    if !missing.is_empty() {
        return Err(Stop::Missing(missing));
    }
    let (fpg, two) = (x.number("fpg")?, x.number("ogtt2h")?);
    let code = if two >= cut("igt_2h")? {
        "igt"
    } else if fpg >= cut("ifg_fpg")? {
        "ifg"
    } else {
        "normal"
    };
    class(t, code, format!("空腹 {fpg:.1}、2 小时 {two:.1} mmol/L"), x)
}

fn class(t: &Table, code: &str, why: String, x: &Inputs) -> Result<Evaluation, Stop> {
    let class = t.class("class", code)?;
    let result = Evaluation::without_value()
        .output("cls", class.label.clone())
        .step("class", &class.label, why)
        .category(class);
    let ada = |code: &'static str, name: &str| -> Result<bool, Stop> {
        Ok(x.maybe(code).is_some_and(|v| v >= t.number("cut", name).unwrap_or(f64::INFINITY)))
    };
    let note = code == "normal" && (ada("fpg", "ada_fpg")? || ada("hba1c", "ada_hba1c")?);
    Ok(if note { result.note("按 ADA 标准属糖尿病前期，仅作提示") } else { result })
}

/// 75 g test in pregnancy.
pub static PREGNANCY: Model = Model {
    id: "gdm_ogtt",
    name: "妊娠期 75 g 糖耐量试验判断",
    version: "IADPSG",
    source: "妊娠期糖尿病切点 5.1/10.0/8.5 mmol/L（凭记忆整理）",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Staff,
    population: "孕 24～28 周、孕前无糖尿病的孕妇",
    limits: &["启用前须对照原指南核对切点", "任一时间点达到切点即为阳性；只用静脉血浆血糖"],
    inputs: &[
        FPG.optional(),
        InputSpec::number(
            "ogtt1h",
            "糖耐量试验 1 小时血糖",
            GLUCOSE_MMOL,
            (0.5, 100.0),
            "做 75 g 口服葡萄糖耐量试验",
        )
        .spelled(&[("ogtt1h_mmol", "mmol/L")])
        .optional(),
        OGTT,
    ],
    table: include_str!("../../data/models/gdm_ogtt.json"),
    example: r#"{"fpg_mmol": 4.8, "ogtt1h_mmol": 10.2, "ogtt2h_mmol": 7.9}"#,
    compute: pregnancy,
    ..MODEL
};

fn pregnancy(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let points = ["fpg", "ogtt1h", "ogtt2h"];
    let mut met = Vec::new();
    for code in points {
        if x.maybe(code).is_some_and(|v| v >= t.number("cut", code).unwrap_or(f64::INFINITY)) {
            met.push(code);
        }
    }
    // One value at its cut-point is enough; a negative needs all three.
    let missing: Vec<&'static str> = points.into_iter().filter(|c| !x.has(c)).collect();
    if met.is_empty() && !missing.is_empty() {
        return Err(Stop::Missing(missing));
    }
    let class = t.class("class", if met.is_empty() { "negative" } else { "positive" })?;
    let why = format!("达到切点的时间点：{} 个", met.len());
    Ok(Evaluation::without_value()
        .output("cls", class.label.clone())
        .step("class", &class.label, why)
        .category(class))
}
