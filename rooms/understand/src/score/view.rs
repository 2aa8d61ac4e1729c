//! Risk scores as the API shows them.
use super::{
    compute::Run,
    entity::{score, word},
    filled::{Filled, Refused},
};
use chrono::{DateTime, Utc};
use kernel::{ReceiptId, Result};
use nq_clinical::model::{Missing, Model, Outcome};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// What stands under every result.
pub(crate) const SUPPORT: &str = "评估结果供健康管理参考，不能代替医生诊断";

/// One stored result.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreView {
    pub id: Uuid,
    /// `done`, `incomplete`, `not_applicable`.
    pub status: String,
    /// Unrounded.
    pub value: Option<f64>,
    pub unit: String,
    pub category: Option<String>,
    /// Shown words.
    pub category_label: Option<String>,
    /// `none`, `green`, `yellow`, `red`.
    pub level: String,
    /// Outside the range the model was made for: shown, but no rule follows from it.
    pub extrapolated: bool,
    /// The result in one sentence.
    pub sentence: String,
    /// Named outputs.
    #[schema(value_type = Object)]
    pub outputs: Value,
    /// Points or steps: `{code, name, points?, detail?}`.
    #[schema(value_type = Vec<Object>)]
    pub factors: Value,
    /// Sentences beside the result.
    #[schema(value_type = Vec<String>)]
    pub notes: Value,
    /// Findings that need a person at once: `{code, text}`.
    #[schema(value_type = Vec<Object>)]
    pub alerts: Value,
    pub inputs: Vec<Filled>,
    pub model_version: String,
    pub table_version: String,
    /// What led to it: a kind of event, `run`, `rules`.
    pub cause: String,
    pub actor: String,
    pub receipt_id: Option<ReceiptId>,
    pub created_at: DateTime<Utc>,
}

impl ScoreView {
    pub(crate) fn of(row: score::Model, model: &Model) -> Result<Self> {
        let part = |key: &str| row.output.get(key).cloned();
        let list = |key: &str| part(key).unwrap_or_else(|| Value::Array(Vec::new()));
        let class = row.category_label.as_deref().unwrap_or("");
        let value = row.value.map(|v| format!("{}{}", super::compute::rounded(v), row.unit));
        let words: Vec<&str> =
            [class, value.as_deref().unwrap_or("")].into_iter().filter(|w| !w.is_empty()).collect();
        let said = match row.status.as_str() {
            "done" => words.join("，"),
            "incomplete" => "资料不全".to_owned(),
            _ => part("reason")
                .and_then(|r| r.as_str().map(str::to_owned))
                .unwrap_or_else(|| "不适用".to_owned()),
        };
        Ok(Self {
            sentence: format!("{}：{said}", model.name),
            outputs: part("outputs").unwrap_or_else(|| Value::Object(serde_json::Map::new())),
            factors: list("factors"),
            notes: list("notes"),
            alerts: list("alerts"),
            inputs: serde_json::from_value(row.inputs)?,
            id: row.id,
            status: row.status,
            value: row.value,
            unit: row.unit,
            category: row.category,
            category_label: row.category_label,
            level: row.level,
            extrapolated: row.extrapolated,
            model_version: row.model_version,
            table_version: row.table_version,
            cause: row.cause,
            actor: row.actor,
            receipt_id: row.receipt_id,
            created_at: row.created_at,
        })
    }
}

/// A doctor's word above a result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScoreWord {
    pub value: Option<f64>,
    pub category: Option<String>,
    pub category_label: Option<String>,
    pub level: Option<String>,
    pub reason: String,
    pub by: String,
    pub created_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Whether it stands now.
    pub stands: bool,
}

impl ScoreWord {
    pub(crate) fn of(row: word::Model, now: DateTime<Utc>) -> Self {
        Self {
            stands: row.until > now,
            value: row.value,
            category: row.category,
            category_label: row.category_label,
            level: row.level,
            reason: row.reason,
            by: row.by,
            created_at: row.created_at,
            until: row.until,
        }
    }
}

/// An input that is missing and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScoreMissing {
    pub code: String,
    pub name: String,
    /// One sentence.
    pub what_to_measure: String,
}

impl From<&Missing> for ScoreMissing {
    fn from(m: &Missing) -> Self {
        Self {
            code: m.code.to_owned(),
            name: m.name.to_owned(),
            what_to_measure: m.what_to_measure.to_owned(),
        }
    }
}

/// How a model stands for one person now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreItem {
    /// Id of the model.
    pub model: String,
    pub name: String,
    /// Heading in lists: `心血管风险`.
    pub family: &'static str,
    /// `已核实` or `未核实`.
    pub verification: &'static str,
    /// What it says on the record as it is now: `done`, `incomplete`, `not_applicable`.
    pub status: &'static str,
    /// The latest stored result, if there ever was one.
    pub latest: Option<ScoreView>,
    /// The doctor's word that stands above it.
    #[serde(rename = "override")]
    pub word: Option<ScoreWord>,
    /// What is missing now.
    pub missing: Vec<ScoreMissing>,
    /// Why it does not apply.
    pub reason: Option<String>,
    /// Values of the record that could not be used, with the sentence why.
    pub refused: Vec<Refused>,
    /// What the record fills now.
    pub filled: Vec<Filled>,
}

impl ScoreItem {
    pub(crate) fn of(run: &Run, latest: Option<ScoreView>, word: Option<ScoreWord>) -> Self {
        let (missing, reason) = match &run.outcome {
            Outcome::Done(_) => (Vec::new(), None),
            Outcome::Incomplete { missing } => (missing.iter().map(ScoreMissing::from).collect(), None),
            Outcome::NotApplicable { reason, .. } => (Vec::new(), Some(reason.clone())),
        };
        Self {
            model: run.model.id.to_owned(),
            name: run.model.name.to_owned(),
            family: run.model.family.zh(),
            verification: run.model.verification.zh(),
            status: run.status(),
            latest,
            word,
            missing,
            reason,
            refused: run.refused.clone(),
            filled: run.inputs.clone(),
        }
    }
}

/// All models that are on, for one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreList {
    /// The sentence that stands under every result.
    pub support: &'static str,
    pub items: Vec<ScoreItem>,
}

/// One model for one person: how it stands, why, and how it stood.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoreDetail {
    pub support: &'static str,
    #[serde(flatten)]
    pub item: ScoreItem,
    /// Of the record as it is now: `{method, reference, shares[{code,name,amount,detail}],
    /// what_if[{code,label,value,change,category}], to_measure[{code,name,what_to_measure}], limits[]}`.
    #[schema(value_type = Object)]
    pub explanation: Value,
    /// Newest first.
    pub history: Vec<ScoreView>,
    /// Newest first.
    pub overrides: Vec<ScoreWord>,
}

/// What would come out with other values; nothing is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfView {
    pub support: &'static str,
    /// `done`, `incomplete`, `not_applicable`.
    pub status: &'static str,
    /// In one sentence.
    pub sentence: String,
    /// Now.
    pub before: Option<f64>,
    pub before_label: Option<String>,
    /// With the other values.
    pub after: Option<f64>,
    pub after_label: Option<String>,
    /// Colour of the class afterwards.
    pub level: &'static str,
    /// After minus before.
    pub change: Option<f64>,
    pub unit: &'static str,
    /// Sentences of honesty.
    pub limits: Vec<String>,
}
