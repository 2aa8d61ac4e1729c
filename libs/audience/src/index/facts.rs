//! The facts of a person put together again from the columns, for conditions that have no column and for checking.

use super::{
    Index, List,
    stamp::{OPEN, date, instant},
    words::Word,
};
use crate::{
    CareMember, Coded, Condition, Direction, Encounter, Enrolment, EnrolmentState, GradeFact, Medication,
    Message, Named, Observation, Origin, PersonFacts, Procedure, Until,
};

fn origin(at: u32) -> Origin {
    Origin::new(instant(at), "")
}

fn told(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Index {
    /// Everything that is known of a person, without sources and ids; `None` if the person is not here.
    pub fn facts(&self, person: super::PersonId) -> Option<PersonFacts> {
        self.ordinal(person).map(|p| self.facts_of(p))
    }

    fn facts_of(&self, p: u32) -> PersonFacts {
        let rest = self.rest.get(&p).map(|rest| rest.as_ref().clone()).unwrap_or_default();
        PersonFacts {
            birth: self.profile.birth(p).map(date),
            sex: self.profile.sex(p),
            grade: self.profile.grade(p).map(|grade| GradeFact { grade, origin: origin(0) }),
            sites: self.named_of(List::Sites, p),
            tags: self.named_of(List::Tags, p),
            segments: self.named_of(List::Segments, p),
            consents: self.named_of(List::Consents, p),
            contracts: self.named_of(List::Contracts, p),
            channels: self.named_of(List::Channels, p),
            care_team: self.of(List::Team, p, |origin, until, w| CareMember {
                staff: w.a.clone(),
                role: w.b.clone(),
                origin,
                until,
            }),
            observations: self.observations_of(p),
            conditions: self.of(List::Conditions, p, |origin, until, w| {
                let coded = Coded { icd: told(&w.a), snomed: told(&w.b), text: w.c.clone() };
                Condition { coded, origin, until }
            }),
            procedures: self.of(List::Procedures, p, |origin, _, w| Procedure {
                code: w.a.clone(),
                name: w.b.clone(),
                origin,
            }),
            encounters: self.encounters_of(p),
            medications: self.of(List::Medications, p, |origin, until, w| Medication {
                days_supply: w.c.parse().ok(),
                code: w.a.clone(),
                name: w.b.clone(),
                origin,
                until,
            }),
            messages: self.messages_of(p),
            enrolments: self.of(List::Enrolments, p, |origin, _, w| Enrolment {
                pathway: w.a.clone(),
                state: state(&w.b),
                origin,
            }),
            ..rest
        }
    }

    fn of<T>(&self, list: List, p: u32, make: impl Fn(Origin, Until, &Word) -> T) -> Vec<T> {
        let list = self.list(list);
        let rows = list.series.rows(p).iter();
        rows.map(|(from, span)| {
            let until = (span.until != OPEN).then(|| instant(span.until));
            make(origin(from), until, list.words.word(span.word))
        })
        .collect()
    }

    fn named_of(&self, list: List, p: u32) -> Vec<Named> {
        self.of(list, p, |origin, until, w| Named { code: w.a.clone(), origin, until })
    }

    fn observations_of(&self, p: u32) -> Vec<Observation> {
        let metrics = self.metrics.iter().flat_map(|(code, metric)| {
            let readings = &self.readings[*metric];
            readings.dated.series.rows(p).iter().map(move |(at, value)| Observation {
                metric: code.clone(),
                value: readings.reading(value),
                origin: origin(at),
            })
        });
        metrics.collect()
    }

    fn encounters_of(&self, p: u32) -> Vec<Encounter> {
        let rows = self.visits.dated.series.rows(p).iter();
        rows.map(|(at, visit)| {
            let word = self.visits.words.word(visit.word);
            let (class, department, doctor) = (word.a.clone(), told(&word.b), told(&word.c));
            Encounter { class, department, doctor, paid_fen: visit.fen(), origin: origin(at) }
        })
        .collect()
    }

    fn messages_of(&self, p: u32) -> Vec<Message> {
        let rows = self.messages.series.rows(p).iter();
        rows.map(|(at, said)| {
            let word = self.message_words.word(said.0);
            Message {
                direction: if word.c.starts_with('s') { Direction::Sent } else { Direction::Received },
                class: word.a.clone(),
                channel: word.b.clone(),
                answered: word.c.contains('a'),
                opened: word.c.contains('o'),
                origin: origin(at),
            }
        })
        .collect()
    }
}

fn state(text: &str) -> EnrolmentState {
    let all =
        [EnrolmentState::Active, EnrolmentState::Paused, EnrolmentState::Completed, EnrolmentState::Left];
    all.into_iter().find(|state| super::build::state(*state) == text).unwrap_or(EnrolmentState::Active)
}
