//! The audience schema as tables, and a person's facts as their rows.

use super::{
    Dialect,
    tables::{Fact, Instants, Relation, Tables},
};
use crate::{
    Calendar, CareMember, Coded, Decimal, Direction, Named, Origin, PersonFacts, Reading, birthday_key,
    icd_key,
};
use chrono::{DateTime, NaiveDate, Utc};

/// A value to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// 64 bits, signed.
    Int(Option<i64>),
    /// Text.
    Text(Option<String>),
    /// An instant; stored as [`Instants`] says.
    Instant(Option<DateTime<Utc>>),
    /// A date.
    Day(Option<NaiveDate>),
    /// Yes or no.
    Flag(bool),
}

/// A row of one table of the audience schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Table.
    pub table: &'static str,
    /// Columns and values, without tenant and patient.
    pub cells: Vec<(&'static str, Cell)>,
}

/// The statements that create the audience schema.
pub fn create(dialect: Dialect, instants: Instants) -> Vec<String> {
    let tables = Tables::audience(instants);
    let table = |relation: &Relation, index: &str| {
        let own = relation.columns.keys().filter(|c| !["tenant", "patient"].contains(*c));
        let own = own.map(|c| format!("{c} {}", kind(c, dialect, instants))).collect::<Vec<_>>().join(", ");
        let from = &relation.from;
        [
            format!("CREATE TABLE {from} (tenant TEXT NOT NULL, patient TEXT NOT NULL, {own})"),
            format!("CREATE INDEX {from}_by_patient ON {from} (tenant, patient{index})"),
        ]
    };
    let index = |fact: Fact| match fact {
        Fact::Observation => ", metric, at",
        Fact::Form | Fact::FormRequest => ", form, at",
        Fact::Answer => ", form, question, at",
        _ => ", at",
    };
    let facts = tables.facts.iter().flat_map(|(fact, relation)| table(relation, index(*fact)));
    table(&tables.person, "").into_iter().chain(facts).collect()
}

fn kind(column: &str, dialect: Dialect, instants: Instants) -> &'static str {
    match column {
        "at" | "until" => match (instants, dialect) {
            (Instants::Micros, _) => "BIGINT",
            (Instants::Native, Dialect::Sqlite) => "TEXT",
            (Instants::Native, Dialect::Postgres) => "TIMESTAMPTZ",
        },
        "birth" => "DATE",
        "seq" | "birth_lunar" | "value_e6" | "paid_fen" | "days_supply" => "BIGINT",
        "answered" | "opened" => "BOOLEAN NOT NULL",
        _ => "TEXT",
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(Some(text.into()))
}

