//! Follow-up of hypertension (35+, essential).

use super::classify::{Findings, decide, plausible};
use super::emergency::Emergency;
use super::params::Params;
use super::visit::{FollowUp, HypertensionVisit, Previous};

/// Classifies a visit; `previous` is the last one that took place.
pub fn classify_hypertension(
    visit: &HypertensionVisit,
    previous: Option<&Previous>,
    params: &Params,
) -> FollowUp {
    let sbp = plausible(visit.sbp, 40.0, 300.0);
    let dbp = plausible(visit.dbp, 20.0, 200.0);
    let mut missing = Vec::new();
    for (value, name) in [(sbp, "收缩压"), (dbp, "舒张压")] {
        if value.is_none() {
            missing.push(name.to_owned());
        }
    }
    let mut emergencies = visit.emergencies.clone();
    if sbp.is_some_and(|v| v >= params.emergency_sbp) || dbp.is_some_and(|v| v >= params.emergency_dbp) {
        emergencies.push(Emergency::VeryHighPressure);
    }
    let findings = Findings {
        date: visit.date,
        goal_missed: sbp.zip(dbp).map(|(s, d)| !params.pressure_met(s, d, visit.age)),
        adverse: visit.adverse,
        hard_to_control: visit.adverse_hard_to_control,
        complication: visit.new_complication,
        emergencies,
        missing,
    };
    decide(findings, previous, params)
}
