//! Is this one answer right? Shape and range of a single value, as a page or a hand typed it. Pure.

use chrono::NaiveDate;
use serde_json::Value;

use super::definition::{Answer, Item, Kind, When};

/// Whether nothing was answered.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.values().all(is_blank),
        _ => false,
    }
}

/// A stable code and the sentence.
type Wrong = (&'static str, String);

fn wrong_kind<T>(sentence: &str) -> Result<T, Wrong> {
    Err(("wrong_kind", sentence.to_owned()))
}

/// Reads one answer of the shape its item asks for.
pub(super) fn read_one(item: &Item, value: &Value, today: NaiveDate) -> Result<Answer, Wrong> {
    match &item.kind {
        Kind::Single { .. } => read_single(item, value),
        Kind::Multi { .. } => read_multi(item, value),
        Kind::Number { unit, min, max, decimals, .. } => {
            let n = number(value).ok_or(("wrong_kind", "请只填数字，例如 6.5。".to_owned()))?;
            read_number(n, unit, *min, *max, *decimals)
        }
        Kind::Text { max_chars } => read_text(value, *max_chars),
        Kind::Date { when } => read_date(value, *when, today),
        Kind::Scale { min, max, .. } => match number(value).and_then(integer) {
            Some(n) if *min <= n && n <= *max => Ok(Answer::Scale(n)),
            _ => Err(("out_of_range", format!("请选 {min} 到 {max} 之间的一个数字。"))),
        },
        Kind::Bp => read_bp(value),
        Kind::Info => wrong_kind("这一段只是说明，不用填写。"),
    }
}

fn not_an_option<T>() -> Result<T, Wrong> {
    Err(("not_an_option", "请从列出的选项里选。".to_owned()))
}

fn read_single(item: &Item, value: &Value) -> Result<Answer, Wrong> {
    match value.as_str() {
        Some(v) if item.options().iter().any(|o| o.value == v) => Ok(Answer::Choice(v.to_owned())),
        _ => not_an_option(),
    }
}

fn read_multi(item: &Item, value: &Value) -> Result<Answer, Wrong> {
    let Some(given) = value.as_array() else { return not_an_option() };
    let given: Vec<&str> = given.iter().filter_map(Value::as_str).collect();
    let known = |v: &&str| item.options().iter().any(|o| o.value == *v);
    if given.len() != value.as_array().map_or(0, Vec::len) || !given.iter().all(known) {
        return not_an_option();
    }
    let chosen: Vec<_> = item.options().iter().filter(|o| given.contains(&o.value.as_str())).collect();
    if let Some(alone) = chosen.iter().find(|o| o.alone).filter(|_| chosen.len() > 1) {
        return wrong_kind(&format!("选了“{}”就不能再选别的，请去掉其中一边。", alone.label));
    }
    Ok(Answer::Choices(chosen.into_iter().map(|o| o.value.clone()).collect()))
}

fn read_number(n: f64, unit: &str, min: f64, max: f64, decimals: u8) -> Result<Answer, Wrong> {
    if !(min..=max).contains(&n) {
        let message = format!("这个数一般在 {min} 到 {max} {unit} 之间，请再看一眼有没有填错。");
        return Err(("out_of_range", message.replace("  ", " ")));
    }
    let scaled = n * 10_f64.powi(i32::from(decimals));
    if (scaled - scaled.round()).abs() > 1e-6 {
        return wrong_kind(&match decimals {
            0 => "请填整数，不用小数点。".to_owned(),
            d => format!("小数点后最多填 {d} 位。"),
        });
    }
    Ok(Answer::Number(n))
}

fn read_text(value: &Value, max_chars: usize) -> Result<Answer, Wrong> {
    let Some(text) = value.as_str() else { return wrong_kind("请填文字。") };
    let text: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let length = text.chars().count();
    if length > max_chars {
        return Err(("out_of_range", format!("最多写 {max_chars} 个字，现在有 {length} 个，请写短一些。")));
    }
    Ok(Answer::Text(text))
}

fn read_date(value: &Value, when: When, today: NaiveDate) -> Result<Answer, Wrong> {
    let Some(day) = value.as_str().and_then(|s| s.trim().parse::<NaiveDate>().ok()) else {
        return wrong_kind("请选一个日期，例如 2026-03-05。");
    };
    match when {
        When::Past if day > today => {
            Err(("out_of_range", "这个日期还没有到，请选今天或以前的日子。".to_owned()))
        }
        When::Future if day < today => {
            Err(("out_of_range", "这个日期已经过去了，请选今天或以后的日子。".to_owned()))
        }
        _ => Ok(Answer::Date(day)),
    }
}

/// Plausible home readings, mmHg (the record's own plausibility limits of `sbp` and `dbp`).
const SBP: std::ops::RangeInclusive<i64> = 50..=300;
const DBP: std::ops::RangeInclusive<i64> = 20..=200;

fn read_bp(value: &Value) -> Result<Answer, Wrong> {
    let part = |key: &str| value.get(key).filter(|v| !is_blank(v));
    let (Some(high), Some(low)) = (part("sbp"), part("dbp")) else {
        return wrong_kind("请把高压和低压两个数字都填上。");
    };
    let (Some(high), Some(low)) = (number(high), number(low)) else {
        return wrong_kind("高压和低压都请只填数字，例如 130 和 80。");
    };
    if (6.0..40.0).contains(&high) && (2.0..27.0).contains(&low) {
        return Err((
            "out_of_range",
            "这个数像是千帕，请按血压计上的毫米汞柱填，例如 130 和 80。".to_owned(),
        ));
    }
    let (Some(sbp), Some(dbp)) = (integer(high), integer(low)) else {
        return wrong_kind("高压和低压请填整数，不用小数点。");
    };
    if sbp <= dbp {
        return Err(("out_of_range", "高压应当比低压大，请看看两个数是不是填反了。".to_owned()));
    }
    if !SBP.contains(&sbp) || !DBP.contains(&dbp) {
        return Err(("out_of_range", "这个血压超出了血压计能量到的范围，请重新量一次再填。".to_owned()));
    }
    Ok(Answer::Bp { sbp, dbp })
}

/// A number as sent by a page or typed by hand, also in full-width digits.
fn number(value: &Value) -> Option<f64> {
    let n = match value {
        Value::Number(n) => n.as_f64()?,
        Value::String(s) => s.trim().chars().map(half_width).collect::<String>().parse().ok()?,
        _ => return None,
    };
    n.is_finite().then_some(n)
}

fn half_width(c: char) -> char {
    match c {
        '。' | '．' => '.',
        '０'..='９' => char::from_digit(u32::from(c).saturating_sub(u32::from('０')), 10).unwrap_or(c),
        other => other,
    }
}

/// The whole number, if it is one. Answers stay within ±1e9, so the text form is exact.
fn integer(n: f64) -> Option<i64> {
    if n.fract().abs() > 1e-9 || n.abs() > 1e9 {
        return None;
    }
    format!("{n:.0}").parse().ok()
}
