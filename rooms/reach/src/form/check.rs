//! Is this definition fit to be published? Every fault with its place, in words for the author. Pure.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::branch::split_path;
use super::definition::{Condition, FormDef, Item, Kind, Op, Test};
use super::score::{counts, points_range};

/// A fault of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormProblem)]
pub struct Problem {
    /// Where: an item id, `scoring`, `red_flags.<id>` or `form`.
    pub at: String,
    /// The sentence.
    pub message: String,
}

const MAX_ITEMS: usize = 100;
const MAX_OPTIONS: usize = 20;
const MAX_CONDITION_DEPTH: usize = 4;

/// Reads a definition from JSON and checks it; `metric_known` answers whether a metric code may be filed.
pub fn parse(json: &Value, metric_known: &dyn Fn(&str) -> bool) -> Result<FormDef, Vec<Problem>> {
    let mut problems = super::spelling::unknown_keys(json);
    match serde_json::from_value::<FormDef>(json.clone()) {
        Ok(def) => {
            problems.extend(check_definition(&def, metric_known));
            if problems.is_empty() { Ok(def) } else { Err(problems) }
        }
        Err(e) => {
            problems.push(at("form", format!("问卷内容读不出来：{e}")));
            Err(problems)
        }
    }
}

/// All faults of a definition; empty when it may be published.
pub fn check_definition(def: &FormDef, metric_known: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let mut out = check_head(def);
    let mut earlier: Vec<&Item> = Vec::new();
    for item in &def.items {
        if earlier.iter().any(|e| e.id == item.id) {
            out.push(at(&item.id, "题号重复，每道题要有自己的题号。"));
        }
        out.extend(check_item(item, metric_known).into_iter().map(|m| at(&item.id, m)));
        if let Some(condition) = &item.show_if {
            out.extend(check_condition(condition, &earlier, 1).into_iter().map(|m| at(&item.id, m)));
        }
        earlier.push(item);
    }
    out.extend(check_scoring(def).into_iter().map(|m| at("scoring", m)));
    out.extend(check_flags(def));
    out
}

pub(super) fn at(place: &str, message: impl Into<String>) -> Problem {
    Problem { at: place.to_owned(), message: message.into() }
}

/// Whether a code is lower-case ASCII words joined by underscores.
pub fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn check_head(def: &FormDef) -> Vec<Problem> {
    let mut out = Vec::new();
    let mut say = |ok: bool, message: &str| {
        if !ok {
            out.push(at("form", message));
        }
    };
    say(is_code(&def.code), "问卷代码只能用小写字母、数字和下划线，并以字母开头。");
    say(def.version >= 1, "版本号从 1 开始。");
    say((1..=40).contains(&def.title.trim().chars().count()), "标题要有 1 到 40 个字。");
    say(def.items.iter().any(|i| i.kind != Kind::Info), "至少要有一道需要回答的题。");
    say(def.items.len() <= MAX_ITEMS, "一份问卷最多 100 道题。");
    out
}

fn check_item(item: &Item, metric_known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    if !is_code(&item.id) {
        out.push("题号只能用小写字母、数字和下划线，并以字母开头。".to_owned());
    }
    if !(1..=300).contains(&item.text.trim().chars().count()) {
        out.push("题目要有 1 到 300 个字。".to_owned());
    }
    match &item.kind {
        Kind::Single { .. } | Kind::Multi { .. } => out.extend(check_options(item)),
        Kind::Number { min, max, decimals, metric, .. } => {
            if !(min < max && min.is_finite() && max.is_finite()) {
                out.push("数值范围要有上下限，且下限小于上限。".to_owned());
            }
            if *decimals > 4 {
                out.push("小数位数最多 4 位。".to_owned());
            }
            if let Some(code) = metric.as_deref().filter(|m| !metric_known(m)) {
                out.push(format!("没有“{code}”这个指标，答案无法归档。"));
            }
        }
        Kind::Scale { min, max, .. } if min >= max || max.saturating_sub(*min) > 20 || min.abs() > 100 => {
            out.push("刻度要从小到大，最多 21 格。".to_owned());
        }
        Kind::Text { max_chars } if !(1..=2000).contains(max_chars) => {
            out.push("文字题的字数上限在 1 到 2000 之间。".to_owned());
        }
        Kind::Info if item.required => out.push("说明段落不能设为必答。".to_owned()),
        _ => {}
    }
    out
}

fn check_options(item: &Item) -> Vec<String> {
    let options = item.options();
    let mut out = Vec::new();
    if !(2..=MAX_OPTIONS).contains(&options.len()) {
        out.push("选择题要有 2 到 20 个选项。".to_owned());
    }
    let distinct: BTreeSet<&str> = options.iter().map(|o| o.value.as_str()).collect();
    if distinct.len() != options.len() {
        out.push("选项的值不能重复。".to_owned());
    }
    if options.iter().any(|o| o.value.is_empty() || o.label.trim().is_empty()) {
        out.push("选项要有值和文字。".to_owned());
    }
    let scored = options.iter().filter(|o| o.score.is_some()).count();
    if scored != 0 && scored != options.len() {
        out.push("选项要么都计分，要么都不计分。".to_owned());
    }
    out
}

