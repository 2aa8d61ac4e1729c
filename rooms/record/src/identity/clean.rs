//! What a source says about a person, made comparable: names normalised, numbers checked, telephone numbers in one
//! form. Nothing is refused here; what cannot be read is kept as text and identifies nobody.

use chrono::NaiveDate;
use nq_cnid::{Identity, Phone, ResidentId, fold, normalise_name, pinyin_keys};
use serde_json::Value;

use super::entity::{patient, patient_identifier};
use crate::file::{PersonIn, Sex};

/// The system of resident ID numbers.
pub(crate) const ID_CARD: &str = "id_card";
/// What stands in place of a name that no source gave.
pub(crate) const NO_NAME: &str = "未登记姓名";

/// One number, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub system: String,
    pub value: String,
    pub label: String,
    pub verified: bool,
}

/// A person as a source describes him, cleaned.
#[derive(Debug, Clone)]
pub(crate) struct Clean {
    /// None when no name was given.
    pub name: Option<String>,
    pub sex: Option<Sex>,
    pub birth: Option<NaiveDate>,
    pub phones: Vec<String>,
    pub id_number: Option<String>,
    pub numbers: Vec<Number>,
}

/// Cleans what a source says; `today` bounds birth dates.
pub(crate) fn clean(person: &PersonIn, today: NaiveDate) -> Clean {
    let numbers: Vec<Number> =
        person.identifiers.iter().filter(|i| !i.value.trim().is_empty()).map(|i| number(i, today)).collect();
    let id = numbers
        .iter()
        .filter(|n| n.system == ID_CARD && n.verified)
        .find_map(|n| ResidentId::parse(&n.value, today).ok());
    let mut phones = Vec::new();
    for raw in &person.phones {
        let phone = Phone::parse(raw)
            .map_or_else(|| raw.trim().chars().take(40).collect(), |p| p.national().to_owned());
        if !phone.is_empty() && !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    let sex = person.sex.filter(|s| *s != Sex::Unknown);
    Clean {
        name: readable_name(&person.name),
        sex: sex.or_else(|| id.as_ref().map(|i| sex_of(i.sex()))),
        birth: person.birth_date.filter(|d| *d <= today).or_else(|| id.as_ref().map(ResidentId::birth)),
        phones,
        id_number: id.map(|i| i.as_str().to_owned()),
        numbers,
    }
}

fn number(given: &crate::file::IdentifierIn, today: NaiveDate) -> Number {
    let (value, verified) = if given.system == ID_CARD {
        match ResidentId::parse(&given.value, today) {
            Ok(id) => (id.as_str().to_owned(), true),
            Err(_) => (given.value.trim().to_owned(), false),
        }
    } else {
        (given.value.trim().to_owned(), true)
    };
    Number { system: given.system.clone(), value, label: given.kind.clone(), verified }
}

/// A name a source sent, even an odd one; only invisible and control characters are taken out.
fn readable_name(given: &str) -> Option<String> {
    normalise_name(given).ok().or_else(|| {
        let rest: String = given.chars().filter(|c| !c.is_control()).take(64).collect();
        (!fold(&rest).is_empty()).then(|| rest.trim().to_owned())
    })
}

fn sex_of(sex: nq_cnid::Sex) -> Sex {
    match sex {
        nq_cnid::Sex::Male => Sex::Male,
        nq_cnid::Sex::Female => Sex::Female,
    }
}

fn known_sex(sex: Sex) -> Option<nq_cnid::Sex> {
    match sex {
        Sex::Male => Some(nq_cnid::Sex::Male),
        Sex::Female => Some(nq_cnid::Sex::Female),
        Sex::Other | Sex::Unknown => None,
    }
}

/// Full pinyin for sorting; a name without pinyin sorts by itself.
pub(crate) fn sort_key(name: &str) -> String {
    pinyin_keys(name).full.into_iter().next().unwrap_or_else(|| fold(name))
}

impl Clean {
    /// For comparing with those on file.
    pub(crate) fn identity(&self) -> Identity {
        Identity {
            name: self.name.clone().unwrap_or_default(),
            sex: self.sex.and_then(known_sex),
            birth: self.birth,
            id_number: self.id_number.clone(),
            phones: self.phones.clone(),
            cards: self.numbers.iter().filter_map(|n| card(&n.system, &n.value, n.verified)).collect(),
        }
    }
}

/// For comparing with one that comes in.
pub(crate) fn identity_of(row: &patient::Model, numbers: &[patient_identifier::Model]) -> Identity {
    Identity {
        name: if row.name == NO_NAME { String::new() } else { row.name.clone() },
        sex: known_sex(Sex::parse(&row.sex)),
        birth: row.birth_date,
        id_number: row.id_number.clone(),
        phones: phones_of(&row.phones),
        cards: numbers
            .iter()
            .filter(|n| n.patient_id == row.id)
            .filter_map(|n| card(&n.system, &n.value, n.verified))
            .collect(),
    }
}

/// Cards that are shown at several counters and so speak for a person; record numbers are each system's own.
fn card(system: &str, value: &str, verified: bool) -> Option<String> {
    let issuer = match system {
        "visit_card" => "就诊卡",
        "insurance" => "医保",
        "passport" => "护照",
        _ => return None,
    };
    verified.then(|| format!("{issuer}:{value}"))
}

/// The stored list of telephone numbers.
pub(crate) fn phones_of(json: &Value) -> Vec<String> {
    json.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

/// The word for a kind of number.
pub(crate) fn system_label(system: &str) -> String {
    match system {
        ID_CARD => "居民身份证".to_owned(),
        "visit_card" => "就诊卡".to_owned(),
        "insurance" => "医保号".to_owned(),
        "passport" => "护照".to_owned(),
        "officer_card" => "军官证".to_owned(),
        _ => match system.strip_prefix("mrn:") {
            Some(source) => format!("病历号（{source}）"),
            None => "外部编号".to_owned(),
        },
    }
}
