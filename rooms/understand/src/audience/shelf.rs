//! The crowds this process keeps in memory, one a tenant, and how far each has come.
use super::live::Live;
use chrono::{DateTime, Utc};
use kernel::{App, TenantId};
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

/// One tenant's crowd.
#[derive(Debug, Default)]
pub(crate) struct Place {
    live: RwLock<Option<Live>>,
    /// People read so far while it is being built.
    read: AtomicU64,
    fresh_ms: AtomicI64,
}

impl Place {
    /// Looks at the crowd, if it is ready. Readers see it as it was between two changes, never within one.
    pub(crate) fn look<T>(&self, question: impl FnOnce(&Live) -> T) -> Option<T> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(question)
    }

    /// Asks the crowd, if it is ready; else gives the question back.
    pub(crate) fn ask<Q, T>(&self, question: Q, answer: impl FnOnce(&Live, Q) -> T) -> Result<T, Q> {
        match self.live.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(live) => Ok(answer(live, question)),
            None => Err(question),
        }
    }

    /// Changes the crowd, if it is ready.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Live) -> T) -> Option<T> {
        self.live.write().unwrap_or_else(PoisonError::into_inner).as_mut().map(change)
    }

    /// The crowd is ready.
    pub(crate) fn fill(&self, live: Live) {
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Some(live);
    }

    /// So many people more were read.
    pub(crate) fn progress(&self, people: u64) {
        self.read.fetch_add(people, Ordering::Relaxed);
    }

    /// Everything told before this instant is known.
    pub(crate) fn known_to(&self, at: DateTime<Utc>) {
        self.fresh_ms.fetch_max(at.timestamp_millis(), Ordering::AcqRel);
    }

    /// The instant up to which the facts are known.
    pub(crate) fn fresh_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.fresh_ms.load(Ordering::Acquire)).unwrap_or_default()
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Shelf(RwLock<HashMap<TenantId, Arc<Place>>>);

impl Shelf {
    /// The shelf of this process.
    pub(crate) fn of(app: &App) -> Arc<Shelf> {
        app.parts.get()
    }

    /// A tenant's place; None if nobody keeps a crowd for it here.
    pub(crate) fn place(&self, tenant: TenantId) -> Option<Arc<Place>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned()
    }

    /// A tenant's place, made if there is none.
    pub(crate) fn open(&self, tenant: TenantId) -> Arc<Place> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).entry(tenant).or_default().clone()
    }

    fn places(&self) -> Vec<Arc<Place>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// How the crowds of this process stand, for `/ready` and `/metrics`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// `off`, `building`, `ready`.
    pub state: &'static str,
    /// People in memory, or read so far.
    pub people: u64,
    /// Bytes of the indexes.
    pub bytes: u64,
}

/// Whether the crowds of this process know everything told before an instant; true where none is kept.
pub fn knows(app: &App, told: DateTime<Utc>) -> bool {
    Shelf::of(app).places().iter().all(|place| place.fresh_at() >= told && place.look(|_| ()).is_some())
}

/// How the crowds of this process stand.
pub fn standing(app: &App) -> Standing {
    let places = Shelf::of(app).places();
    let mut standing =
        Standing { state: if places.is_empty() { "off" } else { "ready" }, ..Standing::default() };
    for place in places {
        let size = place.look(|live| (live.people(), live.bytes()));
        if size.is_none() {
            standing.state = "building";
        }
        let (people, bytes) = size.unwrap_or_default();
        let read = place.read.load(Ordering::Relaxed);
        standing.people += if size.is_some() { u64::try_from(people).unwrap_or_default() } else { read };
        standing.bytes += u64::try_from(bytes).unwrap_or_default();
    }
    standing
}