fn reading(value: &Reading) -> [(&'static str, Cell); 2] {
    let micros = value.number().map(Decimal::micros_bound);
    [("value_e6", Cell::Int(micros)), ("sign", text(value.sign_text()))]
}

fn coded(coded: &Coded) -> [(&'static str, Cell); 3] {
    [
        ("icd_key", Cell::Text(coded.icd.as_deref().map(icd_key))),
        ("snomed", Cell::Text(coded.snomed.clone())),
        ("folded", text(coded.text.to_lowercase())),
    ]
}

/// Every row of a person: the row of `person` first, then the facts in the order of their lists.
pub fn rows(facts: &PersonFacts) -> Vec<Row> {
    let mut all = Fill(vec![person(facts)]);
    all.spans(facts);
    all.clinical(facts);
    all.contact(facts);
    all.0
}

fn person(facts: &PersonFacts) -> Row {
    let sex = facts.sex.map(|sex| sex.code().to_owned());
    let grade = facts.grade.as_ref().map(|fact| fact.grade.code().to_owned());
    let lunar = facts.birth.and_then(|birth| birthday_key(Calendar::Lunar, birth));
    let cells = vec![
        ("birth", Cell::Day(facts.birth)),
        ("birth_lunar", Cell::Int(lunar.map(i64::from))),
        ("sex", Cell::Text(sex)),
        ("grade", Cell::Text(grade)),
    ];
    Row { table: "person", cells }
}

struct Fill(Vec<Row>);

impl Fill {
    fn push(
        &mut self,
        table: &'static str,
        origin: &Origin,
        seq: usize,
        cells: impl IntoIterator<Item = (&'static str, Cell)>,
    ) {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let place = [("at", Cell::Instant(Some(origin.at))), ("seq", Cell::Int(Some(seq)))];
        self.0.push(Row { table, cells: place.into_iter().chain(cells).collect() });
    }

    fn named(&mut self, table: &'static str, list: &[Named]) {
        for (n, named) in list.iter().enumerate() {
            let cells = [("code", text(&named.code)), ("until", Cell::Instant(named.until))];
            self.push(table, &named.origin, n, cells);
        }
    }

    fn spans(&mut self, facts: &PersonFacts) {
        self.named("person_tag", &facts.tags);
        self.named("person_site", &facts.sites);
        self.named("person_segment", &facts.segments);
        self.named("person_consent", &facts.consents);
        self.named("person_channel", &facts.channels);
        for (n, contract) in facts.contracts.iter().enumerate() {
            self.push("person_contract", &contract.origin, n, [("until", Cell::Instant(contract.until))]);
        }
        for (n, CareMember { staff, role, origin, until }) in facts.care_team.iter().enumerate() {
            let cells = [("staff", text(staff)), ("role", text(role)), ("until", Cell::Instant(*until))];
            self.push("care_member", origin, n, cells);
        }
    }

    fn clinical(&mut self, facts: &PersonFacts) {
        for (n, o) in facts.observations.iter().enumerate() {
            let what = [("metric", text(&o.metric)), ("folded", text(o.value.text().to_lowercase()))];
            self.push("observation", &o.origin, n, what.into_iter().chain(reading(&o.value)));
        }
        for (n, c) in facts.conditions.iter().enumerate() {
            let until = [("until", Cell::Instant(c.until))];
            self.push("condition", &c.origin, n, coded(&c.coded).into_iter().chain(until));
        }
        for (n, f) in facts.family.iter().enumerate() {
            let relation = [("relation", text(&f.relation))];
            self.push("family_history", &f.origin, n, coded(&f.coded).into_iter().chain(relation));
        }
        for (n, p) in facts.procedures.iter().enumerate() {
            let cells = [("code", text(&p.code)), ("folded", text(p.name.to_lowercase()))];
            self.push("procedure_done", &p.origin, n, cells);
        }
        for (n, e) in facts.encounters.iter().enumerate() {
            let cells = [
                ("class", text(&e.class)),
                ("department", Cell::Text(e.department.clone())),
                ("doctor", Cell::Text(e.doctor.clone())),
                ("paid_fen", Cell::Int(e.paid_fen)),
            ];
            self.push("encounter", &e.origin, n, cells);
        }
        for (n, m) in facts.medications.iter().enumerate() {
            let cells = [
                ("code", text(&m.code)),
                ("folded", text(m.name.to_lowercase())),
                ("days_supply", Cell::Int(m.days_supply.map(i64::from))),
                ("until", Cell::Instant(m.until)),
            ];
            self.push("medication", &m.origin, n, cells);
        }
    }

    fn contact(&mut self, facts: &PersonFacts) {
        for (n, f) in facts.forms.iter().enumerate() {
            let none = [("value_e6", Cell::Int(None)), ("sign", Cell::Text(None))];
            let score = f.score.as_ref().map_or(none, reading);
            self.push("form_response", &f.origin, n, [("form", text(&f.form))].into_iter().chain(score));
            for (question, answer) in &f.answers {
                let trimmed = text(answer.text().trim());
                let cells = [("form", text(&f.form)), ("question", text(question)), ("trimmed", trimmed)];
                self.push("form_answer", &f.origin, n, cells.into_iter().chain(reading(answer)));
            }
        }
        for (n, f) in facts.form_requests.iter().enumerate() {
            let cells = [("form", text(&f.form)), ("answered", Cell::Flag(f.answered))];
            self.push("form_request", &f.origin, n, cells);
        }
        for (n, m) in facts.messages.iter().enumerate() {
            let way = if m.direction == Direction::Sent { "sent" } else { "received" };
            let cells = [
                ("direction", text(way)),
                ("class", text(&m.class)),
                ("channel", text(&m.channel)),
                ("answered", Cell::Flag(m.answered)),
                ("opened", Cell::Flag(m.opened)),
            ];
            self.push("message", &m.origin, n, cells);
        }
        for (n, e) in facts.enrolments.iter().enumerate() {
            let cells = [("pathway", text(&e.pathway)), ("state", text(e.state.code()))];
            self.push("enrolment", &e.origin, n, cells);
        }
        for (n, a) in facts.appointments.iter().enumerate() {
            let cells = [
                ("department", Cell::Text(a.department.clone())),
                ("doctor", Cell::Text(a.doctor.clone())),
                ("state", text(a.state.code())),
            ];
            self.push("appointment", &a.origin, n, cells);
        }
    }
}
