//! Telephone numbers as Chinese systems write them: +86, 0086, full width, blanks, brackets, extensions.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// Eleven digits, 13–19.
    Mobile,
    /// Area code and seven or eight digits.
    Landline,
    /// 400 and 800 numbers.
    Hotline,
    /// Any other country or region, written with +.
    Abroad,
}

/// A number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Phone {
    kind: PhoneKind,
    /// As dialled inside China (`13812345678`, `073188881234`), or `+852…`.
    national: String,
    /// Length of the leading part that a mask leaves visible.
    head: usize,
}

impl Phone {
    /// Reads a number; None if it cannot be one (so that nobody is called on it).
    pub fn parse(input: &str) -> Option<Self> {
        let text = tidy(input);
        let text = text.strip_prefix("00").map_or_else(|| text.clone(), |rest| format!("+{rest}"));
        if let Some(rest) = text.strip_prefix("+86") {
            return domestic(rest, true);
        }
        if let Some(rest) = text.strip_prefix('+') {
            return abroad(rest);
        }
        domestic(&text, false).or_else(|| text.strip_prefix("86").and_then(|rest| domestic(rest, true)))
    }

    /// What kind of number it is.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }
    /// Whether a text message can reach it.
    pub fn is_mobile(&self) -> bool {
        self.kind == PhoneKind::Mobile
    }
    /// The digits one dials in China, the form to store and to look up.
    pub fn national(&self) -> &str {
        &self.national
    }
    /// `+8613812345678`.
    pub fn e164(&self) -> String {
        if self.kind == PhoneKind::Abroad {
            return self.national.clone();
        }
        format!("+86{}", self.national.strip_prefix('0').unwrap_or(&self.national))
    }
    /// Last four digits, a search key at the desk.
    pub fn last4(&self) -> &str {
        self.national.len().checked_sub(4).and_then(|at| self.national.get(at..)).unwrap_or_default()
    }
    /// `138****5678`, `0731****1234`, `+852****4567`.
    pub fn masked(&self) -> String {
        format!("{}****{}", self.national.get(..self.head).unwrap_or_default(), self.last4())
    }
}

/// NFKC, an extension cut off, only digits and a leading plus kept; anything else makes it unreadable.
fn tidy(input: &str) -> String {
    let nfkc: String = input.nfkc().collect();
    let main = nfkc.split(['转', '#', ',', ';', '/']).next().unwrap_or_default();
    let lower = main.to_ascii_lowercase();
    let main = lower.split("ext").next().unwrap_or_default();
    let mut out = String::with_capacity(main.len());
    for c in main.chars() {
        match c {
            '0'..='9' => out.push(c),
            '+' if out.is_empty() => out.push(c),
            ' ' | '-' | '(' | ')' | '.' | '\t' | '\'' | '–' | '—' | '\u{200b}'..='\u{200f}' | '\u{feff}' =>
                {}
            _ => return String::new(),
        }
    }
    out
}

fn domestic(digits: &str, after_country_code: bool) -> Option<Phone> {
    let n = digits.len();
    let mut first = digits.bytes();
    if n == 11 && first.next() == Some(b'1') && first.next().is_some_and(|b| (b'3'..=b'9').contains(&b)) {
        return Some(Phone { kind: PhoneKind::Mobile, national: digits.to_owned(), head: 3 });
    }
    if n == 10 && (digits.starts_with("400") || digits.starts_with("800")) {
        return Some(Phone { kind: PhoneKind::Hotline, national: digits.to_owned(), head: 3 });
    }
    // +86 731 8888 1234 leaves the trunk zero out.
    let with_zero =
        if after_country_code && !digits.starts_with('0') { format!("0{digits}") } else { digits.to_owned() };
    landline(&with_zero)
}

fn landline(digits: &str) -> Option<Phone> {
    if !digits.starts_with('0') {
        return None;
    }
    let head = match digits.as_bytes().get(1)? {
        b'1' if digits.starts_with("010") => 3,
        b'2' => 3,
        b'3'..=b'9' => 4,
        _ => return None,
    };
    let local = digits.get(head..)?;
    let plausible = matches!(local.len(), 7 | 8) && local.bytes().next().is_some_and(|b| b >= b'2');
    plausible.then(|| Phone { kind: PhoneKind::Landline, national: digits.to_owned(), head })
}

fn abroad(digits: &str) -> Option<Phone> {
    if !(7..=15).contains(&digits.len()) || digits.starts_with('0') {
        return None;
    }
    let head = 1 + country_code_length(digits);
    Some(Phone { kind: PhoneKind::Abroad, national: format!("+{digits}"), head })
}

/// Length of the ITU country code.
fn country_code_length(digits: &str) -> usize {
    if digits.starts_with(['1', '7']) {
        return 1;
    }
    let two = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "90", "91", "92", "93", "94", "95", "98",
    ];
    if two.iter().any(|code| digits.starts_with(code)) { 2 } else { 3 }
}
