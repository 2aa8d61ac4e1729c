//! What is known of a visit, put together from messages in whatever order they arrive. A rule file.
//!
//! Each thing said is stamped with the time at which the sender says it happened; of two statements the later one holds.
//! So an admission that arrives after its discharge fills in the admission time and does not open the visit again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::Fen;
use record::file::{EncounterClass, EncounterIn, EncounterStatus};
use serde::{Deserialize, Serialize};

/// A value and when it was so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped<T> {
    at: DateTime<Utc>,
    value: T,
}

/// What happened in a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Announced (A05, A14).
    Planned,
    /// Admitted, registered or changed in kind (A01, A04, A06, A07).
    Begun,
    /// Over (A03).
    Discharged,
    /// The discharge did not happen (A13).
    DischargeCancelled,
    /// It did not take place (A11, A27, A38).
    Cancelled,
    /// Something about it was said (A02, A08, results, orders).
    Mentioned,
}

/// What one message says about a visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Unique per source.
    pub key: String,
    /// Visit number as shown.
    pub visit_no: Option<String>,
    /// What happened.
    pub step: Step,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Kind of visit.
    pub class: Option<EncounterClass>,
    /// Department.
    pub department: Option<String>,
    /// Attending doctor.
    pub doctor: Option<String>,
    /// PV1-44.
    pub admitted_at: Option<DateTime<Utc>>,
    /// PV1-45.
    pub discharged_at: Option<DateTime<Utc>>,
    /// Amounts by transaction number, in fen.
    pub charges: BTreeMap<String, i64>,
    /// Whether this message alone may make the visit known.
    pub may_open: bool,
}

/// A visit as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    class: Option<Stamped<EncounterClass>>,
    department: Option<Stamped<String>>,
    doctor: Option<Stamped<String>>,
    number: Option<Stamped<String>>,
    /// From the admission or registration itself.
    begun_at: Option<Stamped<DateTime<Utc>>>,
    /// Told in passing by other messages.
    told_begin: Option<Stamped<DateTime<Utc>>>,
    step: Option<Stamped<Step>>,
    ended_at: Option<Stamped<Option<DateTime<Utc>>>>,
    #[serde(default)]
    charges: BTreeMap<String, i64>,
    first_said: Option<DateTime<Utc>>,
}

impl Visit {
    /// Takes in what one message says.
    #[must_use]
    pub fn with(mut self, said: &Said) -> Self {
        let at = said.at;
        later(&mut self.class, at, said.class);
        later(&mut self.department, at, said.department.clone());
        later(&mut self.doctor, at, said.doctor.clone());
        later(&mut self.number, at, said.visit_no.clone());
        later(&mut self.told_begin, at, said.admitted_at);
        match said.step {
            Step::Begun | Step::Planned => later(&mut self.begun_at, at, Some(at)),
            Step::Discharged => later(&mut self.ended_at, at, Some(Some(said.discharged_at.unwrap_or(at)))),
            Step::DischargeCancelled => later(&mut self.ended_at, at, Some(None)),
            Step::Cancelled | Step::Mentioned => {}
        }
        if said.step != Step::Mentioned {
            later(&mut self.step, at, Some(said.step));
        }
        self.charges.extend(said.charges.iter().map(|(number, amount)| (number.clone(), *amount)));
        self.first_said = Some(self.first_said.map_or(at, |first| first.min(at)));
        self
    }

    /// The visit as the record takes it.
    pub fn encounter(&self, key: &str) -> EncounterIn {
        let value = |text: &Option<Stamped<String>>| text.as_ref().map(|stamped| stamped.value.clone());
        let begin = self.begun_at.as_ref().or(self.told_begin.as_ref()).map(|stamped| stamped.value);
        let status = self.status();
        let ended = self.ended_at.as_ref().and_then(|stamped| stamped.value);
        EncounterIn {
            key: key.to_owned(),
            class: self.class.as_ref().map_or(EncounterClass::Other, |stamped| stamped.value),
            status,
            department: value(&self.department),
            doctor: value(&self.doctor),
            visit_no: value(&self.number),
            start: begin.or(self.first_said).unwrap_or_default(),
            end: ended.filter(|_| status == EncounterStatus::Finished),
            amount: (!self.charges.is_empty()).then(|| Fen(self.charges.values().sum())),
            resource: None,
        }
    }

