//! Liver, bone and heart rhythm.

mod cha2ds2vasc;
mod fib4;
mod has_bled;
mod osta;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] =
    &[&fib4::MODEL, &osta::VALUE, &osta::CLASS, &cha2ds2vasc::MODEL, &has_bled::MODEL];
