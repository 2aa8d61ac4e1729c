//! The crowd of one tenant in memory: the index, who has died, and to whom each record is open.
use super::{
    crowd::{Crowd, Engine, Split},
    set::Set,
};
use crate::facts::Known;
use chrono::{DateTime, Utc};
use kernel::{PatientId, Reach, Scope};
use nq_audience::{
    Moment, Rule,
    index::{Bitmap, Change, Index},
};
use record::read::Link;
use std::{borrow::Cow, collections::HashMap};
use uuid::Uuid;

/// A site, a department or a member of staff to whom records are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Opened {
    kind: Kind,
    target: Uuid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Staff,
    Department,
    Site,
}

impl Opened {
    pub(crate) fn of(link: &Link) -> Option<Opened> {
        let kind = match link.kind.as_str() {
            "staff" => Kind::Staff,
            "department" => Kind::Department,
            "site" => Kind::Site,
            _ => return None,
        };
        Some(Opened { kind, target: link.target })
    }
}

/// One person as the crowd keeps him.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) known: Known,
    pub(crate) open_to: Vec<Opened>,
}

/// Everybody of one tenant.
#[derive(Debug, Default)]
pub(crate) struct Live {
    index: Index,
    died: HashMap<u32, DateTime<Utc>>,
    open_to: HashMap<Opened, Bitmap>,
}

impl Live {
    /// Everybody, built at once. The iterator may wait for its source.
    pub(crate) fn build(people: impl Iterator<Item = Told>) -> Live {
        let (mut died, mut open_to) = (HashMap::new(), HashMap::<Opened, Vec<u128>>::new());
        let each = people.map(|told| {
            let id = told.known.person.id.0.as_u128();
            died.extend(told.known.person.deceased_at.map(|at| (id, at)));
            told.open_to.into_iter().for_each(|opened| open_to.entry(opened).or_default().push(id));
            (id, Cow::Owned(told.known.facts))
        });
        let index = Index::build(each);
        let died = died.into_iter().filter_map(|(id, at)| Some((index.ordinal(id)?, at))).collect();
        let open_to = open_to.into_iter().map(|(opened, ids)| (opened, index.set(ids))).collect();
        Live { index, died, open_to }
    }

    /// How many people.
    pub(crate) fn people(&self) -> usize {
        self.index.len()
    }

    /// Bytes held by the index.
    pub(crate) fn bytes(&self) -> usize {
        self.index.bytes()
    }

    /// A person as he is now, new or changed.
    pub(crate) fn put(&mut self, told: Told) {
        let person = &told.known.person;
        let place = self.index.apply(person.id.0.as_u128(), Change::All(Box::new(told.known.facts)));
        match person.deceased_at {
            Some(at) => drop(self.died.insert(place, at)),
            None => drop(self.died.remove(&place)),
        }
        let room = self.index.everybody().capacity();
        for (opened, people) in &mut self.open_to {
            if people.contains(place) && !told.open_to.contains(opened) {
                people.remove(place);
            }
        }
        for opened in told.open_to {
            let people = self.open_to.entry(opened).or_insert_with(|| Bitmap::empty(room));
            if people.capacity() < room {
                *people = Bitmap::of(room, people.iter());
            }
            people.insert(place);
        }
    }

    /// A person who is no longer one: merged into another.
    pub(crate) fn forget(&mut self, id: PatientId) {
        if let Some(place) = self.index.ordinal(id.0.as_u128()) {
            self.index.apply(id.0.as_u128(), Change::Forget);
            self.died.remove(&place);
            self.open_to.values_mut().filter(|set| set.contains(place)).for_each(|set| set.remove(place));
        }
    }

    /// Puts what changed in order, where that is much.
    pub(crate) fn settle(&mut self) -> bool {
        self.index.settle()
    }

    fn opened_to(&self, kind: Kind, target: Uuid) -> Bitmap {
        let room = self.index.everybody().capacity();
        match self.open_to.get(&Opened { kind, target }) {
            Some(set) if set.capacity() == room => set.clone(),
            Some(set) => Bitmap::of(room, set.iter()),
            None => Bitmap::empty(room),
        }
    }

    /// The crowd within a viewer's counting reach.
    pub(crate) fn seen_by(&self, scope: &Scope, fresh_at: DateTime<Utc>) -> Seen<'_> {
        let sight = match scope.counting().reach {
            Reach::Tenant => self.index.everybody().clone(),
            Reach::Site(id) => self.opened_to(Kind::Site, id.0),
            Reach::Department(id) => self.opened_to(Kind::Department, id.0),
            Reach::Own(id) => self.opened_to(Kind::Staff, id.0),
            Reach::Patient(id) => self.index.set([id.0.as_u128()]),
            Reach::Nobody => Bitmap::empty(self.index.everybody().capacity()),
        };
        let mut seen = sight;
        seen.and(self.index.everybody());
        Seen { live: self, sight: Set::from(seen), fresh_at }
    }
}

/// A tenant's crowd as one viewer sees it.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    live: &'a Live,
    sight: Set,
    fresh_at: DateTime<Utc>,
}

impl Crowd for Seen<'_> {
    fn engine(&self) -> Engine {
        Engine::Index
    }

    fn places(&self) -> usize {
        self.live.index.everybody().capacity()
    }

    fn id(&self, place: u32) -> Option<PatientId> {
        self.live.index.id(place).map(|id| PatientId(Uuid::from_u128(id)))
    }

    fn sight(&self) -> &Set {
        &self.sight
    }

    fn hidden(&self) -> u64 {
        let all = u64::try_from(self.live.index.len()).unwrap_or(u64::MAX);
        all.saturating_sub(self.sight.count())
    }

    fn dead(&self, at: DateTime<Utc>) -> Set {
        let dead = self.live.died.iter().filter(|(_, died)| **died <= at).map(|(place, _)| *place);
        Set::of(self.places(), dead)
    }

    fn select(&self, rule: &Rule, at: Moment) -> Split {
        let found = self.live.index.select(rule, at, self.sight.bits());
        Split { yes: Set::from(found.holds), unknown: Set::from(found.unknown) }
    }

    fn paid(&self, people: &Set, days: u32, at: Moment) -> i64 {
        self.live.index.paid(people.bits(), days, at)
    }

    fn fresh_at(&self) -> DateTime<Utc> {
        self.fresh_at
    }
}
