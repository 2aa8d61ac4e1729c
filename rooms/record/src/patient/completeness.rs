//! How complete is a record? Each part that care needs counts the same; what is missing is named so that it can be
//! asked for (R-CARD-02).

use serde::Serialize;
use utoipa::ToSchema;

/// How complete a record is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Completeness {
    /// 0 to 100.
    pub percent: u32,
    /// Names of the parts that are missing.
    pub missing: Vec<&'static str>,
}

/// What is there.
#[expect(clippy::struct_excessive_bools, reason = "a list of yes and no, each with its own name")]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parts {
    pub sex: bool,
    pub birth_date: bool,
    pub id_number: bool,
    pub phone: bool,
    pub address: bool,
    pub allergies: bool,
    pub conditions: bool,
    pub height_weight: bool,
    pub blood_pressure: bool,
    pub care_team: bool,
}

pub(crate) fn completeness(p: Parts) -> Completeness {
    let parts = [
        (p.sex, "性别"),
        (p.birth_date, "出生日期"),
        (p.id_number, "身份证号"),
        (p.phone, "手机号"),
        (p.address, "住址"),
        (p.allergies, "过敏史"),
        (p.conditions, "既往史"),
        (p.height_weight, "身高体重"),
        (p.blood_pressure, "血压"),
        (p.care_team, "责任团队"),
    ];
    let missing: Vec<_> = parts.iter().filter(|(there, _)| !there).map(|(_, name)| *name).collect();
    let percent = u32::try_from((parts.len() - missing.len()) * 100 / parts.len()).unwrap_or(0);
    Completeness { percent, missing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_opened_by_telephone_says_what_to_ask_next() {
        let c = completeness(Parts { sex: true, birth_date: true, phone: true, ..Parts::default() });
        assert_eq!(c.percent, 30);
        assert!(c.missing.contains(&"过敏史") && !c.missing.contains(&"手机号"));
    }
}
