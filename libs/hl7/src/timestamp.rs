//! HL7 timestamps as they come: compact, with dashes, cut off at any precision, with or without a zone.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

/// UTC+08:00, the zone of a timestamp that names none.
pub const CHINA_OFFSET_SECONDS: i32 = 8 * 3600;

/// How much of a timestamp was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `1970`
    Year,
    /// `197001`
    Month,
    /// `19700101`
    Day,
    /// `1970010108`
    Hour,
    /// `197001010830`
    Minute,
    /// `19700101083000`
    Second,
    /// `19700101083000.123`
    Fraction,
}

/// A timestamp with its precision; missing parts are filled with their smallest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// Wall clock of the sender.
    pub local: NaiveDateTime,
    /// How much was sent.
    pub precision: Precision,
    /// The zone, if one was sent.
    pub offset: Option<FixedOffset>,
}

/// Why a text is no timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    /// Not of the form of a timestamp.
    #[error("不是日期时间的格式")]
    Malformed,
    /// Of the right form, but there is no such day or hour.
    #[error("没有这样的日期或时间")]
    OutOfRange,
}

impl Timestamp {
    /// Reads a timestamp. `Ok(None)` for what means "none": nothing, zeros only, and the year 1 (the empty date of .NET).
    ///
    /// # Errors
    /// [`TimestampError`]
    pub fn parse(text: &str) -> Result<Option<Self>, TimestampError> {
        let text = text.trim();
        if text.is_empty() || text == "\"\"" || text.chars().all(|c| c == '0') || text.starts_with("0001") {
            return Ok(None);
        }
        let with_marks = text.chars().nth(4).is_some_and(|c| matches!(c, '-' | '/' | '.' | '年'));
        let parsed = if with_marks { marked(text) } else { compact(text) }?;
        Ok((!parsed.is_zero()).then_some(parsed))
    }

    fn is_zero(&self) -> bool {
        use chrono::Datelike;
        self.local.year() <= 1
    }

    /// The day on the sender's wall.
    pub fn date(&self) -> NaiveDate {
        self.local.date()
    }

    /// The instant; `zone` is used when none was sent.
    pub fn instant(&self, zone: FixedOffset) -> DateTime<FixedOffset> {
        let offset = self.offset.unwrap_or(zone);
        let utc = self.local.checked_sub_offset(offset).unwrap_or(self.local);
        DateTime::from_naive_utc_and_offset(utc, offset)
    }

    /// The instant, a missing zone read as China standard time.
    pub fn instant_in_china(&self) -> DateTime<FixedOffset> {
        self.instant(china())
    }
}

/// UTC+08:00.
pub fn china() -> FixedOffset {
    FixedOffset::east_opt(CHINA_OFFSET_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

/// `20260301080000.123+0800`, also with milliseconds run on (`20180606085743785+0800`) or a blank after the day.
fn compact(text: &str) -> Result<Timestamp, TimestampError> {
    let (body, offset) = split_zone(text, 4)?;
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let joined: String = match whole.split_once(' ') {
        Some((day, time)) if day.len() == 8 => format!("{day}{}", time.trim().replace(':', "")),
        _ => whole.to_owned(),
    };
    if !joined.bytes().all(|b| b.is_ascii_digit()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TimestampError::Malformed);
    }
    let (core, run_on) = joined.split_at_checked(14).unwrap_or((&joined, ""));
    let precision = match core.len() {
        4 => Precision::Year,
        6 => Precision::Month,
        8 => Precision::Day,
        10 => Precision::Hour,
        12 => Precision::Minute,
        14 if run_on.is_empty() && fraction.is_empty() => Precision::Second,
        14 if run_on.len() <= 9 => Precision::Fraction,
        _ => return Err(TimestampError::Malformed),
    };
    let number = |from: usize, to: usize, absent: u32| {
        core.get(from..to).map_or(Ok(absent), |digits| digits.parse().map_err(|_| TimestampError::Malformed))
    };
    let fraction = if run_on.is_empty() { fraction } else { run_on };
    build(
        [number(0, 4, 1)?, number(4, 6, 1)?, number(6, 8, 1)?],
        [number(8, 10, 0)?, number(10, 12, 0)?, number(12, 14, 0)?],
        nanoseconds(fraction),
        precision,
        offset,
    )
}

/// `1977-01-01`, `2002/6/5 8:30`, `2026-03-01T08:00:00.5+08:00`, `1977年1月1日`.
fn marked(text: &str) -> Result<Timestamp, TimestampError> {
    let plain = text.replace(['年', '月'], "-").replace('日', " ");
    let plain = plain.trim();
    let (day, time) = plain.split_once(['T', ' ']).unwrap_or((plain, ""));
    let (time, offset) = split_zone(time.trim(), 0)?;
    let mut date_parts = day.trim_end_matches('-').split(['-', '/', '.']);
    let mut next_date = |absent| number_or(date_parts.next(), absent);
    let date = [next_date(None)?, next_date(Some(1))?, next_date(Some(1))?];
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut time_parts = clock.split(':').filter(|part| !part.is_empty());
    let mut next_time = || number_or(time_parts.next(), Some(0));
    let hms = [next_time()?, next_time()?, next_time()?];
    if date_parts.next().is_some() || time_parts.next().is_some() {
        return Err(TimestampError::Malformed);
    }
    let precision = match (clock.split(':').filter(|part| !part.is_empty()).count(), fraction.is_empty()) {
        (0, _) if day.trim_end_matches('-').split(['-', '/', '.']).count() < 3 => Precision::Month,
        (0, _) => Precision::Day,
        (1, _) => Precision::Hour,
        (2, _) => Precision::Minute,
        (_, true) => Precision::Second,
        (_, false) => Precision::Fraction,
    };
    build(date, hms, nanoseconds(fraction), precision, offset)
}

fn number_or(part: Option<&str>, absent: Option<u32>) -> Result<u32, TimestampError> {
    match part.map(str::trim) {
        Some(digits) if (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().map_err(|_| TimestampError::Malformed)
        }
        Some(_) => Err(TimestampError::Malformed),
        None => absent.ok_or(TimestampError::Malformed),
    }
}

fn build(
    [year, month, day]: [u32; 3],
    [hour, minute, second]: [u32; 3],
    nano: u32,
    precision: Precision,
    offset: Option<FixedOffset>,
) -> Result<Timestamp, TimestampError> {
    let year = i32::try_from(year).map_err(|_| TimestampError::OutOfRange)?;
    // Months and days of zero are how some systems say "only the year is known".
    let (month, day, precision) = match (month, day) {
        (0, 0) => (1, 1, Precision::Year),
        (_, 0) => (month, 1, Precision::Month),
        _ => (month, day, precision),
    };
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(TimestampError::OutOfRange)?;
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nano).ok_or(TimestampError::OutOfRange)?;
    Ok(Timestamp { local: date.and_time(time), precision, offset })
}

