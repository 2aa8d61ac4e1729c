//! PID → what the sender says about a person. A rule file.

use chrono::{DateTime, NaiveDate, Utc};
use nq_hl7::{ErrorCode, Location, Part, Problem, Segment, Timestamp};
use record::file::{PersonIn, Sex};

use super::map_identifier::identifiers;
use super::map_name::{has_han, name};

/// What the mapping of a person needs to know beside the segment.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Whose numbers these are where the message does not say.
    pub domain: &'a str,
    /// When the sender says this was so.
    pub said_at: DateTime<Utc>,
    /// Today in the hospital.
    pub today: NaiveDate,
}

/// Maps one PID.
///
/// # Errors
/// What makes it impossible to know who this is, or is plainly wrong (a birth date that does not exist).
pub fn person(pid: &Segment<'_>, about: Circumstances<'_>) -> Result<PersonIn, Problem> {
    let identifiers = identifiers(pid, about.domain, about.today);
    let Some(primary) = identifiers.first() else {
        return Err(Problem::at(
            ErrorCode::RequiredFieldMissing,
            Location::field("PID", 3),
            "患者段没有任何可用的患者标识（PID-3），无法知道是谁",
        ));
    };
    let name = name(pid);
    let address = address(&pid.field(11));
    let clears = [11, 13].iter().any(|field| pid.field(*field).is_null());
    Ok(PersonIn {
        key: format!("{}|{}", primary.system, primary.value),
        name: name.written,
        name_pinyin: name.pinyin,
        sex: sex(&pid.field(8).component(1).text()),
        birth_date: birth_date(pid)?,
        phones: phones(pid),
        address: if pid.field(11).is_null() { Some(String::new()) } else { address },
        deceased_at: deceased_at(pid, about.said_at),
        allergies_text: None,
        resource: None,
        empty_clears: clears,
        said_at: Some(about.said_at),
        identifiers,
    })
}

/// M F, 男 女, 1 2 (GB/T 2261.1), Male Female; what says nothing is `None`.
pub fn sex(text: &str) -> Option<Sex> {
    match text.trim().to_lowercase().as_str() {
        "m" | "male" | "男" | "男性" | "1" => Some(Sex::Male),
        "f" | "female" | "女" | "女性" | "2" => Some(Sex::Female),
        "o" | "other" | "a" | "其他" => Some(Sex::Other),
        _ => None,
    }
}

fn birth_date(pid: &Segment<'_>) -> Result<Option<NaiveDate>, Problem> {
    let text = pid.field(7).component(1).text();
    Timestamp::parse(&text).map(|time| time.map(|time| time.date())).map_err(|why| {
        let shown: String = text.chars().take(30).collect();
        Problem::at(ErrorCode::DataType, Location::field("PID", 7), format!("出生日期“{shown}”{why}"))
    })
}

/// Numbers of PID-13 and 14, from whichever component the sender uses; a field that only says 无 has none.
fn phones(pid: &Segment<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in pid.field(13).repetitions().chain(pid.field(14).repetitions()) {
        // XTN: 1 as one text, 12 unformatted, 7 the local number (6 its area), 9 any text.
        let local = part.component(7).text();
        let with_area = format!("{}{}", part.component(6).text(), local);
        let local = if local.is_empty() { String::new() } else { with_area };
        let candidates = [
            part.component(1).text().into_owned(),
            part.component(12).text().into_owned(),
            local,
            part.component(9).text().into_owned(),
        ];
        let number =
            candidates.into_iter().find(|text| text.chars().filter(char::is_ascii_digit).count() >= 5);
        if let Some(number) = number.filter(|number| !number.contains('@') && !found.contains(number)) {
            found.push(number);
        }
    }
    found
}

/// The first address with content. A street that begins with its province is complete by itself.
fn address(field: &Part<'_>) -> Option<String> {
    field.repetitions().find_map(|part| {
        let text = |component: usize| part.component(component).text().into_owned();
        let (street, other, city, state) =
            (part.component(1).subcomponent(1).text().into_owned(), text(2), text(3), text(4));
        let written = if has_han(&format!("{street}{city}{state}")) {
            let is_whole = !state.is_empty() && street.starts_with(state.trim_end_matches(['省', '市']));
            let region = if is_whole || street.contains(&city) && !city.is_empty() {
                String::new()
            } else {
                format!("{state}{city}")
            };
            format!("{region}{street}{other}")
        } else {
            [street, other, city, state]
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        };
        (!written.is_empty() && written != "无").then_some(written)
    })
}

