//! Are these answers right? Shape, range and completeness of one person's answers, with a plain sentence for
//! every question that needs another look. Pure: today's date is handed in.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::branch::{keep_visible, visible};
use super::definition::{Answers, FormDef, Item, Kind};
use super::value::{is_blank, read_one};

/// What is wrong with one answer, in words for a patient of seventy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormItemError)]
pub struct ItemError {
    /// Item id.
    pub item: String,
    /// Stable code: `missing`, `unknown_item`, `wrong_kind`, `out_of_range`, `not_an_option`.
    pub code: String,
    /// The sentence.
    pub message: String,
}

/// Answers accepted for filing.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// Answers of shown items only.
    pub answers: Answers,
    /// Items that had an answer but are hidden by a later change of mind; not filed.
    pub dropped: Vec<String>,
}

/// A draft: what can be kept so far. Hidden answers stay, so that changing one's mind back loses nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The answers whose shape is right.
    pub answers: Answers,
    /// What is not right yet.
    pub errors: Vec<ItemError>,
}

/// Reads a draft; nothing is required yet.
pub fn check_draft(def: &FormDef, raw: &Map<String, Value>, today: NaiveDate) -> Draft {
    let (answers, errors) = read_all(def, raw, today);
    Draft { answers, errors: errors.into_values().collect() }
}

/// Reads a finished form: hidden answers are dropped, required ones demanded.
pub fn check_answers(
    def: &FormDef,
    raw: &Map<String, Value>,
    today: NaiveDate,
) -> Result<Accepted, Vec<ItemError>> {
    let (answers, mut errors) = read_all(def, raw, today);
    for item in visible(def, &answers) {
        if item.required && !answers.contains_key(&item.id) && !errors.contains_key(&item.id) {
            errors.insert(item.id.clone(), problem(item, "missing", missing_sentence(item)));
        }
    }
    // An answer that is hidden anyway must not stop anybody, but one to an unknown question is a fault of the page.
    let hidden =
        |id: &str| def.item(id).is_some() && !visible(def, &answers).iter().any(|shown| shown.id == id);
    let errors: Vec<ItemError> = in_order(def, errors).into_iter().filter(|e| !hidden(&e.item)).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let (answers, dropped) = keep_visible(def, answers);
    Ok(Accepted { answers, dropped })
}

fn in_order(def: &FormDef, mut errors: BTreeMap<String, ItemError>) -> Vec<ItemError> {
    let mut sorted: Vec<ItemError> = def.items.iter().filter_map(|i| errors.remove(&i.id)).collect();
    sorted.extend(errors.into_values());
    sorted
}

fn read_all(
    def: &FormDef,
    raw: &Map<String, Value>,
    today: NaiveDate,
) -> (Answers, BTreeMap<String, ItemError>) {
    let mut answers = Answers::new();
    let mut errors = BTreeMap::new();
    for (id, value) in raw {
        let Some(item) = def.item(id) else {
            let message = "这道题不在这份问卷里，请刷新页面后再填。".to_owned();
            errors
                .insert(id.clone(), ItemError { item: id.clone(), code: "unknown_item".to_owned(), message });
            continue;
        };
        if is_blank(value) {
            continue;
        }
        match read_one(item, value, today) {
            Ok(answer) => {
                answers.insert(id.clone(), answer);
            }
            Err((code, message)) => {
                errors.insert(id.clone(), problem(item, code, message));
            }
        }
    }
    (answers, errors)
}

fn problem(item: &Item, code: &str, message: String) -> ItemError {
    ItemError { item: item.id.clone(), code: code.to_owned(), message }
}

fn missing_sentence(item: &Item) -> String {
    match item.kind {
        Kind::Single { .. } => "这道题还没有选，请选一个最符合的。",
        Kind::Multi { .. } => "这道题还没有选，都没有的话请选“以上都没有”一类的选项。",
        Kind::Scale { .. } => "请在刻度上点一个数字。",
        Kind::Bp => "请填写高压和低压两个数字。",
        Kind::Date { .. } => "请选一个日期。",
        _ => "这道题还没有填。",
    }
    .to_owned()
}
