//! Airways: COPD-SQ, asthma control, mMRC. Licensed instruments (CAT, ACT, COPD-PS, STOP-Bang) are left to tenants.

mod asthma_control;
mod copd_sq;
mod mmrc;

use crate::model::Model;

/// The models of this family.
pub const MODELS: &[&Model] = &[&copd_sq::MODEL, &asthma_control::MODEL, &mmrc::MODEL];
