//! DG1, PR1 and AL1 → diagnoses, operations and allergies. A rule file.

use chrono::{DateTime, Utc};
use nq_hl7::{Part, Segment};
use record::file::{AllergyIn, ConditionIn, FactIn, ProcedureIn};

use super::map_result::{instant, system_name};

/// What these segments say about one person. `key` begins every key: the visit, or the person where there is none.
pub fn facts(
    segments: &[Segment<'_>],
    key: &str,
    visit_key: Option<&str>,
    said_at: DateTime<Utc>,
) -> Vec<FactIn> {
    let one = |segment: &Segment<'_>| match segment.name() {
        "DG1" => condition(segment, key, visit_key, said_at).map(FactIn::Condition),
        "PR1" => procedure(segment, key, visit_key, said_at).map(FactIn::Procedure),
        "AL1" => allergy(segment, said_at).map(FactIn::Allergy),
        _ => None,
    };
    segments.iter().filter_map(one).collect()
}

/// Code and name; the name may stand in a field of its own beside the code.
fn coded(field: &Part<'_>, beside: &Part<'_>) -> Option<(String, String)> {
    let code = field.component(1).value().unwrap_or_default();
    let name = field.component(2).value().or_else(|| beside.value()).unwrap_or_else(|| code.clone());
    (!name.is_empty()).then_some((code, name))
}

fn condition(
    dg1: &Segment<'_>,
    key: &str,
    visit: Option<&str>,
    said_at: DateTime<Utc>,
) -> Option<ConditionIn> {
    let (code, name) = coded(&dg1.field(3), &dg1.field(4))?;
    let system = match system_name(&dg1.field(3).component(3)).as_str() {
        "local" if looks_like_icd10(&code) => "icd10".to_owned(),
        other => other.to_owned(),
    };
    let marker = if code.is_empty() { name.clone() } else { code.clone() };
    Some(ConditionIn {
        key: format!("{key}|{marker}"),
        at: instant(&dg1.field(5)).unwrap_or(said_at),
        code,
        system,
        name,
        onset: None,
        status: String::new(),
        encounter_key: visit.map(str::to_owned),
        resource: None,
    })
}

/// A letter, two digits, and a point or the end: `I10`, `I10.x00`, `E11.900`.
fn looks_like_icd10(code: &str) -> bool {
    let mut chars = code.chars();
    let head = chars.next().is_some_and(|c| c.is_ascii_uppercase())
        && chars.next().is_some_and(|c| c.is_ascii_digit())
        && chars.next().is_some_and(|c| c.is_ascii_digit());
    head && chars.next().is_none_or(|c| c == '.')
}

fn procedure(
    pr1: &Segment<'_>,
    key: &str,
    visit: Option<&str>,
    said_at: DateTime<Utc>,
) -> Option<ProcedureIn> {
    let (code, name) = coded(&pr1.field(3), &pr1.field(4))?;
    let at = instant(&pr1.field(5)).unwrap_or(said_at);
    let marker = if code.is_empty() { name.clone() } else { code.clone() };
    Some(ProcedureIn {
        key: format!("{key}|{marker}|{}", kernel::clock::local_day(at)),
        at,
        code,
        system: system_name(&pr1.field(3).component(3)),
        name,
        status: String::new(),
        performer: super::map_name::staff_name(&pr1.field(11)),
        encounter_key: visit.map(str::to_owned),
        resource: None,
    })
}

fn allergy(al1: &Segment<'_>, said_at: DateTime<Utc>) -> Option<AllergyIn> {
    let (code, name) = coded(&al1.field(3), &al1.field(3))?;
    let severity = match al1.field(4).component(1).text().to_ascii_uppercase().as_str() {
        "SV" => Some("severe"),
        "MO" => Some("moderate"),
        "MI" => Some("mild"),
        _ => None,
    };
    let reactions: Vec<String> =
        al1.field(5).repetitions().map(|part| part.text().into_owned()).filter(|t| !t.is_empty()).collect();
    Some(AllergyIn {
        // An allergy belongs to the person, whatever visit told it.
        key: if code.is_empty() { name.clone() } else { code.clone() },
        at: instant(&al1.field(6)).unwrap_or(said_at),
        code,
        system: system_name(&al1.field(3).component(3)),
        name,
        reaction: (!reactions.is_empty()).then(|| reactions.join("、")),
        severity: severity.map(str::to_owned),
        status: String::new(),
        resource: None,
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use nq_hl7::Message;
    use record::file::FactIn;

    fn of(body: &str) -> Vec<FactIn> {
        let message = Message::parse(&format!("MSH|^~\\&|HIS\r{body}")).unwrap();
        let segments: Vec<_> = message.segments().collect();
        let at = DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap().to_utc();
        super::facts(&segments, "V1", Some("V1"), at)
    }

    #[test]
    fn a_diagnosis_is_read_with_its_code_or_by_its_words_alone() {
        let [FactIn::Condition(coded), FactIn::Condition(words)] =
            &of("DG1|1||I10.x00^原发性高血压^ICD10CN||20260301|A\rDG1|||^肺炎|肺炎||11")[..]
        else {
            panic!("two diagnoses")
        };
        assert_eq!(
            (coded.code.as_str(), coded.system.as_str(), coded.key.as_str()),
            ("I10.x00", "icd10", "V1|I10.x00")
        );
        assert_eq!((words.name.as_str(), words.key.as_str()), ("肺炎", "V1|肺炎"));
    }

    #[test]
    fn an_operation_and_an_allergy_are_read() {
        let [FactIn::Procedure(operation), FactIn::Allergy(allergy)] = &of(
            "PR1|1||81.54^全膝关节置换术^ICD9CM3||20260302093000\rAL1|1|DRUG|^青霉素|SV|皮疹~喉头水肿",
        )[..] else {
            panic!("an operation and an allergy")
        };
        assert_eq!((operation.name.as_str(), operation.system.as_str()), ("全膝关节置换术", "icd9cm3"));
        assert_eq!(
            (allergy.name.as_str(), allergy.reaction.as_deref(), allergy.severity.as_deref()),
            ("青霉素", Some("皮疹、喉头水肿"), Some("severe"))
        );
    }
}
