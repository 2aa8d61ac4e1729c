//! Everything that is known of one person, in plain lists. The caller fills them from wherever the record lies.

mod clinical;
mod contact;

pub use clinical::*;
pub use contact::*;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub appointments: Vec<Appointment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub form_requests: Vec<FormRequest>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Named>,
}

/// The grade in force and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeFact {
    /// The colour.
    pub grade: Grade,
    /// Who or what gave it, and when.
    pub origin: Origin,
}

/// Something with a code that is in force for a span: a tag, a site, a segment, a consent (by purpose), a contract, a channel
/// over which the person can be reached.
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

impl Sex {
    /// The word in JSON and in tables.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }
}

impl Grade {
    /// The word in JSON and in tables.
    pub fn code(self) -> &'static str {
        match self {
            Grade::Green => "green",
            Grade::Yellow => "yellow",
            Grade::Red => "red",
        }
    }
}
