//! Where the facts lie: the audience schema, and how to point it at other tables.
//!
//! Every relation has the columns `tenant`, `patient`, `at` (when it happened or began) and `seq` (order of filing
//! among facts of one instant). `until` is the exclusive end of a span, NULL while open. Text that is searched comes
//! lower-cased (`folded`), ICD codes bare (`icd_key`, see [`crate::icd_key`]). Readings have `value_e6` (millionths,
//! NULL for words), `sign` (`''`, `<`, `<=`, `>=`, `>`) and `folded`.

use std::collections::BTreeMap;

/// How instants are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instants {
    /// Whole microseconds since 1970, UTC.
    Micros,
    /// `timestamptz` on PostgreSQL; on SQLite the text that sorts by time (RFC 3339, UTC).
    Native,
}

/// The fact relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// `code, until`
    Tag,
    /// `code, until`
    Site,
    /// `code, until`
    Segment,
    /// `code, until`
    Consent,
    /// `until`
    Contract,
    /// `code, until`
    Channel,
    /// `staff, role, until`
    CareTeam,
    /// `metric, value_e6, sign, text, folded`
    Observation,
    /// `icd_key, snomed, folded, until`
    Condition,
    /// `relation, icd_key, snomed, folded`
    Family,
    /// `code, folded`
    Procedure,
    /// `class, department, doctor, paid_fen`
    Encounter,
    /// `code, folded, days_supply, until`
    Medication,
    /// `form, value_e6, sign` (of the score)
    Form,
    /// `form, question, value_e6, sign, trimmed` (one row per question answered)
    Answer,
    /// `form, answered`
    FormRequest,
    /// `direction, class, channel, answered, opened`
    Message,
    /// `pathway, state`
    Enrolment,
    /// `department, doctor, state`
    Appointment,
}

/// The columns of every relation but those that all have.
const SCHEMA: &[(Fact, &str, &[&str])] = &[
    (Fact::Tag, "person_tag", &["code", "until"]),
    (Fact::Site, "person_site", &["code", "until"]),
    (Fact::Segment, "person_segment", &["code", "until"]),
    (Fact::Consent, "person_consent", &["code", "until"]),
    (Fact::Contract, "person_contract", &["until"]),
    (Fact::Channel, "person_channel", &["code", "until"]),
    (Fact::CareTeam, "care_member", &["staff", "role", "until"]),
    (Fact::Observation, "observation", &["metric", "value_e6", "sign", "folded"]),
    (Fact::Condition, "condition", &["icd_key", "snomed", "folded", "until"]),
    (Fact::Family, "family_history", &["relation", "icd_key", "snomed", "folded"]),
    (Fact::Procedure, "procedure_done", &["code", "folded"]),
    (Fact::Encounter, "encounter", &["class", "department", "doctor", "paid_fen"]),
    (Fact::Medication, "medication", &["code", "folded", "days_supply", "until"]),
    (Fact::Form, "form_response", &["form", "value_e6", "sign"]),
    (Fact::Answer, "form_answer", &["form", "question", "value_e6", "sign", "trimmed"]),
    (Fact::FormRequest, "form_request", &["form", "answered"]),
    (Fact::Message, "message", &["direction", "class", "channel", "answered", "opened"]),
    (Fact::Enrolment, "enrolment", &["pathway", "state"]),
    (Fact::Appointment, "appointment", &["department", "doctor", "state"]),
];

/// A table, or anything that stands in a FROM, and what its columns are called there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Table name or `(SELECT …)`.
    pub from: String,
    /// Column of the schema → expression, in which `{x}` stands for the row.
    pub columns: BTreeMap<&'static str, String>,
    /// A condition that every row must meet, with `{x}` for the row: `{x}.status <> 'planned'`.
    pub only: Option<String>,
}

impl Relation {
    /// A table whose columns have the names of the schema.
    pub fn plain(from: &str, columns: &[&'static str]) -> Relation {
        let columns = columns.iter().map(|c| (*c, format!("{{x}}.{c}"))).collect();
        Relation { from: from.to_owned(), columns, only: None }
    }

    /// The same with one column expressed otherwise.
    #[must_use]
    pub fn with(mut self, column: &'static str, expression: impl Into<String>) -> Relation {
        self.columns.insert(column, expression.into());
        self
    }

    /// The same without a column: rules that need it are refused.
    #[must_use]
    pub fn without(mut self, column: &'static str) -> Relation {
        self.columns.remove(column);
        self
    }

    /// The expression of a column for a row alias.
    pub(crate) fn column(&self, column: &str, alias: &str) -> Option<String> {
        self.columns.get(column).map(|expression| expression.replace("{x}", alias))
    }
}

/// The mapping. A fact without a relation cannot be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// How instants are stored.
    pub instants: Instants,
    /// One row per person: `tenant, patient, birth` (date), `birth_lunar` ([`crate::birthday_key`]), `sex`
    /// (`male`, `female` or NULL), `grade` (`green`, `yellow`, `red` or NULL).
    pub person: Relation,
    /// The facts.
    pub facts: BTreeMap<Fact, Relation>,
}

impl Tables {
    /// The audience schema itself.
    pub fn audience(instants: Instants) -> Tables {
        let person = ["tenant", "patient", "birth", "birth_lunar", "sex", "grade"];
        let fact = |(fact, name, own): &(Fact, &str, &[&'static str])| {
            let columns: Vec<_> = ["tenant", "patient", "at", "seq"].iter().chain(*own).copied().collect();
            (*fact, Relation::plain(name, &columns))
        };
        Tables {
            instants,
            person: Relation::plain("person", &person),
            facts: SCHEMA.iter().map(fact).collect(),
        }
    }
}
