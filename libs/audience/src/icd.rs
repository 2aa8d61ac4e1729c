//! ICD-10 codes and ranges, also in the Chinese extensions (`I10.x00x002`).

use serde::{Deserialize, Serialize};

/// A code or a range of codes: `E11`, `I10-I15`, `E11.2-E11.5`. A code covers everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IcdRange {
    from: String,
    to: String,
    text: String,
}

/// The text is neither an ICD-10 code nor a range of two.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是ICD-10编码或范围，例如 E11 或 I10-I15")]
pub struct NotIcd(String);

impl IcdRange {
    /// Whether a code as recorded lies in the range.
    pub fn contains(&self, code: &str) -> bool {
        let code = bare(code);
        let head: String = code.chars().take(self.to.len()).collect();
        code >= self.from && head <= self.to && !code.is_empty()
    }

    /// Both ends, bare.
    pub(crate) fn ends(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A code as ranges compare it: what a table keeps as `icd_key`.
pub fn icd_key(code: &str) -> String {
    bare(code)
}

/// Letters and digits only, upper case: the point and the dagger carry no order.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn is_code(bare: &str) -> bool {
    let mut chars = bare.chars();
    let letter = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    let digit = chars.next().is_some_and(|c| c.is_ascii_digit());
    let third = chars.next().is_some_and(|c| c.is_ascii_alphanumeric());
    letter && digit && third && bare.len() <= 12
}

impl TryFrom<String> for IcdRange {
    type Error = NotIcd;

    fn try_from(text: String) -> Result<IcdRange, NotIcd> {
        let (from, to) = text.split_once(['-', '~', '～', '–']).unwrap_or((&text, &text));
        let (from, to) = (bare(from), bare(to));
        if is_code(&from) && is_code(&to) && from <= to {
            Ok(IcdRange { from, to, text })
        } else {
            Err(NotIcd(text.chars().take(40).collect()))
        }
    }
}

impl From<IcdRange> for String {
    fn from(range: IcdRange) -> String {
        range.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> IcdRange {
        IcdRange::try_from(text.to_owned()).expect(text)
    }

    #[test]
    fn hypertension_is_i10_to_i15_in_every_spelling() {
        let hypertension = range("I10-I15");
        for code in ["I10", "i10", "I10.x00x002", "I11.9", "I15.900", "I13.2+"] {
            assert!(hypertension.contains(code), "{code}");
        }
        for code in ["I09.9", "I16", "I20.0", "", "E11"] {
            assert!(!hypertension.contains(code), "{code}");
        }
    }

    #[test]
    fn a_code_covers_what_stands_below_it() {
        assert!(range("E11").contains("E11.900"));
        assert!(range("E11.2-E11.5").contains("E11.501"));
        assert!(!range("E11.2-E11.5").contains("E11.6"));
        assert!(!range("E11.9").contains("E11"));
    }

    #[test]
    fn a_reversed_or_foreign_range_is_refused() {
        for text in ["I15-I10", "糖尿病", "", "11", "E"] {
            assert!(IcdRange::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
