//! Keeping the crowds fresh: each process reads the event log with a cursor of its own, in memory, and reads anew
//! whomever an event names. What the log does not tell, time itself does: windows are judged when asked.
use super::{
    read,
    shelf::{Place, Shelf},
};
use kernel::{
    App, PatientId, Result, TenantId,
    event::{self, Event},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long the keeper sleeps when nothing rings the bell: another process may have written.
const POLL: Duration = Duration::from_millis(250);
/// Events read at once.
const BATCH: u64 = 1_000;
/// People read anew at once.
const CHUNK: usize = 200;

/// The keeper of one process.
#[derive(Debug)]
pub struct Keeper {
    app: App,
    shelf: Arc<Shelf>,
    /// The last event known, by tenant.
    seen: BTreeMap<TenantId, i64>,
    /// Tenants whose crowd changed since it was put in order.
    changed: BTreeSet<TenantId>,
}

impl Keeper {
    /// A keeper that holds nothing yet.
    pub fn new(app: &App) -> Keeper {
        Keeper { app: app.clone(), shelf: Shelf::of(app), seen: BTreeMap::new(), changed: BTreeSet::new() }
    }

    /// Holds every tenant's crowd: from its file and the log since, or read from the record. Then reads on in the log.
    /// Answers whether there was anything to do.
    pub async fn turn(&mut self) -> Result<bool> {
        let mut busy = false;
        for tenant in access::tenants(self.app.db.read()).await? {
            let from = match self.seen.get(&tenant) {
                Some(seq) => *seq,
                None => open(&self.app, tenant, &self.shelf.open(tenant)).await?,
            };
            self.seen.insert(tenant, from);
            busy |= self.follow(tenant, from).await?;
        }
        Ok(busy)
    }

    /// Reads one batch of the log for a tenant; `true` if there was one.
    async fn follow(&mut self, tenant: TenantId, from: i64) -> Result<bool> {
        let Some(place) = self.shelf.place(tenant) else { return Ok(false) };
        let asked_at = self.app.clock.now();
        let events = event::after(self.app.db.read(), from, BATCH).await?;
        let Some(last) = events.last() else {
            place.known_to(asked_at);
            return Ok(false);
        };
        let people = concerned(events.iter().filter(|event| event.tenant_id == tenant));
        self.anew(tenant, &place, &people).await?;
        place.known_to(last.recorded_at);
        self.seen.insert(tenant, last.seq);
        Ok(true)
    }

    /// Reads these people anew.
    async fn anew(&mut self, tenant: TenantId, place: &Place, people: &BTreeSet<PatientId>) -> Result<()> {
        if !people.is_empty() {
            self.changed.insert(tenant);
        }
        let ids: Vec<_> = people.iter().copied().collect();
        for chunk in ids.chunks(CHUNK) {
            let told = read::told(&self.app, tenant, chunk).await?;
            let there: BTreeSet<_> = told.iter().map(|told| told.known.person.id).collect();
            place.change(|live| {
                for one in told {
                    live.put(one);
                }
                chunk.iter().filter(|id| !there.contains(id)).for_each(|id| live.forget(*id));
            });
        }
        Ok(())
    }

    /// In a quiet moment: puts in order what changed, and writes it down now and then.
    async fn rest(&mut self) {
        for tenant in std::mem::take(&mut self.changed) {
            if let Some(place) = self.shelf.place(tenant) {
                drop(tokio::task::spawn_blocking(move || place.change(super::live::Live::settle)).await);
            }
        }
    }
}

/// Whom the events name. What is told of a pair of records is told to each of them.
fn concerned<'e>(events: impl Iterator<Item = &'e Event>) -> BTreeSet<PatientId> {
    events.filter_map(|event| event.patient_id).collect()
}

async fn open(app: &App, tenant: TenantId, place: &Arc<Place>) -> Result<i64> {
    let begun = Instant::now();
    // The log is marked before the record is read: what happens meanwhile is read again.
    let seq = event::end(app.db.read()).await?;
    let live = read::everybody(app, tenant, |people| place.progress(people)).await?;
    tracing::info!(people = live.people(), bytes = live.bytes(), took = ?begun.elapsed(), "audience index built");
    place.fill(live);
    Ok(seq)
}

/// Keeps the crowds of this process until told to stop; does nothing where the database answers by choice.
pub async fn keep(app: App, stop: impl Future<Output = ()>) {
    if app.config.audience_engine != "index" {
        return;
    }
    let mut stop = pin!(stop);
    let mut keeper = Keeper::new(&app);
    loop {
        // The bell is heard from here on, so that a write during the turn is not missed.
        let bell = app.wake.notified();
        match keeper.turn().await {
            Ok(true) => continue,
            Ok(false) => keeper.rest().await,
            Err(error) => {
                tracing::error!(%error, "the audience index could not follow the log; it tries again");
            }
        }
        tokio::select! {
            () = bell => {}
            () = tokio::time::sleep(POLL) => {}
            () = &mut stop => break,
        }
    }
}
