//! Conditions on the course of a metric, and on supplies.

use super::{
    measure::{of_latest, window},
    tables::Fact,
    writer::{Writer, Written},
};
use crate::{DailyMean, RunIs, SupplyIs, TrendIs, TrendOf};
use chrono::TimeDelta;

pub(crate) fn trend(w: &mut Writer<'_>, rule: &TrendIs) -> Written {
    match rule.of {
        TrendOf::Slope => slope(w, rule),
        TrendOf::Change => change(w, rule),
    }
}

fn slope(w: &mut Writer<'_>, rule: &TrendIs) -> Written {
    let rows = w.rows(Fact::Observation)?;
    let (value, sign, at) = (rows.column("value_e6")?, rows.column("sign")?, rows.column("at")?);
    let from = window(w, &rows, &rule.code, Some(rule.days))?;
    let x = w.wide(&format!("{} - {}", w.day(&at, 0), w.today()));
    let y = w.wide(&value);
    let says = w.quotient(rule.is, "(30 * (n * sxy - sx * sy))", "(n * sxx - sx * sx)");
    Ok(format!(
        "(SELECT CASE WHEN n * sxx - sx * sx > 0 THEN {says} END FROM (SELECT COUNT(*) AS n, SUM(x) AS sx, \
         SUM(y) AS sy, SUM(x * x) AS sxx, SUM(x * y) AS sxy FROM (SELECT {x} AS x, {y} AS y {from} \
         AND {sign} = '' AND {value} IS NOT NULL) r) s)"
    ))
}

fn change(w: &mut Writer<'_>, rule: &TrendIs) -> Written {
    let mut end = |order: &str| {
        let rows = w.rows(Fact::Observation)?;
        let (value, sign) = (rows.column("value_e6")?, rows.column("sign")?);
        let (at, seq) = (rows.column("at")?, rows.column("seq")?);
        let from = window(w, &rows, &rule.code, Some(rule.days))?;
        let exact = format!("{from} AND {sign} = '' AND {value} IS NOT NULL");
        let two = format!("(SELECT COUNT(*) {exact}) > 1");
        Ok((format!("(SELECT {value} {exact} ORDER BY {at} {order}, {seq} {order} LIMIT 1)"), two))
    };
    let ((last, two), (first, _)) = (end("DESC")?, end("ASC")?);
    let says = w.number(rule.is, &format!("({last} - {first})"));
    Ok(format!("(CASE WHEN {two} THEN {says} END)"))
}

/// Days on which the mean is so, less their rank, are equal within a row of days.
pub(crate) fn run(w: &mut Writer<'_>, rule: &RunIs) -> Written {
    let rows = w.rows(Fact::Observation)?;
    let (value, sign, at) = (rows.column("value_e6")?, rows.column("sign")?, rows.column("at")?);
    let shift = rule.shift_hours();
    let of = w.one_of(&rows.column("metric")?, std::slice::from_ref(&rule.code));
    let ago = w.ago(&at, 0, Some(rule.within_days), TimeDelta::hours(shift.into()));
    let hours = rule.hours.map_or(String::new(), |(from, to)| {
        let (hour, with) = (w.hour(&at), if from > to { "OR" } else { "AND" });
        format!(" AND ({hour} >= {from} {with} {hour} < {to})")
    });
    let counted = format!(
        "{} AND {of}{ago}{hours} AND {sign} = '' AND {value} IS NOT NULL",
        rows.rows(&w.tables.person)?
    );
    let (sum, n) = (w.wide(&format!("SUM({value})")), w.wide("COUNT(*)"));
    let (known, so) = match &rule.mean {
        DailyMean::Is(is) => ("TRUE".to_owned(), w.quotient(*is, &sum, &n)),
        DailyMean::Over(b) | DailyMean::Under(b) => {
            let base = base(w, &b.code)?;
            let (over, by) = (matches!(rule.mean, DailyMean::Over(_)), w.int(b.by.micros_bound()));
            let (more, plus) = if over { (">", "+") } else { ("<", "-") };
            (format!("{base} IS NOT NULL"), format!("({sum} {more} ({base} {plus} {by}) * {n})"))
        }
    };
    let day = w.day(&at, shift);
    Ok(format!(
        "(CASE WHEN {known} AND EXISTS (SELECT 1 {counted}) THEN EXISTS (SELECT 1 FROM (SELECT d - ROW_NUMBER() \
         OVER (ORDER BY d) AS g FROM (SELECT {day} AS d {counted} GROUP BY {day} HAVING {so}) s) r GROUP BY g \
         HAVING COUNT(*) >= {}) END)",
        rule.days
    ))
}

/// The latest value of a metric, if it is exact.
fn base(w: &mut Writer<'_>, code: &str) -> Written {
    let rows = w.rows(Fact::Observation)?;
    let exact = format!("CASE WHEN {} = '' THEN {} END", rows.column("sign")?, rows.column("value_e6")?);
    let from = window(w, &rows, code, None)?;
    of_latest(&rows, &exact, &from)
}

/// The last day covered by any supply, less today.
pub(crate) fn supply(w: &mut Writer<'_>, rule: &SupplyIs) -> Written {
    let rows = w.rows(Fact::Medication)?;
    let (at, supply) = (rows.column("at")?, rows.column("days_supply")?);
    let fits = w.coded(rows.column("code"), &rule.of.code, rows.column("folded"), &rule.of.name)?;
    let ago = w.ago(&at, 0, None, TimeDelta::zero());
    let (day, today) = (w.day(&at, 0), w.today());
    let left = format!("((MAX({day} + {supply}) - {}) * 1000000)", today + 1);
    let says = w.number(rule.days_left, &left);
    Ok(format!("(SELECT {says} {} AND {fits} AND {supply} IS NOT NULL{ago})", rows.rows(&w.tables.person)?))
}
