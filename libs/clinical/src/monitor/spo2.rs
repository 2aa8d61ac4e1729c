//! Oxygen saturation: a pair of low readings within ten minutes, a low night, or a fall from the person's own usual
//! value. Tenants on high ground set their own lines.

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, in_order, mean, within};
use super::limits::Limits;

/// Judges the readings (per cent) of the last day; `usual` is the person's own resting value, for COPD.
pub fn spo2(
    samples: &[Sample],
    usual: Option<f64>,
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.spo2;
    let fresh = TimeDelta::try_hours(law.fresh_hours)?;
    let series: Vec<Sample> =
        in_order(samples, now).into_iter().filter(|s| within(s.at, now, fresh)).collect();
    let last = *series.last()?;
    let pair = series.windows(2).rev().find(|w| {
        let [a, b] = w else { return false };
        a.value < law.red
            && b.value < law.red
            && b.at.signed_duration_since(a.at) <= TimeDelta::minutes(law.pair_minutes)
    });
    let at_night: Vec<f64> =
        series.iter().filter(|s| s.at.hour() < limits.night.to_hour).map(|s| s.value).collect();
    let night = mean(&at_night).filter(|m| at_night.len() >= 2 && *m < law.red);
    // On her own lowered value a patient with COPD is judged by the fall from it, not by the common line.
    let yellow = usual.map_or(last.value <= law.yellow_to, |u| last.value <= u - law.fall_from_baseline);
    let (level, sentence, facts) = if let Some([a, b]) = pair {
        let text = format!(
            "{}分钟内两次血氧饱和度低于{:.0}%（{:.0}%、{:.0}%）：请立即电话联系患者，有呼吸困难、口唇发紫请拨打120。",
            law.pair_minutes, law.red, a.value, b.value
        );
        (Level::Red, text, vec![*a, *b])
    } else if let Some(m) = night {
        let text = format!("夜间平均血氧饱和度{m:.0}%，低于{:.0}%：请电话联系患者并通知责任医生。", law.red);
        (Level::Red, text, vec![Sample { at: last.at, value: m }])
    } else if yellow {
        let usual = usual.map_or(String::new(), |u| format!("，平时约{u:.0}%"));
        let text = format!("血氧饱和度{:.0}%，偏低{usual}：请静坐后复测，并了解有无气促。", last.value);
        (Level::Yellow, text, vec![last])
    } else {
        return None;
    };
    let alert = Alert {
        rule: "spo2".to_owned(),
        version: limits.version,
        level,
        action: if level == Level::Red { Action::CallPatient } else { Action::Remeasure },
        sentence,
        facts: facts.into_iter().map(|s| Fact::new("spo2", "%", s)).collect(),
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}
