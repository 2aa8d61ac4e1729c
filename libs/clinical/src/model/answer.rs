//! One evaluation as it is told to others: the outcome, its inputs as understood, and the explanation.

use serde::Serialize;
use serde_json::Value as Json;

use super::error::InputError;
use super::explain::{Explanation, explain};
use super::inputs::Inputs;
use super::json::read;
use super::outcome::Outcome;
use super::registry::{model, table_of};
use super::table::Table;

/// Outcome with explanation; `inputs` is the snapshot to keep with the result.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// Model id.
    pub model: &'static str,
    /// Its Chinese name.
    pub name: &'static str,
    /// What came out.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Why.
    pub explanation: Explanation,
    /// What it was computed from, canonical units, with what was given.
    pub inputs: Inputs,
    /// To be shown beside every result.
    pub remark: &'static str,
}

/// The sentence beside every result (SPEC rule 11).
pub const REMARK: &str = "评估结果供健康管理参考，不能代替医生诊断";

/// Evaluates and explains a model on JSON inputs; `table` is a tenant's own table.
pub fn answer(id: &str, json: &Json, table: Option<&Table>) -> Result<Answer, InputError> {
    let model = model(id).ok_or_else(|| InputError::UnknownModel(id.to_owned()))?;
    let inputs = read(model, json)?;
    let table = match table {
        Some(own) => own,
        None => table_of(model)?,
    };
    let outcome = model.evaluate(&inputs, table)?;
    let explanation = explain(model, &inputs, table)?;
    Ok(Answer { model: model.id, name: model.name, outcome, explanation, inputs, remark: REMARK })
}
