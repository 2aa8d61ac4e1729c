//! A reading as the source wrote it: a number, a censored number such as `<0.5`, or words.

use crate::{Decimal, Truth};
use serde::{Deserialize, Serialize};

/// A measured value. The text is kept; the number, if there is one, is read from it once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Reading {
    text: String,
    sign: Sign,
    number: Option<Decimal>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Exact,
    Below,
    AtMost,
    AtLeast,
    Above,
}

const SIGNS: [(&str, Sign); 10] = [
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("≤", Sign::AtMost),
    ("≥", Sign::AtLeast),
    ("≦", Sign::AtMost),
    ("≧", Sign::AtLeast),
    ("<", Sign::Below),
    (">", Sign::Above),
    ("＜", Sign::Below),
    ("＞", Sign::Above),
];

impl Reading {
    /// Reads a value as received.
    pub fn new(text: impl Into<String>) -> Reading {
        let text = text.into();
        let trimmed = text.trim();
        let (sign, digits) = SIGNS
            .iter()
            .find_map(|(mark, sign)| trimmed.strip_prefix(mark).map(|rest| (*sign, rest)))
            .unwrap_or((Sign::Exact, trimmed));
        let number = digits.parse().ok();
        Reading { text, sign, number }
    }

    /// The value as received.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number, also of a censored value; `None` for words.
    pub fn number(&self) -> Option<Decimal> {
        self.number
    }

    /// The number if it was measured exactly; censored values do not enter a mean.
    pub fn exact(&self) -> Option<Decimal> {
        self.number.filter(|_| self.sign == Sign::Exact)
    }

    /// The mark of a censored value, empty for others: `<`, `<=`, `>=`, `>`.
    pub fn sign_text(&self) -> &'static str {
        match self.sign {
            Sign::Exact => "",
            Sign::Below => "<",
            Sign::AtMost => "<=",
            Sign::AtLeast => ">=",
            Sign::Above => ">",
        }
    }

    /// Whether the true value lies below `limit`.
    pub(crate) fn below(&self, limit: Decimal) -> Truth {
        let Some(n) = self.number else { return Truth::Unknown };
        match self.sign {
            Sign::Exact => Truth::from(n < limit),
            Sign::Below if n <= limit => Truth::Yes,
            Sign::AtMost if n < limit => Truth::Yes,
            Sign::AtLeast | Sign::Above if n >= limit => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// Whether the true value lies at or below `limit`.
    pub(crate) fn at_most(&self, limit: Decimal) -> Truth {
        let Some(n) = self.number else { return Truth::Unknown };
        match self.sign {
            Sign::Exact => Truth::from(n <= limit),
            Sign::Below | Sign::AtMost if n <= limit => Truth::Yes,
            Sign::AtLeast if n > limit => Truth::No,
            Sign::Above if n >= limit => Truth::No,
            _ => Truth::Unknown,
        }
    }
}

impl From<String> for Reading {
    fn from(text: String) -> Reading {
        Reading::new(text)
    }
}

impl From<&str> for Reading {
    fn from(text: &str) -> Reading {
        Reading::new(text)
    }
}

impl From<Reading> for String {
    fn from(reading: Reading) -> String {
        reading.text
    }
}
