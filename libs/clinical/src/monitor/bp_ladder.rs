//! A very high home pressure: measure again after five minutes; still so, red; with symptoms, 120. Who does not
//! measure again is called.

use chrono::{NaiveDateTime, TimeDelta};

use super::alert::{Action, Alert, Fact, Level, Past, Sample, hours_after, within};
use super::home_bp::BpReading;
use super::limits::{BpLadder, Limits};

/// Judges the newest reading together with the one it repeats. `now` moves an unrepeated one from "measure again"
/// to "call".
pub fn bp_ladder(
    readings: &[BpReading],
    now: NaiveDateTime,
    past: Option<&Past>,
    limits: &Limits,
) -> Option<Alert> {
    let law = &limits.bp_ladder;
    let mut series: Vec<&BpReading> =
        readings.iter().filter(|r| within(r.at, now, TimeDelta::hours(24))).collect();
    series.sort_by_key(|r| r.at);
    let last = **series.last()?;
    if !very_high(&last, law) {
        return None;
    }
    let repeated = series.iter().rev().skip(1).any(|before| {
        let apart = last.at.signed_duration_since(before.at);
        very_high(before, law)
            && apart >= TimeDelta::minutes(law.remeasure_after_minutes)
            && apart <= TimeDelta::minutes(law.remeasure_by_minutes.saturating_mul(2))
    });
    let overdue = now.signed_duration_since(last.at) >= TimeDelta::minutes(law.remeasure_by_minutes);
    let pressure = format!("血压{:.0}/{:.0} mmHg", last.sbp, last.dbp);
    let (level, action, sentence) = if last.symptoms {
        let text = format!("{pressure}并伴有不适，请立即拨打120并电话联系患者，不要等待复测。");
        (Level::Red, Action::CallEmergency, text)
    } else if repeated {
        let text = format!(
            "复测后{pressure}，仍达到180/110，请立即电话联系患者并通知责任医生；如有胸痛、头痛、视物模糊、肢体无力请拨打120。"
        );
        (Level::Red, Action::CallPatient, text)
    } else if overdue {
        let text = format!("{pressure}后{}分钟没有复测，请立即电话联系患者。", law.remeasure_by_minutes);
        (Level::Red, Action::CallPatient, text)
    } else {
        let text =
            format!("{pressure}，请静坐5分钟后复测；如有胸痛、头痛、视物模糊、肢体无力请立即拨打120。");
        (Level::Yellow, Action::Remeasure, text)
    };
    let fact = |metric, value| Fact::new(metric, "mm[Hg]", Sample { at: last.at, value });
    let alert = Alert {
        rule: "bp_ladder".to_owned(),
        version: limits.version,
        level,
        action,
        sentence,
        facts: vec![fact("sbp", last.sbp), fact("dbp", last.dbp)],
        refractory_until: hours_after(now, law.refractory_hours),
    };
    alert.unless_refractory(now, past)
}

fn very_high(r: &BpReading, law: &BpLadder) -> bool {
    r.sbp >= law.sbp || r.dbp >= law.dbp
}
