//! The templates that come in the box, as data files of our own wording.

use serde::{Deserialize, Serialize};

/// A ready template as written in `data/templates/*.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyTemplate {
    /// Stable code.
    pub code: String,
    /// Name in the library.
    pub name: String,
    /// When it is used, for the author of a pathway.
    pub about: String,
    /// Message class of the touch gate.
    pub class: String,
    /// Form whose link the text carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The text.
    pub body: String,
}

const FILES: &[&str] = &[
    include_str!("../../data/templates/stent_day7.json"),
    include_str!("../../data/templates/stent_day30.json"),
    include_str!("../../data/templates/stent_day90.json"),
    include_str!("../../data/templates/exam_bp_day3.json"),
    include_str!("../../data/templates/diabetes_risk.json"),
    include_str!("../../data/templates/red_monthly.json"),
    include_str!("../../data/templates/green_education.json"),
    include_str!("../../data/templates/satisfaction_callback.json"),
    include_str!("../../data/templates/home_bp_invite.json"),
];

/// The templates in the order of the library page.
pub fn ready_templates() -> Vec<ReadyTemplate> {
    FILES.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}
