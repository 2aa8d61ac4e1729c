//! The limits of all rules with their version: `data/monitor/limits.json`, or a tenant's own after approval.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A versioned table of limits; alerts keep the version they were made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Counts up with every change.
    pub version: u32,
    /// In force from this day.
    pub effective: NaiveDate,
    pub(super) night: Night,
    pub(super) three_nights: ThreeNightLimits,
    pub(super) home_bp: HomeBp,
    pub(super) bp_ladder: BpLadder,
    pub(super) glucose: Glucose,
    pub(super) cgm: Cgm,
    pub(super) spo2: Spo2,
    pub(super) weight: Weight,
    pub(super) rhythm: Rhythm,
    pub(super) lab: Lab,
    pub(super) adherence: Adherence,
}

impl Limits {
    /// The built-in table.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Limits> = LazyLock::new(|| {
            // A broken file stops the first test; nothing is judged by limits nobody wrote.
            Limits::from_json(include_str!("../../data/monitor/limits.json"))
                .unwrap_or_else(|e| panic!("data/monitor/limits.json: {e}"))
        });
        &BUILT_IN
    }

    /// Reads a tenant's table; the message names what is wrong.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|e| format!("监测界值表格式不对：{e}"))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Night {
    pub from_hour: u32,
    pub to_hour: u32,
    pub min_minutes: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ThreeNightLimits {
    pub baseline_from_days: i64,
    pub baseline_to_days: i64,
    pub baseline_min_nights: usize,
    pub rise: f64,
    pub rise_factor: f64,
    pub high: f64,
    pub very_high: f64,
    pub yellow_nights: usize,
    pub red_nights: usize,
    pub gap_nights: i64,
    pub fever: f64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct HomeBp {
    pub window_days: i64,
    pub min_days: usize,
    pub min_readings: usize,
    pub sbp: f64,
    pub dbp: f64,
    pub morning: (u32, u32),
    pub evening: (u32, u32),
    pub slack_minutes: u32,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct BpLadder {
    pub sbp: f64,
    pub dbp: f64,
    pub remeasure_after_minutes: i64,
    pub remeasure_by_minutes: i64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Glucose {
    pub low: f64,
    pub very_low: f64,
    pub very_high: f64,
    pub fasting: f64,
    pub fasting_days: usize,
    pub fasting_window_days: i64,
    pub fresh_hours: i64,
    pub refractory_hours: u32,
    pub fasting_refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Cgm {
    pub window_days: u32,
    pub interval_minutes: u32,
    pub min_coverage: f64,
    pub low: f64,
    pub very_low: f64,
    pub high: f64,
    pub tir: f64,
    pub tbr: f64,
    pub tbr_very_low: f64,
    pub cv: f64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Spo2 {
    pub red: f64,
    pub yellow_to: f64,
    pub pair_minutes: i64,
    pub fall_from_baseline: f64,
    pub fresh_hours: i64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Weight {
    pub gain: f64,
    pub days: i64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Rhythm {
    pub notifications: usize,
    pub days: i64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Lab {
    pub creatinine_rise: f64,
    pub creatinine_rise_hours: i64,
    pub creatinine_factor: f64,
    pub creatinine_factor_days: i64,
    pub egfr_fall_per_year: f64,
    pub egfr_min_points: usize,
    pub egfr_min_days: i64,
    pub egfr_window_days: i64,
    pub hemoglobin_fall: f64,
    pub hemoglobin_days: i64,
    pub fresh_hours: i64,
    pub refractory_hours: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Adherence {
    pub nudge: usize,
    pub call: usize,
    pub refractory_hours: u32,
}
