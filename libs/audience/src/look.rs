//! What one condition finds in a person's facts.

use crate::{
    Absent, AgeOnIs, Cmp, ContractIs, Count, CountBy, Decimal, FamilyIs, Had, Leaf, MetricIs, MetricStatIs,
    MetricTextIs, Moment, Named, Observation, PersonFacts, SolarTerm, SpendIs, Stat, Truth, ahead, calendar,
    form,
    hits::{Fact, diagnoses, drugs, encounters, hits, is_disease, latest, mentions, readings},
    run, trend,
};
use std::collections::BTreeSet;

/// The truth of a condition, the number it compared if there was one, and the fact that decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Finding<'a> {
    pub(crate) truth: Truth,
    pub(crate) number: Option<Decimal>,
    pub(crate) fact: Option<Fact<'a>>,
}

impl<'a> Finding<'a> {
    pub(crate) const MISSING: Finding<'static> = Finding { truth: Truth::Unknown, number: None, fact: None };

    pub(crate) fn by(truth: impl Into<Truth>, fact: Option<Fact<'a>>) -> Finding<'a> {
        Finding { truth: truth.into(), number: None, fact }
    }

    pub(crate) fn number(is: Cmp, number: Decimal, fact: Option<Fact<'a>>) -> Finding<'a> {
        Finding { truth: is.exact(number).into(), number: Some(number), fact }
    }

    /// Holds if there is such a fact.
    pub(crate) fn exists(fact: Option<Fact<'a>>) -> Finding<'a> {
        Finding::by(fact.is_some(), fact)
    }
}

pub(crate) fn look<'a>(leaf: &Leaf, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let now = |list: &'a [Named], codes: &[String]| Finding::exists(latest(named(list, codes, at)));
    match leaf {
        Leaf::Age(is) => age(*is, facts, at),
        Leaf::AgeDays(is) => age_days(*is, facts, at),
        Leaf::Sex(sex) => facts.sex.map_or(Finding::MISSING, |own| Finding::by(own == *sex, None)),
        Leaf::Grade(grades) => facts
            .grade
            .as_ref()
            .map_or(Finding::MISSING, |own| Finding::by(grades.contains(&own.grade), Some(Fact::Grade(own)))),
        Leaf::Tag(tags) => now(&facts.tags, tags),
        Leaf::Site(sites) => now(&facts.sites, sites),
        Leaf::Consent(purpose) => now(&facts.consents, std::slice::from_ref(purpose)),
        Leaf::Segment(segment) => now(&facts.segments, std::slice::from_ref(segment)),
        Leaf::Reachable(channels) => now(&facts.channels, channels),
        Leaf::Contract(rule) => contract(rule, facts, at),
        Leaf::CareTeam(_) | Leaf::Condition(_) | Leaf::Taking(_) | Leaf::Pathway(_) => {
            Finding::exists(latest(standing(leaf, facts).into_iter().filter(|f| stands(leaf, *f, at))))
        }
        Leaf::Metric(rule) => metric(rule, facts, at),
        Leaf::MetricText(rule) => metric_text(rule, facts, at),
        Leaf::MetricStat(rule) => metric_stat(rule, facts, at),
        Leaf::Family(rule) => family(rule, facts),
        Leaf::Had(rule) => had(rule, facts, at),
        Leaf::Absent(rule) => absent(rule, facts, at),
        Leaf::Count(rule) => count(rule, facts, at),
        Leaf::Spend(rule) => spend(rule, facts, at),
        Leaf::FormScore(rule) => form::score(rule, facts, at),
        Leaf::FormAnswer(rule) => form::answer(rule, facts, at),
        Leaf::AgeOn(rule) => age_on(rule, facts),
        Leaf::Birthday(rule) => ahead::birthday(rule, facts, at),
        Leaf::Season(seasons) => {
            everybody(SolarTerm::on(at.today()).map(|term| seasons.contains(&term.season())))
        }
        Leaf::SolarTerm(rule) => everybody(calendar::term_holds(rule, at.today())),
        Leaf::Trend(rule) => trend::look(rule, facts, at),
        Leaf::Run(rule) => run::look(rule, facts, at),
        Leaf::Supply(rule) => ahead::supply(rule, facts, at),
        Leaf::Appointment(rule) => ahead::appointment(rule, facts, at),
        Leaf::Rfm(rule) => ahead::rfm(rule, facts, at),
    }
}

/// The facts of a condition on something that stands for a span, whether in force or not.
pub(crate) fn standing<'a>(leaf: &Leaf, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    let open = |list: &[String], value: &String| list.is_empty() || list.contains(value);
    match leaf {
        Leaf::CareTeam(rule) => {
            let team = facts.care_team.iter();
            team.filter(|m| open(&rule.member, &m.staff) && open(&rule.role, &m.role))
                .map(Fact::Care)
                .collect()
        }
        Leaf::Condition(rule) => diagnoses(rule, facts),
        Leaf::Taking(rule) => drugs(rule, facts),
        Leaf::Pathway(rule) => {
            let own = facts.enrolments.iter().filter(|e| e.pathway == rule.pathway);
            own.filter(|e| {
                rule.state.contains(&e.state)
                    || (rule.state.is_empty() && e.state == crate::EnrolmentState::Active)
            })
            .map(Fact::Enrolment)
            .collect()
        }
        _ => Vec::new(),
    }
}

fn stands(leaf: &Leaf, fact: Fact<'_>, at: Moment) -> bool {
    match leaf {
        Leaf::Condition(rule) if rule.ever => fact.origin().at <= at.now,
        _ => fact.in_force(at),
    }
}

fn named<'a>(list: &'a [Named], codes: &[String], at: Moment) -> Vec<Fact<'a>> {
    list.iter().filter(|n| codes.contains(&n.code)).map(Fact::Named).filter(|f| f.in_force(at)).collect()
}

