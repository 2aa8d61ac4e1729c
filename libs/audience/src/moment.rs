//! The moment for which a rule is judged, and what day that is where the patient lives.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

/// A moment and the zone whose days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant, UTC.
    pub now: DateTime<Utc>,
    /// The site's zone; China has one and no daylight saving.
    pub zone: FixedOffset,
}

impl Moment {
    /// A moment in a zone.
    pub fn new(now: DateTime<Utc>, zone: FixedOffset) -> Moment {
        Moment { now, zone }
    }

    /// A moment in China (UTC+8).
    pub fn china(now: DateTime<Utc>) -> Moment {
        let zone = FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc));
        Moment { now, zone }
    }

    /// The same place at another instant.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> Moment {
        Moment { now, ..self }
    }

    /// Today.
    pub fn today(self) -> NaiveDate {
        self.day(self.now)
    }

    /// The day of an instant.
    pub fn day(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// The hour of an instant, 0 to 23.
    pub fn hour(self, instant: DateTime<Utc>) -> u8 {
        u8::try_from(chrono::Timelike::hour(&instant.with_timezone(&self.zone))).unwrap_or_default()
    }

    /// The first instant of a day.
    pub fn start(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        self.zone.from_local_datetime(&midnight).single().map_or_else(|| midnight.and_utc(), |t| t.to_utc())
    }

    /// Whole days from the day of `instant` to today; `None` while that day is still to come.
    pub fn days_since(self, instant: DateTime<Utc>) -> Option<u32> {
        u32::try_from((self.today() - self.day(instant)).num_days()).ok()
    }

    /// The first instant of the day `days` after the day of `instant`.
    pub(crate) fn start_after(self, instant: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
        self.day(instant).checked_add_days(Days::new(days.into())).map(|day| self.start(day))
    }
}
