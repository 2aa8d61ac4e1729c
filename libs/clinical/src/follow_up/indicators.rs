//! Yearly indicators of the standard, from the visits of each managed person: 规范管理率, 控制率, 健康管理率. Whoever
//! has no last value counts as not controlled, never as absent.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::params::Params;

/// The disease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disease {
    /// 高血压
    Hypertension,
    /// 2型糖尿病
    Diabetes,
}

/// One follow-up that took place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct VisitRecord {
    /// When.
    pub date: NaiveDate,
    /// Systolic, mmHg.
    pub sbp: Option<f64>,
    /// Diastolic, mmHg.
    pub dbp: Option<f64>,
    /// Fasting glucose, mmol/L.
    pub fpg: Option<f64>,
    /// Age on that day.
    pub age: Option<u32>,
}

/// One managed person in one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Year {
    /// The calendar year.
    pub year: i32,
    /// From when in management; before the year for most.
    pub managed_from: NaiveDate,
    /// Until when counted: end of the year, today, or the day of death or moving away.
    pub until: NaiveDate,
    /// All visits; those outside the year are left out.
    pub visits: Vec<VisitRecord>,
    /// Whether the yearly examination took place.
    pub examined: bool,
}

/// Numerator and denominator; the share is never stored alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ratio {
    /// Those who meet it.
    pub hits: usize,
    /// All who count.
    pub of: usize,
}

impl Ratio {
    /// Per cent; None of nobody.
    pub fn percent(self) -> Option<f64> {
        let (hits, of) = (u32::try_from(self.hits).ok()?, u32::try_from(self.of).ok()?);
        (of > 0).then(|| f64::from(hits) / f64::from(of) * 100.0)
    }
}

impl Year {
    /// Visits of the year up to `until`, oldest first; one a day.
    fn of_year(&self) -> Vec<VisitRecord> {
        let mut list: Vec<VisitRecord> = self
            .visits
            .iter()
            .filter(|v| v.date.year() == self.year && v.date <= self.until && v.date >= self.managed_from)
            .copied()
            .collect();
        list.sort_by_key(|v| v.date);
        // The later entry of a day stands.
        list.reverse();
        list.dedup_by_key(|v| v.date);
        list.reverse();
        list
    }

    /// Visits due by the days in management within the year: one per started quarter that is over, four in a whole year.
    fn visits_due(&self, params: &Params) -> usize {
        let start =
            NaiveDate::from_ymd_opt(self.year, 1, 1).map_or(self.managed_from, |d| d.max(self.managed_from));
        let days = usize::try_from((self.until - start).num_days() + 1).unwrap_or(0);
        let interval = usize::try_from(params.regular_days).unwrap_or(90).max(1);
        (days / interval).min(params.visits_per_year)
    }
}

/// 按规范管理: as many visits as are due, none of the intervals longer than allowed (a fortnight's grace), and the yearly
/// examination once the year is over.
pub fn is_managed_by_rule(person: &Year, params: &Params) -> bool {
    let visits = person.of_year();
    let longest = i64::from(params.regular_days) + 14;
    let close = visits.windows(2).all(|w| {
        let [a, b] = w else { return true };
        (b.date - a.date).num_days() <= longest
    });
    let year_over = person.until.ordinal() >= 365 && person.until.year() == person.year;
    visits.len() >= person.visits_due(params)
        && !visits.is_empty()
        && close
        && (person.examined || !year_over)
}

/// Whether the last visit of the year met the goal; no visit or no value in it: not.
pub fn is_controlled(person: &Year, disease: Disease, params: &Params) -> bool {
    let Some(last) = person.of_year().pop() else { return false };
    match disease {
        Disease::Hypertension => last
            .sbp
            .zip(last.dbp)
            .is_some_and(|(s, d)| s > 0.0 && d > 0.0 && params.pressure_met(s, d, last.age)),
        Disease::Diabetes => last.fpg.is_some_and(|g| g > 0.0 && g < params.fpg),
    }
}

/// 规范管理率 = managed by the rule ÷ managed.
pub fn standard_management_rate(persons: &[Year], params: &Params) -> Ratio {
    Ratio { hits: persons.iter().filter(|p| is_managed_by_rule(p, params)).count(), of: persons.len() }
}

/// 血压控制率 or 血糖控制率 = controlled at the last visit of the year ÷ managed.
pub fn control_rate(persons: &[Year], disease: Disease, params: &Params) -> Ratio {
    Ratio { hits: persons.iter().filter(|p| is_controlled(p, disease, params)).count(), of: persons.len() }
}

/// 健康管理率 = managed ÷ estimated patients (adults × prevalence, a share of 0–1). None without a sensible estimate.
pub fn health_management_rate(managed: usize, adults: usize, prevalence: f64) -> Option<Ratio> {
    if !(prevalence > 0.0 && prevalence <= 1.0) {
        return None;
    }
    let estimated = (f64::from(u32::try_from(adults).ok()?) * prevalence).round();
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and u32::MAX"
    )]
    let of = estimated as usize;
    (of > 0).then_some(Ratio { hits: managed, of })
}
