//! One input of a model with where it came from and when it was so: what is shown beside a result and kept with it.
use chrono::{DateTime, Utc};
use nq_audience::Origin;
use nq_clinical::model::{InputSpec, Kind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// One input as it was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ScoreInput)]
pub struct Filled {
    /// Code within the model.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// As the model reads it.
    #[schema(value_type = Object)]
    pub value: Value,
    /// Its unit; empty if it has none.
    pub unit: String,
    /// For people: `152 mmHg`, `是`.
    pub shown: String,
    /// When it was so; absent for what does not change, such as sex.
    pub at: Option<DateTime<Utc>>,
    /// Where it came from: `检验系统`, `用药记录`.
    pub source: String,
    /// The record behind it.
    pub record_id: Option<String>,
    /// Not said by anybody, only inferred from what the record lacks or from other values: `source` says from what.
    pub assumed: bool,
}

/// An input that could not be used, with the sentence why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ScoreInputRefused)]
pub struct Refused {
    /// Code within the model.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
}

impl Filled {
    /// What the record says.
    pub(super) fn new(spec: &InputSpec, value: Value, unit: &str, origin: &Origin) -> Self {
        Self {
            code: spec.code.to_owned(),
            name: spec.name.to_owned(),
            shown: shown(spec, &value, unit),
            value,
            unit: unit.to_owned(),
            at: Some(origin.at),
            source: origin.source.clone(),
            record_id: origin.id.clone(),
            assumed: false,
        }
    }

    /// What nobody said; `from` tells what it was inferred from.
    pub(super) fn assumed(spec: &InputSpec, value: Value, from: &str, at: Option<DateTime<Utc>>) -> Self {
        Self {
            code: spec.code.to_owned(),
            name: spec.name.to_owned(),
            shown: shown(spec, &value, ""),
            value,
            unit: String::new(),
            at,
            source: from.to_owned(),
            record_id: None,
            assumed: true,
        }
    }

    /// Entered by hand just now, in the canonical unit.
    pub(super) fn by_hand(spec: &InputSpec, value: Value) -> Self {
        Self {
            code: spec.code.to_owned(),
            name: spec.name.to_owned(),
            shown: shown(spec, &value, spec.unit()),
            value,
            unit: spec.unit().to_owned(),
            at: None,
            source: "手工录入".to_owned(),
            record_id: None,
            assumed: false,
        }
    }

    /// As the library reads it.
    pub(super) fn json(&self) -> Value {
        let mut json = json!({ "value": self.value });
        let mut set = |key: &str, text: Option<String>| {
            if let (Some(object), Some(text)) = (json.as_object_mut(), text) {
                object.insert(key.to_owned(), text.into());
            }
        };
        set("unit", (!self.unit.is_empty()).then(|| self.unit.clone()));
        set("at", self.at.map(|at| at.to_rfc3339()));
        set("source", self.record_id.clone());
        json
    }
}

/// A value for people.
pub(super) fn shown(spec: &InputSpec, value: &Value, unit: &str) -> String {
    let label = |text: &str| match spec.kind {
        Kind::Choice(choices) => choices.iter().find(|c| c.code == text).map_or(text, |c| c.label).to_owned(),
        _ => text.to_owned(),
    };
    match value {
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::String(text) => label(text),
        Value::Number(number) => {
            let unit = if unit.is_empty() { spec.unit() } else { unit };
            format!("{number} {}", nq_clinical::unit_shown(unit)).trim_end().to_owned()
        }
        other => other.to_string(),
    }
}