/// Digits after the point as nanoseconds.
fn nanoseconds(fraction: &str) -> u32 {
    let digits: String =
        fraction.chars().take_while(char::is_ascii_digit).chain("000000000".chars()).take(9).collect();
    digits.parse().unwrap_or(0)
}

/// Parts `+0800`, `+08:00`, `-5` or `Z` from the end; a sign before `from` belongs to the date.
fn split_zone(text: &str, from: usize) -> Result<(&str, Option<FixedOffset>), TimestampError> {
    if let Some(body) = text.strip_suffix(['Z', 'z']) {
        return Ok((body, FixedOffset::east_opt(0)));
    }
    let Some(at) = text.rfind(['+', '-']).filter(|at| *at >= from) else { return Ok((text, None)) };
    let (body, zone) = text.split_at_checked(at).ok_or(TimestampError::Malformed)?;
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits = zone.trim_start_matches(['+', '-']).replace(':', "");
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TimestampError::Malformed);
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2).ok_or(TimestampError::Malformed)?,
        _ => return Err(TimestampError::Malformed),
    };
    let read = |part: &str| part.parse::<i32>().map_err(|_| TimestampError::Malformed);
    let seconds = sign * (read(hours)? * 3600 + read(minutes)? * 60);
    let offset = FixedOffset::east_opt(seconds).ok_or(TimestampError::OutOfRange)?;
    Ok((body, Some(offset)))
}

#[cfg(test)]
mod tests {
    use super::{Precision, Timestamp, TimestampError};

    fn read(text: &str) -> (String, Precision) {
        let parsed = Timestamp::parse(text).unwrap().unwrap();
        (parsed.instant_in_china().to_rfc3339(), parsed.precision)
    }

    #[test]
    fn every_form_seen_in_hospitals_is_read() {
        for (text, instant, precision) in [
            ("20260301080000", "2026-03-01T08:00:00+08:00", Precision::Second),
            ("200206281130", "2002-06-28T11:30:00+08:00", Precision::Minute),
            ("19700101", "1970-01-01T00:00:00+08:00", Precision::Day),
            ("197001", "1970-01-01T00:00:00+08:00", Precision::Month),
            ("1970", "1970-01-01T00:00:00+08:00", Precision::Year),
            ("1977-01-01", "1977-01-01T00:00:00+08:00", Precision::Day),
            ("2002/6/5 8:30", "2002-06-05T08:30:00+08:00", Precision::Minute),
            ("1977年1月1日", "1977-01-01T00:00:00+08:00", Precision::Day),
            ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00+00:00", Precision::Second),
            ("2026-03-01 08:00:00.5+08:00", "2026-03-01T08:00:00.500+08:00", Precision::Fraction),
            ("20180606085743785+0800", "2018-06-06T08:57:43.785+08:00", Precision::Fraction),
            ("20080723123558-0400", "2008-07-23T12:35:58-04:00", Precision::Second),
            ("20200802124455.1234-0500", "2020-08-02T12:44:55.123400-05:00", Precision::Fraction),
            ("20110310 112251", "2011-03-10T11:22:51+08:00", Precision::Second),
            ("19650000", "1965-01-01T00:00:00+08:00", Precision::Year),
        ] {
            assert_eq!(read(text), (instant.to_owned(), precision), "{text}");
        }
    }

    #[test]
    fn zeros_and_the_empty_date_of_dotnet_mean_no_date() {
        for text in ["", "  ", "\"\"", "0000", "000000", "00000000000000", "00010101000000", "0001-01-01"] {
            assert_eq!(Timestamp::parse(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_an_error_and_not_a_guess() {
        assert_eq!(Timestamp::parse("19991345"), Err(TimestampError::OutOfRange));
        assert_eq!(Timestamp::parse("20260230"), Err(TimestampError::OutOfRange));
        assert_eq!(Timestamp::parse("2026022"), Err(TimestampError::Malformed));
        assert_eq!(Timestamp::parse("昨天"), Err(TimestampError::Malformed));
        assert_eq!(Timestamp::parse("2026-03-01-02-03"), Err(TimestampError::Malformed));
    }
}
