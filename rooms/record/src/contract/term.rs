//! When is a contract in force, and may a new one begin?
use chrono::{Days, NaiveDate};

/// From the first to the last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// Longest term: three years (our proposal; family-doctor contracts run for one to three years).
const LONGEST: u64 = 3 * 366;

impl Term {
    /// What is wrong with it: the field and a sentence.
    pub fn problem(self) -> Option<(&'static str, &'static str)> {
        if self.until < self.from {
            return Some(("until", "到期日期不能早于开始日期。"));
        }
        let limit = self.from.checked_add_days(Days::new(LONGEST)).unwrap_or(NaiveDate::MAX);
        (self.until > limit).then_some(("until", "签约期最长三年，请核对到期日期。"))
    }

    /// Whether two terms share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }

    /// `not_begun`, `active`, `over`.
    pub fn state(self, today: NaiveDate) -> &'static str {
        if today < self.from {
            "not_begun"
        } else if today > self.until {
            "over"
        } else {
            "active"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(from: &str, until: &str) -> Term {
        Term { from: from.parse().unwrap(), until: until.parse().unwrap() }
    }

    #[test]
    fn a_renewal_begins_on_the_day_after_the_last_one() {
        let first = term("2025-03-01", "2026-02-28");
        assert!(!first.overlaps(term("2026-03-01", "2027-02-28")));
        assert!(first.overlaps(term("2026-02-28", "2027-02-27")));
        assert_eq!(first.state("2026-02-28".parse().unwrap()), "active", "the last day counts");
        assert_eq!(first.state("2026-03-01".parse().unwrap()), "over");
        assert_eq!(term("2026-03-01", "2026-02-01").problem().unwrap().0, "until");
        assert!(term("2026-01-01", "2030-01-01").problem().is_some());
    }
}
