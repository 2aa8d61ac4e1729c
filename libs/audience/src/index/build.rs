//! Building the index from everybody's facts.

use super::{
    Index, List, PersonId, Said,
    readings::{Code, Readings},
    spans::Span,
    stamp::{stamp, until},
    visits::Visit,
    words::Word,
};
use crate::{
    Coded, Direction, Encounter, EnrolmentState, Medication, Message, Named, Observation, Origin,
    PersonFacts, Until,
};
use std::collections::BTreeMap;

type Timed<T> = Vec<(u32, T)>;

impl Index {
    /// Builds the index. A person who comes twice counts with the last facts.
    pub fn build<'a>(
        people: impl IntoIterator<Item = (PersonId, std::borrow::Cow<'a, PersonFacts>)>,
    ) -> Index {
        let mut index = Index::default();
        let mut again = Vec::new();
        for (id, facts) in people {
            if index.people.find(id).is_some() {
                again.push((id, facts));
                continue;
            }
            let p = index.people.ordinal(id);
            index.append(p, &facts);
        }
        index.finish();
        for (id, facts) in again {
            index.apply(id, super::Change::All(Box::new(facts.into_owned())));
        }
        index
    }

    /// Room for everybody and for those who come.
    pub(crate) fn room(&self) -> usize {
        let n = self.people.ids.len();
        (n + n / 16 + 1024).next_multiple_of(64)
    }

    fn append(&mut self, p: u32, facts: &PersonFacts) {
        self.make_room(p);
        self.profile_of(p, facts);
        for (metric, rows) in self.reading_rows(&facts.observations) {
            self.readings[metric].dated.series.append(p, rows);
        }
        let rows = facts.encounters.iter().map(|e| self.visit(e)).collect();
        self.visits.dated.series.append(p, rows);
        let rows = facts.messages.iter().map(|m| self.said(m)).collect();
        self.messages.series.append(p, rows);
        for (list, rows) in self.span_rows(facts) {
            self.lists[list as usize].series.append(p, rows);
        }
    }

    pub(crate) fn make_room(&mut self, p: u32) {
        if p as usize >= self.capacity {
            self.capacity = self.room();
            self.grow();
        }
        self.alive.insert(p);
    }

    pub(crate) fn profile_of(&mut self, p: u32, facts: &PersonFacts) {
        self.profile.set_birth(p, facts.birth);
        self.profile.set_sex(p, facts.sex);
        self.profile.set_grade(p, facts.grade.as_ref().map(|g| g.grade));
        self.keep_rest(p, facts);
    }

    /// Keeps what has no column.
    pub(crate) fn keep_rest(&mut self, p: u32, facts: &PersonFacts) {
        let rest = PersonFacts {
            family: facts.family.clone(),
            forms: facts.forms.clone(),
            appointments: facts.appointments.clone(),
            form_requests: facts.form_requests.clone(),
            ..PersonFacts::default()
        };
        if rest == PersonFacts::default() {
            self.rest.remove(&p);
        } else {
            self.rest.insert(p, Box::new(rest));
        }
    }

    fn grow(&mut self) {
        let capacity = self.capacity;
        self.alive.grow(capacity);
        self.profile.grow(capacity);
        self.readings.iter_mut().for_each(|r| r.grow(capacity));
        self.visits.grow(capacity);
        self.messages.grow(capacity);
        self.lists.iter_mut().for_each(|list| list.grow(capacity));
    }

    /// Makes the orders and sets.
    pub(crate) fn finish(&mut self) {
        self.capacity = self.room();
        self.grow();
        let capacity = self.capacity;
        for readings in &mut self.readings {
            readings.dated.series.finish(capacity);
            readings.index(capacity);
        }
        self.visits.dated.series.finish(capacity);
        self.visits.index(capacity);
        self.messages.series.finish(capacity);
        self.index_messages();
        for list in &mut self.lists {
            list.series.finish(capacity);
            list.index(capacity);
        }
        self.profile.index(capacity);
    }

    pub(crate) fn index_messages(&mut self) {
        let sent = self.message_words.list.iter().map(|w| u32::from(w.c.starts_with('s')));
        self.messages.groups = sent.collect();
        self.messages.index(&[1, 2, 3, 5], self.capacity);
    }

    /// The number of a metric, a new one if it was never seen.
    pub(crate) fn metric(&mut self, code: &str) -> usize {
        if let Some(metric) = self.metrics.get(code) {
            return *metric;
        }
        let metric = self.readings.len();
        self.metrics.insert(code.to_owned(), metric);
        let mut readings = Readings::default();
        readings.grow(self.capacity);
        self.readings.push(readings);
        self.words_version += 1;
        metric
    }

