//! Kidney: estimated filtration, the KDIGO map, creatinine clearance for doses.

mod ckd_epi;
mod cockcroft_gault;
mod kdigo;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] =
    &[&ckd_epi::CKD_EPI_2021, &ckd_epi::CKD_EPI_2009, &kdigo::MODEL, &cockcroft_gault::MODEL];
