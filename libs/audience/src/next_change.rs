//! When a rule may change its answer although nothing happens: birthdays, windows that slide, spans that end.

use crate::{
    Cmp, Decimal, Leaf, Moment, Named, PersonFacts, Rule, RunIs, ahead, hits, look, recurring, truth,
};
use chrono::{DateTime, Days, Months, NaiveDate, Utc};

/// Looks after which the search stops and answers "look again then".
const MAX_LOOKS: usize = 400;

/// The first instant after `at` at which the rule changes from holding to not holding or back, given that no fact is
/// added or changed; `None` if it never does. Never later than the change; earlier only if there are more than 400
/// instants at which it could have changed and did not, or if a condition comes round for ever and nothing changes
/// within 400 days: then it is time to look again.
pub fn next_change(rule: &Rule, facts: &PersonFacts, at: Moment) -> Option<DateTime<Utc>> {
    let mut edges: Vec<_> = rule.leaves().iter().flat_map(|leaf| edges(leaf, facts, at)).collect();
    let again = rule.leaves().into_iter().any(recurring::recurs).then(|| recurring::horizon(at));
    edges.retain(|edge| *edge > at.now && again.is_none_or(|again| *edge < again));
    edges.sort_unstable();
    edges.dedup();
    let holds = truth(rule, facts, at).holds();
    let mut looks = edges.into_iter().enumerate();
    looks
        .find(|(n, edge)| *n >= MAX_LOOKS || truth(rule, facts, at.at(*edge)).holds() != holds)
        .map(|(_, edge)| edge)
        .or(again)
}

/// Every instant at which this condition may change by itself.
fn edges(leaf: &Leaf, facts: &PersonFacts, at: Moment) -> Vec<DateTime<Utc>> {
    let spans = |list: &[Named]| list.iter().flat_map(|n| span(hits::Fact::Named(n))).collect::<Vec<_>>();
    match leaf {
        Leaf::Age(is) => ages(*is, facts, at, birthday),
        Leaf::AgeDays(is) => ages(*is, facts, at, |birth, n| birth.checked_add_days(Days::new(n.into()))),
        Leaf::Tag(_) => spans(&facts.tags),
        Leaf::Site(_) => spans(&facts.sites),
        Leaf::Consent(_) => spans(&facts.consents),
        Leaf::Segment(_) => spans(&facts.segments),
        Leaf::Contract(rule) => {
            let mut edges = spans(&facts.contracts);
            let warn = Days::new(rule.ends_within_days.unwrap_or(0).into());
            let days = facts.contracts.iter().filter_map(|c| look::last_day(c, at)?.checked_sub_days(warn));
            edges.extend(days.map(|day| at.start(day)));
            edges
        }
        Leaf::CareTeam(_) | Leaf::Condition(_) | Leaf::Taking(_) | Leaf::Pathway(_) => {
            look::standing(leaf, facts).into_iter().flat_map(span).collect()
        }
        Leaf::Metric(m) => window(readings(facts, &m.code), 0, m.within_days, at),
        Leaf::MetricText(m) => window(readings(facts, &m.code), 0, m.within_days, at),
        Leaf::MetricStat(m) => window(readings(facts, &m.code), 0, Some(m.days), at),
        Leaf::Had(h) => {
            let (from, to) = h.days_ago.map_or((0, None), |(from, to)| (from, Some(to)));
            window(hits::hits(&h.of, facts), from, to, at)
        }
        Leaf::Absent(a) => window(hits::hits(&a.of, facts), 0, a.days, at),
        Leaf::Count(c) => window(hits::hits(&c.of, facts), 0, c.days, at),
        Leaf::Spend(rule) => window(hits::encounters(&rule.of, facts), 0, Some(rule.days), at),
        Leaf::FormScore(f) => window(forms(facts, &f.form), 0, f.within_days, at),
        Leaf::FormAnswer(f) => window(forms(facts, &f.form), 0, f.within_days, at),
        Leaf::Reachable(_) => spans(&facts.channels),
        Leaf::Trend(t) => window(readings(facts, &t.code), 0, Some(t.days), at),
        Leaf::Run(rule) => run(rule, facts, at),
        Leaf::Rfm(rule) => {
            let all = || hits::encounters(&crate::EncounterMatch::default(), facts);
            let mut edges = window(all(), 0, Some(rule.recent_days), at);
            edges.extend(window(all(), 0, Some(rule.window_days), at));
            edges
        }
        Leaf::Supply(rule) => supply(rule, facts, at),
        Leaf::Appointment(rule) => {
            let days = ahead::booked(rule, facts).into_iter().map(|f| at.day(f.origin().at));
            let edges = days.flat_map(|day| recurring::ahead(day, rule.in_days)).flatten();
            edges.map(|day| at.start(day)).collect()
        }
        Leaf::Birthday(_) | Leaf::Season(_) | Leaf::SolarTerm(_) => recurring::edges(leaf, facts, at),
        Leaf::Sex(_) | Leaf::Grade(_) | Leaf::Family(_) | Leaf::AgeOn(_) => Vec::new(),
    }
}

