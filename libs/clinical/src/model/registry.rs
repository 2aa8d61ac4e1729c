//! All models, their built-in tables, and the one way to evaluate: read, check what is missing, compute, stamp.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value as Json;

use super::definition::Model;
use super::error::InputError;
use super::evaluation::{Evaluation, Stamp};
use super::inputs::Inputs;
use super::json::read;
use super::outcome::{Cause, Missing, Outcome, Stop};
use super::table::Table;

/// One slice per family; a new family adds its line here.
const FAMILIES: &[&[&Model]] = &[
    crate::cardio::MODELS,
    crate::pressure::MODELS,
    crate::metabolic::MODELS,
    crate::kidney::MODELS,
    crate::organ::MODELS,
    crate::stroke::MODELS,
    crate::respiratory::MODELS,
    crate::cancer::MODELS,
    crate::body::MODELS,
    crate::convert::MODELS,
    crate::scale::MODELS,
    crate::follow_up::MODELS,
    crate::monitor::MODELS,
];

static MODELS: LazyLock<Vec<&'static Model>> = LazyLock::new(|| FAMILIES.concat());
static BY_ID: LazyLock<HashMap<&'static str, &'static Model>> =
    LazyLock::new(|| models().iter().map(|m| (m.id, *m)).collect());
static TABLES: LazyLock<HashMap<&'static str, Result<Table, String>>> =
    LazyLock::new(|| models().iter().map(|m| (m.id, Table::parse(m.table))).collect());

/// All models, family by family.
pub fn models() -> &'static [&'static Model] {
    &MODELS
}

/// The model of an id.
pub fn model(id: &str) -> Option<&'static Model> {
    BY_ID.get(id).copied()
}

/// The built-in table of a model.
pub fn table_of(model: &Model) -> Result<&'static Table, InputError> {
    match TABLES.get(model.id) {
        Some(Ok(table)) => Ok(table),
        Some(Err(why)) => Err(InputError::Table(format!("{}：{why}", model.id))),
        None => Err(InputError::UnknownModel(model.id.to_owned())),
    }
}

/// Evaluates a model by id on JSON inputs with its built-in table.
pub fn eval(id: &str, json: &Json) -> Result<Outcome, InputError> {
    eval_with(id, json, None)
}

/// The same with a tenant's table, which must be of the built-in shape (see [`Table::checked_against`]).
pub fn eval_with(id: &str, json: &Json, table: Option<&Table>) -> Result<Outcome, InputError> {
    let model = model(id).ok_or_else(|| InputError::UnknownModel(id.to_owned()))?;
    let inputs = read(model, json)?;
    let table = match table {
        Some(own) => own,
        None => table_of(model)?,
    };
    model.evaluate(&inputs, table)
}

impl Model {
    /// Evaluates typed inputs. The error is a table that does not fit; everything else is an [`Outcome`].
    pub fn evaluate(&self, inputs: &Inputs, table: &Table) -> Result<Outcome, InputError> {
        let absent = self.inputs.iter().filter(|s| s.required(inputs) && !inputs.has(s.code));
        let missing: Vec<&'static str> = absent.map(|s| s.code).collect();
        if !missing.is_empty() {
            return Ok(self.incomplete(&missing));
        }
        match (self.compute)(inputs, table) {
            Ok(evaluation) => Ok(self.stamped(evaluation, inputs, table)),
            Err(Stop::Missing(codes)) => Ok(self.incomplete(&codes)),
            Err(Stop::NotApplicable(cause, reason)) => Ok(Outcome::NotApplicable { cause, reason }),
            Err(Stop::Table(why)) => Err(InputError::Table(format!("{}：{why}", self.id))),
        }
    }

    fn incomplete(&self, codes: &[&'static str]) -> Outcome {
        let specs = codes.iter().filter_map(|code| self.input(code));
        let missing = specs.map(|s| Missing { code: s.code, name: s.name, what_to_measure: s.measure });
        Outcome::Incomplete { missing: missing.collect() }
    }

    fn stamped(&self, mut evaluation: Evaluation, inputs: &Inputs, table: &Table) -> Outcome {
        if evaluation.value.is_some_and(|v| !v.is_finite()) {
            let reason = "按这组数值无法得出有效结果，请核对输入".to_owned();
            return Outcome::NotApplicable { cause: Cause::NotComputable, reason };
        }
        let assumed = self.inputs.iter().filter(|s| !s.assumed.is_empty() && !inputs.has(s.code));
        evaluation.notes.extend(assumed.map(|s| s.assumed.to_owned()));
        evaluation.stamp = Stamp {
            model: self.id,
            name: self.name,
            version: self.version,
            table_version: table.version.clone(),
            source: self.source,
            licence: self.licence,
            verification: Some(self.verification),
        };
        Outcome::Done(Box::new(evaluation))
    }
}