/// PID-29, or the time of the message when PID-30 only says that the person has died.
fn deceased_at(pid: &Segment<'_>, said_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let time = Timestamp::parse(&pid.field(29).component(1).text()).ok().flatten();
    let says_dead = matches!(pid.field(30).text().to_ascii_uppercase().as_str(), "Y" | "1" | "是");
    match time {
        Some(time) if !pid.field(30).text().eq_ignore_ascii_case("N") => {
            Some(time.instant_in_china().to_utc())
        }
        _ => says_dead.then_some(said_at),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use nq_hl7::Message;
    use record::file::{PersonIn, Sex};

    use super::Circumstances;

    fn of(pid: &str) -> Result<PersonIn, nq_hl7::Problem> {
        let message = Message::parse(&format!("MSH|^~\\&|HIS\r{pid}")).unwrap();
        let about = Circumstances {
            domain: "his",
            said_at: DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap().to_utc(),
            today: NaiveDate::from_ymd_opt(2026, 3, 4).unwrap(),
        };
        super::person(&message.first("PID").unwrap(), about)
    }

    #[test]
    fn a_child_sent_by_an_integration_platform_lands_whole() {
        let child = of("PID|1|0009000001|0009000001^^^^IDCard||林小树||20150415000000|M|||广东省深圳市龙华新区^^^^518000^^H~无^^^^518000^^O||^^^^^^^^19900001305|^^^^^^^^无").unwrap();
        assert_eq!(child.name, "林小树");
        assert_eq!(child.birth_date, NaiveDate::from_ymd_opt(2015, 4, 15));
        assert_eq!(child.phones, ["19900001305"]);
        assert_eq!(child.address.as_deref(), Some("广东省深圳市龙华新区"));
    }

    #[test]
    fn the_same_number_said_twice_is_one_and_an_area_code_stays() {
        assert_eq!(
            of("PID|1||A1||蔡||||||||19900001234^^PH^^^^19900001234~19900001234^^CP").unwrap().phones,
            ["19900001234"]
        );
        assert_eq!(of("PID|1||A1||张||||||||(010)62256622").unwrap().phones, ["(010)62256622"]);
        assert_eq!(of("PID|1||A1||陈||||||||^PRN^CP^^^^13800031352").unwrap().phones, ["13800031352"]);
    }

    #[test]
    fn sex_is_understood_in_every_spelling() {
        for (text, sex) in [
            ("男", Some(Sex::Male)),
            ("2", Some(Sex::Female)),
            ("Male", Some(Sex::Male)),
            ("U", None),
            ("", None),
        ] {
            assert_eq!(super::sex(text), sex, "{text}");
        }
    }

    #[test]
    fn a_birth_date_that_does_not_exist_is_refused_and_named() {
        let problem = of("PID|1||P1||司马||19991345|M").unwrap_err();
        assert_eq!(problem.code.number(), 102);
        assert!(problem.text.contains("19991345"), "{}", problem.text);
    }

    #[test]
    fn nobody_without_a_number() {
        assert_eq!(of("PID|1||||司马||19991105|M").unwrap_err().code.number(), 101);
    }

    #[test]
    fn only_two_quotes_empty_an_address() {
        let silent = of("PID|1||P1||司马").unwrap();
        assert_eq!((silent.address, silent.empty_clears), (None, false));
        let emptied = of("PID|1||P1||司马||||||\"\"").unwrap();
        assert_eq!((emptied.address.as_deref(), emptied.empty_clears), (Some(""), true));
    }

    #[test]
    fn an_address_is_not_said_twice() {
        let full = of("PID|1||P1||司马||||||湖南省耒阳市城关镇^^耒阳市^湖南省^421800^CHN^H").unwrap();
        assert_eq!(full.address.as_deref(), Some("湖南省耒阳市城关镇"));
        let parts = of("PID|1||P1||司马||||||城关镇五一路3号^^耒阳市^湖南省^421800^CHN^H").unwrap();
        assert_eq!(parts.address.as_deref(), Some("湖南省耒阳市城关镇五一路3号"));
    }
}
