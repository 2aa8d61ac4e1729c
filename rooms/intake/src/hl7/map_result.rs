//! OBX → one result. A rule file.

use chrono::{DateTime, Utc};
use nq_clinical::{Lookup, Scale, dictionary, read_value};
use nq_hl7::{Part, Segment, Timestamp};
use record::file::{ObservationIn, ObservationStatus};

/// Longest text of one result that goes into the record, in characters; the whole stays in the message.
const LONGEST_VALUE: usize = 8000;

/// One OBX; `None` when it carries no code, or says that there is no result (status X).
pub fn result(obx: &Segment<'_>) -> Option<ObservationIn> {
    let identifier = obx.field(3);
    let code = identifier.component(1).value().or_else(|| identifier.component(2).value())?;
    let state = obx.field(11).text().to_ascii_uppercase();
    if state == "X" {
        return None;
    }
    let name = result_name(obx);
    let value_text = value_text(obx);
    let unit =
        obx.field(6).component(1).value().or_else(|| obx.field(6).component(2).value()).unwrap_or_default();
    let code_system = code_system(&identifier.component(3));
    Some(ObservationIn {
        metric: metric(&code, &code_system, &name, &unit),
        value_num: number(obx, &value_text),
        code,
        code_system,
        name,
        value_text,
        unit,
        ref_text: obx.field(7).value(),
        flag_text: flag(obx, &state),
        status: status(&state),
        ..ObservationIn::default()
    })
}

/// The name on the report, without the star that laboratories put before accredited tests.
pub fn result_name(obx: &Segment<'_>) -> String {
    let identifier = obx.field(3);
    let name = [2, 5, 1]
        .into_iter()
        .find_map(|component| identifier.component(component).value())
        .unwrap_or_default();
    let bare = name.trim_start_matches(['*', '★', '☆', ' ']);
    if bare.is_empty() { name } else { bare.to_owned() }
}

/// The value: repetitions on lines of their own, a coded value by its words, a structured number put together again.
pub fn value_text(obx: &Segment<'_>) -> String {
    let kind = obx.field(2).text().to_ascii_uppercase();
    let field = obx.field(5);
    let one = |part: Part<'_>| match kind.as_str() {
        "CE" | "CWE" | "CNE" | "CF" => part
            .component(2)
            .value()
            .or_else(|| part.component(5).value())
            .or_else(|| part.component(1).value())
            .unwrap_or_default(),
        "SN" => (1..=4).map(|n| part.component(n).text().into_owned()).collect(),
        _ => part.text().into_owned(),
    };
    let lines: Vec<String> = field.repetitions().map(one).filter(|line| !line.is_empty()).collect();
    shortened(&lines.join("\n"))
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= LONGEST_VALUE {
        return value.to_owned();
    }
    value.chars().take(LONGEST_VALUE).chain("…".chars()).collect()
}

/// The number of a result that is one; text and attachments are never read as numbers.
fn number(obx: &Segment<'_>, value: &str) -> Option<f64> {
    if matches!(&*obx.field(2).text(), "TX" | "FT" | "ED" | "RP") {
        return None;
    }
    match read_value(value).scale {
        Scale::Number { value, comparator: None } => Some(value),
        _ => None,
    }
}

fn code_system(part: &Part<'_>) -> String {
    match part.text().to_ascii_uppercase().as_str() {
        "LN" | "LOINC" => "loinc".to_owned(),
        "I10" | "ICD10" | "ICD-10" | "ICD10CN" | "ICD10-CN" => "icd10".to_owned(),
        "ICD9CM3" | "ICD-9-CM-3" | "I9C" | "ICD9" => "icd9cm3".to_owned(),
        "" => "local".to_owned(),
        other => other.to_lowercase(),
    }
}

/// Code of a diagnosis, operation or result in our spelling, for other maps.
pub fn system_name(part: &Part<'_>) -> String {
    code_system(part)
}

/// Our metric: by LOINC, else by the name on the report together with its unit.
fn metric(code: &str, system: &str, name: &str, unit: &str) -> Option<String> {
    let known = dictionary();
    if system == "loinc"
        && let Some(metric) = known.by_loinc(code)
    {
        return Some(metric.code.clone());
    }
    match known.by_name(name, unit) {
        Lookup::One { metric, .. } => Some(metric.code.clone()),
        _ => None,
    }
}

/// OBX-8; some senders put a 0/1 or a letter into OBX-10 or OBX-11 instead.
fn flag(obx: &Segment<'_>, state: &str) -> Option<String> {
    let misplaced = || {
        [obx.field(10).text().into_owned(), state.to_owned()].into_iter().find_map(|text| {
            match text.as_str() {
                "1" => Some("A".to_owned()),
                "0" => Some("N".to_owned()),
                "H" | "L" | "HH" | "LL" => Some(text),
                _ => None,
            }
        })
    };
    obx.field(8).component(1).value().or_else(misplaced)
}

/// Table 0085.
fn status(state: &str) -> ObservationStatus {
    match state {
        "C" => ObservationStatus::Corrected,
        "P" | "I" | "R" | "S" => ObservationStatus::Preliminary,
        "D" | "W" => ObservationStatus::EnteredInError,
        _ => ObservationStatus::Final,
    }
}

/// A time that can be read; zeros and what cannot be read are none: it decides nothing here.
pub fn instant(field: &Part<'_>) -> Option<DateTime<Utc>> {
    let time = Timestamp::parse(&field.component(1).text()).ok().flatten()?;
    Some(time.instant_in_china().to_utc())
}
