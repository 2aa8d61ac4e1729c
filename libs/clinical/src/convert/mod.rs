//! Unit conversion by UCUM expressions and molar masses.

mod ucum;
mod unit_convert;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[&unit_convert::MODEL];
