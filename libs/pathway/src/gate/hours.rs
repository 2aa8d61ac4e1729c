//! When in the day a touch may happen.

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Gate, GateLine, line};
use crate::calendar::{Calendar, add_days};

/// Opening hours of a day, `open` included, `close` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// First minute.
    pub open: NaiveTime,
    /// First minute that is too late.
    pub close: NaiveTime,
}

impl Hours {
    /// Hours on the full hour; anything past 23 means the end of the day.
    pub fn of(open: u32, close: u32) -> Self {
        let at =
            |h| NaiveTime::from_hms_opt(h, 0, 0).or(NaiveTime::from_hms_opt(23, 59, 59)).unwrap_or_default();
        Self { open: at(open), close: at(close) }
    }

    /// The hours both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { open: self.open.max(other.open), close: self.close.min(other.close) }
    }

    /// Whether the site's clock is inside.
    pub fn contains(self, time: NaiveTime) -> bool {
        self.open <= time && time < self.close
    }

    /// The instant itself if inside, else the next opening.
    pub fn next(self, site: &Calendar, at: DateTime<Utc>) -> DateTime<Utc> {
        let (date, time) = (site.date(at), site.time(at));
        if self.contains(time) {
            at
        } else if time < self.open {
            site.instant(date, self.open)
        } else {
            site.instant(add_days(date, 1), self.open)
        }
    }
}

pub(super) fn gate(open: Option<Hours>, site: &Calendar, now: DateTime<Utc>) -> GateLine {
    let Some(hours) = open else { return line(Gate::Hours, true, "不受时段限制。") };
    let (from, to) = (hours.open.format("%H:%M"), hours.close.format("%H:%M"));
    let time = site.time(now);
    if hours.contains(time) {
        line(Gate::Hours, true, format!("在允许时段 {from}–{to} 内。"))
    } else {
        line(Gate::Hours, false, format!("现在是 {}，不在允许时段 {from}–{to} 内。", time.format("%H:%M")))
    }
}
