//! Conditions on the date of birth and on the calendar.

use super::{
    query::Param,
    writer::{Refusal, Writer, Written},
};
use crate::{BirthdayIs, Calendar, Cmp, Decimal, Leaf, Moment, SolarTerm, birthdays, calendar::term_holds};
use chrono::{Datelike, Days, NaiveDate};

pub(crate) fn of_birth(w: &mut Writer<'_>, leaf: &Leaf) -> Written {
    let today = w.at.today();
    match leaf {
        Leaf::Age(is) => age(w, *is, today, years_before),
        Leaf::AgeOn(rule) => age(w, rule.is, rule.date, years_before),
        Leaf::AgeDays(is) => {
            age(w, *is, today, |day, n| day.checked_sub_days(Days::new(u64::try_from(n).ok()?)))
        }
        Leaf::Birthday(rule) => birthday(w, rule),
        _ => Err(Refusal("不是关于出生日期的条件".to_owned())),
    }
}

/// What is the same for everybody is decided here, not by the database.
pub(crate) fn of_everybody(w: &Writer<'_>, leaf: &Leaf) -> String {
    let says = match leaf {
        Leaf::Season(seasons) => SolarTerm::on(w.at.today()).map(|term| seasons.contains(&term.season())),
        Leaf::SolarTerm(rule) => term_holds(rule, w.at.today()),
        _ => None,
    };
    match says {
        Some(true) => "TRUE",
        Some(false) => "FALSE",
        None => "CAST(NULL AS BOOLEAN)",
    }
    .to_owned()
}

fn person(w: &Writer<'_>, column: &str) -> Written {
    w.tables.person.column(column, "p").ok_or_else(|| Refusal::column(column))
}

/// The last birth date that makes somebody `n` years old on `day`. Who was born on 29 February is older only on
/// 1 March of a common year.
fn years_before(day: NaiveDate, n: i64) -> Option<NaiveDate> {
    let year = day.year().checked_sub(i32::try_from(n).ok()?)?;
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// An age is at least n where the birth is not after a date; every comparison is made of that.
fn age(
    w: &mut Writer<'_>,
    is: Cmp,
    day: NaiveDate,
    before: impl Fn(NaiveDate, i64) -> Option<NaiveDate>,
) -> Written {
    let birth = person(w, "birth")?;
    let mut at_least = |n: i64| match before(day, n).filter(|d| d.year() > 0) {
        _ if n <= 0 => "TRUE".to_owned(),
        None => "FALSE".to_owned(),
        Some(limit) => format!("{birth} <= {}", w.bind(Param::Day(limit))),
    };
    let (floor, ceil) = (Decimal::floor_whole, |l: Decimal| -l.negated().floor_whole());
    let equal = |l: Decimal, at_least: &mut dyn FnMut(i64) -> String| {
        if l.is_whole() {
            format!("({} AND NOT ({}))", at_least(floor(l)), at_least(floor(l) + 1))
        } else {
            "FALSE".to_owned()
        }
    };
    let holds = match is {
        Cmp::Ge(l) => at_least(ceil(l)),
        Cmp::Gt(l) => at_least(floor(l) + 1),
        Cmp::Lt(l) => format!("NOT ({})", at_least(ceil(l))),
        Cmp::Le(l) => format!("NOT ({})", at_least(floor(l) + 1)),
        Cmp::Eq(l) => equal(l, &mut at_least),
        Cmp::Ne(l) => format!("NOT {}", equal(l, &mut at_least)),
        Cmp::Between(low, high) => {
            format!("({} AND NOT ({}))", at_least(ceil(low)), at_least(floor(high) + 1))
        }
    };
    let day = w.bind(Param::Day(day));
    Ok(format!("(CASE WHEN {birth} <= {day} THEN ({holds}) END)"))
}

fn birthday(w: &mut Writer<'_>, rule: &BirthdayIs) -> Written {
    let key = match rule.calendar {
        Calendar::Lunar => person(w, "birth_lunar")?,
        Calendar::Solar => {
            let birth = person(w, "birth")?;
            match w.dialect {
                super::Dialect::Sqlite => format!("CAST(strftime('%m%d', {birth}) AS INTEGER)"),
                super::Dialect::Postgres => {
                    format!("CAST(EXTRACT(MONTH FROM {birth}) * 100 + EXTRACT(DAY FROM {birth}) AS BIGINT)")
                }
            }
        }
    };
    let keys: Vec<_> = birthdays(rule, Moment::today(w.at)).iter().map(ToString::to_string).collect();
    if keys.is_empty() {
        return Ok(format!("(CASE WHEN {key} IS NOT NULL THEN FALSE END)"));
    }
    // At most 384 small numbers, written out.
    Ok(format!("({key} IN ({}))", keys.join(", ")))
}
