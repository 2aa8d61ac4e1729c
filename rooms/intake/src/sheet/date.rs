//! Dates as Chinese spreadsheets write them. Pure.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::cell::Cell;

/// Which comes first in `3/4/2017`; a column tells by its other values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// No value of the column told.
    #[default]
    Unknown,
    /// 日/月/年
    DayFirst,
    /// 月/日/年
    MonthFirst,
    /// Both orders occur: the column cannot be trusted.
    Mixed,
}

impl Order {
    /// What one more value of the column tells.
    #[must_use]
    pub fn with(self, cell: &Cell) -> Self {
        let Cell::Text(text) = cell else { return self };
        let Some((first, second, _)) = year_last(text) else { return self };
        let told = match (first > 12, second > 12) {
            (true, false) => Order::DayFirst,
            (false, true) => Order::MonthFirst,
            _ => return self,
        };
        if self == Order::Unknown || self == told { told } else { Order::Mixed }
    }
}

/// Why a cell is no date; displays as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateProblem {
    /// Cannot be read.
    #[error("“{0}”不是可识别的日期，请写成 2026-03-05 的形式")]
    Unreadable(String),
    /// Day and month cannot be told apart.
    #[error("“{0}”分不清是日/月还是月/日，请写成 2026-03-05 的形式")]
    Ambiguous(String),
}

/// Reads a date with its time of day, if it has one.
pub fn read(cell: &Cell, order: Order) -> Result<(NaiveDate, Option<NaiveTime>), DateProblem> {
    match cell {
        Cell::Date(at) => Ok(parts(*at)),
        Cell::Number(number) => {
            let told = serial(*number).or_else(|| eight_digits(&cell.text()).map(|day| (day, None)));
            told.ok_or_else(|| DateProblem::Unreadable(cell.text()))
        }
        Cell::Text(text) => read_text(text, order),
        Cell::Empty => Err(DateProblem::Unreadable(String::new())),
    }
}

fn parts(at: NaiveDateTime) -> (NaiveDate, Option<NaiveTime>) {
    (at.date(), Some(at.time()).filter(|time| *time != NaiveTime::MIN))
}

fn read_text(text: &str, order: Order) -> Result<(NaiveDate, Option<NaiveTime>), DateProblem> {
    let unreadable = || DateProblem::Unreadable(text.to_owned());
    let (day, clock) = split_clock(text);
    let time = match clock {
        "" => None,
        clock => Some(read_time(clock).ok_or_else(unreadable)?),
    };
    if let Some((first, second, year)) = year_last(day) {
        let (month, day_of_month) = match (order, first > 12, second > 12) {
            (Order::DayFirst, ..) | (_, true, false) => (second, first),
            (Order::MonthFirst, ..) | (_, false, true) => (first, second),
            // Equal parts need no order.
            _ if first == second => (first, second),
            _ => return Err(DateProblem::Ambiguous(text.to_owned())),
        };
        let date = NaiveDate::from_ymd_opt(year, month, day_of_month);
        return date.map(|date| (date, time)).ok_or_else(unreadable);
    }
    let date = year_first(day).or_else(|| eight_digits(day));
    if let Some(date) = date {
        return Ok((date, time));
    }
    // A serial day number that came as text: 43352.
    day.parse::<f64>().ok().and_then(serial).ok_or_else(unreadable)
}

/// Splits `2026-03-05 08:30` and `2026-03-05T08:30:00`.
fn split_clock(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.find(['T', ' ']) {
        Some(at) if text.get(at..).is_some_and(|rest| rest.contains(':') || rest.contains('时')) => {
            let (day, clock) = text.split_at(at);
            (day.trim(), clock.trim_start_matches('T').trim())
        }
        _ => (text, ""),
    }
}