    pub(crate) fn reading_rows(&mut self, observations: &[Observation]) -> BTreeMap<usize, Timed<Code>> {
        let mut found = Vec::with_capacity(observations.len());
        for o in observations {
            let metric = self.metric(&o.metric);
            self.words_version += u64::from(self.readings[metric].widen(&o.value));
            found.push((metric, o));
        }
        let mut rows: BTreeMap<usize, Timed<Code>> = BTreeMap::new();
        for (metric, o) in found {
            rows.entry(metric).or_default().push((stamp(o.origin.at), self.readings[metric].code(&o.value)));
        }
        rows
    }

    pub(crate) fn visit(&mut self, e: &Encounter) -> (u32, Visit) {
        let word = Word::new(
            &e.class,
            e.department.as_deref().unwrap_or_default(),
            e.doctor.as_deref().unwrap_or_default(),
        );
        let known = self.visits.words.list.len();
        let word = self.visits.words.number(word);
        self.words_version += u64::from(self.visits.words.list.len() > known);
        (stamp(e.origin.at), Visit::new(word, e.paid_fen))
    }

    pub(crate) fn said(&mut self, m: &Message) -> (u32, Said) {
        let known = self.message_words.list.len();
        let word = self.message_words.number(Word::new(&m.class, &m.channel, &flags(m)));
        self.words_version += u64::from(self.message_words.list.len() > known);
        (stamp(m.origin.at), Said(word))
    }

    fn span(&mut self, list: List, word: Word, origin: &Origin, end: Until) -> (u32, Span) {
        let words = &mut self.lists[list as usize].words;
        let known = words.list.len();
        let word = words.number(word);
        self.words_version += u64::from(words.list.len() > known);
        (stamp(origin.at), Span { word, until: until(end) })
    }

    pub(crate) fn named_rows(&mut self, list: List, named: &[Named]) -> Timed<Span> {
        named.iter().map(|n| self.span(list, Word::new(&n.code, "", ""), &n.origin, n.until)).collect()
    }

    /// The rows of every list.
    pub(crate) fn span_rows(&mut self, facts: &PersonFacts) -> Vec<(List, Timed<Span>)> {
        let mut rows: Vec<_> = [
            (List::Tags, &facts.tags),
            (List::Sites, &facts.sites),
            (List::Segments, &facts.segments),
            (List::Consents, &facts.consents),
            (List::Contracts, &facts.contracts),
            (List::Channels, &facts.channels),
        ]
        .into_iter()
        .map(|(list, named)| (list, self.named_rows(list, named)))
        .collect();
        rows.push((List::Team, self.team_rows(facts)));
        rows.push((List::Conditions, self.condition_rows(facts)));
        rows.push((List::Medications, facts.medications.iter().map(|m| self.medication(m)).collect()));
        rows.push((List::Enrolments, self.enrolment_rows(facts)));
        let done = facts.procedures.iter();
        let done =
            done.map(|p| self.span(List::Procedures, Word::new(&p.code, &p.name, ""), &p.origin, None));
        rows.push((List::Procedures, done.collect()));
        rows
    }

    pub(crate) fn team_rows(&mut self, facts: &PersonFacts) -> Timed<Span> {
        let team = facts.care_team.iter();
        team.map(|m| self.span(List::Team, Word::new(&m.staff, &m.role, ""), &m.origin, m.until)).collect()
    }

    pub(crate) fn condition_rows(&mut self, facts: &PersonFacts) -> Timed<Span> {
        let conditions = facts.conditions.iter();
        conditions.map(|c| self.span(List::Conditions, disease(&c.coded), &c.origin, c.until)).collect()
    }

    pub(crate) fn medication(&mut self, m: &Medication) -> (u32, Span) {
        self.span(List::Medications, Word::new(&m.code, &m.name, &supply(m.days_supply)), &m.origin, m.until)
    }

    pub(crate) fn enrolment_rows(&mut self, facts: &PersonFacts) -> Timed<Span> {
        let own = facts.enrolments.iter();
        own.map(|e| self.span(List::Enrolments, Word::new(&e.pathway, state(e.state), ""), &e.origin, None))
            .collect()
    }
}

/// What became of a message, as the third text of its word.
fn flags(m: &Message) -> String {
    let way = if m.direction == Direction::Sent { "s" } else { "r" };
    format!("{way}{}{}", if m.answered { "a" } else { "" }, if m.opened { "o" } else { "" })
}

/// Days of supply as the third text of a medicine's word.
fn supply(days: Option<u32>) -> String {
    days.map(|days| days.to_string()).unwrap_or_default()
}

fn disease(coded: &Coded) -> Word {
    let icd = coded.icd.as_deref().unwrap_or_default();
    Word::new(icd, coded.snomed.as_deref().unwrap_or_default(), &coded.text)
}

/// The state of an enrolment as a text of its word.
pub(crate) fn state(state: EnrolmentState) -> &'static str {
    match state {
        EnrolmentState::Active => "active",
        EnrolmentState::Paused => "paused",
        EnrolmentState::Completed => "completed",
        EnrolmentState::Left => "left",
    }
}
