//! Reading a result as it stands on a report: `5.6↑`, `<0.5`, `阴性(-)`, `1+`, `152/96`. The text is always kept
//! by the caller; this is only how it is understood.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A censored result: the instrument only knew the side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparator {
    /// Below the number.
    #[serde(rename = "<")]
    Less,
    /// At most the number.
    #[serde(rename = "<=")]
    AtMost,
    /// Above the number.
    #[serde(rename = ">")]
    Greater,
    /// At least the number.
    #[serde(rename = ">=")]
    AtLeast,
}

impl Comparator {
    /// As stored and as FHIR writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// The report's own mark beside the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// ↑ H 偏高
    High,
    /// ↓ L 偏低
    Low,
    /// A * 异常
    Abnormal,
    /// N 正常
    Normal,
}

/// What kind of thing the result is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// A number, perhaps censored.
    Number {
        /// In the unit of the report.
        value: f64,
        /// Set when censored; such a value takes no part in means.
        comparator: Option<Comparator>,
    },
    /// Two numbers as in a blood pressure.
    Pair {
        /// Before the stroke.
        first: f64,
        /// After it.
        second: f64,
    },
    /// Strip grade: 0 negative, 0.5 trace (±), 1–4 plus signs.
    Grade(f64),
    /// 阴性 / 未检出.
    Negative,
    /// 阳性; weak ones too.
    Positive,
    /// `Lo` or `Hi` of a meter: beyond its range, number unknown.
    OffScale(Mark),
    /// Words.
    Text,
    /// Nothing was measured: empty, `/`, `--`, 未查.
    Missing,
}

/// A result understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The kind.
    pub scale: Scale,
    /// The report's mark inside the value text, if any.
    pub mark: Option<Mark>,
}

impl Reading {
    /// The number for comparing and storing; a strip grade counts, a pair does not.
    pub fn number(&self) -> Option<f64> {
        match self.scale {
            Scale::Number { value, .. } | Scale::Grade(value) => Some(value),
            _ => None,
        }
    }
    /// Comparator of a censored number.
    pub fn comparator(&self) -> Option<Comparator> {
        match self.scale {
            Scale::Number { comparator, .. } => comparator,
            _ => None,
        }
    }
}

/// Reads a result.
pub fn read_value(input: &str) -> Reading {
    let text: String = input.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (text, mark) = take_mark(text.trim_start_matches('\''));
    let lower = text.to_lowercase();
    let scale = missing(&lower)
        .or_else(|| qualitative(&lower))
        .or_else(|| grade(&lower))
        .or_else(|| pair(&lower))
        .or_else(|| number(&lower))
        .unwrap_or(Scale::Text);
    Reading { scale, mark }
}

/// Reads a mark that stands in a column of its own: `↑`, `H`, `偏高`, `异常`, `N`, `M`.
pub fn read_mark(input: &str) -> Option<Mark> {
    let text: String = input.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let text = text.trim_matches(['(', ')']);
    Some(match text {
        "↑" | "↑↑" | "↑↑↑" | "h" | "hh" | "hu" | "high" | "偏高" | "高" | "升高" => {
            Mark::High
        }
        "↓" | "↓↓" | "↓↓↓" | "l" | "ll" | "lu" | "low" | "偏低" | "低" | "降低" => Mark::Low,
        "a" | "aa" | "*" | "**" | "异常" | "阳性" | "+" | "pos" | "p" => Mark::Abnormal,
        "n" | "m" | "正常" | "normal" | "阴性" | "neg" => Mark::Normal,
        _ => return None,
    })
}

fn take_mark(text: &str) -> (String, Option<Mark>) {
    let arrows = |c: char| matches!(c, '↑' | '↓' | '⬆' | '⬇' | '*');
    let cleaned: String = text.chars().filter(|c| !arrows(*c)).collect();
    let mark = text.chars().find_map(|c| match c {
        '↑' | '⬆' => Some(Mark::High),
        '↓' | '⬇' => Some(Mark::Low),
        _ => None,
    });
    if mark.is_some() || cleaned.len() == text.len() {
        // A letter H or L that follows a number directly is a mark as well.
        return letter_mark(&cleaned).map_or((cleaned, mark), |(rest, m)| (rest, mark.or(Some(m))));
    }
    (cleaned, Some(Mark::Abnormal))
}

fn letter_mark(text: &str) -> Option<(String, Mark)> {
    let (rest, mark) = match text.strip_suffix(['H', 'h']) {
        Some(rest) => (rest, Mark::High),
        None => (text.strip_suffix(['L', 'l'])?, Mark::Low),
    };
    rest.ends_with(|c: char| c.is_ascii_digit()).then(|| (rest.trim_end_matches('(').to_owned(), mark))
}

