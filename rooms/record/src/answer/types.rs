//! An answer as the other rooms hand it over.

use chrono::{DateTime, Utc};
use kernel::PatientId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

kernel::typed_id!(
    /// One answer.
    AnswerId,
);

/// What kind of answer it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// 问卷/随访表
    #[default]
    Form,
    /// 自测数据
    Reading,
    /// 回复
    Reply,
    /// 电话结果
    CallResult,
    /// 上门结果
    VisitResult,
}

impl AnswerKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Reading => "reading",
            Self::Reply => "reply",
            Self::CallResult => "call_result",
            Self::VisitResult => "visit_result",
        }
    }
    /// From the stored text.
    pub fn parse(text: &str) -> Self {
        match text {
            "reading" => Self::Reading,
            "reply" => Self::Reply,
            "call_result" => Self::CallResult,
            "visit_result" => Self::VisitResult,
            _ => Self::Form,
        }
    }
    /// The word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Form => "填写随访表",
            Self::Reading => "上传自测数据",
            Self::Reply => "回复消息",
            Self::CallResult => "电话随访结果",
            Self::VisitResult => "上门随访结果",
        }
    }
}

/// Which way it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// 患者手机页面
    #[default]
    H5,
    /// 电话
    Phone,
    /// 员工录入
    Staff,
    /// 演示手机
    Sandbox,
}

impl Via {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H5 => "h5",
            Self::Phone => "phone",
            Self::Staff => "staff",
            Self::Sandbox => "sandbox",
        }
    }
    /// The source of results that came this way: measured by the patient, or told to a member of staff.
    pub(super) fn source(self) -> &'static str {
        match self {
            Self::H5 | Self::Sandbox => "patient",
            Self::Phone | Self::Staff => "staff",
        }
    }
}

/// One measured value inside an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadingIn {
    /// Code of our dictionary.
    pub metric: String,
    /// As typed: `152`, `5.6`, `Hi`.
    pub value: String,
    /// As typed; empty means the dictionary's unit, because our own form printed it beside the field.
    pub unit: String,
    /// When it was measured; the answer's time unless told.
    pub at: Option<DateTime<Utc>>,
}

/// An answer about to be filed.
#[derive(Debug, Clone)]
pub struct AnswerIn {
    pub patient: PatientId,
    pub kind: AnswerKind,
    pub form_code: Option<String>,
    pub form_version: Option<i64>,
    /// Item → value, as given.
    pub answers: Value,
    /// What of it was measured; becomes results of the record.
    pub readings: Vec<ReadingIn>,
    pub score: Option<f64>,
    pub band: Option<String>,
    pub red_flags: Vec<String>,
    pub via: Via,
    pub enrolment_id: Option<Uuid>,
    pub obligation_id: Option<Uuid>,
    pub task_id: Option<Uuid>,
    pub message_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    /// One line for the timeline: the form's title, the reply's text, the call's result.
    pub title: Option<String>,
}

impl AnswerIn {
    /// An answer without any of what is optional.
    pub fn new(patient: PatientId, kind: AnswerKind, via: Via, answers: Value, at: DateTime<Utc>) -> Self {
        Self {
            patient,
            kind,
            form_code: None,
            form_version: None,
            answers,
            readings: Vec::new(),
            score: None,
            band: None,
            red_flags: Vec::new(),
            via,
            enrolment_id: None,
            obligation_id: None,
            task_id: None,
            message_id: None,
            at,
            title: None,
        }
    }
}
