//! Conditions that look ahead or sum up: appointments, supply of medicine, birthdays, and the cell of recency,
//! frequency and money.

use crate::{
    AppointmentIs, AppointmentState, BirthdayIs, Decimal, EncounterMatch, Moment, PersonFacts, RfmIs,
    SupplyIs, Truth, birthday_key, birthdays,
    hits::{Fact, appointments, drugs, encounters, latest},
    look::{Finding, paid},
};
use chrono::{Days, NaiveDate};

/// Days ahead of today on which the fact lies; `None` for days past.
fn days_ahead(fact: Fact<'_>, at: Moment) -> Option<u32> {
    u32::try_from((at.day(fact.origin().at) - at.today()).num_days()).ok()
}

/// The appointments a condition speaks of, of whatever day.
pub(crate) fn booked<'a>(rule: &AppointmentIs, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    let open = rule.of.state.is_empty();
    let still = |f: &Fact<'_>| match f {
        Fact::Appointment(a) => !open || a.state == AppointmentState::Booked,
        _ => false,
    };
    appointments(&rule.of, facts).into_iter().filter(still).collect()
}

/// The next appointment in the span decides.
pub(crate) fn appointment<'a>(rule: &AppointmentIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let (from, to) = rule.in_days;
    let ahead = booked(rule, facts).into_iter().filter(|f| {
        let days = days_ahead(*f, at);
        days.is_some_and(|days| (from..=to).contains(&days))
    });
    Finding::exists(ahead.min_by_key(|f| f.origin().at))
}

/// The last day a supply covers.
pub(crate) fn covered(fact: Fact<'_>, at: Moment) -> Option<NaiveDate> {
    let Fact::Medication(medication) = fact else { return None };
    let day = at.day(medication.origin.at).checked_add_days(Days::new(medication.days_supply?.into()))?;
    day.pred_opt()
}

pub(crate) fn supply<'a>(rule: &SupplyIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let given = drugs(&rule.of, facts).into_iter().filter(|f| f.happened(at, 0, None));
    let last = given.filter_map(|f| Some((covered(f, at)?, f))).max_by_key(|(end, f)| (*end, f.origin().at));
    let Some((end, fact)) = last else { return Finding::MISSING };
    Finding::number(rule.days_left, Decimal::whole((end - at.today()).num_days()), Some(fact))
}

pub(crate) fn birthday<'a>(rule: &BirthdayIs, facts: &PersonFacts, at: Moment) -> Finding<'a> {
    match facts.birth.and_then(|birth| birthday_key(rule.calendar, birth)) {
        Some(key) => Finding::by(birthdays(rule, at.today()).contains(&key), None),
        None => Finding::MISSING,
    }
}

/// Bills never seen in the window make the money unknown, not low.
pub(crate) fn rfm<'a>(rule: &RfmIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let all = encounters(&EncounterMatch::default(), facts);
    let past: Vec<_> = all.into_iter().filter(|f| f.happened(at, 0, None)).collect();
    let window: Vec<_> = past.iter().filter(|f| f.happened(at, 0, Some(rule.window_days))).collect();
    let recent = past.iter().any(|f| f.happened(at, 0, Some(rule.recent_days)));
    let frequent = window.len() >= usize::try_from(rule.visits).unwrap_or(usize::MAX);
    let bills: Vec<i64> = window.iter().filter_map(|f| paid(**f)).collect();
    let high = if bills.is_empty() && !window.is_empty() {
        Truth::Unknown
    } else {
        Truth::from(Decimal::from_fen(bills.iter().sum()) >= rule.yuan)
    };
    let parts = [(rule.r, Truth::from(recent)), (rule.f, Truth::from(frequent)), (rule.m, high)];
    let asked = parts.into_iter().filter_map(|(wanted, is)| Some(if wanted? { is } else { !is }));
    Finding::by(asked.fold(Truth::Yes, Truth::and), latest(past))
}
