//! How quickly a new fact is in the index and in 500 live rules, and what a past day costs.

use super::round;
use chrono::{DateTime, TimeDelta, Utc};
use nq_audience::{
    Moment, Observation, Origin, Reading, Rule,
    index::{Change, Index, LiveRules, Touched},
};
use serde_json::{Value, json};
use std::time::Instant;

const RULES: usize = 500;
const UPDATES: usize = 20_000;

/// A number below `n`, scattered.
fn scattered(i: usize, n: usize) -> usize {
    ((i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as usize % n
}

/// Rules of three conditions with different metrics, limits and windows.
fn rule(i: usize) -> Option<Rule> {
    let metrics = ["bmi", "sbp", "dbp", "fbg", "hba1c", "ldl", "tg", "ua", "cr", "tsh"];
    let metric = metrics[i % metrics.len()];
    serde_json::from_value(json!({"all": [
        {"age": {"ge": 20 + i % 50}},
        {"any": [{"tag": [format!("t{}", i % 40)]}, {"metric": {"code": metric, "is": {"ge": 1 + i % 150}}}]},
        {"count": {"of": {"encounter": {}}, "days": 30 + i, "is": {"ge": 1 + i % 4}}},
        {"absent": {"of": {"metric": {"code": metrics[(i + 3) % metrics.len()]}}, "days": 90 + i}}
    ]}))
    .ok()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Runs the measurements.
pub(super) fn run(mut index: Index, at: Moment, now: i64) -> Vec<Value> {
    let earlier = past(&index, at);
    let n = index.len();
    let mut live = LiveRules::default();
    let start = Instant::now();
    for (i, rule) in (0..RULES).filter_map(|i| Some((i, rule(i)?))) {
        live.add(format!("{i}"), &rule, &index, at);
    }
    let added = start.elapsed().as_secs_f64();
    let (mut update, mut react, mut every) = (Vec::new(), Vec::new(), Vec::new());
    let mut moved = 0;
    for i in 0..UPDATES {
        let observation = Observation {
            metric: "sbp".to_owned(),
            value: Reading::new((100 + i % 90).to_string()),
            origin: Origin::new(DateTime::<Utc>::from_timestamp(now, 0).unwrap_or_default(), ""),
        };
        let (person, change) = (scattered(i, n) as u128 + 1, Change::Observation(observation));
        let touched = [change.touched()];
        let start = Instant::now();
        index.apply(person, change);
        update.push(start.elapsed().as_secs_f64() * 1e9);
        let start = Instant::now();
        moved += live.react(&index, at, person, &touched).len();
        react.push(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        moved += live.react(&index, at, person, &[Touched::All]).len();
        every.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let start = Instant::now();
    index.settle_from(1);
    let settle = start.elapsed().as_secs_f64() * 1e3;
    let start = Instant::now();
    live.pass(&index, at.at(at.now + TimeDelta::days(1)));
    let pass = start.elapsed().as_secs_f64() * 1e3;
    vec![
        earlier,
        json!({
            "bench": "audience", "update_ns_median": median(update).round(), "updates": UPDATES,
            "settle_ms": round(settle),
        }),
        json!({
            "bench": "audience", "live_rules": RULES, "add_s": round(added), "react_ms_median": round(median(react)),
            "react_all_rules_ms_median": round(median(every)), "moved": moved, "midnight_ms": round(pass),
        }),
    ]
}

/// The same rule on past days.
fn past(index: &Index, at: Moment) -> Value {
    let Some(rule) = rule(1) else { return Value::Null };
    let plan = index.plan(&rule);
    let days = [0, 1, 30, 180, 700].map(|days| {
        let then = at.at(at.now - TimeDelta::days(days));
        let start = Instant::now();
        let count = index.holds(&plan, then, index.everybody()).count();
        json!({"days_ago": days, "count": count, "ms": round(start.elapsed().as_secs_f64() * 1e3)})
    });
    json!({"bench": "audience", "past": days})
}
