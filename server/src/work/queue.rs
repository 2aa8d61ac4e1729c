//! One queue of due jobs.
use futures::{StreamExt, stream};
use kernel::{App, job, reaction::Worker};
use tokio::sync::watch;

const AT_ONCE: usize = 4;

/// Runs until stopped.
pub async fn run(app: App, worker: Worker, name: String, mut stopped: watch::Receiver<bool>) {
    loop {
        let bell = app.wake.notified();
        let idle = !round(&app, &worker, &name).await.unwrap_or_else(|error| {
            tracing::error!(queue = worker.queue, %error, "claim failed");
            false
        });
        if idle && !super::wait(bell, &mut stopped).await || *stopped.borrow() {
            return;
        }
    }
}

/// Claims some due jobs and works them off; `true` if there were any.
pub(super) async fn round(app: &App, worker: &Worker, name: &str) -> kernel::Result<bool> {
    let jobs = job::claim(&app.db, &app.clock, worker.queue, name, 16).await?;
    let any = !jobs.is_empty();
    stream::iter(jobs).for_each_concurrent(AT_ONCE, |job| one(app, worker, job)).await;
    Ok(any)
}

async fn one(app: &App, worker: &Worker, job: job::Job) {
    let outcome = (worker.run)(app.clone(), job.clone()).await;
    let Err(error) = outcome else { return };
    tracing::error!(queue = worker.queue, key = job.key, attempts = job.attempts, %error, "job failed");
    let failed = app.write(async |tx| job::fail(&tx, &job, &error.to_string()).await).await;
    if let Err(error) = failed {
        tracing::error!(queue = worker.queue, %error, "failure could not be recorded; the lease will run out");
    }
}
