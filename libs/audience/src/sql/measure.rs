//! Conditions on the latest value, on a statistic, on a form.

use super::{
    tables::Fact,
    writer::{Rows, Writer, Written},
};
use crate::{FormAnswerIs, FormScoreIs, MetricIs, MetricStatIs, MetricTextIs, Stat};
use chrono::TimeDelta;

/// The readings of a metric in the last days: `FROM … WHERE …`.
pub(crate) fn window(w: &mut Writer<'_>, rows: &Rows<'_>, code: &str, days: Option<u32>) -> Written {
    let of = w.one_of(&rows.column("metric")?, &[code.to_owned()]);
    let ago = w.ago(&rows.column("at")?, 0, days, TimeDelta::zero());
    Ok(format!("{} AND {of}{ago}", rows.rows(&w.tables.person)?))
}

/// `says` of the latest row; NULL if there is none.
pub(crate) fn of_latest(rows: &Rows<'_>, says: &str, from: &str) -> Written {
    let (at, seq) = (rows.column("at")?, rows.column("seq")?);
    Ok(format!("(SELECT {says} {from} ORDER BY {at} DESC, {seq} DESC LIMIT 1)"))
}

pub(crate) fn latest(w: &mut Writer<'_>, rule: &MetricIs) -> Written {
    let rows = w.rows(Fact::Observation)?;
    let says = w.reading(rule.is, &rows.column("value_e6")?, &rows.column("sign")?);
    let from = window(w, &rows, &rule.code, rule.within_days)?;
    of_latest(&rows, &says, &from)
}

pub(crate) fn text(w: &mut Writer<'_>, rule: &MetricTextIs) -> Written {
    let rows = w.rows(Fact::Observation)?;
    let says = w.mentions(&rows.column("folded")?, &rule.any_of);
    let from = window(w, &rows, &rule.code, rule.within_days)?;
    of_latest(&rows, &says, &from)
}

/// Of equal values the earliest is the least and the latest the greatest, which matters where one of
/// them is censored.
pub(crate) fn stat(w: &mut Writer<'_>, rule: &MetricStatIs) -> Written {
    let rows = w.rows(Fact::Observation)?;
    let (value, sign) = (rows.column("value_e6")?, rows.column("sign")?);
    let (at, seq) = (rows.column("at")?, rows.column("seq")?);
    let from = window(w, &rows, &rule.code, Some(rule.days))?;
    let order = match rule.stat {
        Stat::Min => "ASC",
        Stat::Max => "DESC",
        Stat::Mean => {
            let (sum, n) = (w.wide(&format!("SUM({value})")), w.wide("COUNT(*)"));
            let says = w.quotient(rule.is, &sum, &n);
            return Ok(format!(
                "(SELECT CASE WHEN COUNT(*) > 0 THEN {says} END {from} AND {sign} = '' AND {value} IS NOT NULL)"
            ));
        }
    };
    let says = w.reading(rule.is, &value, &sign);
    Ok(format!(
        "(SELECT {says} {from} AND {value} IS NOT NULL ORDER BY {value} {order}, {at} {order}, {seq} {order} \
         LIMIT 1)"
    ))
}

/// The score of the latest answer that has one.
pub(crate) fn score(w: &mut Writer<'_>, rule: &FormScoreIs) -> Written {
    let rows = w.rows(Fact::Form)?;
    let (value, sign) = (rows.column("value_e6")?, rows.column("sign")?);
    let says = w.reading(rule.is, &value, &sign);
    let of = w.one_of(&rows.column("form")?, std::slice::from_ref(&rule.form));
    let ago = w.ago(&rows.column("at")?, 0, rule.within_days, TimeDelta::zero());
    // A form without a score has neither value nor sign; a score in words has a sign.
    let from = format!("{} AND {of} AND {sign} IS NOT NULL{ago}", rows.rows(&w.tables.person)?);
    of_latest(&rows, &says, &from)
}

pub(crate) fn answer(w: &mut Writer<'_>, rule: &FormAnswerIs) -> Written {
    let rows = w.rows(Fact::Answer)?;
    let wanted: Vec<_> = rule.any_of.iter().map(|text| text.trim().to_owned()).collect();
    let said = w.one_of(&rows.column("trimmed")?, &wanted);
    let says = match rule.is {
        None => said,
        Some(is) => {
            let number = w.reading(is, &rows.column("value_e6")?, &rows.column("sign")?);
            if rule.any_of.is_empty() { number } else { format!("({said} OR {number})") }
        }
    };
    let form = w.one_of(&rows.column("form")?, std::slice::from_ref(&rule.form));
    let question = w.one_of(&rows.column("question")?, std::slice::from_ref(&rule.question));
    let ago = w.ago(&rows.column("at")?, 0, rule.within_days, TimeDelta::zero());
    let from = format!("{} AND {form} AND {question}{ago}", rows.rows(&w.tables.person)?);
    of_latest(&rows, &says, &from)
}
