//! Time is handed to you. The business clock may run ahead of the wall in a demo or a test; leases never do.
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, SubsecRound, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The one source of time, cheap to clone. Instants are UTC with millisecond precision.
#[derive(Clone, Debug)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
    fixed_ms: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The wall clock; [`Clock::set_ahead`] moves it forward for a demo.
    pub fn system() -> Self {
        Self { ahead_ms: Arc::new(AtomicI64::new(0)), fixed_ms: None }
    }

    /// A clock that stands still until it is advanced: for tests.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { ahead_ms: Arc::default(), fixed_ms: Some(Arc::new(AtomicI64::new(at.timestamp_millis()))) }
    }

    /// Business time: what a rule is given as `now`.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.fixed_ms {
            Some(at) => {
                DateTime::from_timestamp_millis(at.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
            None => self.wall() + Duration::milliseconds(self.ahead_ms.load(Ordering::SeqCst)),
        }
    }

    /// The machine's time: for leases and sessions, never for a rule.
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked")]
    pub fn wall(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }

    /// How far the business clock runs ahead of the wall.
    pub fn ahead(&self) -> Duration {
        Duration::milliseconds(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// Sets how far the business clock runs ahead of the wall.
    pub fn set_ahead(&self, ahead: Duration) {
        self.ahead_ms.store(ahead.num_milliseconds(), Ordering::SeqCst);
    }

    /// Moves the business clock forward.
    pub fn advance(&self, by: Duration) {
        self.fixed_ms.as_ref().unwrap_or(&self.ahead_ms).fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

/// The zone in which days are counted. China has one, without summer time.
pub fn zone() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The calendar day of an instant in [`zone`].
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone()).date_naive()
}

/// The instant at which a local day and time of day falls.
pub fn local_instant(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let naive = day.and_hms_opt(hour, minute, 0).unwrap_or_default();
    naive.and_local_timezone(zone()).single().map_or_else(|| naive.and_utc(), |at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let late = DateTime::parse_from_rfc3339("2026-12-31T16:00:00Z").unwrap().with_timezone(&Utc);
        assert_eq!(local_day(late), NaiveDate::from_ymd_opt(2027, 1, 1).unwrap());
        assert_eq!(local_instant(local_day(late), 0, 0), late);
    }

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
        clock.advance(Duration::days(7));
        assert_eq!(local_day(clock.now()), NaiveDate::from_ymd_opt(1970, 1, 8).unwrap());
    }
}
