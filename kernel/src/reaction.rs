//! How the rooms are wired: reactions to events, handlers of due jobs and periodic looks. `server/circuit.rs` lists them all.
use crate::{App, Result, event::Event, job::Job};
use std::{future::Future, pin::Pin, time::Duration};

/// A boxed future of the house.
pub type Task = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Wakes on events of the given kinds. Looks at the state, is idempotent; `kinds` empty means all.
#[derive(Clone, Copy)]
pub struct Reaction {
    /// Durable cursor name.
    pub name: &'static str,
    /// Kinds that wake it; an entry ending in `.` matches all kinds with that beginning.
    pub kinds: &'static [&'static str],
    /// The work: a batch of events, oldest first. Everything it writes it writes itself.
    pub run: fn(App, Vec<Event>) -> Task,
}

/// Runs due jobs of a queue, one at a time per claim.
#[derive(Clone, Copy)]
pub struct Worker {
    /// The queue's name.
    pub queue: &'static str,
    /// The work. Must end the job by [`crate::job::done`] in its own transaction.
    pub run: fn(App, Job) -> Task,
}

/// Looks at the state now and then, to find what an event missed and what time alone changed.
#[derive(Clone, Copy)]
pub struct Look {
    /// Its name.
    pub name: &'static str,
    /// How often, in wall time; the look itself asks the business clock.
    pub every: Duration,
    /// The work, idempotent.
    pub run: fn(App) -> Task,
}

impl Reaction {
    /// Whether an event of this kind wakes it.
    pub fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty()
            || self.kinds.iter().any(|k| *k == kind || (k.ends_with('.') && kind.starts_with(k)))
    }
}
