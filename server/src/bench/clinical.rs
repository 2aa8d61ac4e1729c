//! Evaluations per second of every clinical model on its example, beside one exp and one ln as the anchor.
use anyhow::Result;
use nq_clinical::model::{json::read, models, table_of};
use serde_json::{Value, json};
use std::{hint::black_box, time::Instant};

const SECONDS: f64 = 0.05;

/// One JSON object per model; `ratio` is anchor evaluations per model evaluation.
pub fn run() -> Result<Vec<Value>> {
    let anchor = per_second(|| {
        black_box(black_box(1.7_f64).exp() + black_box(2.3_f64).ln());
    });
    let mut lines = Vec::new();
    for model in models() {
        let inputs = read(model, &serde_json::from_str(model.example)?)?;
        let table = table_of(model)?;
        let rate = per_second(|| {
            drop(black_box(model.evaluate(black_box(&inputs), table)));
        });
        lines.push(json!({"bench": "clinical", "model": model.id, "per_second": rate.round(),
            "anchor": "exp + ln", "anchor_per_second": anchor.round(), "ratio": anchor / rate}));
    }
    Ok(lines)
}

/// Runs in batches until the time is up, so that reading the clock does not count.
fn per_second(mut once: impl FnMut()) -> f64 {
    const BATCH: u32 = 500;
    let (begun, mut runs) = (Instant::now(), 0.0);
    loop {
        for _ in 0..BATCH {
            once();
        }
        runs += f64::from(BATCH);
        let elapsed = begun.elapsed().as_secs_f64();
        if elapsed >= SECONDS {
            return runs / elapsed;
        }
    }
}
