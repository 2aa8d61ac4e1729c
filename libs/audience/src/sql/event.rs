//! Conditions on what happened or is to happen.

use super::{
    tables::Fact,
    writer::{Refusal, Rows, Writer, Written},
};
use crate::{
    AppointmentIs, AppointmentMatch, AppointmentState, CountBy, Direction, EncounterMatch, Leaf,
    MessageMatch, RfmIs, SpendIs, What,
};
use chrono::{Days, TimeDelta};

pub(crate) fn happened(w: &mut Writer<'_>, leaf: &Leaf) -> Written {
    match leaf {
        Leaf::Had(rule) => {
            let (from, to) = rule.days_ago.map_or((0, None), |(from, to)| (from, Some(to)));
            let (rows, fits) = what(w, &rule.of)?;
            let ago = w.ago(&rows.column("at")?, from, to, TimeDelta::zero());
            w.exists(&rows, &format!("{fits}{ago}"))
        }
        Leaf::Absent(rule) => {
            let (rows, fits) = what(w, &rule.of)?;
            let ago = w.ago(&rows.column("at")?, 0, rule.days, TimeDelta::zero());
            Ok(format!("(NOT {})", w.exists(&rows, &format!("{fits}{ago}"))?))
        }
        Leaf::Count(rule) => {
            let (rows, fits) = what(w, &rule.of)?;
            let at = rows.column("at")?;
            let ago = w.ago(&at, 0, rule.days, TimeDelta::zero());
            let counted = match rule.by {
                CountBy::Fact => "COUNT(*)".to_owned(),
                CountBy::Day => format!("COUNT(DISTINCT {})", w.day(&at, 0)),
            };
            let says = w.number(rule.is, &format!("({counted} * 1000000)"));
            Ok(format!("(SELECT {says} {}{fits}{ago})", rows.rows(&w.tables.person)?))
        }
        _ => Err(Refusal("还没有对应的查询写法".to_owned())),
    }
}

/// The rows of a dated fact, and ` AND` what they must be like.
fn what<'t>(w: &mut Writer<'t>, of: &What) -> Result<(Rows<'t>, String), Refusal> {
    let fact = match of {
        What::Metric(_) => Fact::Observation,
        What::Procedure(_) => Fact::Procedure,
        What::Encounter(_) => Fact::Encounter,
        What::Form(_) => Fact::Form,
        What::Message(_) => Fact::Message,
        What::Medication(_) => Fact::Medication,
        What::FormSent(_) => Fact::FormRequest,
        What::Appointment(_) => Fact::Appointment,
    };
    let rows = w.rows(fact)?;
    let fits = match of {
        What::Metric(m) => {
            let of = w.one_of(&rows.column("metric")?, std::slice::from_ref(&m.code));
            let is = match m.is {
                None => String::new(),
                Some(is) => {
                    format!(" AND {}", w.reading(is, &rows.column("value_e6")?, &rows.column("sign")?))
                }
            };
            format!(" AND {of}{is}")
        }
        What::Procedure(m) => {
            format!(" AND {}", w.coded(rows.column("code"), &m.code, rows.column("folded"), &m.name)?)
        }
        What::Medication(m) => {
            format!(" AND {}", w.coded(rows.column("code"), &m.code, rows.column("folded"), &m.name)?)
        }
        What::Encounter(m) => encounter(w, &rows, m)?,
        What::Form(form) => format!(" AND {}", w.one_of(&rows.column("form")?, std::slice::from_ref(form))),
        What::Message(m) => message(w, &rows, m)?,
        What::FormSent(m) => {
            let of = w.one_of(&rows.column("form")?, std::slice::from_ref(&m.form));
            format!(" AND {of}{}", flag(&rows, "answered", m.answered)?)
        }
        What::Appointment(m) => planned(w, &rows, m)?,
    };
    Ok((rows, fits))
}

/// ` AND` a flag is so, if that is asked.
fn flag(rows: &Rows<'_>, column: &str, is: Option<bool>) -> Written {
    Ok(match is {
        None => String::new(),
        Some(true) => format!(" AND {}", rows.column(column)?),
        Some(false) => format!(" AND NOT {}", rows.column(column)?),
    })
}

fn encounter(w: &mut Writer<'_>, rows: &Rows<'_>, of: &EncounterMatch) -> Written {
    let class = w.open(rows.column("class"), &of.class)?;
    let department = w.open(rows.column("department"), &of.department)?;
    Ok(class + &department + &w.open(rows.column("doctor"), &of.doctor)?)
}

