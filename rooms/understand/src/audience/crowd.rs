//! Everybody a question may be asked about, whoever answers: the index in memory or rows read for this question.
use super::set::Set;
use chrono::{DateTime, Utc};
use kernel::PatientId;
use nq_audience::{Moment, Rule};

/// A rule's answer over a crowd.
#[derive(Debug, Clone)]
pub(crate) struct Split {
    /// It holds.
    pub(crate) yes: Set,
    /// It cannot be said, for want of data.
    pub(crate) unknown: Set,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// The index in memory.
    Index,
    /// The database.
    Sql,
}

/// People by their place. Merged records are not in it; the dead are, as they were once alive.
pub(crate) trait Crowd {
    /// Who answers.
    fn engine(&self) -> Engine;
    /// How many places there are.
    fn places(&self) -> usize;
    /// Who stands at a place.
    fn id(&self, place: u32) -> Option<PatientId>;
    /// The people within the viewer's counting reach.
    fn sight(&self) -> &Set;
    /// How many of the tenant's people lie outside of it.
    fn hidden(&self) -> u64;
    /// Those who had died by then.
    fn dead(&self, at: DateTime<Utc>) -> Set;
    /// The rule's answer at a moment, for everybody.
    fn select(&self, rule: &Rule, at: Moment) -> Split;
    /// What these people paid for encounters in the last days, in fen.
    fn paid(&self, people: &Set, days: u32, at: Moment) -> i64;
    /// The instant up to which the facts are known.
    fn fresh_at(&self) -> DateTime<Utc>;
}

/// The living within sight.
pub(crate) fn living(crowd: &dyn Crowd, at: Moment) -> Set {
    crowd.sight().clone().without(&crowd.dead(at.now))
}

/// Who stands at these places.
pub(crate) fn ids(crowd: &dyn Crowd, places: impl IntoIterator<Item = u32>) -> Vec<PatientId> {
    places.into_iter().filter_map(|place| crowd.id(place)).collect()
}
