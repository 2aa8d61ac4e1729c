//! Search parameters: reading the query text of a search, tokens and date prefixes. Section "Search" of FHIR R4.

use chrono::{DateTime, FixedOffset, Utc};

use crate::FhirTime;

/// One parameter: `name:modifier=a,b`. Several values mean "or", a repeated parameter means "and".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Name without modifier.
    pub name: String,
    /// What stood behind the colon.
    pub modifier: Option<String>,
    /// The alternatives, unescaped.
    pub values: Vec<String>,
    /// The parameter as it was sent, decoded, for the self link.
    pub raw: String,
}

/// Reads a query text such as `birthdate=ge1969&birthdate=lt1971&_count=20`.
pub fn parse_query(query: &str) -> Vec<Param> {
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, raw) = (decode(name), decode(value));
            let (name, modifier) = match name.split_once(':') {
                Some((name, modifier)) => (name.to_owned(), Some(modifier.to_owned())),
                None => (name, None),
            };
            Param { name, modifier, values: alternatives(&raw), raw }
        })
        .collect()
}

/// Percent-decoding of a query component; `+` means a blank, broken escapes are kept as they are.
pub fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let pair: Vec<u8> = bytes.clone().take(2).collect();
                let code = std::str::from_utf8(&pair).ok().filter(|pair| pair.len() == 2);
                match code.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                    Some(code) => {
                        out.push(code);
                        bytes.nth(1);
                    }
                    None => out.push(byte),
                }
            }
            other => out.push(other),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encoding of a query component for links.
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' | b'/' | b',' => {
                out.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
    out
}

/// Splits at commas that are not escaped; `\,` `\|` `\$` `\\` keep their backslash only where `|` must stay told apart.
fn alternatives(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, parts.last_mut()) {
            ('\\', Some(part)) => match chars.next() {
                Some('|') => part.push_str("\\|"),
                Some(next) => part.push(next),
                None => part.push('\\'),
            },
            (',', _) => parts.push(String::new()),
            (c, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    parts
}

/// A token: `code`, `system|code`, `|code` (no system) or `system|` (any code of the system).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// `None`: any system; `Some("")`: must have none.
    pub system: Option<String>,
    /// `None`: any code.
    pub code: Option<String>,
}

impl Token {
    /// Reads one alternative of a token parameter.
    pub fn read(value: &str) -> Self {
        let unescape = |text: &str| text.replace("\\|", "|");
        let bar =
            value.char_indices().find(|(at, c)| *c == '|' && !value.get(..*at).unwrap_or("").ends_with('\\'));
        match bar.and_then(|(at, _)| Some((value.get(..at)?, value.get(at + 1..)?))) {
            None => Token { system: None, code: Some(unescape(value)) },
            Some((system, code)) => Token {
                system: Some(unescape(system)),
                code: Some(unescape(code)).filter(|code| !code.is_empty()),
            },
        }
    }

    /// Whether a coding or identifier with this system and code is meant.
    pub fn matches(&self, system: Option<&str>, code: Option<&str>) -> bool {
        let system_fits = self.system.as_deref().is_none_or(|wanted| wanted == system.unwrap_or(""));
        system_fits && self.code.as_deref().is_none_or(|wanted| Some(wanted) == code)
    }
}

/// How a date is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `eq`: inside the span asked for.
    Eq,
    /// `ne`
    Ne,
    /// `gt`
    Gt,
    /// `lt`
    Lt,
    /// `ge`
    Ge,
    /// `le`
    Le,
    /// `sa`: starts after
    StartsAfter,
    /// `eb`: ends before
    EndsBefore,
    /// `ap`: about (a tenth of the distance to now is the specification's advice; here the span itself)
    About,
}

/// From (included) and until (excluded); an open end is `None`.
pub type InstantSpan = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// A date parameter such as `ge2026-03`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTest {
    /// How to compare.
    pub comparison: Comparison,
    /// With what.
    pub time: FhirTime,
}