fn age<'a>(is: Cmp, facts: &PersonFacts, at: Moment) -> Finding<'a> {
    let years = facts.birth.and_then(|birth| at.today().years_since(birth));
    years.map_or(Finding::MISSING, |years| Finding::number(is, Decimal::whole(years.into()), None))
}

fn age_on<'a>(rule: &AgeOnIs, facts: &PersonFacts) -> Finding<'a> {
    let years = facts.birth.and_then(|birth| rule.date.years_since(birth));
    years.map_or(Finding::MISSING, |years| Finding::number(rule.is, Decimal::whole(years.into()), None))
}

/// What the calendar says is the same for everybody.
fn everybody<'a>(says: Option<bool>) -> Finding<'a> {
    says.map_or(Finding::MISSING, |yes| Finding::by(yes, None))
}

fn age_days<'a>(is: Cmp, facts: &PersonFacts, at: Moment) -> Finding<'a> {
    let days = facts.birth.map(|birth| (at.today() - birth).num_days()).filter(|days| *days >= 0);
    days.map_or(Finding::MISSING, |days| Finding::number(is, Decimal::whole(days), None))
}

/// The last day of a contract: its end is exclusive.
pub(crate) fn last_day(contract: &Named, at: Moment) -> Option<chrono::NaiveDate> {
    contract.until.map(|end| at.day(end - chrono::TimeDelta::milliseconds(1)))
}

fn contract<'a>(rule: &ContractIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let soon = |contract: &Named| match rule.ends_within_days {
        None => true,
        Some(days) => {
            last_day(contract, at).is_some_and(|day| (day - at.today()).num_days() <= i64::from(days))
        }
    };
    let in_force = facts.contracts.iter().filter(|c| Fact::Named(c).in_force(at) && soon(c));
    Finding::exists(latest(in_force.map(Fact::Named)))
}

fn metric<'a>(rule: &MetricIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let Some(observation) = latest_reading(facts, &rule.code, rule.within_days, at) else {
        return Finding::MISSING;
    };
    Finding::by(rule.is.reading(&observation.value), Some(Fact::Observation(observation)))
}

fn metric_text<'a>(rule: &MetricTextIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let Some(observation) = latest_reading(facts, &rule.code, rule.within_days, at) else {
        return Finding::MISSING;
    };
    Finding::by(mentions(&rule.any_of, observation.value.text()), Some(Fact::Observation(observation)))
}

