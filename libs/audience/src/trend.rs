//! How a metric moves: the slope of least squares, or the last reading less the first. Both are compared as whole
//! numbers, without dividing.

use crate::{
    Decimal, Moment, Observation, PersonFacts, TrendIs, TrendOf, Truth,
    hits::{Fact, readings},
    look::Finding,
};

/// Days the slope is told for.
const SLOPE_DAYS: i128 = 30;

/// The exact readings of the window in the order of time; of two at one instant, the one recorded later is later.
fn window<'a>(rule: &TrendIs, facts: &'a PersonFacts, at: Moment) -> Vec<(&'a Observation, Decimal)> {
    let window =
        readings(facts, &rule.code).filter(|o| Fact::Observation(o).happened(at, 0, Some(rule.days)));
    let mut exact: Vec<_> = window.filter_map(|o| Some((o, o.value.exact()?))).collect();
    exact.sort_by_key(|(o, _)| o.origin.at);
    exact
}

pub(crate) fn look<'a>(rule: &TrendIs, facts: &'a PersonFacts, at: Moment) -> Finding<'a> {
    let readings = window(rule, facts, at);
    let moved = match rule.of {
        TrendOf::Slope => slope(&readings, at),
        TrendOf::Change => change(&readings),
    };
    let (Some((rise, run)), Some((last, _))) = (moved, readings.last()) else { return Finding::MISSING };
    Finding {
        truth: Truth::from(rule.is.quotient(rise, run)),
        number: Decimal::quotient_rounded(rise, run),
        fact: Some(Fact::Observation(last)),
    }
}

fn change(readings: &[(&Observation, Decimal)]) -> Option<(i128, i128)> {
    match readings {
        [(_, first), .., (_, last)] => Some((last.micros() - first.micros(), 1)),
        _ => None,
    }
}

/// n·Σxy − Σx·Σy over n·Σx² − (Σx)², x being minus the days since; `None` unless there are readings on two days.
fn slope(readings: &[(&Observation, Decimal)], at: Moment) -> Option<(i128, i128)> {
    let (mut n, mut x, mut y, mut xx, mut xy) = (0_i128, 0_i128, 0_i128, 0_i128, 0_i128);
    for (observation, value) in readings {
        let day = -i128::from(at.days_since(observation.origin.at)?);
        n += 1;
        x += day;
        y += value.micros();
        xx += day * day;
        xy += day * value.micros();
    }
    let below = n * xx - x * x;
    (below > 0).then(|| (SLOPE_DAYS * (n * xy - x * y), below))
}
