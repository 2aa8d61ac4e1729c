//! Capillary glucose at home: low, very low, very high, and fasting values above goal on several days. Meter
//! values never make a diagnosis.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, within};
use super::limits::Limits;
use crate::Mark;

/// When, in relation to meals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meal {
    /// 空腹
    Fasting,
    /// 餐前
    BeforeMeal,
    /// 餐后
    AfterMeal,
    /// 睡前
    Bedtime,
    /// 随机, or not said
    Random,
}

/// One reading of a meter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GlucoseReading {
    /// When.
    pub at: NaiveDateTime,
    /// mmol/L; with `off_scale` the end of the meter's range.
    pub value: f64,
    /// In relation to meals.
    pub meal: Meal,
    /// The meter showed `Lo` or `Hi` instead of a number.
    #[serde(default)]
    pub off_scale: Option<Mark>,
}

/// Judges the newest reading: `<3.0` and `≥16.7` red, `≤3.9` yellow. A reading older than a day opens nothing.
pub fn glucose(
    readings: &[GlucoseReading],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.glucose;
    let fresh = TimeDelta::try_hours(law.fresh_hours)?;
    let last =
        readings.iter().filter(|r| within(r.at, now, fresh) && r.value.is_finite()).max_by_key(|r| r.at)?;
    let shown = shown(last);
    let (lo, hi) = (last.off_scale == Some(Mark::Low), last.off_scale == Some(Mark::High));
    let (level, action, sentence) = if lo || (!hi && last.value < law.very_low) {
        let text = format!(
            "血糖{shown}，严重偏低：请立即电话联系患者，确认已进食糖类并在15分钟后复测；意识不清请拨打120。"
        );
        (Level::Red, Action::CallPatient, text)
    } else if hi || last.value >= law.very_high {
        let text = format!(
            "血糖{shown}，达到或超过{:.1}：请立即电话联系患者，询问口渴、恶心、呼吸深快、意识情况，建议就医。",
            law.very_high
        );
        (Level::Red, Action::CallPatient, text)
    } else if last.value <= law.low {
        let text = format!("血糖{shown}，偏低：请患者立即进食15克糖类并在15分钟后复测，了解用药和进餐情况。");
        (Level::Yellow, Action::Teach, text)
    } else {
        return None;
    };
    let sample = Sample { at: last.at, value: last.value };
    let alert = Alert {
        rule: "glucose".to_owned(),
        version: limits.version,
        level,
        action,
        sentence,
        facts: vec![Fact::new("glucose_capillary", "mmol/L", sample)],
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}

/// Yellow if fasting values reached 7.0 on three different days within 14.
pub fn glucose_fasting(
    readings: &[GlucoseReading],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.glucose;
    let span = TimeDelta::try_days(law.fasting_window_days)?;
    let mut high: Vec<&GlucoseReading> = readings
        .iter()
        .filter(|r| r.meal == Meal::Fasting && r.value >= law.fasting && within(r.at, now, span))
        .collect();
    high.sort_by_key(|r| r.at);
    let mut days: Vec<NaiveDate> = high.iter().map(|r| r.at.date()).collect();
    days.dedup();
    if days.len() < law.fasting_days {
        return None;
    }
    let alert = Alert {
        rule: "glucose_fasting".to_owned(),
        version: limits.version,
        level: Level::Yellow,
        action: Action::Review,
        sentence: format!(
            "近{}天有{}天空腹血糖达到或超过{:.1} mmol/L，请责任医生评估饮食和用药。",
            law.fasting_window_days,
            days.len(),
            law.fasting
        ),
        facts: high
            .iter()
            .map(|r| Fact::new("glucose_capillary", "mmol/L", Sample { at: r.at, value: r.value }))
            .collect(),
        refractory_until: hours_after(now, law.fasting_refractory_hours),
    };
    alert.unless_refractory(now, past)
}

fn shown(reading: &GlucoseReading) -> String {
    match reading.off_scale {
        Some(Mark::Low) => "显示“Lo”（低于血糖仪量程）".to_owned(),
        Some(Mark::High) => "显示“Hi”（高于血糖仪量程）".to_owned(),
        _ => format!("{:.1} mmol/L", reading.value),
    }
}