pub(crate) fn latest_reading<'a>(
    facts: &'a PersonFacts,
    code: &str,
    within: Option<u32>,
    at: Moment,
) -> Option<&'a Observation> {
    let in_window = readings(facts, code).filter(|o| Fact::Observation(o).happened(at, 0, within));
    in_window.max_by_key(|o| o.origin.at)
}

fn metric_stat<'a>(rule: &MetricStatIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let window =
        readings(facts, &rule.code).filter(|o| Fact::Observation(o).happened(at, 0, Some(rule.days)));
    let numbered = window.filter(|o| o.value.number().is_some());
    let extreme = match rule.stat {
        Stat::Min => numbered.min_by_key(|o| (o.value.number(), o.origin.at)),
        Stat::Max => numbered.max_by_key(|o| (o.value.number(), o.origin.at)),
        Stat::Mean => return mean(rule.is, &numbered.collect::<Vec<_>>()),
    };
    extreme.map_or(Finding::MISSING, |o| Finding::by(rule.is.reading(&o.value), Some(Fact::Observation(o))))
}

fn mean<'a>(is: Cmp, readings: &[&'a Observation]) -> Finding<'a> {
    let exact: Vec<_> = readings.iter().filter_map(|o| o.value.exact()).collect();
    let sum = exact.iter().fold(Decimal::default(), |sum, n| sum.plus(*n));
    let n = u32::try_from(exact.len()).unwrap_or(u32::MAX);
    let Some(shown) = sum.over_rounded(n) else { return Finding::MISSING };
    let last = latest(readings.iter().filter(|o| o.value.exact().is_some()).map(|o| Fact::Observation(o)));
    Finding { truth: is.mean(sum, n).into(), number: Some(shown), fact: last }
}

/// Nobody asked is not the same as nobody is ill.
fn family<'a>(rule: &FamilyIs, facts: &'a PersonFacts) -> Finding<'a> {
    if facts.family.is_empty() {
        return Finding::MISSING;
    }
    let related = |r: &String| rule.relation.is_empty() || rule.relation.contains(r);
    let ill = facts.family.iter().filter(|f| related(&f.relation));
    let ill = ill.filter(|f| is_disease(&rule.icd, &rule.snomed, &rule.text, &f.coded));
    Finding::exists(latest(ill.map(Fact::Family)))
}

fn had<'a>(rule: &Had, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let (from, to) = rule.days_ago.map_or((0, None), |(from, to)| (from, Some(to)));
    Finding::exists(latest(hits(&rule.of, facts).into_iter().filter(|f| f.happened(at, from, to))))
}

fn absent<'a>(rule: &Absent, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let last = latest(hits(&rule.of, facts).into_iter().filter(|f| f.happened(at, 0, None)));
    Finding::by(!last.is_some_and(|f| f.happened(at, 0, rule.days)), last)
}

fn count<'a>(rule: &Count, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let window: Vec<_> = hits(&rule.of, facts).into_iter().filter(|f| f.happened(at, 0, rule.days)).collect();
    let n = match rule.by {
        CountBy::Fact => window.len(),
        CountBy::Day => window.iter().map(|f| at.day(f.origin().at)).collect::<BTreeSet<_>>().len(),
    };
    let n = Decimal::whole(i64::try_from(n).unwrap_or(i64::MAX));
    Finding::number(rule.is, n, latest(window))
}

/// The encounters of a window, the latest of which is shown. Bills never seen are missing, not zero.
fn spend<'a>(rule: &SpendIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let window: Vec<_> =
        encounters(&rule.of, facts).into_iter().filter(|f| f.happened(at, 0, Some(rule.days))).collect();
    let bills: Vec<_> = window.iter().filter_map(|f| paid(*f)).collect();
    if bills.is_empty() && !window.is_empty() {
        return Finding::MISSING;
    }
    Finding::number(rule.is, Decimal::from_fen(bills.into_iter().sum()), latest(window))
}

pub(crate) fn paid(fact: Fact<'_>) -> Option<i64> {
    if let Fact::Encounter(encounter) = fact { encounter.paid_fen } else { None }
}
