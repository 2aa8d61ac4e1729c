//! Diabetes and metabolism.

mod cdrs;
mod findrisc;
mod glucose_class;
mod insulin;
mod ldl_calc;
mod metabolic_syndrome;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[
    &cdrs::MODEL,
    &findrisc::MODEL,
    &glucose_class::MODEL,
    &glucose_class::PREGNANCY,
    &metabolic_syndrome::CDS,
    &metabolic_syndrome::IDF,
    &insulin::HOMA_IR,
    &insulin::TYG,
    &ldl_calc::MODEL,
];