impl DateTest {
    /// Reads one alternative of a date parameter; `None` if it is no date.
    pub fn read(value: &str, zone: FixedOffset) -> Option<Self> {
        let (comparison, rest) = match value.get(..2) {
            Some("eq") => (Comparison::Eq, value.get(2..)?),
            Some("ne") => (Comparison::Ne, value.get(2..)?),
            Some("gt") => (Comparison::Gt, value.get(2..)?),
            Some("lt") => (Comparison::Lt, value.get(2..)?),
            Some("ge") => (Comparison::Ge, value.get(2..)?),
            Some("le") => (Comparison::Le, value.get(2..)?),
            Some("sa") => (Comparison::StartsAfter, value.get(2..)?),
            Some("eb") => (Comparison::EndsBefore, value.get(2..)?),
            Some("ap") => (Comparison::About, value.get(2..)?),
            _ => (Comparison::Eq, value),
        };
        Some(DateTest { comparison, time: FhirTime::read(rest, zone)? })
    }

    /// Whether something lasting over `[start, end)` passes the test. For an instant pass its own tiny span.
    pub fn passes(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        let (low, high) = (self.time.start, self.time.end);
        let inside = start >= low && end <= high;
        match self.comparison {
            Comparison::Eq => inside,
            Comparison::Ne => !inside,
            Comparison::Gt => end > high,
            Comparison::Lt => start < low,
            Comparison::Ge => end > high || inside || start >= low,
            Comparison::Le => start < low || inside || end <= high,
            Comparison::StartsAfter => start >= high,
            Comparison::EndsBefore => end <= low,
            Comparison::About => start < high && end > low,
        }
    }

    /// For a column that holds one instant: the half-open span `[from, until)` that passes; `None` for "not equal",
    /// which is no single span.
    pub fn instant_span(&self) -> Option<InstantSpan> {
        let (low, high) = (self.time.start, self.time.end);
        Some(match self.comparison {
            Comparison::Eq | Comparison::About => (Some(low), Some(high)),
            Comparison::Ne => return None,
            Comparison::Gt | Comparison::StartsAfter => (Some(high), None),
            Comparison::Lt | Comparison::EndsBefore => (None, Some(low)),
            Comparison::Ge => (Some(low), None),
            Comparison::Le => (None, Some(high)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_tell_no_system_from_any_system() {
        let id = Some("430481197001014878");
        let oid = Some("urn:oid:2.16.156.10011.1.3");
        assert!(Token::read("430481197001014878").matches(oid, id));
        assert!(Token::read("urn:oid:2.16.156.10011.1.3|430481197001014878").matches(oid, id));
        assert!(!Token::read("|430481197001014878").matches(oid, id));
        assert!(Token::read("urn:oid:2.16.156.10011.1.3|").matches(oid, id));
        assert_eq!(Token::read(r"a\|b|c"), Token { system: Some("a|b".into()), code: Some("c".into()) });
    }

    #[test]
    fn a_query_is_read_with_its_modifiers_and_chinese() {
        let params = parse_query("family:exact=%E5%BC%A0&birthdate=ge1969&code=a,b%5C,c&_count=20");
        assert_eq!(params[0].modifier.as_deref(), Some("exact"));
        assert_eq!(params[0].values, ["张"]);
        assert_eq!(params[2].values, ["a", "b,c"]);
        assert_eq!(decode(&encode("张 & |1+2%")), "张 & |1+2%");
        assert_eq!(decode("100%"), "100%");
    }

    #[test]
    fn a_birth_year_range_finds_who_was_born_in_it() {
        let zone = FixedOffset::east_opt(8 * 3600).unwrap();
        let born = FhirTime::read("1970-01-01", zone).unwrap();
        let test = |text: &str| DateTest::read(text, zone).unwrap().passes(born.start, born.end);
        assert!(test("ge1969") && test("lt1971") && test("1970") && test("1970-01-01") && test("le1970"));
        assert!(
            !test("gt1970") && !test("sa1970") && !test("ne1970") && !test("eb1970") && test("ge1970-01-01")
        );
        assert!(!test("lt1970") && test("gt1969") && !test("1971"));
        assert!(DateTest::read("ge昨天", zone).is_none());
    }
}
