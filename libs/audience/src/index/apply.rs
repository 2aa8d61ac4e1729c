//! Changes as they happen: a new fact, a list that changed, a person who is new or forgotten.

use super::{Index, List, PersonId, Touched, stamp::stamp};
use crate::{
    CareMember, Condition, Encounter, Enrolment, Grade, Medication, Message, Named, Observation, PersonFacts,
    Procedure, Sex,
};
use chrono::NaiveDate;

/// What changed for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the lists of PersonFacts")]
pub enum Change {
    /// One more.
    Observation(Observation),
    Encounter(Encounter),
    Message(Message),
    Procedure(Procedure),
    Medication(Medication),
    Condition(Condition),
    /// The whole list as it is now.
    Tags(Vec<Named>),
    Sites(Vec<Named>),
    Segments(Vec<Named>),
    Consents(Vec<Named>),
    Contracts(Vec<Named>),
    Channels(Vec<Named>),
    CareTeam(Vec<CareMember>),
    Conditions(Vec<Condition>),
    Enrolments(Vec<Enrolment>),
    /// Family history, forms answered and sent, and appointments as they are now; the other lists are not read.
    Rest(Box<PersonFacts>),
    Birth(Option<NaiveDate>),
    Sex(Option<Sex>),
    Grade(Option<Grade>),
    /// Everything, for a person who is new, was corrected or merged.
    All(Box<PersonFacts>),
    /// The person is forgotten.
    Forget,
}

impl Change {
    /// What the change touches, for [`super::LiveRules::react`].
    pub fn touched(&self) -> Touched {
        match self {
            Change::Observation(o) => Touched::Metric(o.metric.clone()),
            Change::Encounter(_) => Touched::Kind("encounter"),
            Change::Message(_) => Touched::Kind("message"),
            Change::Procedure(_) => Touched::Kind("procedure"),
            Change::Medication(_) => Touched::Kind("medication"),
            Change::Condition(_) | Change::Conditions(_) => Touched::Kind("condition"),
            Change::Tags(_) => Touched::Kind("tag"),
            Change::Sites(_) => Touched::Kind("site"),
            Change::Segments(_) => Touched::Kind("segment"),
            Change::Consents(_) => Touched::Kind("consent"),
            Change::Contracts(_) => Touched::Kind("contract"),
            Change::Channels(_) => Touched::Kind("channel"),
            Change::CareTeam(_) => Touched::Kind("care_team"),
            Change::Enrolments(_) => Touched::Kind("pathway"),
            Change::Birth(_) => Touched::Kind("age"),
            Change::Sex(_) => Touched::Kind("sex"),
            Change::Grade(_) => Touched::Kind("grade"),
            Change::All(_) | Change::Rest(_) | Change::Forget => Touched::All,
        }
    }
}

/// Changes in one column before its fixed part is made anew.
const MANY: usize = 16_384;

impl Index {
    /// Applies a change and returns the person's ordinal. A person never seen begins with no facts.
    pub fn apply(&mut self, person: PersonId, change: Change) -> u32 {
        let p = self.people.ordinal(person);
        self.make_room(p);
        match change {
            Change::Observation(o) => self.observe(p, &o),
            Change::Encounter(e) => {
                let (at, visit) = self.visit(&e);
                self.visits.dated.series.add(p, at, visit);
            }
            Change::Message(m) => {
                let (at, said) = self.said(&m);
                self.messages.series.add(p, at, said);
            }
            Change::Birth(birth) => self.profile.set_birth(p, birth),
            Change::Sex(sex) => self.profile.set_sex(p, sex),
            Change::Grade(grade) => self.profile.set_grade(p, grade),
            Change::Rest(facts) => self.keep_rest(p, &facts),
            Change::All(facts) => self.replace(p, &facts),
            Change::Forget => {
                self.replace(p, &PersonFacts::default());
                self.alive.remove(p);
            }
            listed => self.apply_list(p, listed),
        }
        p
    }

