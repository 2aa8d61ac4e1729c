//! The inputs of a model as the API shows them.
use nq_clinical::model::{InputSpec, Kind};
use serde::Serialize;
use utoipa::ToSchema;

/// A code and its words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModelChoice)]
pub struct Choice {
    pub(super) code: String,
    pub(super) label: String,
}

/// One input of a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelInput {
    code: &'static str,
    name: &'static str,
    /// `number`, `bool`, `choice`, `numbers`, `number_map`, `text`.
    kind: &'static str,
    /// Units understood, the first is canonical.
    units: Vec<&'static str>,
    /// Allowed answers.
    choices: Vec<Choice>,
    /// Smallest possible value in the first unit.
    low: Option<f64>,
    /// Largest.
    high: Option<f64>,
    /// Metric of the record that fills it.
    metric: Option<&'static str>,
    /// What to do to get it.
    what_to_measure: &'static str,
}

/// One input as shown.
pub(super) fn input(spec: &InputSpec) -> ModelInput {
    let (kind, units, low, high) = match spec.kind {
        Kind::Number { units, low, high, .. } => ("number", units, Some(low), Some(high)),
        Kind::Bool => ("bool", &[][..], None, None),
        Kind::Choice(_) => ("choice", &[][..], None, None),
        Kind::Numbers { range, .. } => ("numbers", &[][..], Some(range.0), Some(range.1)),
        Kind::Text => ("text", &[][..], None, None),
        Kind::NumberMap { range, .. } => ("number_map", &[][..], Some(range.0), Some(range.1)),
    };
    let choices = match spec.kind {
        Kind::Choice(choices) => choices,
        _ => &[],
    };
    ModelInput {
        code: spec.code,
        name: spec.name,
        kind,
        units: units.iter().map(|u| u.name).filter(|name| !name.is_empty()).collect(),
        choices: choices
            .iter()
            .map(|c| Choice { code: c.code.to_owned(), label: c.label.to_owned() })
            .collect(),
        low,
        high,
        metric: spec.metric,
        what_to_measure: spec.measure,
    }
}
