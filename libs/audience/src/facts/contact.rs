//! What was asked, said and planned: forms, messages, pathways, appointments.

use crate::{Origin, Reading};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    #[serde(default)]
    pub answered: bool,
    /// Whether it was opened (only for sent ones).
    #[serde(default)]
    pub opened: bool,
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

/// A form sent to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRequest {
    /// Form code.
    pub form: String,
    /// Whether it was answered.
    #[serde(default)]
    pub answered: bool,
    /// When it was sent.
    pub origin: Origin,
}

/// An appointment. Its origin's time is the planned one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Department id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Doctor as the source names him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<String>,
    /// What became of it.
    pub state: AppointmentState,
    /// For when.
    pub origin: Origin,
}

/// What became of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentState {
    /// 已预约
    Booked,
    /// 已到诊
    Kept,
    /// 爽约
    Missed,
    /// 已取消
    Cancelled,
}

impl EnrolmentState {
    /// The word in JSON and in tables.
    pub fn code(self) -> &'static str {
        match self {
            EnrolmentState::Active => "active",
            EnrolmentState::Paused => "paused",
            EnrolmentState::Completed => "completed",
            EnrolmentState::Left => "left",
        }
    }
}

impl AppointmentState {
    /// The word in JSON and in tables.
    pub fn code(self) -> &'static str {
        match self {
            AppointmentState::Booked => "booked",
            AppointmentState::Kept => "kept",
            AppointmentState::Missed => "missed",
            AppointmentState::Cancelled => "cancelled",
        }
    }
}
