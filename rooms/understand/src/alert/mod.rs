//! Monitoring alerts 监测预警: what home readings, wearables and series of results ask somebody to do; raised once in its
//! silent window, acknowledged within the time of its level or handed up, closed with an outcome.
pub mod api;
pub(crate) mod entity;
mod judge;
mod night;
mod raise;
pub(crate) mod react;
mod series;
pub mod state;
mod store;
#[cfg(test)]
mod tests;
mod view;
kernel::patient_scoped!(self::entity);

pub use raise::recompute;
pub use store::{Notice, find, notified};

use nq_clinical::{
    model::Verification,
    monitor::{Rule, rules},
};

/// The id under which a monitoring rule is switched on and off beside the models.
pub(crate) fn model_id(code: &str) -> String {
    format!("monitor:{code}")
}

/// The rule behind such an id.
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    let code = id.strip_prefix("monitor:")?;
    rules().iter().find(|rule| rule.code == code)
}

/// Whether a rule's source was checked.
pub(crate) fn verification(rule: &Rule) -> Verification {
    if rule.verified { Verification::Verified } else { Verification::Unverified }
}

/// Name of a rule.
pub(crate) fn title(code: &str) -> &str {
    rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.title)
}
