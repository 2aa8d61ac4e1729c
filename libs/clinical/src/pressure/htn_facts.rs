//! Which column and row of the stratification table a person is in, read from facts or as given.

use crate::Sex;
use crate::model::{Inputs, Stop, Table};

/// The blood-pressure column; None below 130/85.
pub fn column(x: &Inputs, t: &Table) -> Result<Option<String>, Stop> {
    if let Some(given) = x.maybe_choice("bp_column") {
        return Ok(Some(given.to_owned()));
    }
    let missing: Vec<&'static str> = ["sbp", "dbp"].into_iter().filter(|c| !x.has(c)).collect();
    if !missing.is_empty() {
        return Err(Stop::Missing(missing));
    }
    let (sbp, dbp) = (t.band("sbp", x.number("sbp")?)?, t.band("dbp", x.number("dbp")?)?);
    // Codes are c0 < c1 < c2 < c3 < c4; the label is the column.
    let higher = if sbp.code >= dbp.code { sbp } else { dbp };
    Ok((higher.code != "c0").then(|| higher.label.clone()))
}

/// The row, and the reason in words.
pub fn row(x: &Inputs, t: &Table) -> Result<(&'static str, String), Stop> {
    if let Some(given) = x.maybe_choice("row") {
        return Ok((given, format!("其他危险因素一栏：{given}")));
    }
    let needed = ["complications", "diabetes", "target_organ_damage", "ckd_stage"];
    let mut missing: Vec<&'static str> = needed.into_iter().filter(|c| !x.has(c)).collect();
    if !x.has("risk_factor_count") {
        missing.extend(["age", "sex", "smoker"].into_iter().filter(|c| !x.has(c)));
    }
    if !missing.is_empty() {
        return Err(Stop::Missing(missing));
    }
    let stage = x.number("ckd_stage")?;
    if x.yes("complications")? || stage >= 4.0 {
        return Ok(("临床并发症", "有临床并发症、有并发症的糖尿病或 CKD 4 期及以上".to_owned()));
    }
    let (count, names) = risk_factors(x, t)?;
    if count >= 3.0 || x.yes("target_organ_damage")? || stage >= 3.0 || x.yes("diabetes")? {
        return Ok(("3+", format!("危险因素 {count:.0} 个{names}，或有靶器官损害、CKD 3 期、糖尿病")));
    }
    Ok((if count >= 1.0 { "1-2" } else { "无" }, format!("危险因素 {count:.0} 个{names}")))
}

/// Counted from what is known; a fact that was not given counts as unknown and is named by the caller's note.
fn risk_factors(x: &Inputs, t: &Table) -> Result<(f64, String), Stop> {
    if let Some(given) = x.maybe("risk_factor_count") {
        return Ok((given, String::new()));
    }
    let limit = |name: &str| t.number("factor", name);
    let male = x.sex()? == Sex::Male;
    let at_least = |code: &str, from: f64| x.maybe(code).is_some_and(|v| v >= from);
    let old = if male { limit("age_above_male")? } else { limit("age_above_female")? };
    let wide = if male { limit("waist_male")? } else { limit("waist_female")? };
    let found = [
        ("年龄", x.number("age")? > old),
        ("吸烟", x.yes("smoker")?),
        ("糖耐量或空腹血糖受损", at_least("fpg", limit("fpg")?) || at_least("ogtt2h", limit("ogtt2h")?)),
        (
            "血脂异常",
            at_least("tc", limit("tc")?)
                || at_least("ldl", limit("ldl")?)
                || x.maybe("hdl").is_some_and(|v| v < limit("hdl_below").unwrap_or(f64::NAN)),
        ),
        ("早发心血管病家族史", x.maybe_yes("family_history") == Some(true)),
        ("腹型肥胖或肥胖", at_least("waist", wide) || at_least("bmi", limit("bmi")?)),
        ("高同型半胱氨酸", at_least("hcy", limit("hcy")?)),
    ];
    let names: Vec<&str> = found.iter().filter(|(_, yes)| *yes).map(|(name, _)| *name).collect();
    let count = names.iter().fold(0.0, |n, _| n + 1.0);
    Ok((count, if names.is_empty() { String::new() } else { format!("（{}）", names.join("、")) }))
}

/// Optional facts that were not given, by code; the count may be too low without them.
pub fn unknown(x: &Inputs) -> Vec<&'static str> {
    if x.has("row") || x.has("risk_factor_count") {
        return Vec::new();
    }
    let asked = [
        ("fpg", "空腹血糖"),
        ("tc", "总胆固醇"),
        ("ldl", "LDL-C"),
        ("hdl", "HDL-C"),
        ("waist", "腰围"),
        ("bmi", "BMI"),
        ("hcy", "同型半胱氨酸"),
        ("family_history", "家族史"),
    ];
    asked.into_iter().filter(|(code, _)| !x.has(code)).map(|(_, name)| name).collect()
}