    fn observe(&mut self, p: u32, o: &Observation) {
        let metric = self.metric(&o.metric);
        self.words_version += u64::from(self.readings[metric].widen(&o.value));
        let code = self.readings[metric].code(&o.value);
        self.readings[metric].dated.series.add(p, stamp(o.origin.at), code);
    }

    fn apply_list(&mut self, p: u32, change: Change) {
        let facts = PersonFacts::default();
        let (list, named) = match change {
            Change::Tags(named) => (List::Tags, named),
            Change::Sites(named) => (List::Sites, named),
            Change::Segments(named) => (List::Segments, named),
            Change::Consents(named) => (List::Consents, named),
            Change::Contracts(named) => (List::Contracts, named),
            Change::Channels(named) => (List::Channels, named),
            Change::CareTeam(care_team) => {
                let rows = self.team_rows(&PersonFacts { care_team, ..facts });
                return self.lists[List::Team as usize].series.replace(p, rows);
            }
            Change::Conditions(conditions) => {
                let rows = self.condition_rows(&PersonFacts { conditions, ..facts });
                return self.lists[List::Conditions as usize].series.replace(p, rows);
            }
            Change::Enrolments(enrolments) => {
                let rows = self.enrolment_rows(&PersonFacts { enrolments, ..facts });
                return self.lists[List::Enrolments as usize].series.replace(p, rows);
            }
            Change::Condition(c) => return self.add_spans(p, &PersonFacts { conditions: vec![c], ..facts }),
            Change::Medication(m) => {
                return self.add_spans(p, &PersonFacts { medications: vec![m], ..facts });
            }
            Change::Procedure(x) => return self.add_spans(p, &PersonFacts { procedures: vec![x], ..facts }),
            _ => return,
        };
        let rows = self.named_rows(list, &named);
        self.lists[list as usize].series.replace(p, rows);
    }

    fn add_spans(&mut self, p: u32, facts: &PersonFacts) {
        for (list, rows) in self.span_rows(facts) {
            for (at, span) in rows {
                self.lists[list as usize].series.add(p, at, span);
            }
        }
    }

    fn replace(&mut self, p: u32, facts: &PersonFacts) {
        self.profile_of(p, facts);
        let mut rows = self.reading_rows(&facts.observations);
        for metric in 0..self.readings.len() {
            self.readings[metric].dated.series.replace(p, rows.remove(&metric).unwrap_or_default());
        }
        let rows = facts.encounters.iter().map(|e| self.visit(e)).collect();
        self.visits.dated.series.replace(p, rows);
        let rows = facts.messages.iter().map(|m| self.said(m)).collect();
        self.messages.series.replace(p, rows);
        for (list, rows) in self.span_rows(facts) {
            self.lists[list as usize].series.replace(p, rows);
        }
    }

    /// Makes fixed parts anew where much has changed, so that answers stay fast. Meant for quiet moments; answers are
    /// right without it. Returns whether there was anything to do.
    pub fn settle(&mut self) -> bool {
        self.settle_from(MANY)
    }

    /// The same with another idea of much.
    pub fn settle_from(&mut self, many: usize) -> bool {
        let capacity = self.capacity;
        let mut done = false;
        let mut due = |changes: usize| {
            let due = changes >= many.max(1);
            done |= due;
            due
        };
        for readings in &mut self.readings {
            if due(readings.dated.series.changes()) {
                readings.merge(capacity);
            }
        }
        for list in &mut self.lists {
            if due(list.series.changes()) {
                list.merge(capacity);
            }
        }
        if due(self.visits.dated.series.changes()) {
            self.visits.merge(capacity);
        }
        if due(self.profile.changes()) {
            self.profile.index(capacity);
        }
        if due(self.messages.series.changes()) {
            self.messages.series = self.messages.series.merged(capacity);
            self.index_messages();
        }
        done
    }
}
