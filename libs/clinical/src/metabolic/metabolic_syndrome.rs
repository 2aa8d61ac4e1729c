//! Metabolic syndrome, CDS 2020 and IDF (SPEC 3.5); recalled, so off until checked.

use crate::Sex;
use crate::model::common::{BP_TREATED, DBP, FPG, GLUCOSE_MMOL, HDL_MMOL, SBP, SEX, TG, WAIST, sex_key};
use crate::model::{
    Audience, Evaluation, Family, InputSpec, Inputs, Method, Model, Stop, Table, Verification,
};

/// CDS 2020.
pub static CDS: Model = Model {
    id: "metabolic_syndrome_cds2020",
    name: "代谢综合征判断（CDS 2020）",
    family: Family::Metabolic,
    version: "2020",
    source: "中华医学会糖尿病学分会 2020 年标准（凭记忆整理）",
    licence: "公开发表的标准",
    verification: Verification::Unverified,
    default_on: false,
    audience: Audience::Staff,
    population: "成人",
    limits: &["启用前须对照原文核对切点", "五项中满足三项即判断；缺项时若已能确定也给出结论，否则列出缺项"],
    inputs: &[
        SEX,
        WAIST.optional(),
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
        InputSpec::yes_no("known_diabetes", "已诊断糖尿病", "询问并查阅诊断记录").optional(),
        SBP.optional(),
        DBP.optional(),
        BP_TREATED.optional(),
        TG.optional(),
        HDL_MMOL.optional(),
    ],
    table: include_str!("../../data/models/metabolic_syndrome_cds2020.json"),
    example: r#"{"sex": "male", "waist_cm": 94, "fpg_mmol": 6.3, "sbp": 134, "dbp": 82, "bp_treated": false, "tg_mmol": 1.5, "hdl_mmol": 1.1}"#,
    method: Method::Path,
    levers: &[],
    compute: cds,
};

/// IDF: waist is mandatory.
pub static IDF: Model = Model {
    id: "metabolic_syndrome_idf",
    name: "代谢综合征判断（IDF）",
    version: "2005",
    source: "国际糖尿病联盟标准，中国人腰围切点（凭记忆整理）",
    limits: &["启用前须对照原文核对切点", "腰围为必备条件，另加四项中的两项"],
    table: include_str!("../../data/models/metabolic_syndrome_idf.json"),
    compute: idf,
    ..CDS
};

/// One component: met, not met, or not known with what is missing.
struct Part {
    code: &'static str,
    name: &'static str,
    met: Option<bool>,
}

fn parts(x: &Inputs, t: &Table) -> Result<Vec<Part>, Stop> {
    let sex = sex_key(x.sex()?);
    let cut = |name: &str| t.number("cut", name);
    let from = |code: &str, cut: f64| x.maybe(code).map(|v| v >= cut);
    let glucose = any(&[
        from("fpg", cut("fpg")?),
        from("ogtt2h", cut("ogtt2h")?),
        x.maybe_yes("known_diabetes").filter(|yes| *yes),
    ]);
    let pressure = match (from("sbp", cut("sbp")?), from("dbp", cut("dbp")?), x.maybe_yes("bp_treated")) {
        (_, _, Some(true)) | (Some(true), _, _) | (_, Some(true), _) => Some(true),
        (Some(false), Some(false), _) => Some(false),
        _ => None,
    };
    let hdl = cut(&format!("hdl_below_{sex}"))?;
    Ok(vec![
        Part { code: "waist", name: "腹型肥胖", met: from("waist", cut(&format!("waist_{sex}"))?) },
        Part { code: "fpg", name: "高血糖", met: glucose },
        Part { code: "sbp", name: "血压升高或服降压药", met: pressure },
        Part { code: "tg", name: "甘油三酯升高", met: from("tg", cut("tg")?) },
        Part { code: "hdl", name: "高密度脂蛋白降低", met: x.maybe("hdl").map(|v| v < hdl) },
    ])
}

/// Met if one is; not met if one is known and none is met.
fn any(known: &[Option<bool>]) -> Option<bool> {
    let known: Vec<bool> = known.iter().flatten().copied().collect();
    (!known.is_empty()).then(|| known.contains(&true))
}

fn cds(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let parts = parts(x, t)?;
    decide(x, t, &parts, t.number("cut", "count")?, true)
}

fn idf(x: &Inputs, t: &Table) -> Result<Evaluation, Stop> {
    let parts = parts(x, t)?;
    let waist = parts.first().and_then(|p| p.met).ok_or(Stop::Missing(vec!["waist"]))?;
    decide(x, t, &parts, t.number("cut", "count")?, waist)
}

fn decide(x: &Inputs, t: &Table, parts: &[Part], needed: f64, condition: bool) -> Result<Evaluation, Stop> {
    let met = parts.iter().filter(|p| p.met == Some(true)).fold(0.0, |n, _| n + 1.0);
    let missing: Vec<&'static str> = parts.iter().filter(|p| p.met.is_none()).map(|p| p.code).collect();
    let open = missing.iter().fold(0.0, |n, _| n + 1.0);
    let settled = !condition || met >= needed || met + open < needed;
    if !settled {
        return Err(Stop::Missing(missing));
    }
    let yes = condition && met >= needed;
    let class = t.class("class", if yes { "yes" } else { "no" })?;
    let mut result =
        Evaluation::of(met, "项").output("metabolic_syndrome", yes).count("components", met).category(class);
    for part in parts {
        let found = match part.met {
            Some(true) => "符合",
            Some(false) => "不符合",
            None => "未知",
        };
        result = result.step(part.code, part.name, found);
    }
    let sex = if x.sex()? == Sex::Male { "男" } else { "女" };
    Ok(result.note(format!("按{sex}性切点判断")))
}
