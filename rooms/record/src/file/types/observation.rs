//! Results as a source tells them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// State of a result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ObservationStatus {
    /// 最终
    #[default]
    Final,
    /// 更正
    Corrected,
    /// 初步
    Preliminary,
    /// 作废
    EnteredInError,
}

impl ObservationStatus {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Corrected => "corrected",
            Self::Preliminary => "preliminary",
            Self::EnteredInError => "entered-in-error",
        }
    }
}

/// A part of a panel: systolic and diastolic of one blood pressure.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ComponentIn {
    /// Code of our dictionary; None is kept but not charted.
    pub metric: Option<String>,
    /// Code of the source.
    pub code: String,
    /// Its system.
    pub code_system: String,
    /// Name of the source.
    pub name: String,
    /// As received.
    pub value_text: String,
    /// As a number, if the source typed it so.
    pub value_num: Option<f64>,
    /// As received.
    pub unit: String,
    /// Reference range as printed.
    pub ref_text: Option<String>,
    /// Mark as printed.
    pub flag_text: Option<String>,
}

/// A result.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ObservationIn {
    /// Unique per source.
    pub key: String,
    /// When it was so (specimen or measurement time).
    pub at: DateTime<Utc>,
    /// Code of our dictionary; None is kept but not charted.
    pub metric: Option<String>,
    /// Code of the source.
    pub code: String,
    /// Its system.
    pub code_system: String,
    /// Name of the source.
    pub name: String,
    /// As received.
    pub value_text: String,
    /// As a number, if the source typed it so.
    pub value_num: Option<f64>,
    /// As received.
    pub unit: String,
    /// Reference range as printed.
    pub ref_text: Option<String>,
    /// Mark as printed.
    pub flag_text: Option<String>,
    /// State.
    pub status: ObservationStatus,
    /// Parts, for a panel filed as one.
    pub components: Vec<ComponentIn>,
    /// Key of the report or order it belongs to: results of one panel become one entry of the timeline.
    pub panel_key: Option<String>,
    /// Name of that panel: 血常规.
    pub panel_name: Option<String>,
    /// Encounter of the same source.
    pub encounter_key: Option<String>,
    /// As received.
    pub resource: Option<Value>,
}
