//! Cancer screening: who should be offered an examination.

mod apcs;
mod gastric_li;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[&apcs::MODEL, &gastric_li::MODEL];
