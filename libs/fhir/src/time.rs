//! FHIR dates: a year, a month, a day or an instant, kept as written, with the span of time each of them means.
//! Section "date, dateTime, instant" of FHIR R4 datatypes.

use chrono::{DateTime, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// How exactly a moment was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `1970`
    Year,
    /// `1970-03`
    Month,
    /// `1970-03-05`
    Day,
    /// `1970-03-05T08:30` (search only)
    Minute,
    /// `1970-03-05T08:30:00+08:00`
    Second,
    /// with a fraction of a second
    Fraction,
}

/// A moment as written, and the half-open span `[start, end)` in UTC that it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FhirTime {
    /// The text as received.
    pub text: String,
    /// How exactly it was written.
    pub precision: Precision,
    /// The first day it covers, in the writer's own zone.
    pub date: NaiveDate,
    /// First instant covered.
    pub start: DateTime<Utc>,
    /// First instant no longer covered.
    pub end: DateTime<Utc>,
}

impl FhirTime {
    /// Reads a `date` or `dateTime`. A text without zone (all partial dates, and instants of careless senders) is taken
    /// in `zone`, the zone of the site. `None` if it is no date of R4.
    pub fn read(text: &str, zone: FixedOffset) -> Option<Self> {
        let text = text.trim();
        match text.split_once(['T', ' ']) {
            None => Self::read_date(text, zone),
            Some((day, clock)) => Self::read_instant(text, day, clock, zone),
        }
    }

    fn read_date(text: &str, zone: FixedOffset) -> Option<Self> {
        let (precision, date, next) = match text.len() {
            4 => {
                let date = NaiveDate::from_ymd_opt(number(text)?, 1, 1)?;
                (Precision::Year, date, date.checked_add_months(Months::new(12))?)
            }
            7 => {
                let date = day_of(&format!("{text}-01"))?;
                (Precision::Month, date, date.checked_add_months(Months::new(1))?)
            }
            10 => {
                let date = day_of(text)?;
                (Precision::Day, date, date.checked_add_days(Days::new(1))?)
            }
            _ => return None,
        };
        let start = in_zone(date.and_time(NaiveTime::MIN), zone)?;
        let end = in_zone(next.and_time(NaiveTime::MIN), zone)?;
        Some(Self { text: text.to_owned(), precision, date, start, end })
    }

    fn read_instant(text: &str, day: &str, clock: &str, zone: FixedOffset) -> Option<Self> {
        let date = day_of(day)?;
        let (clock, zone) = split_zone(clock, zone)?;
        let (time, precision) = clock_of(clock)?;
        let start = in_zone(date.and_time(time), zone)?;
        let span = match precision {
            Precision::Minute => TimeDelta::minutes(1),
            Precision::Second => TimeDelta::seconds(1),
            _ => TimeDelta::milliseconds(1),
        };
        Some(Self { text: text.to_owned(), precision, date, start, end: start.checked_add_signed(span)? })
    }

    /// Whether it names a day or something finer.
    pub fn has_day(&self) -> bool {
        self.precision >= Precision::Day
    }
}

/// Whether a text is an R4 `date`: a year, a month or a day, and nothing finer.
pub fn is_date(text: &str) -> bool {
    text.len() <= 10 && utc().and_then(|zone| FhirTime::read_date(text, zone)).is_some()
}

/// Whether a text is an R4 `dateTime`. An instant must carry a zone; seconds may be missing only in searches.
pub fn is_date_time(text: &str) -> bool {
    if is_date(text) {
        return true;
    }
    let zoned =
        text.split_once('T').is_some_and(|(_, clock)| clock.ends_with('Z') || clock.contains(['+', '-']));
    zoned
        && utc()
            .and_then(|zone| FhirTime::read(text, zone))
            .is_some_and(|time| time.precision >= Precision::Second)
}

fn utc() -> Option<FixedOffset> {
    FixedOffset::east_opt(0)
}

fn number(text: &str) -> Option<i32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten().filter(|n| *n > 0)
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    shape.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// Splits the zone from the clock. A `+` turned into a blank by URL decoding is understood.
fn split_zone(clock: &str, default: FixedOffset) -> Option<(&str, FixedOffset)> {
    if let Some(plain) = clock.strip_suffix(['Z', 'z']) {
        return Some((plain, utc()?));
    }
    let Some(place) = clock.rfind(['+', '-', ' ']) else {
        return Some((clock, default));
    };
    let (plain, zone) = clock.split_at(place);
    let (hours, minutes) =
        zone.get(1..)?.split_once(':').or_else(|| Some((zone.get(1..3)?, zone.get(3..5)?)))?;
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    let signed = if zone.starts_with('-') { -seconds } else { seconds };
    Some((plain, FixedOffset::east_opt(signed)?))
}

fn clock_of(clock: &str) -> Option<(NaiveTime, Precision)> {
    let mut parts = clock.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let Some(seconds) = parts.next() else {
        return Some((NaiveTime::from_hms_opt(hour, minute, 0)?, Precision::Minute));
    };
    if parts.next().is_some() {
        return None;
    }
    let (whole, fraction) =
        seconds.split_once('.').map_or((seconds, None), |(whole, rest)| (whole, Some(rest)));
    // A leap second is written as 60; it is taken as the last second of its minute.
    let second = whole.parse::<u32>().ok().filter(|s| *s <= 60)?.min(59);
    let Some(fraction) = fraction else {
        return Some((NaiveTime::from_hms_opt(hour, minute, second)?, Precision::Second));
    };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let milli = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some((NaiveTime::from_hms_milli_opt(hour, minute, second, milli)?, Precision::Fraction))
}

fn in_zone(local: NaiveDateTime, zone: FixedOffset) -> Option<DateTime<Utc>> {
    local.checked_sub_offset(zone).map(|utc| utc.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beijing() -> FixedOffset {
        FixedOffset::east_opt(8 * 3600).unwrap()
    }

    fn read(text: &str) -> FhirTime {
        FhirTime::read(text, beijing()).unwrap()
    }

    #[test]
    fn a_month_covers_the_whole_month_in_the_zone_of_the_site() {
        let march = read("1970-03");
        assert_eq!(march.precision, Precision::Month);
        assert_eq!(march.start.to_rfc3339(), "1970-02-28T16:00:00+00:00");
        assert_eq!(march.end.to_rfc3339(), "1970-03-31T16:00:00+00:00");
        assert_eq!(march.text, "1970-03");
    }

    #[test]
    fn an_instant_keeps_its_own_zone() {
        let taken = read("2026-03-01T08:30:00+08:00");
        assert_eq!(taken.start.to_rfc3339(), "2026-03-01T00:30:00+00:00");
        assert_eq!(read("2019-11-02T19:20:06Z").start, read("2019-11-03T03:20:06").start);
        assert_eq!(read("1989-05-09T20:35:22-04:00").start.to_rfc3339(), "1989-05-10T00:35:22+00:00");
        assert_eq!(read("2012-03-06T20:43:11.722+00:00").precision, Precision::Fraction);
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for wrong in [
            "1970-02-30",
            "70-01-01",
            "1970/01/01",
            "19700101",
            "2020-01-01T25:00:00Z",
            "",
            "0000",
            "1970-1-1",
        ] {
            assert!(FhirTime::read(wrong, beijing()).is_none(), "{wrong}");
        }
        assert!(is_date("1970-03") && !is_date("1970-03-01T00:00:00Z"));
        assert!(is_date_time("1970-03-01T00:00:00.5Z") && !is_date_time("1970-03-01T00:00:00"));
    }
}
