//! The metric dictionary 指标字典: each number has one definition, with numerator and denominator as lists of people,
//! what is left out, and which way is good. Two readings of a number are two numbers.
mod care_numbers;
mod clinical;
mod data;
mod service;

use crate::panel::Panel;
use kernel::PatientId;
use std::collections::BTreeSet;

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
    /// Only this value is right.
    Zero,
}

impl Direction {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Zero => "zero",
        }
    }
}

/// How the value reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// numerator ÷ denominator
    Percent,
    /// The numerator, a count.
    Count,
    /// numerator (分) ÷ denominator, in yuan
    Yuan,
    /// (promoters − detractors) ÷ answers, from −100 to 100
    Points,
}

/// One number's definition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) formula: &'static str,
    pub(crate) exclusions: &'static str,
    pub(crate) direction: Direction,
    pub(crate) measure: fn(&Panel) -> Measured,
}

/// What was counted, and the people behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) numerator: i64,
    pub(crate) denominator: i64,
    /// People in the numerator.
    pub(crate) inside: BTreeSet<PatientId>,
    /// People in the denominator.
    pub(crate) all: BTreeSet<PatientId>,
    /// People of whom it cannot be said.
    pub(crate) missing: BTreeSet<PatientId>,
}

impl Measured {
    /// A number of people out of people.
    fn people(inside: BTreeSet<PatientId>, all: BTreeSet<PatientId>) -> Measured {
        Measured {
            numerator: count(inside.len()),
            denominator: count(all.len()),
            inside,
            all,
            missing: BTreeSet::new(),
        }
    }

    fn missing(self, missing: BTreeSet<PatientId>) -> Measured {
        Measured { missing, ..self }
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// All numbers of the dashboard, in the order shown.
pub(crate) fn all() -> impl Iterator<Item = &'static Definition> {
    care_numbers::NUMBERS.iter().chain(clinical::NUMBERS).chain(service::NUMBERS).chain(data::NUMBERS)
}

/// Fewer than so many cases carry no percentage.
pub(crate) const FEW: i64 = 10;

/// The value; `None` where there is nothing to divide by.
#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "counts and fen stay far below 2^52")]
pub(crate) fn value(definition: &Definition, measured: &Measured) -> Option<f64> {
    let (numerator, denominator) = (measured.numerator as f64, measured.denominator as f64);
    match definition.unit {
        Unit::Count => Some(numerator),
        _ if measured.denominator == 0 => None,
        Unit::Percent | Unit::Points => Some((numerator / denominator * 1000.0).round() / 10.0),
        Unit::Yuan => Some((numerator / denominator).round() / 100.0),
    }
}

/// The value as it is shown.
pub(crate) fn text(definition: &Definition, measured: &Measured) -> String {
    let (n, d) = (measured.numerator, measured.denominator);
    match (definition.unit, value(definition, measured)) {
        (_, None) => "暂无数据".to_owned(),
        (Unit::Count, Some(_)) => n.to_string(),
        (Unit::Yuan, Some(yuan)) => format!("¥{yuan:.2}"),
        (Unit::Percent, Some(_)) if d < FEW => format!("{n}/{d}（样本不足）"),
        (Unit::Points, Some(_)) if d < FEW => format!("{d}份评价（样本不足）"),
        (Unit::Percent, Some(percent)) => format!("{percent:.1}%"),
        (Unit::Points, Some(points)) => format!("{points:.0}"),
    }
}
