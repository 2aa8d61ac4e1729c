//! How much of a person does this viewer see? Names are masked for those who only count, numbers for everybody,
//! clinical facts appear only to those who treat.

use chrono::NaiveDate;
use kernel::{Act, Level, Scope};
use nq_cnid::{Phone, mask_document, mask_name};

/// The name as this viewer may read it.
pub(crate) fn name(scope: &Scope, name: &str) -> String {
    if scope.level == Level::L0 { mask_name(name) } else { name.to_owned() }
}

/// Whether clinical facts (diagnoses, results, medicines, grade) may be shown.
pub(crate) fn clinical(scope: &Scope) -> bool {
    scope.level >= Level::Clinical && (scope.may(Act::ClinicalRead) || scope.may(Act::SelfServe))
}

/// A masked telephone number; nothing at all for those who see only masked names.
pub(crate) fn phone(scope: &Scope, phone: Option<&str>) -> Option<String> {
    let phone = phone.filter(|_| scope.level > Level::L0)?;
    Some(Phone::parse(phone).map_or_else(|| mask_document(phone), |p| p.masked()))
}

/// The last four digits of an ID number, all that staff may read of it (trust.md B.2, L3).
pub(crate) fn last_four(scope: &Scope, number: Option<&str>) -> Option<String> {
    let chars: Vec<char> = number.filter(|_| scope.level > Level::L0)?.chars().collect();
    let hidden = chars.len().saturating_sub(4);
    Some(chars.iter().enumerate().map(|(i, c)| if i < hidden { '*' } else { *c }).collect())
}

/// A masked document number.
pub(crate) fn document(scope: &Scope, number: Option<&str>) -> Option<String> {
    number.filter(|_| scope.level > Level::L0).map(mask_document)
}

/// The place without the house: everything up to the first digit, at most twelve characters.
pub(crate) fn address(scope: &Scope, address: Option<&str>) -> Option<String> {
    let address = address.filter(|_| scope.level > Level::L0)?;
    let head: String = address.chars().take_while(|c| !c.is_numeric()).take(12).collect();
    Some(format!("{head}****"))
}

/// 王先生, 李女士; a child and someone of unknown sex keep the name.
pub(crate) fn title(name: &str, sex: crate::Sex, age: Option<u32>) -> String {
    let adult = age.is_none_or(|a| a >= 18);
    let chars: Vec<char> = name.chars().collect();
    let compound = nq_cnid::is_compound_surname(name);
    let family: String = chars.iter().take(if compound { 2 } else { 1 }).collect();
    let is_han = chars.first().is_some_and(|c| !c.is_ascii());
    match sex {
        crate::Sex::Male if adult && is_han && chars.len() > 1 => format!("{family}先生"),
        crate::Sex::Female if adult && is_han && chars.len() > 1 => format!("{family}女士"),
        _ => name.to_owned(),
    }
}

/// Completed years today.
pub(crate) fn age(birth: Option<NaiveDate>, today: NaiveDate) -> Option<u32> {
    crate::file::age(birth?, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sex;

    #[test]
    fn a_grown_person_is_addressed_by_the_family_name() {
        assert_eq!(title("王建国", Sex::Male, Some(58)), "王先生");
        assert_eq!(title("欧阳娜娜", Sex::Female, Some(30)), "欧阳女士");
        assert_eq!(title("李小宝", Sex::Male, Some(6)), "李小宝");
        assert_eq!(title("Smith John", Sex::Male, Some(40)), "Smith John");
    }
}