    fn status(&self) -> EncounterStatus {
        match self.step.as_ref().map(|stamped| stamped.value) {
            Some(Step::Planned) => EncounterStatus::Planned,
            Some(Step::Discharged) => EncounterStatus::Finished,
            Some(Step::Cancelled) => EncounterStatus::Cancelled,
            _ => EncounterStatus::InProgress,
        }
    }
}

/// Keeps the later of what is known and what is said; what was not said changes nothing.
fn later<T>(known: &mut Option<Stamped<T>>, at: DateTime<Utc>, said: Option<T>) {
    let Some(value) = said else { return };
    if known.as_ref().is_none_or(|known| known.at <= at) {
        *known = Some(Stamped { at, value });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Duration, Utc};
    use record::file::{EncounterClass, EncounterStatus};

    use super::{Said, Step, Visit};

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap().to_utc() + Duration::days(n)
    }

    fn said(step: Step, n: i64) -> Said {
        Said {
            key: "V1".to_owned(),
            visit_no: Some("V1".to_owned()),
            step,
            at: day(n),
            class: Some(EncounterClass::Inpatient),
            department: Some(format!("第{n}日科室")),
            doctor: None,
            admitted_at: Some(day(0)),
            discharged_at: None,
            charges: BTreeMap::new(),
            may_open: true,
        }
    }

    fn after(steps: &[(Step, i64)]) -> record::file::EncounterIn {
        steps.iter().fold(Visit::default(), |visit, (step, n)| visit.with(&said(*step, *n))).encounter("V1")
    }

    #[test]
    fn an_admission_arriving_after_its_discharge_fills_in_the_admission_time_only() {
        let visit = after(&[(Step::Discharged, 4), (Step::Begun, 1)]);
        assert_eq!((visit.status, visit.start, visit.end), (EncounterStatus::Finished, day(1), Some(day(4))));
        assert_eq!(visit.department.as_deref(), Some("第4日科室"));
    }

    #[test]
    fn a_cancelled_discharge_opens_the_stay_again() {
        let visit = after(&[(Step::Begun, 1), (Step::Discharged, 4), (Step::DischargeCancelled, 5)]);
        assert_eq!((visit.status, visit.end), (EncounterStatus::InProgress, None));
    }

    #[test]
    fn a_cancelled_admission_did_not_take_place() {
        assert_eq!(after(&[(Step::Begun, 1), (Step::Cancelled, 2)]).status, EncounterStatus::Cancelled);
    }

    #[test]
    fn a_result_arriving_late_changes_no_state() {
        let visit = after(&[(Step::Begun, 1), (Step::Discharged, 4), (Step::Mentioned, 6)]);
        assert_eq!((visit.status, visit.end), (EncounterStatus::Finished, Some(day(4))));
    }

    #[test]
    fn every_order_of_arrival_ends_in_the_same_state() {
        let story = [
            (Step::Planned, 0),
            (Step::Begun, 1),
            (Step::Mentioned, 2),
            (Step::Discharged, 4),
            (Step::DischargeCancelled, 5),
            (Step::Discharged, 7),
        ];
        let expected = after(&story);
        assert_eq!(
            (expected.status, expected.start, expected.end),
            (EncounterStatus::Finished, day(1), Some(day(7)))
        );
        for rotation in 0..story.len() {
            let mut order = story.to_vec();
            order.rotate_left(rotation);
            for _ in 0..2 {
                order.reverse();
                let found = after(&order);
                assert_eq!(
                    (found.status, found.start, found.end, found.department),
                    (expected.status, expected.start, expected.end, expected.department.clone())
                );
            }
        }
    }

    #[test]
    fn the_same_charge_counts_once() {
        let mut first = said(Step::Mentioned, 1);
        first.charges.insert("T1".to_owned(), 348_150);
        let visit = Visit::default().with(&first).with(&first);
        assert_eq!(visit.encounter("V1").amount, Some(kernel::Fen(348_150)));
    }
}
