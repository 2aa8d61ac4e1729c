//! JSON to typed inputs, as the vectors, the command line and the HTTP layer write them: `"age": 55`,
//! `"tc_mgdl": 200`, `"tc": {"value": 5.2, "unit": "mmol/L", "at": "2026-03-01", "source": "…"}`. Anything that
//! cannot be understood is one sentence for a nurse; nothing is guessed.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::definition::Model;
use super::error::InputError;
use super::input::{Choice, InputSpec, Kind, Unit};
use super::inputs::{Entry, Inputs, Value};
use crate::metrics::units::same_unit;

/// Reads the inputs of a model. `null` means not given.
pub fn read(model: &Model, json: &Json) -> Result<Inputs, InputError> {
    let object = json.as_object().ok_or(InputError::NotAnObject)?;
    let mut inputs = Inputs::default();
    for (key, value) in object {
        let (spec, unit) = find(model, key)?;
        if value.is_null() {
            continue;
        }
        if inputs.has(spec.code) {
            return Err(InputError::Twice { name: spec.name.to_owned() });
        }
        inputs.put(spec.code, entry(spec, unit, value)?);
    }
    Ok(inputs)
}

fn find(model: &Model, key: &str) -> Result<(&'static InputSpec, Option<&'static str>), InputError> {
    for spec in model.inputs {
        if let Some((_, unit)) = spec.spellings.iter().find(|(spelling, _)| *spelling == key) {
            return Ok((spec, Some(unit)));
        }
        if spec.code == key {
            return Ok((spec, None));
        }
    }
    let names = |s: &InputSpec| match s.spellings {
        [] => s.code.to_owned(),
        list => list.iter().map(|(k, _)| *k).collect::<Vec<_>>().join("/"),
    };
    let known = model.inputs.iter().map(|s| format!("{}（{}）", names(s), s.name)).collect::<Vec<_>>();
    Err(InputError::UnknownKey {
        model: model.name.to_owned(), key: key.to_owned(), known: known.join("、")
    })
}

/// A bare value, or one with unit, time and source record.
fn entry(spec: &InputSpec, unit: Option<&'static str>, json: &Json) -> Result<Entry, InputError> {
    let described = json.as_object().filter(|o| o.contains_key("value"));
    let Some(object) = described else { return value(spec, unit, json) };
    let text = |key: &str| object.get(key).and_then(Json::as_str).map(str::to_owned);
    if let Some(extra) = object.keys().find(|k| !["value", "unit", "at", "source"].contains(&k.as_str())) {
        return Err(wrong(spec, "含 value、unit、at、source 的对象", &Json::String(extra.clone())));
    }
    let written = text("unit");
    let inner = object.get("value").unwrap_or(&Json::Null);
    let read = value(spec, written.as_deref().or(unit), inner)?;
    Ok(Entry { at: text("at"), source: text("source"), ..read })
}

fn value(spec: &InputSpec, unit: Option<&str>, json: &Json) -> Result<Entry, InputError> {
    let value = match spec.kind {
        Kind::Number { units, low, high, whole } => {
            return number(spec, units, (low, high, whole), unit, json);
        }
        Kind::Bool => Value::Bool(yes_no(json).ok_or_else(|| wrong(spec, "“是”或“否”（true/false）", json))?),
        Kind::Choice(choices) => Value::Choice(one_of(choices, json).ok_or_else(|| {
            let list = choices.iter().map(|c| format!("{}（{}）", c.code, c.label)).collect::<Vec<_>>();
            wrong(spec, &list.join("、"), json)
        })?),
        Kind::Text => Value::Text(json.as_str().ok_or_else(|| wrong(spec, "文字", json))?.trim().to_owned()),
        Kind::Numbers { len, range, whole, gaps } => {
            let items = json.as_array().ok_or_else(|| wrong(spec, "一组数字", json))?;
            if items.len() < len.0 || items.len() > len.1 {
                let wanted = if len.0 == len.1 {
                    format!("{} 个数字", len.0)
                } else {
                    format!("{}～{} 个数字", len.0, len.1)
                };
                return Err(wrong(spec, &wanted, &Json::String(format!("{} 个", items.len()))));
            }
            let one = |item: &Json| match item {
                Json::Null if gaps => Ok(None),
                other => bounded(spec, range, whole, other).map(Some),
            };
            Value::Numbers(items.iter().map(one).collect::<Result<_, _>>()?)
        }
        Kind::NumberMap { keys, range } => Value::Map(number_map(spec, keys, range, json)?),
    };
    Ok(value.into())
}

