//! What a tenant may set: the goals and intervals of the standard, with a version.

use serde::{Deserialize, Serialize};

/// Goals, emergency lines and intervals. The defaults are those of the third edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Counts up with every change; results keep it.
    pub version: u32,
    /// Goal for everybody: below, mmHg.
    pub sbp: f64,
    /// Goal for everybody: below, mmHg.
    pub dbp: f64,
    /// Whether the looser systolic goal for the old holds.
    pub elder_line: bool,
    /// From this age on, completed years.
    pub elder_age: u32,
    /// Their systolic goal: below, mmHg; the diastolic one stays.
    pub elder_sbp: f64,
    /// Goal of fasting glucose: below, mmol/L.
    pub fpg: f64,
    /// Emergency from here, mmHg.
    pub emergency_sbp: f64,
    /// Emergency from here, mmHg.
    pub emergency_dbp: f64,
    /// Emergency from here up, mmol/L.
    pub emergency_fpg_high: f64,
    /// Emergency from here down, mmol/L.
    pub emergency_fpg_low: f64,
    /// Emergency above, Cel.
    pub emergency_temperature: f64,
    /// Longest interval of a satisfactory course, days.
    pub regular_days: u32,
    /// Interval after an unsatisfactory visit and after a referral, days.
    pub soon_days: u32,
    /// Visits needed in a year.
    pub visits_per_year: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            version: 1,
            sbp: 140.0,
            dbp: 90.0,
            elder_line: true,
            elder_age: 65,
            elder_sbp: 150.0,
            fpg: 7.0,
            emergency_sbp: 180.0,
            emergency_dbp: 110.0,
            emergency_fpg_high: 16.7,
            emergency_fpg_low: 3.9,
            emergency_temperature: 39.0,
            regular_days: 90,
            soon_days: 14,
            visits_per_year: 4,
        }
    }
}

impl Params {
    /// Whether a pressure meets the goal at an age; an unknown age has no looser goal.
    pub fn pressure_met(&self, sbp: f64, dbp: f64, age: Option<u32>) -> bool {
        let elder = self.elder_line && age.is_some_and(|a| a >= self.elder_age);
        let goal = if elder { self.elder_sbp.max(self.sbp) } else { self.sbp };
        sbp < goal && dbp < self.dbp
    }
}
