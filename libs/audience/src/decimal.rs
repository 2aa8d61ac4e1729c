//! A number as it was written: exact decimals with six places, so that 3.4 equals 3.40 and three times 3.4 is 10.2.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

const PLACES: usize = 6;
const ONE: i128 = 1_000_000;
/// Digits before the point that are still taken for a measurement or a count: with six places behind it, the number
/// fits into 64 bits, so that a column of a database can hold it exactly.
const MAX_WHOLE_DIGITS: usize = 12;

/// An exact decimal number in units of 10⁻⁶. Further places are rounded half away from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

impl Decimal {
    /// A whole number.
    pub fn whole(n: i64) -> Decimal {
        Decimal(i128::from(n) * ONE)
    }

    /// Yuan from fen.
    pub fn from_fen(fen: i64) -> Decimal {
        Decimal(i128::from(fen) * (ONE / 100))
    }

    /// The number in units of 10⁻⁶: what an index or a table keeps and compares. One that was written, not summed,
    /// fits into an `i64`.
    pub fn micros(self) -> i128 {
        self.0
    }

    /// The same, cut to the range of an `i64`: what is bound to a query.
    pub(crate) fn micros_bound(self) -> i64 {
        i64::try_from(self.0).unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX })
    }

    /// A number of so many millionths.
    pub fn from_micros(micros: i64) -> Decimal {
        Decimal(micros.into())
    }

    /// A number of so many millionths, also a sum.
    pub(crate) fn from_wide(micros: i128) -> Decimal {
        Decimal(micros)
    }

    /// The number in units of 10⁻⁹.
    pub fn nanos(self) -> i128 {
        self.0.saturating_mul(1000)
    }

    /// The nearest binary fraction, for charts and models; never for comparing.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Whether there is nothing behind the point.
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// The whole number at or below, if it is a count; `None` below zero.
    pub(crate) fn floor(self) -> Option<u32> {
        u32::try_from(self.0.div_euclid(ONE)).ok()
    }

    pub(crate) fn plus(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_add(other.0))
    }

    pub(crate) fn times(self, n: u32) -> Decimal {
        Decimal(self.0.saturating_mul(i128::from(n)))
    }

    pub(crate) fn negated(self) -> Decimal {
        Decimal(self.0.saturating_neg())
    }

    /// The whole number at or below.
    pub(crate) fn floor_whole(self) -> i64 {
        i64::try_from(self.0.div_euclid(ONE)).unwrap_or(i64::MAX)
    }

    /// `micros / by` rounded to two places, for showing; `None` unless `by` is above zero.
    pub(crate) fn quotient_rounded(micros: i128, by: i128) -> Option<Decimal> {
        let cent = ONE / 100;
        let unit = cent.checked_mul(by).filter(|u| *u > 0)?;
        let half = if micros < 0 { -unit / 2 } else { unit / 2 };
        Some(Decimal(micros.saturating_add(half) / unit * cent))
    }

    /// The quotient rounded to two places, for showing a mean; `None` for n = 0.
    pub(crate) fn over_rounded(self, n: u32) -> Option<Decimal> {
        Decimal::quotient_rounded(self.0, n.into())
    }
}

/// The text is not a decimal number of at most 12 digits before the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("不是可比较的数值")]
pub struct NotDecimal;

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Decimal, NotDecimal> {
        let text = text.trim();
        if text.len() <= 40 && text.contains(['e', 'E']) {
            let value: f64 = text.parse().map_err(|_| NotDecimal)?;
            return plain(&value.to_string());
        }
        plain(text)
    }
}

fn plain(text: &str) -> Result<Decimal, NotDecimal> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let whole_ok = !whole.is_empty() && whole.len() <= MAX_WHOLE_DIGITS;
    if !(whole_ok && all_digits(whole) && all_digits(fraction)) || digits.ends_with('.') {
        return Err(NotDecimal);
    }
    let mut micros: i128 = whole.parse().map_err(|_| NotDecimal)?;
    let mut places = fraction.bytes().map(|b| i128::from(b - b'0'));
    for _ in 0..PLACES {
        micros = micros * 10 + places.next().unwrap_or(0);
    }
    if places.next().is_some_and(|digit| digit >= 5) {
        micros += 1;
    }
    Ok(Decimal(if negative { -micros } else { micros }))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) =
            (self.0.unsigned_abs() / ONE.unsigned_abs(), self.0.unsigned_abs() % ONE.unsigned_abs());
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{rest:06}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

impl Serialize for Decimal {
    /// A JSON number where JSON's binary number says the same, else text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let (true, Ok(whole)) = (self.is_whole(), i64::try_from(self.0 / ONE)) {
            return serializer.serialize_i64(whole);
        }
        let text = self.to_string();
        match text.parse::<f64>() {
            Ok(number) if number.to_string() == text => serializer.serialize_f64(number),
            _ => serializer.serialize_str(&text),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

struct DecimalVisitor;

impl de::Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("一个数值")
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Decimal, E> {
        n.to_string().parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Decimal, E> {
        n.to_string().parse().map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Decimal, E> {
        n.to_string().parse().map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    #[test]
    fn a_lab_value_of_3_40_equals_the_limit_3_4() {
        assert_eq!(d("3.40"), d("3.4"));
        assert_eq!(d(" +3.4 "), d("3.4"));
        assert_eq!(d("3.4").to_string(), "3.4");
        assert_eq!(d("-0.5").to_string(), "-0.5");
        assert_eq!(d("1.2E2"), d("120"));
    }

    #[test]
    fn three_readings_of_3_4_have_the_mean_3_4() {
        let sum = d("3.4").plus(d("3.4")).plus(d("3.4"));
        assert_eq!(sum, d("3.4").times(3));
        assert_eq!(sum.over_rounded(3), Some(d("3.4")));
        assert_eq!(d("10").over_rounded(3), Some(d("3.33")));
        assert_eq!(d("-10").over_rounded(3), Some(d("-3.33")));
        assert_eq!(d("10").over_rounded(0), None);
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in
            ["", "阳性", "1.2.3", "5-10", "1,200", "NaN", "inf", "1e400", "5.", ".5", "1234567890123456"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }

    #[test]
    fn json_keeps_the_number_as_written() {
        for (json, back) in [("24", "24"), ("3.4", "3.4"), ("\"3.40\"", "3.4"), ("-0.000001", "")] {
            let number: Decimal = serde_json::from_str(json).expect(json);
            let written = serde_json::to_string(&number).expect(json);
            let again: Decimal = serde_json::from_str(&written).expect(json);
            assert_eq!(again, number);
            if !back.is_empty() {
                assert_eq!(written, back);
            }
        }
    }
}