fn number_map(
    spec: &InputSpec,
    keys: &[&str],
    range: (f64, f64),
    json: &Json,
) -> Result<BTreeMap<String, f64>, InputError> {
    let object = json.as_object().ok_or_else(|| wrong(spec, "各项的分值", json))?;
    let same =
        keys.is_empty() || (object.len() == keys.len() && object.keys().all(|k| keys.contains(&k.as_str())));
    if !same {
        let got = object.keys().cloned().collect::<Vec<_>>().join("、");
        return Err(wrong(spec, &format!("以下各项：{}", keys.join("、")), &Json::String(got)));
    }
    object.iter().map(|(k, v)| Ok((k.clone(), bounded(spec, range, false, v)?))).collect()
}

fn number(
    spec: &InputSpec,
    units: &[Unit],
    (low, high, whole): (f64, f64, bool),
    unit: Option<&str>,
    json: &Json,
) -> Result<Entry, InputError> {
    let list = || units.iter().map(|u| u.name).collect::<Vec<_>>().join(" 或 ");
    if let Some(text) = json.as_str().filter(|t| t.starts_with(['<', '>', '≤', '≥', '＜', '＞'])) {
        return Err(InputError::Censored { name: spec.name.to_owned(), got: text.to_owned() });
    }
    let given = json.as_f64().filter(|n| n.is_finite()).ok_or_else(|| wrong(spec, "数字", json))?;
    let law = match unit {
        Some(name) => units.iter().find(|u| u.name == name || same_unit(u.name, name)).ok_or_else(|| {
            InputError::UnitUnknown { name: spec.name.to_owned(), unit: name.to_owned(), units: list() }
        })?,
        None => match units {
            [only] => only,
            _ => return Err(InputError::UnitMissing { name: spec.name.to_owned(), units: list() }),
        },
    };
    let canonical = given * law.scale + law.offset;
    if whole && canonical.fract() != 0.0 {
        return Err(wrong(spec, "整数", json));
    }
    if !(low..=high).contains(&canonical) {
        return Err(impossible(spec, json, (low, high)));
    }
    let identity = law.scale == 1.0 && law.offset == 0.0;
    let given = (!identity).then(|| (given, law.name.to_owned()));
    Ok(Entry { value: Value::Number(canonical), given, at: None, source: None })
}

fn bounded(spec: &InputSpec, range: (f64, f64), whole: bool, json: &Json) -> Result<f64, InputError> {
    let number = json.as_f64().filter(|n| n.is_finite()).ok_or_else(|| wrong(spec, "数字", json))?;
    if whole && number.fract() != 0.0 {
        return Err(wrong(spec, "整数", json));
    }
    if (range.0..=range.1).contains(&number) { Ok(number) } else { Err(impossible(spec, json, range)) }
}

fn yes_no(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(b) => Some(*b),
        Json::Number(n) => match n.as_f64() {
            Some(0.0) => Some(false),
            Some(1.0) => Some(true),
            _ => None,
        },
        Json::String(s) => match s.trim() {
            "是" | "有" | "true" => Some(true),
            "否" | "无" | "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn one_of(choices: &'static [Choice], json: &Json) -> Option<&'static str> {
    let text = json.as_str()?.trim();
    let fits = |c: &&Choice| c.code.eq_ignore_ascii_case(text) || c.label == text;
    choices.iter().find(fits).map(|c| c.code)
}

fn wrong(spec: &InputSpec, wanted: &str, got: &Json) -> InputError {
    InputError::WrongType { name: spec.name.to_owned(), wanted: wanted.to_owned(), got: short(got) }
}

fn impossible(spec: &InputSpec, got: &Json, (low, high): (f64, f64)) -> InputError {
    let unit = if spec.unit().is_empty() { String::new() } else { format!(" {}", spec.unit()) };
    let bound = |x: f64| if x.abs() >= 1e15 { format!("{x:e}") } else { format!("{x}") };
    let (low, high) = (bound(low), bound(high));
    InputError::Impossible { name: spec.name.to_owned(), got: short(got), low, high, unit }
}

/// What came, cut to what fits a sentence.
fn short(got: &Json) -> String {
    let text = got.to_string();
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
}
