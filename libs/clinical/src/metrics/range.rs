//! Reference ranges as reports print them: `3.9-6.1`, `3.9～6.1`, `<5.2`, `≥1.0`, `阴性`, `男:57-97;女:41-73`.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::value::{Comparator, Scale, plain_number, read_value, take_comparator};
use crate::Sex;

/// A span of numbers; a bound that is None is open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower bound.
    pub low: Option<f64>,
    /// Whether the lower bound itself is normal.
    pub low_included: bool,
    /// Upper bound.
    pub high: Option<f64>,
    /// Whether the upper bound itself is normal.
    pub high_included: bool,
}

impl Interval {
    /// Both bounds normal.
    pub fn closed(low: Option<f64>, high: Option<f64>) -> Self {
        Self { low, low_included: true, high, high_included: true }
    }
    /// Whether a value lies under the lower bound.
    pub fn is_below(&self, v: f64) -> bool {
        self.low.is_some_and(|low| v < low || (v == low && !self.low_included))
    }
    /// Whether a value lies above the upper bound.
    pub fn is_above(&self, v: f64) -> bool {
        self.high.is_some_and(|high| v > high || (v == high && !self.high_included))
    }
}

/// A reference range understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefRange {
    /// Numbers.
    Interval(Interval),
    /// Normal is negative, or up to a strip grade.
    NegativeUpTo(f64),
    /// Normal is exactly these words (黄色, 清).
    Words(String),
}

impl RefRange {
    /// Reads a printed range; `sex` chooses where both are printed. None when nothing certain can be read.
    pub fn parse(input: &str, sex: Option<Sex>) -> Option<Self> {
        let text: String = input.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        let text = by_sex(&text, sex)?;
        let text = text.trim_matches(['(', ')', '[', ']']);
        if text.is_empty() || matches!(text, "/" | "--" | "-" | "无") {
            return None;
        }
        interval(text).map(Self::Interval).or_else(|| qualitative(text))
    }
}

/// `男:57-97;女:41-73` → the part of the sex; None if the sex is needed and unknown.
fn by_sex(text: &str, sex: Option<Sex>) -> Option<String> {
    let marks = [("男", Sex::Male), ("女", Sex::Female)];
    if !marks.iter().any(|(word, _)| text.contains(word)) {
        return Some(text.to_owned());
    }
    let word = marks.iter().find(|(_, s)| Some(*s) == sex).map(|(w, _)| *w)?;
    let part = text.split([';', ',', '、', '|']).find(|part| part.contains(word))?;
    let stripped: String = part.replace("男性", "").replace("女性", "").replace(['男', '女', ':'], "");
    Some(stripped)
}

fn interval(text: &str) -> Option<Interval> {
    let (comparator, rest) = take_comparator(text);
    if let Some(c) = comparator {
        let bound = number_before_unit(rest)?;
        return Some(match c {
            Comparator::Less => Interval { high_included: false, ..Interval::closed(None, Some(bound)) },
            Comparator::AtMost => Interval::closed(None, Some(bound)),
            Comparator::Greater => Interval { low_included: false, ..Interval::closed(Some(bound), None) },
            Comparator::AtLeast => Interval::closed(Some(bound), None),
        });
    }
    let text =
        text.replace("--", "-").replace(['~', '～', '—', '–', '−', '至', '〜'], "-").replace("--", "-");
    // The dash of a range is not the sign of a number: look for it after the first character.
    let mut tail = text.chars();
    let first = tail.next()?;
    let (head, high) = tail.as_str().split_once('-')?;
    let low = plain_number(&format!("{first}{head}"))?;
    let high = number_before_unit(high)?;
    (low <= high).then(|| Interval::closed(Some(low), Some(high)))
}

fn number_before_unit(text: &str) -> Option<f64> {
    let end = text
        .char_indices()
        .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || (*i == 0 && *c == '-')))
        .map_or(text.len(), |(i, _)| i);
    let (digits, rest) = text.split_at_checked(end)?;
    let unit = rest.is_empty() || rest.chars().any(char::is_alphabetic) || rest.starts_with('%');
    // A further number would mean that this is not a simple bound.
    (unit && !rest.contains(['-', '<', '>', ';'])).then(|| plain_number(digits)).flatten()
}

fn qualitative(text: &str) -> Option<RefRange> {
    // 阴性或±, -~±
    let parts: Vec<&str> = text.split(['或', '~', '～', ',', '、']).filter(|p| !p.is_empty()).collect();
    let mut most = 0.0_f64;
    for part in &parts {
        match read_value(part).scale {
            Scale::Negative => {}
            Scale::Grade(g) => most = most.max(g),
            _ => {
                let letters = text.chars().all(|c| c.is_alphabetic() || matches!(c, '色' | '-'));
                return (letters && text.chars().count() <= 12).then(|| RefRange::Words(text.to_owned()));
            }
        }
    }
    Some(RefRange::NegativeUpTo(most))
}
