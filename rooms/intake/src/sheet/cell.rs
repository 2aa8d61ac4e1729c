//! One cell: what spreadsheets do to a value, undone. Pure.

use chrono::NaiveDateTime;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, also digits kept as words.
    Text(String),
    /// A number; long identifiers stored as numbers have lost digits.
    Number(f64),
    /// A date the spreadsheet itself knows.
    Date(NaiveDateTime),
}

impl Cell {
    /// A cell of a text file.
    pub fn from_text(text: &str) -> Self {
        let text = tidy(text);
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    /// The content as text: whole numbers without a decimal point, dates as `2026-03-04` or with time.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            Cell::Number(number) => format!("{number}"),
            Cell::Date(at) if at.time() == chrono::NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
            Cell::Date(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }

    /// Whether a long number has lost digits: `1.10101E+17`, or a number too large for a spreadsheet to hold exactly.
    pub fn lost_digits(&self) -> bool {
        match self {
            Cell::Number(number) => number.abs() >= 9_007_199_254_740_992.0,
            Cell::Text(text) => is_scientific(text),
            _ => false,
        }
    }
}

/// Whether a text is a number in scientific notation as spreadsheets show long digits.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.trim_start_matches('+');
    !mantissa.is_empty()
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && (1..=2).contains(&exponent.len())
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

/// Full-width letters, digits and blanks made ordinary, outer blanks and invisible marks removed, the tricks that keep
/// leading zeros (`="0012"`, `'0012`) undone. Chinese punctuation inside a sentence stays.
pub fn tidy(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_invisible(*c)).map(narrow).collect();
    let text = text.trim();
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let text = text.strip_prefix('\'').unwrap_or(text);
    text.trim().to_owned()
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        // Full-width ASCII, except the punctuation Chinese sentences use.
        '\u{ff01}'..='\u{ff5e}' if !matches!(c, '，' | '；' | '！' | '？') => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_did_to_a_value_is_undone() {
        assert_eq!(tidy("　１３８１２３４５６７８ "), "13812345678");
        assert_eq!(tidy("=\"0012\""), "0012");
        assert_eq!(tidy("'0012"), "0012");
        assert_eq!(tidy("收缩压（高压）"), "收缩压(高压)");
        assert_eq!(tidy("高血压，糖尿病；痛风"), "高血压，糖尿病；痛风");
        assert_eq!(Cell::Number(13_812_345_678.0).text(), "13812345678");
        assert_eq!(Cell::Number(23.4).text(), "23.4");
    }

    #[test]
    fn a_number_that_lost_its_last_digits_is_noticed() {
        assert!(Cell::from_text("1.10101E+17").lost_digits());
        assert!(Cell::from_text("４．３０４８１E＋17").lost_digits());
        assert!(Cell::Number(430_481_197_001_014_800.0).lost_digits());
        assert!(!Cell::from_text("430481197001014878").lost_digits());
        assert!(!Cell::from_text("E+").lost_digits() && !Cell::from_text("13E").lost_digits());
    }
}
