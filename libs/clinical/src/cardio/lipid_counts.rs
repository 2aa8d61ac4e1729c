//! Counting what the lipid flow counts: risk factors and lifetime factors, from the facts or as given.

use crate::Sex;
use crate::model::{Inputs, Stop, Table};

/// Smoking; HDL-C below 1.0; men from 45, women from 55 years.
pub fn risk_factors(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    if let Some(given) = x.maybe("risk_factors") {
        return Ok(given);
    }
    let needed = missing(x, &["sex", "smoker", "hdl"]);
    if !needed.is_empty() {
        return Err(Stop::Missing(needed));
    }
    let from = if x.sex()? == Sex::Male { "age_male" } else { "age_female" };
    let old = x.number("age")? >= t.number("factor", from)?;
    let low_hdl = x.number("hdl")? < t.number("factor", "hdl_below")?;
    Ok(count(&[x.yes("smoker")?, low_hdl, old]))
}

/// SBP ≥160 or DBP ≥100; non-HDL-C ≥5.2; HDL-C <1.0; BMI ≥28; smoking.
pub fn lifetime_factors(x: &Inputs, t: &Table) -> Result<f64, Stop> {
    if let Some(given) = x.maybe("lifetime_factors") {
        return Ok(given);
    }
    let needed = missing(x, &["sbp", "dbp", "hdl", "bmi", "smoker"]);
    if !needed.is_empty() {
        return Err(Stop::Missing(needed));
    }
    let limit = |name: &str| t.number("lifetime", name);
    let pressure = x.number("sbp")? >= limit("sbp")? || x.number("dbp")? >= limit("dbp")?;
    let hdl = x.number("hdl")?;
    let non_hdl = x.number("tc")? - hdl >= limit("non_hdl")?;
    let heavy = x.number("bmi")? >= limit("bmi")?;
    Ok(count(&[pressure, non_hdl, hdl < limit("hdl_below")?, heavy, x.yes("smoker")?]))
}

fn missing(x: &Inputs, codes: &[&'static str]) -> Vec<&'static str> {
    codes.iter().copied().filter(|code| !x.has(code)).collect()
}

fn count(flags: &[bool]) -> f64 {
    flags.iter().filter(|yes| **yes).fold(0.0, |n, _| n + 1.0)
}
