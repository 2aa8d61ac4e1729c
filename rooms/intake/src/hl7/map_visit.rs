//! PV1 (with EVN and FT1) → what is said about a visit. A rule file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use nq_hl7::{Part, Segment};
use record::file::EncounterClass;

use super::map_name::{has_han, staff_name};
use super::map_result::instant;
use super::visit::{Said, Step};

/// What kind of step in a visit an ADT event is; `None` for events that say nothing about a visit.
pub fn step_of(event: &str) -> Option<Step> {
    Some(match event {
        "A01" | "A04" | "A06" | "A07" => Step::Begun,
        "A05" | "A14" => Step::Planned,
        "A03" => Step::Discharged,
        "A13" => Step::DischargeCancelled,
        "A11" | "A27" | "A38" => Step::Cancelled,
        "A02" | "A08" | "A12" => Step::Mentioned,
        _ => return None,
    })
}

/// Maps one PV1. `None` when it names no visit.
pub fn visit(pv1: &Segment<'_>, step: Step, at: DateTime<Utc>, person_key: &str) -> Option<Said> {
    let visit_no = visit_number(&pv1.field(19));
    let admitted_at = instant(&pv1.field(44));
    let begins = matches!(step, Step::Begun | Step::Planned);
    // A registration without a number is one visit of that person on that day.
    let by_day = || begins.then(|| format!("{person_key}@{}", kernel::clock::local_day(at)));
    let key = visit_no.clone().or_else(by_day)?;
    Some(Said {
        key,
        visit_no,
        step,
        at,
        class: class(&pv1.field(2).component(1).text()),
        department: department(&pv1.field(3)),
        doctor: staff_name(&pv1.field(7)),
        admitted_at,
        discharged_at: instant(&pv1.field(45)),
        charges: BTreeMap::new(),
        may_open: step != Step::Mentioned || admitted_at.is_some(),
    })
}

/// PV1-19. Some send the patient's number and a counter (`000297438644^1`): both together name the visit.
fn visit_number(field: &Part<'_>) -> Option<String> {
    let number = field.component(1).value()?;
    let counter = field.component(2).value().filter(|text| text.len() <= 4);
    Some(counter.map_or_else(|| number.clone(), |counter| format!("{number}-{counter}")))
}

/// Table 0004 and what Chinese senders write; T is a health examination there.
pub fn class(text: &str) -> Option<EncounterClass> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(match text.to_uppercase().as_str() {
        "I" | "B" | "P" | "住院" | "IMP" => EncounterClass::Inpatient,
        "O" | "R" | "门诊" | "AMB" => EncounterClass::Outpatient,
        "E" | "急诊" | "EMER" => EncounterClass::Emergency,
        "T" | "体检" => EncounterClass::Exam,
        "H" | "家庭" | "上门" => EncounterClass::Home,
        "V" | "VR" | "线上" | "互联网" => EncounterClass::Virtual,
        _ => EncounterClass::Other,
    })
}

/// The department in PV1-3: the component that reads like one, else the code of the ward.
fn department(field: &Part<'_>) -> Option<String> {
    let component = |n: usize| field.component(n).value();
    let is_name = |text: &String| has_han(text) && !text.ends_with(['床', '楼', '号', '层']);
    [1, 6, 5, 2, 8, 3]
        .into_iter()
        .filter_map(component)
        .find(is_name)
        .or_else(|| component(1))
        .or_else(|| component(4))
}

/// FT1-11 (or 12) by FT1-2: amounts in fen, exact in decimal. A credit (CR, CO) is taken off.
pub fn charges<'m>(segments: impl Iterator<Item = Segment<'m>>) -> BTreeMap<String, i64> {
    let one = |ft1: Segment<'m>| {
        let amount = ft1
            .field(11)
            .component(1)
            .subcomponent(1)
            .value()
            .or_else(|| ft1.field(12).component(1).subcomponent(1).value())?;
        let fen = fen(&amount)?;
        let is_credit = matches!(ft1.field(6).text().to_ascii_uppercase().as_str(), "CR" | "CO");
        let number = ft1.field(2).component(1).value().or_else(|| ft1.field(1).value())?;
        Some((number, if is_credit { -fen.abs() } else { fen }))
    };
    segments.filter_map(one).collect()
}

/// Yuan in decimal → fen; more than two decimals are rounded half up.
fn fen(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (yuan, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if digits.is_empty() || !is_number(yuan) || !is_number(decimals) {
        return None;
    }
    let yuan: i64 = if yuan.is_empty() { 0 } else { yuan.parse().ok()? };
    let padded: String = decimals.chars().chain("000".chars()).take(3).collect();
    let thousandths: i64 = padded.parse().ok()?;
    let fen = yuan.checked_mul(100)?.checked_add((thousandths + 5) / 10)?;
    Some(sign * fen)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use nq_hl7::Message;
    use record::file::EncounterClass;

    use super::super::visit::{Said, Step};

    fn of(pv1: &str, step: Step) -> Option<Said> {
        let message = Message::parse(&format!("MSH|^~\\&|HIS\r{pv1}")).unwrap();
        let at = DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap().to_utc();
        super::visit(&message.first("PV1").unwrap(), step, at, "mrn:his|P1")
    }

    #[test]
    fn the_department_is_found_wherever_the_sender_put_it() {
        for (location, department) in [
            ("心血管内科^3床^12^LYZYY", "心血管内科"),
            ("神内^room1^bed4^^^住院楼^2", "神内"),
            ("1203^5^心内科病房^^^心内科", "心内科"),
            ("4011^急诊外科^29^^^^1001^急诊外科病区", "急诊外科"),
            ("9700^^^4700^儿科", "儿科"),
            ("^^^0304", "0304"),
            ("0241^^1007", "0241"),
        ] {
            let said = of(&format!("PV1|1|I|{location}||||||||||||||||V1"), Step::Begun).unwrap();
            assert_eq!(said.department.as_deref(), Some(department), "{location}");
        }
    }

    #[test]
    fn the_kind_of_visit_is_understood_in_letters_and_words() {
        assert_eq!(super::class("住院"), Some(EncounterClass::Inpatient));
        assert_eq!(super::class("T"), Some(EncounterClass::Exam));
        assert_eq!(super::class("O"), Some(EncounterClass::Outpatient));
        assert_eq!(super::class(""), None);
    }

    #[test]
    fn a_counter_alone_is_no_visit_and_with_a_number_it_belongs_to_it() {
        assert!(of("PV1|1|T|^^^10||||||||||||||||^1", Step::Mentioned).is_none());
        assert_eq!(
            of("PV1|1|T|||||||||||||||||000297438644^1", Step::Mentioned).unwrap().key,
            "000297438644-1"
        );
    }

    #[test]
    fn a_registration_without_number_is_one_visit_of_that_day() {
        assert_eq!(of("PV1|1|O|内科", Step::Begun).unwrap().key, "mrn:his|P1@2026-03-01");
        assert!(of("PV1|1|O|内科", Step::Mentioned).is_none());
    }

    #[test]
    fn amounts_are_exact_to_the_fen() {
        let message = Message::parse(
            "MSH|^~\\&|HIS\rFT1|1|T1||2026||CG|TJ001^体检套餐A|||1|3481.50&CNY\rFT1|2|T2||2026||CR|||||0.1",
        )
        .unwrap();
        let found = super::charges(message.all("FT1"));
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("T1".to_owned(), 348_150), ("T2".to_owned(), -10)]
        );
        assert_eq!(super::fen("12.345"), Some(1235));
        assert_eq!(super::fen("十元"), None);
    }
}
