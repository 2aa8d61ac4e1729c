//! Which facts of a person a condition speaks of.

use crate::{
    Appointment, AppointmentMatch, CareMember, Cmp, Coded, Condition, ConditionIs, DrugMatch, Encounter,
    EncounterMatch, Enrolment, FamilyHistory, FormRequest, FormResponse, GradeFact, IcdRange, Medication,
    Message, Moment, Named, Observation, Origin, PersonFacts, Procedure, Reading, Until, What,
};

/// A fact, whichever list it stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fact<'a> {
    Grade(&'a GradeFact),
    Named(&'a Named),
    Care(&'a CareMember),
    Observation(&'a Observation),
    Condition(&'a Condition),
    Family(&'a FamilyHistory),
    Procedure(&'a Procedure),
    Encounter(&'a Encounter),
    Medication(&'a Medication),
    Form(&'a FormResponse),
    Message(&'a Message),
    Enrolment(&'a Enrolment),
    FormRequest(&'a FormRequest),
    Appointment(&'a Appointment),
}

impl<'a> Fact<'a> {
    pub(crate) fn origin(self) -> &'a Origin {
        match self {
            Fact::Grade(f) => &f.origin,
            Fact::Named(f) => &f.origin,
            Fact::Care(f) => &f.origin,
            Fact::Observation(f) => &f.origin,
            Fact::Condition(f) => &f.origin,
            Fact::Family(f) => &f.origin,
            Fact::Procedure(f) => &f.origin,
            Fact::Encounter(f) => &f.origin,
            Fact::Medication(f) => &f.origin,
            Fact::Form(f) => &f.origin,
            Fact::Message(f) => &f.origin,
            Fact::Enrolment(f) => &f.origin,
            Fact::FormRequest(f) => &f.origin,
            Fact::Appointment(f) => &f.origin,
        }
    }

    /// Its end, for facts that are in force for a span.
    pub(crate) fn until(self) -> Until {
        match self {
            Fact::Named(f) => f.until,
            Fact::Care(f) => f.until,
            Fact::Condition(f) => f.until,
            Fact::Medication(f) => f.until,
            _ => None,
        }
    }

    /// Whether it is in force at that instant.
    pub(crate) fn in_force(self, at: Moment) -> bool {
        self.origin().at <= at.now && self.until().is_none_or(|end| at.now < end)
    }

    /// Whether it happened at least `from` and at most `to` days ago (`None`: ever), future days excluded.
    pub(crate) fn happened(self, at: Moment, from: u32, to: Option<u32>) -> bool {
        let since = at.days_since(self.origin().at);
        since.is_some_and(|days| days >= from && to.is_none_or(|to| days <= to))
    }
}

/// The dated facts that `what` speaks of, past and future, in the order of the record.
pub(crate) fn hits<'a>(what: &What, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    match what {
        What::Metric(m) => {
            readings(facts, &m.code).filter(|o| fits_reading(m.is, &o.value)).map(Fact::Observation).collect()
        }
        What::Procedure(m) => {
            let fits = |p: &&Procedure| starts(&m.code, &p.code) || mentions(&m.name, &p.name);
            facts.procedures.iter().filter(fits).map(Fact::Procedure).collect()
        }
        What::Encounter(m) => encounters(m, facts),
        What::Form(form) => responses(facts, form).map(Fact::Form).collect(),
        What::Message(m) => {
            let seen = |x: &Message| m.opened.is_none_or(|o| o == x.opened);
            let way = |x: &Message| {
                x.direction == m.direction && m.answered.is_none_or(|a| a == x.answered) && seen(x)
            };
            let fits = |x: &&Message| way(x) && open(&m.class, &x.class) && open(&m.channel, &x.channel);
            facts.messages.iter().filter(fits).map(Fact::Message).collect()
        }
        What::Medication(m) => drugs(m, facts),
        What::FormSent(m) => {
            let fits = |f: &&FormRequest| f.form == m.form && m.answered.is_none_or(|a| a == f.answered);
            facts.form_requests.iter().filter(fits).map(Fact::FormRequest).collect()
        }
        What::Appointment(m) => appointments(m, facts),
    }
}

pub(crate) fn encounters<'a>(of: &EncounterMatch, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    let place = |e: &Encounter| known(&of.department, e.department.as_ref());
    let fits = |e: &&Encounter| open(&of.class, &e.class) && place(e) && known(&of.doctor, e.doctor.as_ref());
    facts.encounters.iter().filter(fits).map(Fact::Encounter).collect()
}

pub(crate) fn appointments<'a>(of: &AppointmentMatch, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    let state = |a: &Appointment| of.state.is_empty() || of.state.contains(&a.state);
    let place = |a: &Appointment| known(&of.department, a.department.as_ref());
    let fits = |a: &&Appointment| state(a) && place(a) && known(&of.doctor, a.doctor.as_ref());
    facts.appointments.iter().filter(fits).map(Fact::Appointment).collect()
}

fn known(list: &[String], value: Option<&String>) -> bool {
    list.is_empty() || value.is_some_and(|value| list.contains(value))
}

pub(crate) fn readings<'a>(facts: &'a PersonFacts, metric: &str) -> impl Iterator<Item = &'a Observation> {
    facts.observations.iter().filter(move |o| o.metric == metric)
}

pub(crate) fn responses<'a>(facts: &'a PersonFacts, form: &str) -> impl Iterator<Item = &'a FormResponse> {
    facts.forms.iter().filter(move |r| r.form == form)
}

pub(crate) fn drugs<'a>(drug: &DrugMatch, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    let fits = |m: &&Medication| starts(&drug.code, &m.code) || mentions(&drug.name, &m.name);
    facts.medications.iter().filter(fits).map(Fact::Medication).collect()
}

pub(crate) fn diagnoses<'a>(rule: &ConditionIs, facts: &'a PersonFacts) -> Vec<Fact<'a>> {
    let fits = |c: &&Condition| is_disease(&rule.icd, &rule.snomed, &rule.text, &c.coded);
    facts.conditions.iter().filter(fits).map(Fact::Condition).collect()
}

/// Whether a disease is meant by code or by name.
pub(crate) fn is_disease(icd: &[IcdRange], snomed: &[String], text: &[String], disease: &Coded) -> bool {
    let by_icd = disease.icd.as_ref().is_some_and(|code| icd.iter().any(|range| range.contains(code)));
    let by_snomed = disease.snomed.as_ref().is_some_and(|code| snomed.contains(code));
    by_icd || by_snomed || mentions(text, &disease.text)
}

/// Whether a text contains one of the words, letters in either case.
pub(crate) fn mentions(words: &[String], text: &str) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| !word.trim().is_empty() && text.contains(&word.trim().to_lowercase()))
}

pub(crate) fn starts(prefixes: &[String], code: &str) -> bool {
    prefixes.iter().any(|prefix| !prefix.is_empty() && code.starts_with(prefix.as_str()))
}

fn open(list: &[String], value: &str) -> bool {
    list.is_empty() || list.iter().any(|item| item == value)
}

fn fits_reading(is: Option<Cmp>, value: &Reading) -> bool {
    is.is_none_or(|cmp| cmp.reading(value).holds())
}

/// The latest of some facts; of two at the same instant, the one recorded later.
pub(crate) fn latest<'a>(facts: impl IntoIterator<Item = Fact<'a>>) -> Option<Fact<'a>> {
    facts.into_iter().max_by_key(|fact| fact.origin().at)
}
