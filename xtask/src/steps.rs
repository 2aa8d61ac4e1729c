//! Progress lines: which step of how many, what it does, how long the one before took.

use std::time::{Duration, Instant};

use anyhow::Result;

pub struct Steps {
    total: usize,
    done: usize,
    begun: Instant,
}

impl Steps {
    pub fn new(total: usize) -> Self {
        Self { total, done: 0, begun: Instant::now() }
    }

    /// Does one step; it answers `Some(remark)` when there was nothing to do.
    pub fn take(&mut self, what: &str, step: impl FnOnce() -> Result<Option<&'static str>>) -> Result<()> {
        self.done += 1;
        let head = format!("[{}/{}]", self.done, self.total);
        println!("{head} {what} …");
        let started = Instant::now();
        let remark = step()?;
        let spent = seconds(started.elapsed());
        println!(
            "{head} {what}: {} ({spent}, {} in all)",
            remark.unwrap_or("done"),
            seconds(self.begun.elapsed())
        );
        Ok(())
    }

    /// Announces the step that does not return, such as a server in the foreground.
    pub fn last(&mut self, what: &str) {
        self.done += 1;
        println!("[{}/{}] {what} ({} so far)", self.done, self.total, seconds(self.begun.elapsed()));
    }
}

/// `12.3 s`, or minutes when that reads better.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}
