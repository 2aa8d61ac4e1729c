//! Continuous glucose monitoring: time in range and its companions over the last 14 days. Limits are those of the
//! international consensus, recalled and awaiting a check; they ask for a review, nothing more.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, in_order, mean, within};
use super::limits::Limits;

/// The figures of a period, per cent of readings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CgmSummary {
    /// Readings used.
    pub readings: usize,
    /// Share of the readings that could have been, 0–1.
    pub coverage: f64,
    /// 3.9–10.0 mmol/L.
    pub tir: f64,
    /// Below 3.9 (the very low ones too).
    pub tbr: f64,
    /// Below 3.0.
    pub tbr_very_low: f64,
    /// Above 10.0.
    pub tar: f64,
    /// Mean, mmol/L.
    pub mean: f64,
    /// Coefficient of variation, %.
    pub cv: f64,
    /// Whether there is enough to judge by.
    pub valid: bool,
    /// Time of the last reading.
    pub last: NaiveDateTime,
}

/// Figures of the last 14 days; None without a reading.
pub fn cgm_summary(samples: &[Sample], now: NaiveDateTime, limits: &Limits) -> Option<CgmSummary> {
    let law = &limits.cgm;
    let span = TimeDelta::days(i64::from(law.window_days));
    let series: Vec<Sample> =
        in_order(samples, now).into_iter().filter(|s| within(s.at, now, span)).collect();
    let values: Vec<f64> = series.iter().map(|s| s.value).collect();
    let count = f64::from(u32::try_from(values.len()).ok()?);
    let average = mean(&values)?;
    let share = |f: &dyn Fn(f64) -> bool| {
        let hits = values.iter().filter(|v| f(**v)).count();
        u32::try_from(hits).map_or(0.0, |n| f64::from(n) / count * 100.0)
    };
    let variance = values.iter().map(|v| (v - average).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    let expected = f64::from(law.window_days * 24 * 60) / f64::from(law.interval_minutes.max(1));
    let coverage = (count / expected).min(1.0);
    Some(CgmSummary {
        readings: values.len(),
        coverage,
        tir: share(&|v| v >= law.low && v <= law.high),
        tbr: share(&|v| v < law.low),
        tbr_very_low: share(&|v| v < law.very_low),
        tar: share(&|v| v > law.high),
        mean: average,
        cv: if average > 0.0 { variance.sqrt() / average * 100.0 } else { 0.0 },
        valid: coverage >= law.min_coverage,
        last: series.last()?.at,
    })
}

/// Yellow, for a review, where one of the goals is missed by a period with enough readings.
pub fn cgm(samples: &[Sample], now: NaiveDateTime, past: Option<&Past>, limits: &Limits) -> Option<Alert> {
    let law = &limits.cgm;
    let s = cgm_summary(samples, now, limits).filter(|s| s.valid)?;
    let findings: Vec<String> = [
        (s.tir < law.tir, format!("目标范围内时间{:.0}%（目标≥{:.0}%）", s.tir, law.tir)),
        (s.tbr > law.tbr, format!("低于3.9的时间{:.1}%（目标≤{:.0}%）", s.tbr, law.tbr)),
        (
            s.tbr_very_low > law.tbr_very_low,
            format!("低于3.0的时间{:.1}%（目标≤{:.0}%）", s.tbr_very_low, law.tbr_very_low),
        ),
        (s.cv > law.cv, format!("血糖波动系数{:.0}%（目标≤{:.0}%）", s.cv, law.cv)),
    ]
    .into_iter()
    .filter_map(|(found, text)| found.then_some(text))
    .collect();
    if findings.is_empty() {
        return None;
    }
    let fact = |metric, value| Fact::new(metric, "%", Sample { at: s.last, value });
    let alert = Alert {
        rule: "cgm".to_owned(),
        version: limits.version,
        level: Level::Yellow,
        action: Action::Review,
        sentence: format!("近{}天动态血糖：{}，请责任医生评估。", law.window_days, findings.join("，")),
        facts: vec![fact("tir_cgm", s.tir), fact("tbr_cgm", s.tbr), fact("cv_cgm", s.cv)],
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}
