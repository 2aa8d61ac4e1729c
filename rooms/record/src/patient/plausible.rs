//! Can this be a living person's value? What was typed is checked before it is filed; shared by the desk and by the
//! pages patients see.

use chrono::{DateTime, Utc};
use kernel::{Error, PatientId, Result};
use nq_clinical::{Scale, ValueType, dictionary, read_value};
use serde_json::json;
use std::collections::BTreeMap;

use crate::answer::{AnswerIn, AnswerKind, ReadingIn, Via};

/// Checks typed readings and turns them into an answer of the record; shared with the pages patients see.
pub fn readings_answer(
    patient: PatientId,
    via: Via,
    readings: Vec<ReadingIn>,
    now: DateTime<Utc>,
) -> Result<AnswerIn> {
    if readings.is_empty() {
        return Err(Error::field("readings", "请至少填写一项测量值。"));
    }
    for (n, r) in readings.iter().enumerate() {
        let field = |name: &str| format!("readings[{n}].{name}");
        let metric = dictionary()
            .get(&r.metric)
            .ok_or_else(|| Error::field(field("metric"), format!("没有“{}”这个指标。", r.metric)))?;
        if r.at.is_some_and(|at| at > now + chrono::Duration::minutes(5)) {
            return Err(Error::field(field("at"), "测量时间不能晚于现在。"));
        }
        let unit = if r.unit.is_empty() { metric.ucum.as_str() } else { r.unit.as_str() };
        if let Some(number) = read_value(&r.value).number() {
            let value =
                metric.convert(number, unit).map_err(|e| Error::field(field("unit"), e.to_string()))?;
            if !metric.is_plausible(value) {
                let text = format!("{} {} 超出可能范围，请核对后重新填写。", metric.name_zh, r.value.trim());
                return Err(Error::field(field("value"), text));
            }
        } else if metric.value_type == ValueType::Numeric
            && !matches!(read_value(&r.value).scale, Scale::OffScale(_))
        {
            return Err(Error::field(field("value"), format!("{}请填写数字。", metric.name_zh)));
        }
    }
    let answers =
        json!(readings.iter().map(|r| (r.metric.clone(), r.value.clone())).collect::<BTreeMap<_, _>>());
    let at = readings.iter().filter_map(|r| r.at).max().unwrap_or(now);
    Ok(AnswerIn { readings, ..AnswerIn::new(patient, AnswerKind::Reading, via, answers, at) })
}
