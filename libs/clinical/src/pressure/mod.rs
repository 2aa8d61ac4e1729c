//! Blood pressure: the class of a reading and the stratification of hypertension.

mod bp_category;
mod htn_facts;
mod htn_risk;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[&bp_category::MODEL, &htn_risk::MODEL];
