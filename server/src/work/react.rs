//! One reaction: reads the event log from its durable cursor and runs on batches.
use kernel::{
    App, Result,
    event::{self, Cursor, Event},
    job,
    reaction::Reaction,
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Events read at once. A person's events lie side by side, so a large batch looks at each person once.
const BATCH: u64 = 1_000;
/// Failures at the same place before events are tried one by one, and then set aside.
const TRIES: u32 = 3;
/// How long a claimed cursor is used before it is claimed again; its lease lasts three times as long.
const CLAIM: Duration = Duration::from_secs(10);
/// How far behind the written cursor may be while events keep coming. A reaction is idempotent: what a crash forgets is
/// only done again.
const WRITE: Duration = Duration::from_secs(1);

/// Runs until stopped. An event that fails again and again is set aside as a dead letter; the others go on.
pub async fn run(app: App, reaction: Reaction, worker: String, mut stopped: watch::Receiver<bool>) {
    let (mut failures, mut held) = (0, None);
    loop {
        // The bell counts from here on: who rings while the log is read is heard.
        let bell = app.wake.notified();
        match turn(&app, &reaction, &worker, failures, &mut held).await {
            Ok(true) => {
                failures = 0;
                if *stopped.borrow() {
                    break;
                }
                continue;
            }
            Ok(false) => failures = 0,
            Err(error) => {
                held = None;
                failures += 1;
                tracing::error!(reaction = reaction.name, failures, %error, "reaction failed");
                tokio::time::sleep(Duration::from_millis(200 << failures.min(6))).await;
            }
        }
        if !super::wait(bell, &mut stopped).await {
            break;
        }
    }
    if let Some(held) = &mut held
        && let Err(error) = held.write(&app).await
    {
        tracing::warn!(reaction = reaction.name, %error, "cursor not written; some events are read again");
    }
}

/// A claimed cursor and how far this process has come since it was written.
pub(super) struct Held {
    cursor: Cursor,
    claimed: Instant,
    seq: i64,
    written: Instant,
}

impl Held {
    /// Claims the cursor, or goes on with the claim; `None` if another process holds it.
    async fn claim(app: &App, name: &str, worker: &str, held: Option<Held>) -> Result<Option<Held>> {
        match held {
            Some(held) if held.claimed.elapsed() < CLAIM => Ok(Some(held)),
            before => {
                let claimed = Instant::now();
                let Some(cursor) = event::claim_cursor(&app.db, &app.clock, name, worker).await? else {
                    return Ok(None);
                };
                let (seq, written) =
                    before.map_or((cursor.seq, claimed), |before| (before.seq, before.written));
                Ok(Some(Held { cursor, claimed, seq, written }))
            }
        }
    }

    /// Writes how far it is, unless it stands there.
    async fn write(&mut self, app: &App) -> Result<()> {
        let (cursor, seq) = (&self.cursor, self.seq);
        if cursor.seq != seq {
            app.db.write(app.clock.now(), async |tx| event::advance_cursor(&tx, cursor, seq).await).await?;
            self.cursor.seq = seq;
        }
        self.written = Instant::now();
        Ok(())
    }
}

/// One batch; `true` if there was something to read.
pub(super) async fn turn(
    app: &App,
    reaction: &Reaction,
    worker: &str,
    failures: u32,
    held: &mut Option<Held>,
) -> Result<bool> {
    let Some(mut own) = Held::claim(app, reaction.name, worker, held.take()).await? else {
        return Ok(false);
    };
    let limit = if failures < TRIES { BATCH } else { 1 };
    let events = event::after(app.db.read(), own.seq, limit).await?;
    let Some(last) = events.last().map(|event| event.seq) else {
        own.write(app).await?;
        *held = Some(own);
        return Ok(false);
    };
    let wanted: Vec<Event> = events.into_iter().filter(|event| reaction.wants(&event.kind)).collect();
    if !wanted.is_empty() {
        let aside = (failures >= 2 * TRIES).then(|| wanted.clone());
        if let Err(error) = (reaction.run)(app.clone(), wanted).await {
            let Some(events) = aside else { return Err(error) };
            set_aside(app, reaction, &events, &error.to_string()).await?;
        }
    }
    own.seq = last;
    if own.written.elapsed() >= WRITE || failures > 0 {
        own.write(app).await?;
    }
    *held = Some(own);
    Ok(true)
}

/// Keeps an event that cannot be handled where an administrator finds it: as a dead job.
async fn set_aside(app: &App, reaction: &Reaction, events: &[Event], error: &str) -> Result<()> {
    app.write(async |tx| {
        for event in events {
            let (queue, key) = (format!("reaction:{}", reaction.name), event.seq.to_string());
            let payload = json!({ "event": event.id, "kind": event.kind, "error": error });
            job::schedule(&tx, event.tenant_id, &queue, &key, tx.now, payload).await?;
            job::bury(&tx, event.tenant_id, &queue, &key, error).await?;
        }
        Ok(())
    })
    .await
}
