//! Follow-up of type-2 diabetes (35+).

use super::classify::{Findings, decide, plausible};
use super::emergency::Emergency;
use super::params::Params;
use super::visit::{DiabetesVisit, FollowUp, Previous};

/// Classifies a visit; `previous` is the last one that took place. Only the glucose decides about the goal.
pub fn classify_diabetes(visit: &DiabetesVisit, previous: Option<&Previous>, params: &Params) -> FollowUp {
    let fpg = plausible(visit.fpg, 0.1, 100.0);
    let sbp = plausible(visit.sbp, 40.0, 300.0);
    let dbp = plausible(visit.dbp, 20.0, 200.0);
    let temperature = plausible(visit.temperature, 30.0, 45.0);
    let mut emergencies = visit.emergencies.clone();
    let derived = [
        (fpg.is_some_and(|v| v >= params.emergency_fpg_high), Emergency::VeryHighGlucose),
        (fpg.is_some_and(|v| v <= params.emergency_fpg_low), Emergency::LowGlucose),
        (sbp.is_some_and(|v| v >= params.emergency_sbp), Emergency::VeryHighPressure),
        (dbp.is_some_and(|v| v >= params.emergency_dbp), Emergency::VeryHighPressure),
        (temperature.is_some_and(|v| v > params.emergency_temperature), Emergency::Fever),
    ];
    emergencies.extend(derived.into_iter().filter_map(|(holds, e)| holds.then_some(e)));
    let findings = Findings {
        date: visit.date,
        goal_missed: fpg.map(|v| v >= params.fpg),
        adverse: visit.adverse,
        hard_to_control: visit.adverse_hard_to_control,
        complication: visit.new_complication,
        emergencies,
        missing: if fpg.is_none() { vec!["空腹血糖".to_owned()] } else { Vec::new() },
    };
    decide(findings, previous, params)
}
