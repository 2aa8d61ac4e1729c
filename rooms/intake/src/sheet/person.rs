//! Who a row is about: identity read strictly, because a wrong person is worse than a missing row. Pure.

use chrono::NaiveDate;
use nq_cnid::{Phone, ResidentId, normalise_name};
use record::Sex;
use record::file::{IdentifierIn, PersonIn};

use super::cell::Cell;
use super::date;
use super::row::{Row, short_hash};
use super::target::Target;

/// Reads the person of a row. Problems are noted in the row; `None` if it cannot be known who it is.
pub fn read(row: &mut Row<'_>) -> Option<PersonIn> {
    let identity = identity(row).ok()?;
    let name = name(row)?;
    let birth_date = birth_date(row, identity.as_ref()).ok()?;
    let sex = sex(row, identity.as_ref()).ok()?;
    let phones = phones(row);
    let mut identifiers = identifiers(row);
    if let Some(id) = &identity {
        identifiers.insert(0, identifier("id_card", id.as_str(), "居民身份证"));
    }
    let key = key(row, identity.as_ref(), &name, birth_date, &phones)?;
    Some(PersonIn {
        key,
        identifiers,
        name,
        sex,
        birth_date,
        phones,
        address: row.filled(&Target::Address),
        allergies_text: row.filled(&Target::Allergies),
        ..PersonIn::default()
    })
}

fn identifier(system: &str, value: &str, kind: &str) -> IdentifierIn {
    IdentifierIn { system: system.to_owned(), value: value.to_owned(), kind: kind.to_owned() }
}

/// The row has to be refused; why is noted in it.
struct Noted;

type Read<T> = Result<Option<T>, Noted>;

/// `Ok(None)`: no ID number given.
fn identity(row: &mut Row<'_>) -> Read<ResidentId> {
    let cell = row.cell(&Target::IdNumber).clone();
    if cell.is_empty() || !is_resident_id(row) {
        return Ok(None);
    }
    if cell.lost_digits() {
        row.refuse(&Target::IdNumber, &nq_cnid::IdProblem::SpreadsheetDamaged.to_string());
        return Err(Noted);
    }
    match ResidentId::parse(&cell.text(), row.plan.today) {
        Ok(id) => Ok(Some(id)),
        Err(problem) => {
            row.refuse(&Target::IdNumber, &problem.to_string());
            Err(Noted)
        }
    }
}

fn is_resident_id(row: &Row<'_>) -> bool {
    row.filled(&Target::IdType)
        .is_none_or(|kind| kind.contains("身份证") || kind.contains("居民") || kind == "1" || kind == "01")
}

fn name(row: &mut Row<'_>) -> Option<String> {
    let Some(written) = row.filled(&Target::Name) else {
        // A table without names (de-identified) is told apart by its own numbers; the record says 未登记姓名.
        if row.plan.column(&Target::Name).is_none() {
            return Some(String::new());
        }
        row.refuse(&Target::Name, "缺少姓名");
        return None;
    };
    match normalise_name(&written) {
        Ok(name) => Some(name),
        Err(problem) => {
            row.refuse(&Target::Name, &problem.to_string());
            None
        }
    }
}

/// `Ok(None)`: not known.
fn birth_date(row: &mut Row<'_>, identity: Option<&ResidentId>) -> Read<NaiveDate> {
    let cell = row.cell(&Target::BirthDate).clone();
    if cell.is_empty() {
        return Ok(identity.map(ResidentId::birth));
    }
    let order = row.plan.column(&Target::BirthDate).map(|column| column.order).unwrap_or_default();
    match date::read(&cell, order) {
        Ok((day, _)) if day > row.plan.today => {
            row.refuse(&Target::BirthDate, "出生日期晚于今天");
            Err(Noted)
        }
        Ok((day, _)) if identity.is_some_and(|id| id.birth() != day) => {
            row.refuse(&Target::BirthDate, &format!("出生日期 {day} 与身份证号中的不一致，请核对"));
            Err(Noted)
        }
        Ok((day, _)) => Ok(Some(day)),
        Err(problem) => {
            row.refuse(&Target::BirthDate, &problem.to_string());
            Err(Noted)
        }
    }
}

