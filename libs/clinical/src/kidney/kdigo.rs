//! KDIGO risk map of chronic kidney disease (SPEC 4.3): filtration and albuminuria.

use crate::model::input::{Unit, unit};
use crate::model::{
    Audience, Category, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

const ACR_UNITS: &[Unit] = &[unit("mg/mmol", 1.0), unit("mg/g", 1.0 / 8.84)];

/// KDIGO map.
pub static MODEL: Model = Model {
    id: "kdigo_ckd_risk",
    name: "慢性肾脏病危险分层（KDIGO）",
    family: Family::Kidney,
    version: "2012",
    source: "KDIGO 慢性肾脏病指南热图；与 clincalc 0.4.0 逐例比对；随访次数凭记忆整理",
    licence: "公开发表的指南",
    verification: Verification::Verified,
    default_on: true,
    audience: Audience::Staff,
    population: "成人；两项异常持续三个月以上",
    limits: &[
        "异常持续不足三个月不能判断慢性肾脏病",
        "尿白蛋白肌酐比以 mg/g 给出时按 30、300 分级，以 mg/mmol 给出时按 3、30 分级",
        "每年随访次数一栏未核实，只作提示",
    ],
    inputs: &[
        crate::cardio::EGFR,
        InputSpec::number("acr", "尿白蛋白肌酐比", ACR_UNITS, (0.0, 5000.0), "留晨尿检测尿白蛋白肌酐比")
            .metric("uacr")
            .spelled(&[("acr_mg_mmol", "mg/mmol"), ("acr_mg_g", "mg/g")]),
    ],
    table: include_str!("../../data/models/kdigo_ckd_risk.json"),
    example: r#"{"egfr": 52, "acr_mg_g": 120}"#,
    method: Method::Path,
    levers: &[],
    compute,
};

fn compute(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let (egfr, acr) = (x.number("egfr")?, x.number("acr")?);
    let g = &t.band("g_stage", egfr)?.code;
    // The guideline's cut-points differ a little between the units; the ones of the given unit hold.
    let given = x.get("acr").and_then(|e| e.given.as_ref());
    let a = match given {
        Some((value, _)) => &t.band("a_mg_g", *value)?.code,
        None => &t.band("a_mg_mmol", acr)?.code,
    };
    let code = t.cell("risk", g, a)?;
    let class: Category = t.class("class", code)?;
    let visits = t.cell("visits_per_year", g, a)?;
    Ok(Evaluation::without_value()
        .output("risk", t.text(code)?)
        .output("g", g.clone())
        .output("a", a.clone())
        .step("egfr", "滤过率分期", g.clone())
        .step("acr", "白蛋白尿分级", a.clone())
        .category(class)
        .note(format!("建议每年随访 {visits} 次（未核实）")))
}
