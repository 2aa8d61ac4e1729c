//! Monitoring 监测: what home readings, wearables and series of laboratory values ask somebody to do. One pure
//! function per rule: readings and now in, at most one alert out. Times are wall-clock times of the site; what was
//! not measured is "no data" and never "normal". Limits are data with a version (`data/monitor/limits.json`).

mod adherence;
mod alert;
mod bp_ladder;
mod cgm;
mod glucose;
mod home_bp;
mod lab_trend;
mod limits;
mod models;
mod night;
mod night_signal;
#[cfg(test)]
mod night_tests;
mod rhythm;
mod rules;
mod spo2;
#[cfg(test)]
mod tests;
mod three_nights;
mod weight;

pub use adherence::{Planned, adherence};
pub use alert::{Action, Alert, Fact, Level, Past, Sample};
pub use bp_ladder::bp_ladder;
pub use cgm::{CgmSummary, cgm, cgm_summary};
pub use glucose::{GlucoseReading, Meal, glucose, glucose_fasting};
pub use home_bp::{BpReading, HomeBpMean, home_bp, home_bp_mean};
pub use lab_trend::{creatinine_rise, egfr_decline, egfr_slope, hemoglobin_fall};
pub use limits::Limits;
pub use models::MODELS;
pub use night::{Minute, Nights, night_values};
pub use night_signal::{NightSignal, night_signal};
pub use rhythm::irregular_pulse;
pub use rules::{Rule, rules};
pub use spo2::spo2;
pub use three_nights::{Fever, ThreeNights, three_nights};
pub use weight::weight_gain;