fn message(w: &mut Writer<'_>, rows: &Rows<'_>, of: &MessageMatch) -> Written {
    let way = if of.direction == Direction::Sent { "sent" } else { "received" };
    let way = w.one_of(&rows.column("direction")?, &[way.to_owned()]);
    let class = w.open(rows.column("class"), &of.class)?;
    let channel = w.open(rows.column("channel"), &of.channel)?;
    let (answered, opened) = (flag(rows, "answered", of.answered)?, flag(rows, "opened", of.opened)?);
    Ok(format!(" AND {way}{class}{channel}{answered}{opened}"))
}

fn planned(w: &mut Writer<'_>, rows: &Rows<'_>, of: &AppointmentMatch) -> Written {
    let states: Vec<_> = of.state.iter().map(|state| state.code().to_owned()).collect();
    let department = w.open(rows.column("department"), &of.department)?;
    let doctor = w.open(rows.column("doctor"), &of.doctor)?;
    Ok(department + &doctor + &w.open(rows.column("state"), &states)?)
}

pub(crate) fn appointment(w: &mut Writer<'_>, rule: &AppointmentIs) -> Written {
    let rows = w.rows(Fact::Appointment)?;
    let mut of = rule.of.clone();
    if of.state.is_empty() {
        of.state.push(AppointmentState::Booked);
    }
    let fits = planned(w, &rows, &of)?;
    let (at, today) = (rows.column("at")?, w.at.today());
    let (from, to) = rule.in_days;
    let ahead = |days: u64| today.checked_add_days(Days::new(days));
    let Some(begin) = w.start(ahead(from.into()), TimeDelta::zero()) else { return Ok("FALSE".to_owned()) };
    let end = w.start(ahead(u64::from(to) + 1), TimeDelta::zero());
    let end = end.map_or(String::new(), |end| format!(" AND {at} < {end}"));
    w.exists(&rows, &format!("{fits} AND {at} >= {begin}{end}"))
}

/// Millionths of a yuan paid; NULL if there were encounters but no bill of any was seen.
fn paid(rows: &Rows<'_>) -> Written {
    let fen = rows.column("paid_fen")?;
    Ok(format!(
        "CASE WHEN COUNT(*) > 0 AND COUNT({fen}) = 0 THEN NULL ELSE COALESCE(SUM({fen}), 0) * 10000 END"
    ))
}

pub(crate) fn spend(w: &mut Writer<'_>, rule: &SpendIs) -> Written {
    let rows = w.rows(Fact::Encounter)?;
    let fits = encounter(w, &rows, &rule.of)?;
    let ago = w.ago(&rows.column("at")?, 0, Some(rule.days), TimeDelta::zero());
    let says = w.number(rule.is, "s.paid");
    let paid = paid(&rows)?;
    Ok(format!("(SELECT {says} FROM (SELECT {paid} AS paid {}{fits}{ago}) s)", rows.rows(&w.tables.person)?))
}

pub(crate) fn rfm(w: &mut Writer<'_>, rule: &RfmIs) -> Written {
    let mut parts = Vec::new();
    let side = |yes: bool, says: String| if yes { says } else { format!("(NOT {says})") };
    if let Some(yes) = rule.r {
        let rows = w.rows(Fact::Encounter)?;
        let ago = w.ago(&rows.column("at")?, 0, Some(rule.recent_days), TimeDelta::zero());
        parts.push(side(yes, w.exists(&rows, &ago)?));
    }
    if let Some(yes) = rule.f {
        let rows = w.rows(Fact::Encounter)?;
        let ago = w.ago(&rows.column("at")?, 0, Some(rule.window_days), TimeDelta::zero());
        let visits = w.int(rule.visits.into());
        parts.push(side(yes, format!("(SELECT COUNT(*) >= {visits} {}{ago})", rows.rows(&w.tables.person)?)));
    }
    if let Some(yes) = rule.m {
        let is = crate::Cmp::Ge(rule.yuan);
        let money = SpendIs { days: rule.window_days, is, of: EncounterMatch::default() };
        parts.push(side(yes, spend(w, &money)?));
    }
    Ok(if parts.is_empty() { "TRUE".to_owned() } else { format!("({})", parts.join(" AND ")) })
}
