//! PID-2, 3, 4 and 19 → the numbers by which a person is known. A rule file: nothing of database or HTTP.
//!
//! Chinese senders name the kind of a number in many ways: a code of table 0203 in CX.5, a word of their own (`PatientNO`,
//! `BLH`), or the kind in the place of the authority (`P20240001^^^MRN`, `415320^^^&PATID`).

use chrono::NaiveDate;
use nq_cnid::ResidentId;
use nq_hl7::{Part, Segment};
use record::file::IdentifierIn;

/// One number as the sender describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    value: String,
    kind: String,
    authority: String,
}

/// All usable numbers of a person, the one that names him best first. `domain` is whose numbers these are where the message
/// does not say; `today` bounds the birth date inside a resident ID number.
pub fn identifiers(pid: &Segment<'_>, domain: &str, today: NaiveDate) -> Vec<IdentifierIn> {
    let mut found: Vec<IdentifierIn> = Vec::new();
    let listed =
        pid.field(3).repetitions().chain(pid.field(4).repetitions()).filter_map(|part| number(&part));
    for number in listed {
        push(&mut found, identifier(&number, domain, today));
    }
    // PID-2 mostly repeats a number of PID-3; alone it is all an analyser knows.
    if let Some(external) = number(&pid.field(2))
        && !found.iter().any(|known| known.value == external.value)
    {
        push(&mut found, identifier(&external, domain, today));
    }
    if let Some(national) = pid.field(19).component(1).value().filter(|value| has_shape_of_resident_id(value))
    {
        push(&mut found, resident(&national, today));
    }
    found
}

/// The numbers that a merge gives up: MRG-1, 2 and 4.
pub fn prior(mrg: &Segment<'_>, domain: &str, today: NaiveDate) -> Vec<IdentifierIn> {
    let mut found = Vec::new();
    for field in [1, 4, 2] {
        for number in mrg.field(field).repetitions().filter_map(|part| number(&part)) {
            push(&mut found, identifier(&number, domain, today));
        }
    }
    found
}

fn push(found: &mut Vec<IdentifierIn>, new: IdentifierIn) {
    if !found.iter().any(|known| known.system == new.system && known.value == new.value) {
        found.push(new);
    }
}

fn number(part: &Part<'_>) -> Option<Number> {
    let value = part.component(1).value().filter(|value| !is_placeholder(value))?;
    let text = |component: usize| part.component(component).text().into_owned();
    let mut authority = part.component(4).subcomponent(1).text().into_owned();
    let mut kind = text(5);
    if kind.is_empty() && is_kind(&authority) {
        kind = std::mem::take(&mut authority);
    } else if kind.is_empty() && authority.is_empty() {
        kind = part.component(4).subcomponent(2).text().into_owned();
    }
    Some(Number { value, kind, authority })
}

/// Zeros and words that stand for "none": shared by many people, so never a number of one.
fn is_placeholder(value: &str) -> bool {
    value.chars().all(|c| matches!(c, '0' | '-' | '/' | '*' | '.'))
        || matches!(value.to_ascii_lowercase().as_str(), "无" | "不详" | "未知" | "暂无" | "null" | "none")
}

fn is_kind(text: &str) -> bool {
    matches!(text, "MRN" | "MR" | "PI" | "PT" | "PN" | "VN" | "AN" | "SS")
}

fn identifier(number: &Number, domain: &str, today: NaiveDate) -> IdentifierIn {
    let kind = number.kind.to_ascii_uppercase();
    let is_resident = ResidentId::parse(&number.value, today).is_ok();
    let says_resident = matches!(
        kind.as_str(),
        "NNCHN" | "IDENTIFYNO" | "SFZ" | "SFZH" | "SFZHM" | "身份证" | "身份证号" | "居民身份证" | "01"
    ) || number.authority.contains("GB11643");
    if is_resident || (says_resident && has_shape_of_resident_id(&number.value)) {
        return resident(&number.value, today);
    }
    let system = match kind.as_str() {
        "PPN" | "PASSPORT" | "护照" => "passport".to_owned(),
        "军官证" | "JGZ" => "officer_card".to_owned(),
        "IDCARD" | "CARD_NO" | "CARDNO" | "JZK" | "JZKH" | "就诊卡" | "就诊卡号" => {
            "visit_card".to_owned()
        }
        "SS" | "HC" | "MA" | "MC" | "YB" | "YBH" | "医保" | "医保号" | "社保卡" => {
            "insurance".to_owned()
        }
        "" | "PI" | "MR" | "MRN" | "PT" => format!("mrn:{}", domain_of(&number.authority, domain)),
        other => format!("mrn:{}/{other}", domain_of(&number.authority, domain)),
    };
    IdentifierIn { system, value: number.value.clone(), kind: number.kind.clone() }
}