/// `Ok(None)`: not known.
fn sex(row: &mut Row<'_>, identity: Option<&ResidentId>) -> Read<Sex> {
    let from_id = identity.map(|id| match id.sex() {
        nq_cnid::Sex::Male => Sex::Male,
        nq_cnid::Sex::Female => Sex::Female,
    });
    let Some(written) = row.filled(&Target::Sex) else {
        return Ok(from_id);
    };
    let told = match written.to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" | "1" => Sex::Male,
        "女" | "女性" | "f" | "female" | "2" => Sex::Female,
        _ => {
            row.warn(&Target::Sex, &format!("性别“{written}”无法识别，按未知处理"));
            return Ok(from_id);
        }
    };
    match from_id {
        Some(known) if known != told => {
            row.refuse(
                &Target::Sex,
                &format!("性别“{written}”与身份证号不一致（身份证号为{}），请核对", known.zh()),
            );
            Err(Noted)
        }
        _ => Ok(Some(told)),
    }
}

fn phones(row: &mut Row<'_>) -> Vec<String> {
    let cell = row.cell(&Target::Phone).clone();
    if cell.is_empty() {
        return Vec::new();
    }
    if matches!(cell, Cell::Text(_)) && cell.lost_digits() {
        row.warn(&Target::Phone, "电话被表格软件改成了科学计数法，后几位已丢失，未导入。请按文本导出");
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in
        cell.text().split([',', '，', ';', '；', '、', '/']).map(str::trim).filter(|part| !part.is_empty())
    {
        match Phone::parse(part) {
            Some(phone) => found.push(phone.national().to_owned()),
            None => row.warn(&Target::Phone, &format!("“{part}”不是可拨打的电话号码，未导入")),
        }
    }
    found
}

fn identifiers(row: &mut Row<'_>) -> Vec<IdentifierIn> {
    let mut found = Vec::new();
    let mrn = format!("mrn:{}", row.plan.source);
    for (target, system, kind) in [
        (Target::RecordNo, mrn.as_str(), "病案号"),
        (Target::VisitCard, "visit_card", "就诊卡"),
        (Target::Insurance, "insurance", "医保号"),
    ] {
        if row.cell(&target).lost_digits() {
            row.warn(&target, "编号被表格软件改成了科学计数法，后几位已丢失，未导入。请按文本导出");
        } else if let Some(value) = row.filled(&target) {
            found.push(identifier(system, &value, kind));
        }
    }
    if !is_resident_id(row)
        && let (Some(kind), Some(value)) = (row.filled(&Target::IdType), row.filled(&Target::IdNumber))
    {
        let system = if kind.contains("护照") { "passport".to_owned() } else { format!("document:{kind}") };
        found.push(identifier(&system, &value, &kind));
    }
    found
}

/// The key of the person within its source: the record number, else what identifies, hashed so that the key itself
/// tells nothing.
fn key(
    row: &mut Row<'_>,
    identity: Option<&ResidentId>,
    name: &str,
    birth: Option<NaiveDate>,
    phones: &[String],
) -> Option<String> {
    if let Some(number) = row.filled(&Target::RecordNo).filter(|_| !row.cell(&Target::RecordNo).lost_digits())
    {
        return Some(format!("no:{number}"));
    }
    if let Some(id) = identity {
        return Some(format!("id:{}", short_hash(&[id.as_str()])));
    }
    if let Some(number) = row.filled(&Target::VisitCard).or_else(|| row.filled(&Target::IdNumber)) {
        return Some(format!("doc:{}", short_hash(&[&number])));
    }
    if birth.is_none() && phones.is_empty() {
        row.refuse(&Target::Name, "仅凭姓名无法确认是谁，请补充身份证号、病案号、出生日期或电话");
        return None;
    }
    let birth = birth.map(|day| day.to_string()).unwrap_or_default();
    Some(format!("who:{}", short_hash(&[name, &birth, phones.first().map_or("", String::as_str)])))
}
