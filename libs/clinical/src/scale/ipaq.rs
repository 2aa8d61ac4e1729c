//! IPAQ short form: minutes of walking, moderate and vigorous activity of the last seven days into MET-minutes and a
//! level. Unverified (recalled): off until a clinician switches it on. Free to use.

use serde::{Deserialize, Serialize};

/// Days a week and minutes on such a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IpaqDays {
    /// 0–7.
    pub days: u8,
    /// Minutes on one of these days, 0–1440.
    pub minutes: f64,
}

/// The level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityLevel {
    /// 低
    Low,
    /// 中
    Moderate,
    /// 高
    High,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ipaq {
    /// MET-minutes a week.
    pub met_minutes: f64,
    /// The level.
    pub level: ActivityLevel,
}

/// Below ten minutes at a stretch does not count; more than 180 a day is cut to 180. The error is a sentence.
pub fn ipaq_short(vigorous: IpaqDays, moderate: IpaqDays, walking: IpaqDays) -> Result<Ipaq, String> {
    let clean = |name: &str, given: IpaqDays| {
        if given.days > 7 {
            return Err(format!("{name}的天数{}超过7天，请核对", given.days));
        }
        if !given.minutes.is_finite() || !(0.0..=1440.0).contains(&given.minutes) {
            return Err(format!("{name}的每天分钟数{}不可能，请核对", given.minutes));
        }
        let minutes = if given.minutes < 10.0 { 0.0 } else { given.minutes.min(180.0) };
        let days = if minutes == 0.0 { 0 } else { given.days };
        Ok(IpaqDays { days, minutes })
    };
    let (v, m, w) =
        (clean("高强度活动", vigorous)?, clean("中等强度活动", moderate)?, clean("步行", walking)?);
    let met = |factor: f64, d: IpaqDays| factor * d.minutes * f64::from(d.days);
    let (mv, mm, mw) = (met(8.0, v), met(4.0, m), met(3.3, w));
    let met_minutes = mv + mm + mw;
    let days = u32::from(v.days) + u32::from(m.days) + u32::from(w.days);
    let thirty = |d: IpaqDays| if d.minutes >= 30.0 { u32::from(d.days) } else { 0 };
    let high = (v.days >= 3 && mv >= 1500.0) || (days >= 7 && met_minutes >= 3000.0);
    let moderate_level = (v.days >= 3 && v.minutes >= 20.0)
        || thirty(m) + thirty(w) >= 5
        || (days >= 5 && met_minutes >= 600.0);
    let level = match (high, moderate_level) {
        (true, _) => ActivityLevel::High,
        (false, true) => ActivityLevel::Moderate,
        (false, false) => ActivityLevel::Low,
    };
    Ok(Ipaq { met_minutes, level })
}