fn domain_of<'a>(authority: &'a str, domain: &'a str) -> &'a str {
    if authority.is_empty() { domain } else { authority }
}

/// A resident ID number in its 18-digit form. One whose check digit is wrong stays as it was sent: the record verifies it
/// once more and lets it join nobody.
fn resident(value: &str, today: NaiveDate) -> IdentifierIn {
    let (value, kind) = match ResidentId::parse(value, today) {
        Ok(id) => (id.as_str().to_owned(), "居民身份证"),
        Err(_) => (value.to_ascii_uppercase(), "居民身份证（校验不符）"),
    };
    IdentifierIn { system: "id_card".to_owned(), value, kind: kind.to_owned() }
}

/// 17 digits and a digit or X.
pub fn has_shape_of_resident_id(value: &str) -> bool {
    let mut chars = value.chars();
    value.len() == 18
        && chars.by_ref().take(17).all(|c| c.is_ascii_digit())
        && chars.all(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x'))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use nq_hl7::Message;

    fn of(pid: &str) -> Vec<(String, String)> {
        let message = Message::parse(&format!("MSH|^~\\&|HIS\r{pid}")).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        super::identifiers(&message.first("PID").unwrap(), "his", today)
            .into_iter()
            .map(|id| (id.system, id.value))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(system, value)| ((*system).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_hospital_card_called_idcard_is_not_taken_for_the_identity_card() {
        assert_eq!(
            of(
                "PID|1|0009000003|0009000003^^^^IDCard~0009000003^^^^Card_No~440300196512150033^^^^IdentifyNO"
            ),
            pairs(&[("visit_card", "0009000003"), ("id_card", "440300196512150033")])
        );
    }

    #[test]
    fn the_kind_is_found_where_the_sender_put_it() {
        assert_eq!(of("PID|1||P20240001^^^MRN"), pairs(&[("mrn:his", "P20240001")]));
        assert_eq!(of("PID|1||P1^^^LYZYY^PI"), pairs(&[("mrn:LYZYY", "P1")]));
        assert_eq!(
            of("PID|1|415320^^^&PATID|415320^^^&PATID~800033^^^&BRKH^BLH~0^^^&YEXH"),
            pairs(&[("mrn:his/PATID", "415320"), ("mrn:his/BLH", "800033")])
        );
    }

    #[test]
    fn a_number_with_a_wrong_check_digit_is_kept_as_it_was_sent() {
        assert_eq!(
            of("PID|||263656||||||||||||||||110108197701011510"),
            pairs(&[("mrn:his", "263656"), ("id_card", "110108197701011510")])
        );
    }

    #[test]
    fn a_merge_names_the_numbers_it_gives_up() {
        let message = Message::parse("MSH|^~\\&|HIS\rMRG|P05737554^^^LYZYY^PI~P2||||").unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        let found: Vec<_> = super::prior(&message.first("MRG").unwrap(), "his", today)
            .into_iter()
            .map(|id| (id.system, id.value))
            .collect();
        assert_eq!(found, pairs(&[("mrn:LYZYY", "P05737554"), ("mrn:his", "P2")]));
    }

    #[test]
    fn empty_numbers_are_left_out_and_an_analyser_may_send_only_the_external_one() {
        assert_eq!(of("PID|||000269988644^^^^21~^^^^51~^^^^1"), pairs(&[("mrn:his/21", "000269988644")]));
        assert_eq!(of("PID||1234567890"), pairs(&[("mrn:his", "1234567890")]));
        assert!(of("PID|1||0~无").is_empty());
    }
}