fn missing(text: &str) -> Option<Scale> {
    let none = matches!(
        text,
        "" | "/"
            | "//"
            | "--"
            | "---"
            | "—"
            | "——"
            | "未查"
            | "未检"
            | "未做"
            | "弃检"
            | "拒检"
            | "null"
            | "n/a"
            | "na"
            | "."
    );
    none.then_some(Scale::Missing)
}

fn qualitative(text: &str) -> Option<Scale> {
    let text = text.trim_matches(['(', ')']);
    match text {
        "lo" | "low" => return Some(Scale::OffScale(Mark::Low)),
        "hi" | "high" => return Some(Scale::OffScale(Mark::High)),
        _ => {}
    }
    let negative =
        ["阴性", "阴", "未检出", "未见", "未见异常", "未检见", "neg", "negative", "无反应性", "non-reactive"];
    let positive = ["阳性", "弱阳性", "强阳性", "阳", "pos", "positive", "检出", "有反应性", "reactive"];
    let base = text.split('(').next().unwrap_or_default();
    if negative.contains(&base) {
        return Some(Scale::Negative);
    }
    if positive.contains(&base) {
        // 阳性(2+) keeps its grade.
        let inner = text.split_once('(').and_then(|(_, inner)| grade(inner.trim_end_matches(')')));
        return Some(inner.filter(|g| *g != Scale::Grade(0.0)).unwrap_or(Scale::Positive));
    }
    None
}

/// `-`, `±`, `+-`, `1+`, `+1`, `++`, `(3+)`.
fn grade(text: &str) -> Option<Scale> {
    let text = text.trim_matches(['(', ')']);
    let value = match text {
        "-" | "−" | "–" => 0.0,
        "±" | "+-" | "+/-" | "-+" | "trace" | "微量" => 0.5,
        "+" | "1+" | "+1" => 1.0,
        "++" | "2+" | "+2" => 2.0,
        "+++" | "3+" | "+3" => 3.0,
        "++++" | "4+" | "+4" => 4.0,
        _ => return None,
    };
    Some(Scale::Grade(value))
}

fn pair(text: &str) -> Option<Scale> {
    let text = text.trim_end_matches("mmhg");
    let (first, second) = text.split_once('/')?;
    Some(Scale::Pair { first: plain_number(first)?, second: plain_number(second)? })
}

fn number(text: &str) -> Option<Scale> {
    let (comparator, rest) = take_comparator(text);
    // 1,234.5 writes thousands; 5.6mmol/L repeats the unit: the unit has its own column.
    let rest = rest.trim_start_matches('=').replace(',', "");
    let end =
        rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(rest.len());
    let (digits, tail) = rest.split_at_checked(end)?;
    let unit_like = tail.is_empty() || tail.starts_with('%') || tail.contains('/') || is_bare_unit(tail);
    let value = plain_number(digits)?;
    unit_like.then_some(Scale::Number { value, comparator })
}

fn is_bare_unit(tail: &str) -> bool {
    matches!(tail, "mmhg" | "kpa" | "cm" | "kg" | "℃" | "°c" | "s" | "ms" | "fl" | "pg" | "h" | "次" | "分")
}

/// The comparator at the head of a text and what follows it.
pub(crate) fn take_comparator(text: &str) -> (Option<Comparator>, &str) {
    let table = [
        ("<=", Comparator::AtMost),
        ("≤", Comparator::AtMost),
        ("≦", Comparator::AtMost),
        (">=", Comparator::AtLeast),
        ("≥", Comparator::AtLeast),
        ("≧", Comparator::AtLeast),
        ("<", Comparator::Less),
        (">", Comparator::Greater),
        ("小于等于", Comparator::AtMost),
        ("不高于", Comparator::AtMost),
        ("大于等于", Comparator::AtLeast),
        ("不低于", Comparator::AtLeast),
        ("小于", Comparator::Less),
        ("低于", Comparator::Less),
        ("大于", Comparator::Greater),
        ("高于", Comparator::Greater),
    ];
    table
        .iter()
        .find_map(|(symbol, c)| text.strip_prefix(symbol).map(|rest| (Some(*c), rest)))
        .unwrap_or((None, text))
}

/// A finite number in plain notation (`1e5` and `inf` are not results).
pub(crate) fn plain_number(text: &str) -> Option<f64> {
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+')) {
        return None;
    }
    text.parse::<f64>().ok().filter(|v| v.is_finite())
}
