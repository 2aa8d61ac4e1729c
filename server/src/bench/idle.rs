//! Resident memory of an idle server: this same binary on an empty folder, a few seconds after its start.
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{process::Stdio, time::Duration};

/// Starts a server, reads its memory, stops it.
pub async fn run() -> Result<Value> {
    let folder = std::env::temp_dir().join(format!("nuanqiao-bench-idle-{}", std::process::id()));
    let mut child = std::process::Command::new(std::env::current_exe()?)
        .args(["serve", "--http", "127.0.0.1:0", "--mllp", "127.0.0.1:0", "--data"])
        .arg(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let memory = memory_mib(child.id());
    child.kill()?;
    child.wait()?;
    drop(std::fs::remove_dir_all(&folder));
    Ok(json!({ "bench": "idle_memory", "engine": "sqlite", "resident_mib": memory? }))
}

fn memory_mib(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).context("仅支持 Linux")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
    Ok(kib / 1024.0)
}
