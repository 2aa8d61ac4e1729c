//! A comparison as ranges of whole numbers, for columns of scaled whole numbers.

use crate::{Cmp, Decimal};

/// Ranges, both ends included, ascending and apart.
pub(crate) type Ranges = Vec<(i64, i64)>;

/// The whole numbers `v` for which `v / 10^places` compares so.
pub(crate) fn ranges(is: Cmp, places: u32) -> Ranges {
    let (low, high) = (i64::MIN, i64::MAX);
    let found = match is {
        Cmp::Eq(l) => vec![(ceil(l, places), floor(l, places))],
        Cmp::Ne(l) => match (ceil(l, places), floor(l, places)) {
            (up, down) if up > down => vec![(low, high)],
            (up, down) => vec![(low, up - 1), (down + 1, high)],
        },
        Cmp::Lt(l) => vec![(low, ceil(l, places) - 1)],
        Cmp::Le(l) => vec![(low, floor(l, places))],
        Cmp::Gt(l) => vec![(floor(l, places) + 1, high)],
        Cmp::Ge(l) => vec![(ceil(l, places), high)],
        Cmp::Between(a, b) => vec![(ceil(a, places), floor(b, places))],
    };
    found.into_iter().filter(|(from, to)| from <= to).collect()
}

/// Whether a number lies in one of the ranges.
pub(crate) fn within(ranges: &[(i64, i64)], v: i64) -> bool {
    ranges.iter().any(|(from, to)| *from <= v && v <= *to)
}

/// The numbers in none of the ranges.
pub(crate) fn outside(ranges: &[(i64, i64)]) -> Ranges {
    let mut next = Some(i64::MIN);
    let mut gaps = Vec::new();
    for (from, to) in ranges {
        if let Some(start) = next.filter(|start| start < from) {
            gaps.push((start, from - 1));
        }
        next = to.checked_add(1);
    }
    gaps.extend(next.map(|start| (start, i64::MAX)));
    gaps
}

fn unit(places: u32) -> i128 {
    10_i128.pow(6 - places.min(6))
}

fn floor(limit: Decimal, places: u32) -> i64 {
    clamp(limit.micros().div_euclid(unit(places)))
}

fn ceil(limit: Decimal, places: u32) -> i64 {
    clamp(-(-limit.micros()).div_euclid(unit(places)))
}

/// Far from the ends, so that one more or less is still a number.
fn clamp(n: i128) -> i64 {
    n.clamp(i128::from(i64::MIN / 2), i128::from(i64::MAX / 2)) as i64
}
