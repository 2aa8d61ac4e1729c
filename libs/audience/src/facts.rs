//! Everything that is known of one person, in plain lists. The caller fills them from wherever the record lies.

use crate::Reading;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a fact comes from and when it was true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// When it happened or was measured (not when it was filed), UTC.
    pub at: DateTime<Utc>,
    /// For people: `检验系统`, `家庭血压计`, `随访表`.
    pub source: String,
    /// The record's own id, so that a reason can open its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl Origin {
    /// An origin without an id.
    pub fn new(at: DateTime<Utc>, source: impl Into<String>) -> Origin {
        Origin { at, source: source.into(), id: None }
    }
}

/// A span in which something is in force: from its origin until, exclusive, an end that may be open.
pub type Until = Option<DateTime<Utc>>;

/// Sex as in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// 红黄绿 risk grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 绿：低危
    Green,
    /// 黄：中危
    Yellow,
    /// 红：高危
    Red,
}

/// All facts of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each list is documented at its element")]
pub struct PersonFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<GradeFact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contracts: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub care_team: Vec<CareMember>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub family: Vec<FamilyHistory>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<Procedure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub encounters: Vec<Encounter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub medications: Vec<Medication>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<FormResponse>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enrolments: Vec<Enrolment>,
}

/// The grade in force and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeFact {
    /// The colour.
    pub grade: Grade,
    /// Who or what gave it, and when.
    pub origin: Origin,
}

/// Something with a code that is in force for a span: a tag, a site, a segment, a consent (by purpose), a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The code or id a rule names.
    pub code: String,
    /// Since when, by whom.
    pub origin: Origin,
    /// Until when (exclusive); open if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Until,
}

/// A member of the care team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareMember {
    /// Staff id.
    pub staff: String,
    /// Role code, e.g. `responsible_doctor`.
    pub role: String,
    /// Since when.
    pub origin: Origin,
    /// Until when (exclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Until,
}

/// A measured value in the metric's canonical unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Metric code of the clinical dictionary.
    pub metric: String,
    /// The value as received.
    pub value: Reading,
    /// Where and when.
    pub origin: Origin,
}

/// A diagnosis or problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What it is.
    #[serde(flatten)]
    pub coded: Coded,
    /// Since when it is known.
    pub origin: Origin,
    /// When it ended (exclusive); open while active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Until,
}

/// Codes and name of a disease.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Coded {
    /// ICD-10 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icd: Option<String>,
    /// SNOMED CT code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snomed: Option<String>,
    /// Name as written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A disease of a relative. An empty list means that nobody asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyHistory {
    /// `father`, `mother`, `sibling` …
    pub relation: String,
    /// What it is.
    #[serde(flatten)]
    pub coded: Coded,
    /// When it was told.
    pub origin: Origin,
}

/// An operation or procedure done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Code as received, often ICD-9-CM-3.
    pub code: String,
    /// Name as written.
    pub name: String,
    /// When it was done.
    pub origin: Origin,
}

/// A contact with the hospital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encounter {
    /// `outpatient`, `inpatient`, `emergency`, `exam` …
    pub class: String,
    /// Department id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// What was paid, in fen (分); `None` if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_fen: Option<i64>,
    /// When it began.
    pub origin: Origin,
}

/// A medicine prescribed or dispensed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medication {
    /// Code as received.
    pub code: String,
    /// Name as written.
    pub name: String,
    /// When it began.
    pub origin: Origin,
    /// When it ended (exclusive); open while taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Until,
}

/// A form or scale as answered once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormResponse {
    /// Form code.
    pub form: String,
    /// Total score if the form has one and is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Reading>,
    /// Answers by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Reading>,
    /// When it was answered.
    pub origin: Origin,
}

/// A message to or from the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// To or from the person.
    pub direction: Direction,
    /// Message class, e.g. `clinical_routine`.
    pub class: String,
    /// Channel, e.g. `sms`.
    pub channel: String,
    /// Whether it was answered (only for sent ones).
    pub answered: bool,
    /// When.
    pub origin: Origin,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From us to the person.
    #[default]
    Sent,
    /// From the person to us.
    Received,
}

impl Direction {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(crate) fn is_sent(&self) -> bool {
        *self == Direction::Sent
    }
}

/// A person's place in a pathway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Pathway id or code.
    pub pathway: String,
    /// Where it stands.
    pub state: EnrolmentState,
    /// When it began.
    pub origin: Origin,
}

/// Where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolmentState {
    /// 进行中
    Active,
    /// 已暂停
    Paused,
    /// 已完成
    Completed,
    /// 已退出
    Left,
}
