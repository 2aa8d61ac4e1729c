//! From minute data of a wearable to one value per night: the mean heart rate of the minutes without a step from
//! 00:00 to 06:59, cut to a whole number. The night bears the date of its morning.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

use super::limits::Limits;

/// One minute of a wearable.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Minute {
    /// When.
    pub at: NaiveDateTime,
    /// Heart rate, /min.
    pub heart_rate: f64,
    /// Steps in that minute; unknown is not zero, such a minute is left out.
    pub steps: Option<u32>,
}

/// Nightly values by the date of the morning; a night that is absent has no data.
pub type Nights = BTreeMap<NaiveDate, i32>;

/// Nightly values, /min. A night with fewer resting minutes than the limits ask for is left out.
pub fn night_values(minutes: &[Minute], limits: &Limits) -> Nights {
    let mut nights: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    for m in minutes {
        let hour = m.at.hour();
        let night = (limits.night.from_hour..limits.night.to_hour).contains(&hour);
        let resting = m.steps == Some(0);
        if let (true, true, Some(rate)) = (night, resting, whole(m.heart_rate)) {
            let (sum, count) = nights.entry(m.at.date()).or_default();
            *sum += i64::from(rate);
            *count += 1;
        }
    }
    let least = i64::try_from(limits.night.min_minutes).unwrap_or(i64::MAX).max(1);
    nights
        .into_iter()
        .filter(|(_, (_, count))| *count >= least)
        .filter_map(|(date, (sum, count))| Some((date, i32::try_from(sum / count).ok()?)))
        .collect()
}

/// A heart rate cut to a whole number; None if no heart beats so.
pub(super) fn whole(rate: f64) -> Option<i32> {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "0 to 400 is in range; the method cuts the decimals"
    )]
    (rate.is_finite() && (0.0..=400.0).contains(&rate)).then_some(rate as i32)
}
