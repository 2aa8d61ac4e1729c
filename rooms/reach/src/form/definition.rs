//! What a form is: its items, branches, scores and red flags, as written in the JSON a hospital edits.
//! Pure data; touches nothing. `check` says whether a definition or a set of answers is right.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub use super::answer::{Answer, Answers};

/// One version of a form. A published version never changes; answers name the version they were given to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FormDef {
    /// Stable code, `[a-z][a-z0-9_]*`.
    pub code: String,
    /// Counts from 1.
    pub version: i32,
    /// Shown to the patient, at most 40 characters.
    pub title: String,
    /// What it is for, one of a few words shown in the library: 随访, 上报, 评价 …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Shown above the first question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// Rough time to fill, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u8>,
    /// Shown after submitting, when no red flag has its own advice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
    /// The questions in order; a branch may only look back.
    pub items: Vec<Item>,
    /// A total and its bands, if the form is a scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scoring: Option<Scoring>,
    /// Answers that a person must look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub red_flags: Vec<RedFlag>,
}

/// One question (or one paragraph, for `info`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormItem)]
pub struct Item {
    /// Unique in the form, `[a-z][a-z0-9_]*`.
    pub id: String,
    /// The question as the patient reads it.
    pub text: String,
    /// Small print below the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The same question as a nurse says it on the phone; `text` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<String>,
    /// Must be answered when shown.
    #[serde(default)]
    pub required: bool,
    /// Shown only when this holds; always shown if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub show_if: Option<Condition>,
    /// The kind of answer.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = FormKind)]
pub enum Kind {
    /// One of the options; answered by the option's value.
    Single {
        /// In the order shown.
        options: Vec<Choice>,
    },
    /// Any of the options; answered by a list of values.
    Multi {
        /// In the order shown.
        options: Vec<Choice>,
    },
    /// A number in the stated unit.
    Number {
        /// Unit as shown, for example `mmol/L`.
        unit: String,
        /// Smallest plausible value, inclusive.
        min: f64,
        /// Largest plausible value, inclusive.
        max: f64,
        /// Digits allowed after the point.
        #[serde(default)]
        decimals: u8,
        /// Metric code under which the value is filed in the record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        metric: Option<String>,
    },
    /// Free text.
    Text {
        /// Most characters accepted.
        #[serde(default = "default_text_chars")]
        max_chars: usize,
    },
    /// A calendar day, `YYYY-MM-DD`.
    Date {
        /// Whether the day lies behind or ahead.
        #[serde(default)]
        when: When,
    },
    /// A whole number on a line, for example pain 0–10, or five faces.
    Scale {
        /// Left end.
        min: i64,
        /// Right end.
        max: i64,
        /// Drawn as faces.
        #[serde(default)]
        faces: bool,
        /// Words at the left end.
        low_label: String,
        /// Words at the right end.
        high_label: String,
        /// The chosen number counts towards the total.
        #[serde(default)]
        scored: bool,
    },
    /// A blood pressure pair in mmHg, filed as `sbp` and `dbp` measured at home.
    Bp,
    /// A paragraph without an answer.
    Info,
}

fn default_text_chars() -> usize {
    300
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormChoice)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Points towards the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// Excludes the other options (以上都没有).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
}

/// Which days a date question accepts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FormDateWhen)]
pub enum When {
    /// Any day.
    #[default]
    Any,
    /// Today or before.
    Past,
    /// Today or after.
    Future,
}

/// A condition over earlier answers: `{"item","op","value"}`, `{"all":[…]}` or `{"any":[…]}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Condition {
    /// Every part holds.
    All {
        /// The parts.
        all: Vec<Condition>,
    },
    /// At least one part holds.
    Any {
        /// The parts.
        any: Vec<Condition>,
    },
    /// One comparison.
    Test(Test),
}

/// One comparison with one answer. An unanswered or hidden item makes every test false, except `empty`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// Item id; of a blood pressure pair `id.sbp` or `id.dbp`.
    pub item: String,
    /// The comparison.
    pub op: Op,
    /// What to compare with; absent for `answered` and `empty`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Equal.
    Eq,
    /// Answered and not equal.
    Ne,
    /// A single choice is one of the listed values.
    In,
    /// A multiple choice contains the value.
    Has,
    /// A multiple choice contains one of the listed values.
    HasAny,
    /// Less than.
    Lt,
    /// At most.
    Le,
    /// Greater than.
    Gt,
    /// At least.
    Ge,
    /// Has an answer.
    Answered,
    /// Has no answer.
    Empty,
}

/// How the total is made and read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormScoring)]
pub struct Scoring {
    /// Name of the total, for example 满意度得分.
    pub title: String,
    /// Items that count; every item with points if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Bands that together cover every possible total, without gaps or overlaps.
    pub bands: Vec<Band>,
}

/// One band of totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ScoreBand)]
pub struct Band {
    /// Smallest total, inclusive.
    pub min: i64,
    /// Largest total, inclusive.
    pub max: i64,
    /// Words for staff and patient.
    pub label: String,
    /// How much it matters.
    pub severity: Severity,
    /// A sentence for the person who must act; makes a human task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FindingSeverity)]
pub enum Severity {
    /// Nothing to do.
    Ok,
    /// Look within days.
    Watch,
    /// Look today.
    High,
    /// Look at once.
    Urgent,
}

/// A finding that always makes a human task, never only a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = FormRedFlag)]
pub struct RedFlag {
    /// Unique in the form.
    pub id: String,
    /// When it is raised.
    #[schema(value_type = Object)]
    pub when: Condition,
    /// How fast it must be looked at.
    pub severity: Severity,
    /// A sentence for the nurse: what was answered and what to do.
    pub task: String,
    /// Hours in which the task is due.
    pub due_hours: u32,
    /// What the patient reads at once after submitting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl FormDef {
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }
}

impl Item {
    /// The options of a choice; empty for the other kinds.
    pub fn options(&self) -> &[Choice] {
        match &self.kind {
            Kind::Single { options } | Kind::Multi { options } => options,
            _ => &[],
        }
    }
}
