//! Time in the index: whole seconds since 1920 in 32 bits, and windows of local days as ranges of such seconds.

use crate::Moment;
use chrono::{DateTime, NaiveDate, Utc};

/// 1920-01-01T00:00:00Z in Unix seconds: lived memory begins before it, 32 bits reach to 2056.
const BASE: i64 = -1_577_923_200;
/// The end of a span that is still open.
pub(crate) const OPEN: u32 = u32::MAX;
const DAY: i64 = 86_400;

/// The stamp of an instant; what lies outside the range is put at its ends. Fractions of a second are dropped.
pub(crate) fn stamp(at: DateTime<Utc>) -> u32 {
    (at.timestamp() - BASE).clamp(0, i64::from(OPEN - 1)) as u32
}

/// The stamp of an end, [`OPEN`] if there is none.
pub(crate) fn until(end: Option<DateTime<Utc>>) -> u32 {
    end.map_or(OPEN, |end| (end.timestamp() - BASE).clamp(0, i64::from(OPEN)) as u32)
}

/// The instant of a stamp.
pub(crate) fn instant(stamp: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(stamp) + BASE, 0).unwrap_or_default()
}

/// Facts from `from` (included) to `to` (excluded).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl Window {
    /// The stretch of rows, sorted by time, that lies in the window.
    pub(crate) fn cut(self, stamps: &[u32]) -> std::ops::Range<usize> {
        let to = stamps.partition_point(|s| *s < self.to);
        let from = stamps[..to].partition_point(|s| *s < self.from);
        from..to
    }
}

/// A moment in the units of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) at: Moment,
    pub(crate) now: u32,
    /// Seconds to add to a stamp so that days begin at multiples of 86,400.
    shift: i64,
    /// The local day of now.
    today: i64,
}

impl Clock {
    pub(crate) fn new(at: Moment) -> Clock {
        let shift = i64::from(at.zone.local_minus_utc()) + BASE.rem_euclid(DAY);
        let now = stamp(at.now);
        Clock { at, now, shift, today: (i64::from(now) + shift).div_euclid(DAY) }
    }

    /// The local day of a stamp, counted from any fixed day.
    pub(crate) fn day(&self, stamp: u32) -> i64 {
        (i64::from(stamp) + self.shift).div_euclid(DAY)
    }

    /// The local day of a stamp some seconds later.
    pub(crate) fn day_shifted(&self, stamp: u32, seconds: i64) -> i64 {
        (i64::from(stamp) + self.shift + seconds).div_euclid(DAY)
    }

    /// First stamp of such a day, and of the next.
    pub(crate) fn bounds_shifted(&self, day: i64, seconds: i64) -> (u32, u32) {
        let start = |day: i64| (day * DAY - self.shift - seconds).clamp(0, i64::from(OPEN)) as u32;
        (start(day), start(day + 1))
    }

    /// The local hour of the day, 0 to 23.
    pub(crate) fn hour(&self, stamp: u32) -> u8 {
        ((i64::from(stamp) + self.shift).rem_euclid(DAY) / 3600) as u8
    }

    pub(crate) fn today(&self) -> i64 {
        self.today
    }

    /// The first stamp of a local day.
    pub(crate) fn start(&self, day: i64) -> u32 {
        day.saturating_mul(DAY).saturating_sub(self.shift).clamp(0, i64::from(OPEN)) as u32
    }

    /// What happened at least `least` and at most `most` days ago.
    pub(crate) fn window(&self, least: u32, most: Option<u32>) -> Window {
        let from = most.map_or(0, |most| self.start(self.today - i64::from(most)));
        Window { from, to: self.start(self.today + 1 - i64::from(least)) }
    }
}

/// A date as days since 1970, for columns.
pub(crate) fn day_number(date: NaiveDate) -> i32 {
    (date - NaiveDate::default()).num_days() as i32
}

/// The date of a day number.
pub(crate) fn date(day: i32) -> NaiveDate {
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(day.into())).unwrap_or_default()
}
