//! Home blood pressure: the mean of a valid protocol. Morning 06–09 and evening 18–21, several days in a row, the
//! first day dropped; valid with at least 12 readings over at least 3 days after that.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, mean};
use super::limits::{HomeBp, Limits};

/// One blood pressure taken at home, mmHg.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BpReading {
    /// When.
    pub at: NaiveDateTime,
    /// Systolic.
    pub sbp: f64,
    /// Diastolic.
    pub dbp: f64,
    /// Headache, chest pain, blurred vision or another alarming symptom was reported with it.
    #[serde(default)]
    pub symptoms: bool,
}

/// The mean of the last week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeBpMean {
    /// Mean systolic, mmHg.
    pub sbp: f64,
    /// Mean diastolic, mmHg.
    pub dbp: f64,
    /// Readings used, without the first day.
    pub readings: usize,
    /// Days used, without the first.
    pub days: usize,
    /// Whether the protocol was kept; a mean of less must not be judged.
    pub valid: bool,
    /// What is missing, for the patient.
    pub lacking: Option<String>,
    /// Time of the last reading used.
    pub last: NaiveDateTime,
}

/// Mean of the readings in the protocol's hours of the last `window_days` days; None without any after the first day.
pub fn home_bp_mean(readings: &[BpReading], now: NaiveDateTime, limits: &Limits) -> Option<HomeBpMean> {
    let law = &limits.home_bp;
    let from = now.date().checked_sub_signed(TimeDelta::try_days(law.window_days - 1)?)?;
    let mut series: Vec<&BpReading> = readings
        .iter()
        .filter(|r| r.at <= now && r.at.date() >= from && in_hours(r.at, law))
        .filter(|r| r.sbp.is_finite() && r.dbp.is_finite())
        .collect();
    series.sort_by_key(|r| r.at);
    let first: NaiveDate = series.first()?.at.date();
    series.retain(|r| r.at.date() != first);
    let mut days: Vec<NaiveDate> = series.iter().map(|r| r.at.date()).collect();
    days.dedup();
    let (readings, days) = (series.len(), days.len());
    let lacking = (readings < law.min_readings || days < law.min_days).then(|| {
        format!(
            "家庭血压记录还不够：去掉第一天后已有{days}天{readings}次，需要至少{}天{}次。",
            law.min_days, law.min_readings
        )
    });
    Some(HomeBpMean {
        sbp: mean(&series.iter().map(|r| r.sbp).collect::<Vec<_>>())?,
        dbp: mean(&series.iter().map(|r| r.dbp).collect::<Vec<_>>())?,
        readings,
        days,
        valid: lacking.is_none(),
        lacking,
        last: series.last()?.at,
    })
}

/// Yellow if the mean of a valid week reaches 135/85.
pub fn home_bp(
    readings: &[BpReading],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.home_bp;
    let week = home_bp_mean(readings, now, limits).filter(|m| m.valid)?;
    if week.sbp < law.sbp && week.dbp < law.dbp {
        return None;
    }
    let fact = |metric, value| Fact::new(metric, "mm[Hg]", Sample { at: week.last, value });
    let alert = Alert {
        rule: "home_bp_mean".to_owned(),
        version: limits.version,
        level: Level::Yellow,
        action: Action::Review,
        sentence: format!(
            "近一周家庭血压平均{:.0}/{:.0} mmHg（{}天{}次），达到或超过{:.0}/{:.0}，请责任医生评估用药。",
            week.sbp, week.dbp, week.days, week.readings, law.sbp, law.dbp
        ),
        facts: vec![fact("home_sbp_mean", week.sbp), fact("home_dbp_mean", week.dbp)],
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}

fn in_hours(at: NaiveDateTime, law: &HomeBp) -> bool {
    let minute = at.hour() * 60 + at.minute();
    [law.morning, law.evening]
        .iter()
        .any(|(from, to)| minute + law.slack_minutes >= from * 60 && minute <= to * 60 + law.slack_minutes)
}
