//! One periodic look, in one process at a time.
use kernel::{App, event, reaction::Look};
use tokio::sync::watch;

/// Runs until stopped.
pub async fn run(app: App, look: Look, worker: String, mut stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = once(&app, &look, &worker).await {
            tracing::error!(look = look.name, %error, "look failed");
        }
        tokio::select! {
            () = tokio::time::sleep(look.every) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// One look, unless another process holds its lease.
pub async fn once(app: &App, look: &Look, worker: &str) -> kernel::Result<()> {
    let lease = format!("look:{}", look.name);
    if event::claim_cursor(&app.db, &app.clock, &lease, worker).await?.is_none() {
        return Ok(());
    }
    (look.run)(app.clone()).await
}
