//! What changes when a source says more about a known person? Emptier data never overwrites; what identifies is masked
//! in the event.

use nq_cnid::{fold, mask_document, mask_name};
use serde_json::{Value, json};

use super::types::{PersonIn, Sex};
use crate::identity::clean::{Clean, NO_NAME, phones_of, sort_key};
use crate::identity::entity::patient;

/// One changed field, as told in the event; what identifies is masked.
#[derive(Default)]
pub(super) struct Changes(Vec<Value>);

impl Changes {
    pub(super) fn into_list(self) -> Vec<Value> {
        self.0
    }
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub(super) fn note(&mut self, field: &str, label: &str, from: &str, to: &str) {
        self.0.push(json!({"field": field, "label": label, "from": from, "to": to}));
    }
    pub(super) fn labels(&self) -> String {
        let labels: Vec<&str> = self.0.iter().filter_map(|c| c.get("label")?.as_str()).collect();
        labels.join("、")
    }
}

/// Applies everything a source says to the stored row.
pub(super) fn apply(row: &mut patient::Model, person: &PersonIn, clean: &Clean) -> Changes {
    let mut changes = Changes::default();
    change_name(row, clean, &mut changes);
    change_birth_and_sex(row, clean, &mut changes);
    change_contact(row, person, clean, &mut changes);
    changes
}

fn change_name(row: &mut patient::Model, clean: &Clean, changes: &mut Changes) {
    let Some(name) = clean.name.as_ref().filter(|n| **n != row.name) else { return };
    let is_han = |text: &str| !text.is_ascii();
    // A system that knows only ZHANG SAN does not rename 张三.
    if is_han(&row.name) && !is_han(name) && row.name != NO_NAME {
        return;
    }
    changes.note("name", "姓名", &mask_name(&row.name), &mask_name(name));
    row.name_key = fold(name);
    row.name_pinyin = sort_key(name);
    row.name.clone_from(name);
}

fn change_birth_and_sex(row: &mut patient::Model, clean: &Clean, changes: &mut Changes) {
    if let Some(birth) = clean.birth.filter(|b| Some(*b) != row.birth_date) {
        let from = row.birth_date.map(|d| d.to_string()).unwrap_or_default();
        changes.note("birth_date", "出生日期", &from, &birth.to_string());
        row.birth_date = Some(birth);
    }
    if let Some(sex) = clean.sex.filter(|s| s.as_str() != row.sex) {
        changes.note("sex", "性别", Sex::parse(&row.sex).zh(), sex.zh());
        sex.as_str().clone_into(&mut row.sex);
    }
    if let Some(id) = clean.id_number.as_ref().filter(|id| Some(*id) != row.id_number.as_ref()) {
        let from = row.id_number.as_deref().map(mask_document).unwrap_or_default();
        changes.note("id_number", "身份证号", &from, &mask_document(id));
        row.id_number = Some(id.clone());
    }
}

fn change_contact(row: &mut patient::Model, person: &PersonIn, clean: &Clean, changes: &mut Changes) {
    let had = phones_of(&row.phones);
    // The numbers just given come first; the older ones stay reachable behind them.
    let mut phones = clean.phones.clone();
    phones.extend(had.iter().filter(|p| !clean.phones.contains(p)).cloned());
    if !clean.phones.is_empty() && phones != had {
        changes.note("phones", "电话", "", "");
        row.phone = phones.first().cloned();
        row.phones = json!(phones);
    }
    let clears = person.empty_clears;
    text_field(&mut row.address, person.address.as_ref(), clears, changes, ("address", "地址"));
    let allergies = ("allergies_text", "过敏史");
    text_field(&mut row.allergies_text, person.allergies_text.as_ref(), clears, changes, allergies);
}

fn text_field(
    stored: &mut Option<String>,
    said: Option<&String>,
    clears: bool,
    changes: &mut Changes,
    (field, label): (&str, &str),
) {
    let Some(said) = said.map(|t| t.trim()) else { return };
    let next = (!said.is_empty()).then(|| said.to_owned());
    if (next.is_none() && !clears) || next == *stored {
        return;
    }
    changes.note(field, label, "", "");
    *stored = next;
}
