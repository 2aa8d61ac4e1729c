//! Courses of laboratory values: acute rise of creatinine, lasting fall of eGFR, fall of haemoglobin. Limits after
//! KDIGO as recalled; a clinician signs them off.

use chrono::{NaiveDateTime, TimeDelta};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, in_order, within};
use super::limits::Limits;

/// Red if the newest creatinine (µmol/L) rose by 26.5 within 48 hours or to 1.5 times within 7 days.
pub fn creatinine_rise(
    samples: &[Sample],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.lab;
    let series = in_order(samples, now);
    let last = fresh_last(&series, now, limits)?;
    let lowest = |span: TimeDelta| {
        series
            .iter()
            .filter(|s| s.at < last.at && within(s.at, last.at, span) && s.value > 0.0)
            .min_by(|a, b| a.value.total_cmp(&b.value))
            .copied()
    };
    let by_rise = lowest(TimeDelta::try_hours(law.creatinine_rise_hours)?)
        .filter(|low| last.value - low.value >= law.creatinine_rise - 1e-9);
    let by_factor = lowest(TimeDelta::try_days(law.creatinine_factor_days)?)
        .filter(|low| last.value >= low.value * law.creatinine_factor - 1e-9);
    let low = by_rise.or(by_factor)?;
    let hours = last.at.signed_duration_since(low.at).num_hours();
    let sentence = format!(
        "血肌酐{hours}小时内由{:.0}升至{:.0} μmol/L，可能有急性肾损伤：请责任医生今日评估，停用可能伤肾的药物前先由医生确认。",
        low.value, last.value
    );
    let facts = vec![Fact::new("creatinine", "umol/L", low), Fact::new("creatinine", "umol/L", last)];
    lab_alert("creatinine_rise", Level::Red, sentence, facts, now, limits).unless_refractory(now, past)
}

/// Slope of a series by least squares, per year; None with fewer points or days than the limits ask for. All values
/// must come from one equation.
pub fn egfr_slope(samples: &[Sample], now: NaiveDateTime, limits: &Limits) -> Option<f64> {
    let law = &limits.lab;
    let span = TimeDelta::try_days(law.egfr_window_days)?;
    let series: Vec<Sample> =
        in_order(samples, now).into_iter().filter(|s| within(s.at, now, span)).collect();
    let (first, last) = (series.first()?, series.last()?);
    if series.len() < law.egfr_min_points || last.at - first.at < TimeDelta::try_days(law.egfr_min_days)? {
        return None;
    }
    let hours = |s: &Sample| i32::try_from((s.at - first.at).num_hours()).map(f64::from).ok();
    let points: Vec<(f64, f64)> =
        series.iter().filter_map(|s| Some((hours(s)? / (24.0 * 365.25), s.value))).collect();
    let count = f64::from(u32::try_from(points.len()).ok()?);
    let (sx, sy) = points.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0, y + p.1));
    let (mx, my) = (sx / count, sy / count);
    let (sxy, sxx) =
        points.iter().fold((0.0, 0.0), |(xy, xx), (x, y)| (xy + (x - mx) * (y - my), xx + (x - mx).powi(2)));
    (sxx > 0.0).then(|| sxy / sxx)
}

/// Yellow if eGFR falls by 5 mL/min/1.73 m² or more in a year.
pub fn egfr_decline(
    samples: &[Sample],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let series = in_order(samples, now);
    let last = fresh_last(&series, now, limits)?;
    let slope = egfr_slope(samples, now, limits).filter(|s| *s <= -limits.lab.egfr_fall_per_year)?;
    let sentence = format!(
        "eGFR平均每年下降{:.1} mL/min/1.73m²（最近{:.0}），请责任医生评估肾功能下降原因。",
        -slope, last.value
    );
    let facts = vec![Fact::new("egfr", "mL/min/{1.73_m2}", last)];
    lab_alert("egfr_decline", Level::Yellow, sentence, facts, now, limits).unless_refractory(now, past)
}

/// Yellow if haemoglobin (g/L) fell by 20 or more from the highest value of the 90 days before.
pub fn hemoglobin_fall(
    samples: &[Sample],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.lab;
    let series = in_order(samples, now);
    let last = fresh_last(&series, now, limits)?;
    let span = TimeDelta::try_days(law.hemoglobin_days)?;
    let highest = series
        .iter()
        .filter(|s| s.at < last.at && within(s.at, last.at, span))
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .filter(|high| high.value - last.value >= law.hemoglobin_fall - 1e-9)?;
    let sentence = format!(
        "血红蛋白由{:.0}降至{:.0} g/L，请了解有无黑便、月经过多等出血，由责任医生评估。",
        highest.value, last.value
    );
    let facts = vec![Fact::new("hemoglobin", "g/L", *highest), Fact::new("hemoglobin", "g/L", last)];
    lab_alert("hemoglobin_fall", Level::Yellow, sentence, facts, now, limits).unless_refractory(now, past)
}

fn fresh_last(series: &[Sample], now: NaiveDateTime, limits: &Limits) -> Option<Sample> {
    let span = TimeDelta::try_hours(limits.lab.fresh_hours)?;
    series.last().copied().filter(|s| within(s.at, now, span))
}

fn lab_alert(
    rule: &str,
    level: Level,
    sentence: String,
    facts: Vec<Fact>,
    now: NaiveDateTime,
    limits: &Limits,
) -> Alert {
    Alert {
        rule: rule.to_owned(),
        version: limits.version,
        level,
        action: Action::Review,
        sentence,
        facts,
        refractory_until: hours_after(now, limits.lab.refractory_hours),
    }
}