/// A time of day: `8:30`, `08:30:00`, `8时30分`.
pub fn read_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().replace(['时', '点'], ":").replace('分', ":").replace('秒', "");
    let text = text.trim_end_matches(':').trim_end_matches('Z');
    let whole = text.split(['.', '+']).next()?;
    let mut parts = whole.split(':').map(|part| part.trim().parse::<u32>());
    let hour = parts.next()?.ok()?;
    let minute = parts.next().map_or(Some(0), Result::ok)?;
    let second = parts.next().map_or(Some(0), Result::ok)?;
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn numbers(text: &str) -> Option<Vec<u32>> {
    let mut parts = Vec::new();
    for part in text.split(['-', '/', '.', '年', '月', ' ']).filter(|part| !part.is_empty()) {
        parts.push(part.trim().trim_end_matches(['日', '号']).parse().ok()?);
    }
    Some(parts)
}

fn year_first(text: &str) -> Option<NaiveDate> {
    match numbers(text)?.as_slice() {
        [year, month, day] if *year >= 1800 => {
            NaiveDate::from_ymd_opt(i32::try_from(*year).ok()?, *month, *day)
        }
        _ => None,
    }
}

/// `(first, second, year)` of `3/4/2017`.
fn year_last(text: &str) -> Option<(u32, u32, i32)> {
    let (day, _) = split_clock(text);
    match numbers(day)?.as_slice() {
        [first, second, year] if *year >= 1800 && *first <= 31 && *second <= 31 => {
            Some((*first, *second, i32::try_from(*year).ok()?))
        }
        _ => None,
    }
}

fn eight_digits(text: &str) -> Option<NaiveDate> {
    (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
        .flatten()
        .filter(|date| chrono::Datelike::year(date) >= 1800)
}

/// A spreadsheet's serial day number: days since 1899-12-30, with the time of day as fraction. Only numbers that fall
/// between 1909 and 2109 are believed.
fn serial(number: f64) -> Option<(NaiveDate, Option<NaiveTime>)> {
    if !(3_500.0..=76_700.0).contains(&number) {
        return None;
    }
    let days: u64 = format!("{:.0}", number.floor()).parse().ok()?;
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))?;
    let seconds: u32 = format!("{:.0}", number.fract() * 86_400.0).parse().ok()?;
    Some((
        date,
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).filter(|time| *time != NaiveTime::MIN),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, order: Order) -> Result<String, DateProblem> {
        read(&Cell::from_text(text), order).map(|(day, time)| match time {
            Some(time) => format!("{day} {time}"),
            None => day.to_string(),
        })
    }

    #[test]
    fn dates_of_chinese_sheets_are_read() {
        for (written, meant) in [
            ("1970年12月28日", "1970-12-28"),
            ("2007-11-20", "2007-11-20"),
            ("2007/1/2", "2007-01-02"),
            ("2007.1.2", "2007-01-02"),
            ("19701228", "1970-12-28"),
            ("43352", "2018-09-09"),
            ("２０１８－０９－０９", "2018-09-09"),
            ("2026-03-05 08:30", "2026-03-05 08:30:00"),
            ("2026/3/5 8:05:09", "2026-03-05 08:05:09"),
            ("2026-03-05T08:30:00", "2026-03-05 08:30:00"),
            ("12/10/2017", "2017-10-12"),
        ] {
            assert_eq!(day(written, Order::DayFirst).as_deref(), Ok(meant), "{written}");
        }
        assert_eq!(
            read(&Cell::Number(43352.5), Order::Unknown).unwrap().1,
            NaiveTime::from_hms_opt(12, 0, 0)
        );
    }

    #[test]
    fn day_and_month_are_not_guessed() {
        assert!(matches!(day("3/4/2017", Order::Unknown), Err(DateProblem::Ambiguous(_))));
        assert_eq!(day("13/4/2017", Order::Unknown).as_deref(), Ok("2017-04-13"));
        let column = ["3/4/2017", "15/9/2017"]
            .iter()
            .fold(Order::Unknown, |order, text| order.with(&Cell::from_text(text)));
        assert_eq!(column, Order::DayFirst);
        assert_eq!(column.with(&Cell::from_text("9/15/2017")), Order::Mixed);
    }

    #[test]
    fn what_is_no_date_is_said() {
        for wrong in ["昨天", "2026-02-30", "1.5", "99999999", "2026-13-01", ""] {
            assert!(day(wrong, Order::Unknown).is_err(), "{wrong}");
        }
    }
}
