//! The facts on which an answer rests: what a receipt must keep so that the answer can be computed again.

use crate::{
    EncounterMatch, Leaf, Moment, PersonFacts, Rule, ahead,
    hits::{Fact, drugs, encounters, hits, latest, readings, responses},
    look::{latest_reading, standing},
    run,
};
use std::collections::HashSet;

/// The part of a person's facts that a rule looked at. Judged at the same moment, the part gives the same verdict,
/// reasons included.
#[must_use]
pub fn facts_used(rule: &Rule, facts: &PersonFacts, at: Moment) -> PersonFacts {
    let mut used = Used(HashSet::new());
    let mut part = PersonFacts::default();
    for leaf in rule.leaves() {
        for fact in witnesses(leaf, facts, at) {
            used.0.insert(address(fact));
        }
        match leaf {
            Leaf::Age(_) | Leaf::AgeDays(_) | Leaf::AgeOn(_) | Leaf::Birthday(_) => part.birth = facts.birth,
            Leaf::Sex(_) => part.sex = facts.sex,
            Leaf::Grade(_) => part.grade.clone_from(&facts.grade),
            Leaf::Family(_) => part.family.clone_from(&facts.family),
            Leaf::Contract(_) => part.contracts.clone_from(&facts.contracts),
            Leaf::Tag(codes) => keep_named(&mut part.tags, &facts.tags, codes),
            Leaf::Site(codes) => keep_named(&mut part.sites, &facts.sites, codes),
            Leaf::Reachable(codes) => keep_named(&mut part.channels, &facts.channels, codes),
            Leaf::Consent(code) => {
                keep_named(&mut part.consents, &facts.consents, std::slice::from_ref(code));
            }
            Leaf::Segment(code) => {
                keep_named(&mut part.segments, &facts.segments, std::slice::from_ref(code));
            }
            _ => {}
        }
    }
    part.care_team = used.of(&facts.care_team, Fact::Care);
    part.observations = used.of(&facts.observations, Fact::Observation);
    part.conditions = used.of(&facts.conditions, Fact::Condition);
    part.procedures = used.of(&facts.procedures, Fact::Procedure);
    part.encounters = used.of(&facts.encounters, Fact::Encounter);
    part.medications = used.of(&facts.medications, Fact::Medication);
    part.forms = used.of(&facts.forms, Fact::Form);
    part.messages = used.of(&facts.messages, Fact::Message);
    part.enrolments = used.of(&facts.enrolments, Fact::Enrolment);
    part.form_requests = used.of(&facts.form_requests, Fact::FormRequest);
    part.appointments = used.of(&facts.appointments, Fact::Appointment);
    part
}

struct Used(HashSet<usize>);

impl Used {
    fn of<'a, T: Clone>(&self, list: &'a [T], fact: fn(&'a T) -> Fact<'a>) -> Vec<T> {
        list.iter().filter(|item| self.0.contains(&address(fact(item)))).cloned().collect()
    }
}

/// Facts are told apart by where they lie; two equal rows are two facts.
fn address(fact: Fact<'_>) -> usize {
    std::ptr::from_ref(fact.origin()).addr()
}

fn keep_named(part: &mut Vec<crate::Named>, all: &[crate::Named], codes: &[String]) {
    for named in all.iter().filter(|n| codes.contains(&n.code)) {
        if !part.contains(named) {
            part.push(named.clone());
        }
    }
}

fn witnesses<'a>(leaf: &Leaf, facts: &'a PersonFacts, at: Moment) -> Vec<Fact<'a>> {
    let last = |code: &str, within| {
        latest_reading(facts, code, within, at).map(Fact::Observation).into_iter().collect::<Vec<_>>()
    };
    let window = |all: Vec<Fact<'a>>, from, to| {
        all.into_iter().filter(|fact| fact.happened(at, from, to)).collect::<Vec<_>>()
    };
    match leaf {
        Leaf::CareTeam(_) | Leaf::Condition(_) | Leaf::Taking(_) | Leaf::Pathway(_) => standing(leaf, facts),
        Leaf::Metric(m) => last(&m.code, m.within_days),
        Leaf::MetricText(m) => last(&m.code, m.within_days),
        Leaf::MetricStat(m) => {
            window(readings(facts, &m.code).map(Fact::Observation).collect(), 0, Some(m.days))
        }
        Leaf::Had(h) => {
            let (from, to) = h.days_ago.map_or((0, None), |(from, to)| (from, Some(to)));
            latest(window(hits(&h.of, facts), from, to)).into_iter().collect()
        }
        Leaf::Absent(a) => latest(window(hits(&a.of, facts), 0, None)).into_iter().collect(),
        Leaf::Count(c) => window(hits(&c.of, facts), 0, c.days),
        Leaf::Spend(rule) => window(encounters(&rule.of, facts), 0, Some(rule.days)),
        Leaf::Trend(t) => window(readings(facts, &t.code).map(Fact::Observation).collect(), 0, Some(t.days)),
        Leaf::Run(rule) => run::witnesses(rule, facts, at),
        Leaf::Supply(rule) => window(drugs(&rule.of, facts), 0, None),
        Leaf::Appointment(rule) => ahead::booked(rule, facts),
        Leaf::Rfm(rule) => {
            let past = window(encounters(&EncounterMatch::default(), facts), 0, None);
            let since = |fact: &Fact<'_>| fact.happened(at, 0, Some(rule.recent_days.max(rule.window_days)));
            let last = latest(past.iter().copied());
            past.iter().copied().filter(since).chain(last).collect()
        }
        Leaf::FormScore(f) => window(responses(facts, &f.form).map(Fact::Form).collect(), 0, f.within_days),
        Leaf::FormAnswer(f) => window(responses(facts, &f.form).map(Fact::Form).collect(), 0, f.within_days),
        _ => Vec::new(),
    }
}