fn check_condition(condition: &Condition, known: &[&Item], depth: usize) -> Vec<String> {
    if depth > MAX_CONDITION_DEPTH {
        return vec!["条件嵌套太深，最多 4 层。".to_owned()];
    }
    match condition {
        Condition::All { all: parts } | Condition::Any { any: parts } => {
            if parts.is_empty() {
                return vec!["组合条件里至少要有一条。".to_owned()];
            }
            parts.iter().flat_map(|p| check_condition(p, known, depth.saturating_add(1))).collect()
        }
        Condition::Test(test) => check_test(test, known).err().into_iter().collect(),
    }
}

fn check_test(test: &Test, known: &[&Item]) -> Result<(), String> {
    let (id, part) = split_path(&test.item);
    let item = known
        .iter()
        .find(|i| i.id == id)
        .ok_or_else(|| format!("条件里的“{}”不是前面的题，条件只能看前面的题。", test.item))?;
    if matches!(test.op, Op::Answered | Op::Empty) {
        return Ok(());
    }
    let option = |v: &Value| v.as_str().is_some_and(|v| item.options().iter().any(|o| o.value == v));
    let options = |v: &Value| v.as_array().is_some_and(|l| !l.is_empty() && l.iter().all(option));
    let ordered = matches!(test.op, Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge);
    let fits = match &item.kind {
        Kind::Single { .. } => match test.op {
            Op::Eq | Op::Ne => option(&test.value),
            Op::In => options(&test.value),
            _ => false,
        },
        Kind::Multi { .. } => match test.op {
            Op::Has => option(&test.value),
            Op::HasAny => options(&test.value),
            _ => false,
        },
        Kind::Number { .. } | Kind::Scale { .. } => ordered && test.value.is_number(),
        Kind::Bp => ordered && test.value.is_number() && matches!(part, Some("sbp" | "dbp")),
        Kind::Date { .. } => {
            ordered && test.value.as_str().is_some_and(|s| s.parse::<chrono::NaiveDate>().is_ok())
        }
        Kind::Text { .. } | Kind::Info => false,
    };
    if fits {
        Ok(())
    } else {
        Err(format!("对“{}”不能这样比较，请检查比较方式和数值。", test.item))
    }
}

fn check_scoring(def: &FormDef) -> Vec<String> {
    let Some(scoring) = &def.scoring else { return Vec::new() };
    let mut out = Vec::new();
    for id in &scoring.items {
        if !def.items.iter().any(|i| &i.id == id && counts(i)) {
            out.push(format!("计分题“{id}”不存在或没有分值。"));
        }
    }
    let counted =
        def.items.iter().filter(|i| counts(i) && (scoring.items.is_empty() || scoring.items.contains(&i.id)));
    let (mut lowest, mut highest, mut any) = (0_i64, 0_i64, false);
    for item in counted {
        any = true;
        let (low, high) = points_range(item);
        // A branch may hide the item, which then gives nothing.
        let hidden = item.show_if.is_some();
        lowest = lowest.saturating_add(if hidden { low.min(0) } else { low });
        highest = highest.saturating_add(if hidden { high.max(0) } else { high });
    }
    if !any {
        out.push("设了评分，却没有计分的题。".to_owned());
        return out;
    }
    let mut bands: Vec<_> = scoring.bands.iter().collect();
    bands.sort_by_key(|b| b.min);
    let joined = bands.iter().zip(bands.iter().skip(1)).all(|(a, b)| a.max.checked_add(1) == Some(b.min));
    let covers =
        bands.first().is_some_and(|b| b.min <= lowest) && bands.last().is_some_and(|b| highest <= b.max);
    if !joined || !covers || bands.iter().any(|b| b.min > b.max) {
        out.push(format!("总分从 {lowest} 到 {highest}，各分段要首尾相接并正好分完。"));
    }
    out
}

fn check_flags(def: &FormDef) -> Vec<Problem> {
    let known: Vec<&Item> = def.items.iter().collect();
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for flag in &def.red_flags {
        let place = format!("red_flags.{}", flag.id);
        if !is_code(&flag.id) || flag.id == "band" || !seen.insert(flag.id.as_str()) {
            out.push(at(&place, "红旗要有自己的代码，不能重复，也不能叫 band。"));
        }
        if flag.task.trim().is_empty() || !(1..=720).contains(&flag.due_hours) {
            out.push(at(&place, "红旗要写明处理的话，并在 1 到 720 小时内到期。"));
        }
        out.extend(check_condition(&flag.when, &known, 1).into_iter().map(|m| at(&place, m)));
    }
    out
}
