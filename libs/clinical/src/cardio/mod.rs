//! Cardiovascular risk: China-PAR (the default for China), and the models of other countries for comparison.

mod china_par;
mod china_par_lifetime;
mod framingham;
mod levers;
mod lipid2023;
mod lipid_counts;
mod pce;
mod prevent;
mod score2;

pub use prevent::EGFR;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[
    &china_par::MODEL,
    &china_par_lifetime::MODEL,
    &lipid2023::MODEL,
    &prevent::MODEL,
    &pce::MODEL,
    &framingham::LAB,
    &framingham::BMI_ONLY,
    &score2::SCORE2,
    &score2::SCORE2_OP,
    &score2::SCORE2_ASIA_PACIFIC,
];
