//! Stroke: the national eight-factor screen.

mod screen8;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[&screen8::MODEL];
