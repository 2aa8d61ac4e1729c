//! The law both forms share: from findings to class, action, referral and the next date.

use chrono::{Days, NaiveDate};

use super::emergency::Emergency;
use super::params::Params;
use super::visit::{Class, Due, FollowUp, Intervention, Previous, ReferralReason};

/// What a form has found.
pub(super) struct Findings {
    pub date: Option<NaiveDate>,
    /// None: not measured.
    pub goal_missed: Option<bool>,
    pub adverse: Option<bool>,
    pub hard_to_control: bool,
    pub complication: Option<bool>,
    pub emergencies: Vec<Emergency>,
    pub missing: Vec<String>,
}

pub(super) fn decide(mut f: Findings, previous: Option<&Previous>, params: &Params) -> FollowUp {
    if f.adverse.is_none() {
        f.missing.push("有无药物不良反应".to_owned());
    }
    if f.complication.is_none() {
        f.missing.push("有无新发或加重的并发症".to_owned());
    }
    f.emergencies.sort_unstable();
    f.emergencies.dedup();
    let (missed, adverse, complication) =
        (f.goal_missed == Some(true), f.adverse == Some(true), f.complication == Some(true));
    let class = if complication {
        Class::Complication
    } else if adverse {
        Class::Adverse
    } else if missed {
        Class::Unsatisfactory
    } else {
        Class::Satisfactory
    };
    let reasons = reasons(&f, previous, missed, adverse, complication);
    let action = match (f.emergencies.is_empty(), reasons.is_empty()) {
        (false, _) => Intervention::Emergency,
        (true, false) => Intervention::Refer,
        (true, true) if missed || adverse => Intervention::Adjust,
        (true, true) => Intervention::Regular,
    };
    // An emergency is acted on before the form is finished; a class needs all of it.
    let complete = f.missing.is_empty();
    let known = complete || action == Intervention::Emergency;
    FollowUp {
        class: complete.then_some(class),
        action: known.then_some(action),
        refer: !reasons.is_empty(),
        next: f.date.filter(|_| known).and_then(|d| due(d, action, params)),
        reasons,
        emergencies: f.emergencies,
        goal_missed: f.goal_missed,
        missing: f.missing,
        version: params.version,
    }
}

fn reasons(
    f: &Findings,
    previous: Option<&Previous>,
    missed: bool,
    adverse: bool,
    complication: bool,
) -> Vec<ReferralReason> {
    // A reaction at two visits in a row was not brought under control by the change of drugs in between.
    let again = adverse && previous.is_some_and(|p| p.class == Class::Adverse);
    [
        (!f.emergencies.is_empty(), ReferralReason::Emergency),
        (missed && previous.is_some_and(|p| p.missed()), ReferralReason::TwiceUnsatisfactory),
        (adverse && (f.hard_to_control || again), ReferralReason::AdverseHardToControl),
        (complication, ReferralReason::Complication),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect()
}

/// A satisfactory course is seen in the last two weeks of its interval; everything else from tomorrow on.
fn due(date: NaiveDate, action: Intervention, params: &Params) -> Option<Due> {
    let after = |days: u32| date.checked_add_days(Days::new(u64::from(days)));
    Some(match action {
        Intervention::Regular => {
            Due { from: after(params.regular_days.saturating_sub(14))?, to: after(params.regular_days)? }
        }
        _ => Due { from: after(1)?, to: after(params.soon_days)? },
    })
}

/// A number a person can have.
pub(super) fn plausible(value: Option<f64>, low: f64, high: f64) -> Option<f64> {
    value.filter(|v| v.is_finite() && (low..=high).contains(v))
}
