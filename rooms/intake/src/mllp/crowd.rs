//! Who is connected, and who makes room when there are too many.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// The connections.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    inner: Mutex<Inner>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    /// Counts every change of activity: the smaller, the longer ago.
    turn: u64,
    places: BTreeMap<u64, Seat>,
}

#[derive(Debug)]
struct Seat {
    since: u64,
    busy: bool,
    leave: Arc<Notify>,
}

/// One connection's place; given up when dropped.
#[derive(Debug)]
pub(super) struct Place {
    id: u64,
    crowd: Arc<Crowd>,
    leave: Arc<Notify>,
}

impl Crowd {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, inner: Mutex::default(), left: Notify::new() })
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection. When all are taken the one idle for longest is told to leave; `None` if every one is at
    /// work on a message.
    pub(super) fn enter(self: &Arc<Self>) -> Option<Place> {
        let mut inner = self.inner();
        if inner.places.len() >= self.most {
            let idle = inner.places.iter().filter(|(_, seat)| !seat.busy).min_by_key(|(_, seat)| seat.since);
            let id = idle.map(|(id, _)| *id)?;
            if let Some(seat) = inner.places.remove(&id) {
                seat.leave.notify_one();
            }
        }
        inner.next += 1;
        inner.turn += 1;
        let (id, since, leave) = (inner.next, inner.turn, Arc::new(Notify::new()));
        inner.places.insert(id, Seat { since, busy: false, leave: leave.clone() });
        Some(Place { id, crowd: self.clone(), leave })
    }

    /// Waits until everybody has left.
    pub(super) async fn empty(&self) {
        loop {
            let left = self.left.notified();
            if self.inner().places.is_empty() {
                return;
            }
            left.await;
        }
    }
}

impl Place {
    /// Says whether a message is being worked on.
    pub(super) fn set_busy(&self, busy: bool) {
        let mut inner = self.crowd.inner();
        inner.turn += 1;
        let since = inner.turn;
        if let Some(seat) = inner.places.get_mut(&self.id) {
            seat.busy = busy;
            seat.since = since;
        }
    }

    /// Comes true when this connection has to make room.
    pub(super) async fn told_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.inner().places.remove(&self.id);
        self.crowd.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::Crowd;

    #[tokio::test]
    async fn the_one_idle_for_longest_makes_room_and_one_at_work_does_not() {
        let crowd = Crowd::new(2);
        let first = crowd.enter().unwrap();
        let second = crowd.enter().unwrap();
        first.set_busy(true);
        let third = crowd.enter().unwrap();
        second.told_to_leave().await;
        third.set_busy(true);
        assert!(crowd.enter().is_none(), "both are at work");
        drop((first, second, third));
        crowd.empty().await;
    }
}
