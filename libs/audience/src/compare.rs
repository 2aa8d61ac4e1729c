//! Comparing a value with a limit: exact, censored, or a mean.

use crate::{Decimal, Reading, Truth};
use serde::{Deserialize, Serialize};

/// One comparison. `between` includes both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cmp {
    /// equal
    Eq(Decimal),
    /// not equal
    Ne(Decimal),
    /// less than
    Lt(Decimal),
    /// less than or equal
    Le(Decimal),
    /// greater than
    Gt(Decimal),
    /// greater than or equal
    Ge(Decimal),
    /// from … to, both included
    Between(Decimal, Decimal),
}

impl Cmp {
    /// Compares an exact number.
    pub fn exact(&self, n: Decimal) -> bool {
        self.judge(&|limit| Truth::from(n < limit), &|limit| Truth::from(n <= limit)).holds()
    }

    /// Compares a reading; a censored one such as `<0.5` answers only where every possible value gives the same.
    pub fn reading(&self, reading: &Reading) -> Truth {
        self.judge(&|limit| reading.below(limit), &|limit| reading.at_most(limit))
    }

    /// Compares the mean `sum / n` without dividing.
    pub(crate) fn mean(&self, sum: Decimal, n: u32) -> bool {
        self.judge(&|l| Truth::from(sum < l.times(n)), &|l| Truth::from(sum <= l.times(n))).holds()
    }

    /// Compares the quotient `rise / run` of millionths, `run` above zero, without dividing.
    pub(crate) fn quotient(&self, rise: i128, run: i128) -> bool {
        let limit = |l: Decimal| l.micros().saturating_mul(run);
        self.judge(&|l| Truth::from(rise < limit(l)), &|l| Truth::from(rise <= limit(l))).holds()
    }

    fn judge(&self, below: &dyn Fn(Decimal) -> Truth, at_most: &dyn Fn(Decimal) -> Truth) -> Truth {
        let equal = |limit| at_most(limit).and(!below(limit));
        match *self {
            Cmp::Eq(limit) => equal(limit),
            Cmp::Ne(limit) => !equal(limit),
            Cmp::Lt(limit) => below(limit),
            Cmp::Le(limit) => at_most(limit),
            Cmp::Gt(limit) => !at_most(limit),
            Cmp::Ge(limit) => !below(limit),
            Cmp::Between(low, high) => (!below(low)).and(at_most(high)),
        }
    }

    /// The limits it names, one or two.
    pub fn limits(&self) -> Vec<Decimal> {
        match *self {
            Cmp::Eq(l) | Cmp::Ne(l) | Cmp::Lt(l) | Cmp::Le(l) | Cmp::Gt(l) | Cmp::Ge(l) => vec![l],
            Cmp::Between(low, high) => vec![low, high],
        }
    }

    /// In words, with the unit behind the number: `≥45岁`, `在3.9至6.1 mmol/L之间`.
    pub(crate) fn words(&self, unit: &str) -> String {
        match self {
            Cmp::Eq(l) => format!("等于{l}{unit}"),
            Cmp::Ne(l) => format!("不等于{l}{unit}"),
            Cmp::Lt(l) => format!("＜{l}{unit}"),
            Cmp::Le(l) => format!("≤{l}{unit}"),
            Cmp::Gt(l) => format!("＞{l}{unit}"),
            Cmp::Ge(l) => format!("≥{l}{unit}"),
            Cmp::Between(low, high) => format!("在{low}至{high}{unit}之间"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cmp(json: &str) -> Cmp {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn a_value_below_the_detection_limit_answers_only_what_is_certain() {
        let table = [
            ("<0.5", r#"{"lt":0.5}"#, Truth::Yes),
            ("<0.5", r#"{"ge":0.5}"#, Truth::No),
            ("<0.5", r#"{"ge":0.3}"#, Truth::Unknown),
            ("<0.5", r#"{"between":[0.5,1]}"#, Truth::No),
            ("<0.5", r#"{"eq":0.2}"#, Truth::Unknown),
            ("<0.5", r#"{"eq":0.5}"#, Truth::No),
            ("≥33.3", r#"{"ge":33.3}"#, Truth::Yes),
            ("≥33.3", r#"{"gt":33.3}"#, Truth::Unknown),
            (">33.3", r#"{"gt":33.3}"#, Truth::Yes),
            (">33.3", r#"{"le":33.3}"#, Truth::No),
            ("＞33.3", r#"{"lt":16.7}"#, Truth::No),
            ("≤2", r#"{"le":2}"#, Truth::Yes),
            ("≤2", r#"{"lt":2}"#, Truth::Unknown),
            ("阳性", r#"{"ge":1}"#, Truth::Unknown),
            ("3.40", r#"{"le":3.4}"#, Truth::Yes),
            ("3.40", r#"{"lt":"3.4"}"#, Truth::No),
            ("7", r#"{"between":[3.9,7.0]}"#, Truth::Yes),
            ("7", r#"{"ne":7}"#, Truth::No),
        ];
        for (text, json, expected) in table {
            assert_eq!(cmp(json).reading(&Reading::new(text)), expected, "{text} {json}");
        }
    }

    #[test]
    fn a_mean_is_compared_without_rounding() {
        let third: Decimal = "10".parse().expect("ten");
        assert!(cmp(r#"{"gt":3.33}"#).mean(third, 3));
        assert!(cmp(r#"{"lt":3.34}"#).mean(third, 3));
    }
}
