//! Body measures: BMI and waist classes of WS/T 428.

mod bmi_cn;
mod waist_cn;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[&bmi_cn::MODEL, &waist_cn::MODEL];
