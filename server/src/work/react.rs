//! One reaction: reads the event log from its durable cursor and runs on batches.
use kernel::{
    App, Result,
    event::{self, Cursor, Event},
    job,
    reaction::Reaction,
};
use serde_json::json;
use tokio::sync::watch;

/// Events read at once. A person's events lie side by side, so a large batch looks at each person once.
const BATCH: u64 = 1_000;
/// Failures at the same place before events are tried one by one, and then set aside.
const TRIES: u32 = 3;

/// Runs until stopped. An event that fails again and again is set aside as a dead letter; the others go on.
pub async fn run(app: App, reaction: Reaction, worker: String, mut stopped: watch::Receiver<bool>) {
    let mut failures = 0;
    loop {
        match turn(&app, &reaction, &worker, failures).await {
            Ok(true) => {
                failures = 0;
                if *stopped.borrow() {
                    return;
                }
                continue;
            }
            Ok(false) => failures = 0,
            Err(error) => {
                failures += 1;
                tracing::error!(reaction = reaction.name, failures, %error, "reaction failed");
                tokio::time::sleep(std::time::Duration::from_millis(200 << failures.min(6))).await;
            }
        }
        if !super::wait(&app, &mut stopped).await {
            return;
        }
    }
}

/// One batch; `true` if there was something to read.
pub(super) async fn turn(app: &App, reaction: &Reaction, worker: &str, failures: u32) -> Result<bool> {
    let Some(cursor) = event::claim_cursor(&app.db, &app.clock, reaction.name, worker).await? else {
        return Ok(false);
    };
    let limit = if failures < TRIES { BATCH } else { 1 };
    let events = event::after(app.db.read(), cursor.seq, limit).await?;
    let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
    let wanted: Vec<Event> = events.into_iter().filter(|event| reaction.wants(&event.kind)).collect();
    if !wanted.is_empty() {
        let aside = (failures >= 2 * TRIES).then(|| wanted.clone());
        if let Err(error) = (reaction.run)(app.clone(), wanted).await {
            let Some(events) = aside else { return Err(error) };
            set_aside(app, reaction, &events, &error.to_string()).await?;
        }
    }
    move_on(app, &cursor, last).await?;
    Ok(true)
}

async fn move_on(app: &App, cursor: &Cursor, seq: i64) -> Result<()> {
    app.db.write(app.clock.now(), async |tx| event::advance_cursor(&tx, cursor, seq).await).await
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
