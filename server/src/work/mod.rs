//! Drives the rooms' reactions, due jobs and periodic looks. Several processes may run this on one database: leases decide.
mod look;
mod queue;
mod react;

use crate::circuit;
use kernel::App;
use std::time::Duration;
use tokio::{sync::watch, task::JoinSet};

/// How long a worker sleeps when nothing rings the bell: another process may have written.
const POLL: Duration = Duration::from_millis(500);

/// The running workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Starts a task for each reaction, queue and look.
pub fn start(app: &App) -> Workers {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let name = format!("{}", uuid::Uuid::now_v7().simple());
    for reaction in circuit::reactions() {
        tasks.spawn(react::run(app.clone(), reaction, name.clone(), stopped.clone()));
    }
    for worker in circuit::workers() {
        tasks.spawn(queue::run(app.clone(), worker, name.clone(), stopped.clone()));
    }
    for look in circuit::looks() {
        tasks.spawn(look::run(app.clone(), look, name.clone(), stopped.clone()));
    }
    Workers { stop, tasks }
}

impl Workers {
    /// Lets each finish what it holds, for at most ten seconds.
    pub async fn finish(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(10), all).await.is_err() {
            tracing::warn!("workers did not finish in time; their leases will run out");
        }
    }
}

/// One look of this process, unless another process holds its lease: for a clock that is walked by hand.
pub async fn look_once(app: &App, look: &kernel::reaction::Look) -> kernel::Result<()> {
    (look.run)(app.clone()).await
}

/// Lets every reaction read the log to its end and works off every due job, until nothing is left at this moment: for a
/// clock of one's own, while no workers run.
pub async fn drain(app: &App, name: &str) -> kernel::Result<()> {
    loop {
        let mut worked = false;
        for reaction in circuit::reactions() {
            let mut held = None;
            while react::turn(app, &reaction, name, 0, &mut held).await? {
                worked = true;
            }
        }
        for worker in circuit::workers() {
            while queue::round(app, &worker, name).await? {
                worked = true;
            }
        }
        if !worked {
            return Ok(());
        }
    }
}

/// Waits for the bell, the poll or the end; `true` means go on.
async fn wait(bell: impl Future<Output = ()>, stopped: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = bell => {}
        () = tokio::time::sleep(POLL) => {}
        _ = stopped.changed() => {}
    }
    !*stopped.borrow()
}