/// The first half of a night belongs to the next day, and so enters and leaves the window a day later.
fn run(rule: &RunIs, facts: &PersonFacts, at: Moment) -> Vec<DateTime<Utc>> {
    let own = |from: u32| {
        window(readings(facts, &rule.code), from, Some(rule.within_days.saturating_add(from)), at)
    };
    let mut edges = own(0);
    if rule.shift_hours() > 0 {
        edges.extend(own(1));
    }
    if let Some(base) = rule.baseline() {
        edges.extend(window(readings(facts, &base.code), 0, None, at));
    }
    edges
}

/// A supply counts from its day on; what is left of it passes each limit on a day of its own.
fn supply(rule: &crate::SupplyIs, facts: &PersonFacts, at: Moment) -> Vec<DateTime<Utc>> {
    let mut edges = Vec::new();
    let limits: Vec<i64> = rule.days_left.limits().into_iter().map(Decimal::floor_whole).collect();
    for fact in hits::drugs(&rule.of, facts) {
        let Some(end) = ahead::covered(fact, at) else { continue };
        edges.push(at.start(at.day(fact.origin().at)));
        let days = limits.iter().flat_map(|limit| [*limit, limit.saturating_add(1), limit.saturating_sub(1)]);
        let passing = days.filter_map(|left| end.checked_sub_signed(chrono::TimeDelta::try_days(left)?));
        edges.extend(passing.map(|day| at.start(day)));
    }
    edges
}

fn readings<'a>(facts: &'a PersonFacts, code: &str) -> Vec<hits::Fact<'a>> {
    hits::readings(facts, code).map(hits::Fact::Observation).collect()
}

fn forms<'a>(facts: &'a PersonFacts, form: &str) -> Vec<hits::Fact<'a>> {
    hits::responses(facts, form).map(hits::Fact::Form).collect()
}

fn span(fact: hits::Fact<'_>) -> Vec<DateTime<Utc>> {
    std::iter::once(fact.origin().at).chain(fact.until()).collect()
}

/// A fact enters the window `from` days after its day and leaves it the day after `to`.
fn window(facts: Vec<hits::Fact<'_>>, from: u32, to: Option<u32>, at: Moment) -> Vec<DateTime<Utc>> {
    let passing = || std::iter::once(from).chain(to.map(|to| to.saturating_add(1)));
    let instants = facts.into_iter().map(|fact| fact.origin().at);
    instants.flat_map(|instant| passing().filter_map(move |n| at.start_after(instant, n))).collect()
}

/// The days at which an age passes one of the limits.
fn ages(
    is: Cmp,
    facts: &PersonFacts,
    at: Moment,
    day: impl Fn(NaiveDate, u32) -> Option<NaiveDate>,
) -> Vec<DateTime<Utc>> {
    let Some(birth) = facts.birth else { return Vec::new() };
    let passing = is.limits().into_iter().filter_map(Decimal::floor).flat_map(|n| [n, n.saturating_add(1)]);
    std::iter::once(0).chain(passing).filter_map(|n| Some(at.start(day(birth, n)?))).collect()
}

/// The nth birthday; of those born on 29 February, 1 March in a common year.
fn birthday(birth: NaiveDate, n: u32) -> Option<NaiveDate> {
    let months = Months::new(n.checked_mul(12)?);
    let day = birth.checked_add_months(months)?;
    if day.years_since(birth) == Some(n) { Some(day) } else { day.succ_opt() }
}
