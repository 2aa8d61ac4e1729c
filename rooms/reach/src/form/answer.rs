//! What was answered. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::definition::{Item, Kind};

/// One answer whose shape fits its item.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Value of the chosen option.
    Choice(String),
    /// Values of the chosen options, in the order of the definition.
    Choices(Vec<String>),
    /// A number in the item's unit.
    Number(f64),
    /// Trimmed text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A place on a scale.
    Scale(i64),
    /// mmHg.
    Bp {
        /// 收缩压 (高压).
        sbp: i64,
        /// 舒张压 (低压).
        dbp: i64,
    },
}

/// Answers by item id.
pub type Answers = BTreeMap<String, Answer>;

impl Answer {
    /// The JSON the front end sends and reads.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Choice(v) | Self::Text(v) => Value::from(v.as_str()),
            Self::Choices(vs) => Value::from(vs.clone()),
            Self::Number(n) => Value::from(*n),
            Self::Date(d) => Value::from(d.to_string()),
            Self::Scale(n) => Value::from(*n),
            Self::Bp { sbp, dbp } => serde_json::json!({"sbp": sbp, "dbp": dbp}),
        }
    }

    /// The answer in words for a nurse's eye, for example `138/86 mmHg` or `规律服药`.
    pub fn in_words(&self, item: &Item) -> String {
        let label = |v: &str| {
            item.options().iter().find(|o| o.value == v).map_or_else(|| v.to_owned(), |o| o.label.clone())
        };
        match (self, &item.kind) {
            (Self::Choice(v), _) => label(v),
            (Self::Choices(vs), _) => vs.iter().map(|v| label(v)).collect::<Vec<_>>().join("、"),
            (Self::Number(n), Kind::Number { unit, .. }) => format!("{n} {unit}").trim_end().to_owned(),
            (Self::Number(n), _) => n.to_string(),
            (Self::Text(t), _) => t.clone(),
            (Self::Date(d), _) => d.format("%Y年%-m月%-d日").to_string(),
            (Self::Scale(n), Kind::Scale { max, .. }) => format!("{n} 分（满分 {max} 分）"),
            (Self::Scale(n), _) => n.to_string(),
            (Self::Bp { sbp, dbp }, _) => format!("{sbp}/{dbp} mmHg"),
        }
    }
}
