//! A crowd read from the database for one question and judged person by person: the way without an index.
use super::{
    crowd::{Crowd, Engine, Split},
    set::Set,
};
use crate::facts::{self, Known, Wanted};
use chrono::{DateTime, Utc};
use kernel::{PageQuery, PatientId, Result, Scope};
use nq_audience::{Moment, Rule, Truth};
use record::{
    patient::{ListFilter, list},
    read::{self, Of},
};
use sea_orm::ConnectionTrait;

/// People read at once, so that a statement stays small.
const CHUNK: usize = 500;

/// People and the facts a question reads.
#[derive(Debug)]
pub(crate) struct Rows {
    known: Vec<Known>,
    everybody: Set,
    hidden: u64,
    read_at: DateTime<Utc>,
}

impl Rows {
    /// Reads everybody within the viewer's counting reach.
    pub(crate) async fn read(
        conn: &impl ConnectionTrait,
        scope: &Scope,
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Result<Rows> {
        let counting = scope.counting();
        let ids: Vec<PatientId> =
            read::people(conn, &counting, Of::All).await?.into_iter().map(|person| person.id).collect();
        let mut known = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut loaded = facts::load(conn, &counting, chunk, wanted).await?;
            known.extend(chunk.iter().filter_map(|id| loaded.remove(id)));
        }
        let one = PageQuery { page: Some(1), size: Some(1) };
        let house = Scope::system(scope.tenant, "audience");
        let all = list(conn, &house, &ListFilter::default(), &one, now).await?.total;
        let seen = u64::try_from(known.len()).unwrap_or(u64::MAX);
        Ok(Rows::of(known, all.saturating_sub(seen), now))
    }

    /// These people.
    pub(crate) fn of(known: Vec<Known>, hidden: u64, read_at: DateTime<Utc>) -> Rows {
        let everybody = Set::of(known.len(), (0..).take(known.len()));
        Rows { known, everybody, hidden, read_at }
    }

    fn at(&self, place: u32) -> Option<&Known> {
        self.known.get(usize::try_from(place).unwrap_or(usize::MAX))
    }

    fn those(&self, fits: impl Fn(&Known) -> bool) -> Set {
        let places = (0_u32..).zip(&self.known).filter(|(_, known)| fits(known));
        Set::of(self.known.len(), places.map(|(place, _)| place))
    }
}

impl Crowd for Rows {
    fn engine(&self) -> Engine {
        Engine::Sql
    }

    fn places(&self) -> usize {
        self.known.len()
    }

    fn id(&self, place: u32) -> Option<PatientId> {
        self.at(place).map(|known| known.person.id)
    }

    fn sight(&self) -> &Set {
        &self.everybody
    }

    fn hidden(&self) -> u64 {
        self.hidden
    }

    fn dead(&self, at: DateTime<Utc>) -> Set {
        self.those(|known| known.person.deceased_at.is_some_and(|died| died <= at))
    }

    fn select(&self, rule: &Rule, at: Moment) -> Split {
        let truth = |known: &Known| nq_audience::truth(rule, &known.facts, at);
        let truths: Vec<Truth> = self.known.iter().map(truth).collect();
        let those = |wanted: Truth| {
            let places = (0_u32..).zip(&truths).filter(|(_, truth)| **truth == wanted);
            Set::of(self.known.len(), places.map(|(place, _)| place))
        };
        Split { yes: those(Truth::Yes), unknown: those(Truth::Unknown) }
    }

    fn paid(&self, people: &Set, days: u32, at: Moment) -> i64 {
        let visits = people.iter().filter_map(|place| self.at(place)).flat_map(|k| &k.facts.encounters);
        let recent = visits.filter(|visit| at.days_since(visit.origin.at).is_some_and(|ago| ago <= days));
        recent.filter_map(|visit| visit.paid_fen).sum()
    }

    fn fresh_at(&self) -> DateTime<Utc> {
        self.read_at
    }
}
