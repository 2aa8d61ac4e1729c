//! Visits, stays and exams as a source tells them.

use chrono::{DateTime, Utc};
use kernel::Fen;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Kind of encounter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EncounterClass {
    /// 门诊
    #[default]
    Outpatient,
    /// 住院
    Inpatient,
    /// 急诊
    Emergency,
    /// 体检
    Exam,
    /// 上门
    Home,
    /// 线上
    Virtual,
    /// 其他
    Other,
}

impl EncounterClass {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outpatient => "outpatient",
            Self::Inpatient => "inpatient",
            Self::Emergency => "emergency",
            Self::Exam => "exam",
            Self::Home => "home",
            Self::Virtual => "virtual",
            Self::Other => "other",
        }
    }
    /// From the stored text.
    pub fn parse(text: &str) -> Self {
        match text {
            "outpatient" => Self::Outpatient,
            "inpatient" => Self::Inpatient,
            "emergency" => Self::Emergency,
            "exam" => Self::Exam,
            "home" => Self::Home,
            "virtual" => Self::Virtual,
            _ => Self::Other,
        }
    }
    /// The word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Outpatient => "门诊",
            Self::Inpatient => "住院",
            Self::Emergency => "急诊",
            Self::Exam => "体检",
            Self::Home => "上门",
            Self::Virtual => "线上",
            Self::Other => "就诊",
        }
    }
}

/// State of an encounter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EncounterStatus {
    /// Booked or pre-admitted.
    Planned,
    /// Going on.
    #[default]
    InProgress,
    /// Over.
    Finished,
    /// Did not take place.
    Cancelled,
}

impl EncounterStatus {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A visit, a stay or an exam.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct EncounterIn {
    /// Unique per source.
    pub key: String,
    /// Kind.
    pub class: EncounterClass,
    /// State.
    pub status: EncounterStatus,
    /// Department name or code of the source.
    pub department: Option<String>,
    /// Doctor's name.
    pub doctor: Option<String>,
    /// Visit number.
    pub visit_no: Option<String>,
    /// Begin; the instant of the fact.
    pub start: DateTime<Utc>,
    /// End.
    pub end: Option<DateTime<Utc>>,
    /// What was paid.
    pub amount: Option<Fen>,
    /// As received.
    pub resource: Option<Value>,
}
