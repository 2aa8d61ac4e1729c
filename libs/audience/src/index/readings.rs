//! The readings of one metric: scaled whole numbers, orders by latest value and by time.

use super::{
    Bitmap,
    dated::{Dated, Row},
    ranges::{Ranges, within},
    ranked::Ranked,
    series::Rows,
    stamp::Window,
};
use crate::{Cmp, Decimal, Reading, Truth};
use std::collections::HashMap;

/// A reading: a number times ten to the metric's places, or, from [`ODD`] downwards, a number of [`Readings::odd`].
pub(crate) type Code = i32;
const ODD: Code = -0x4000_0000;
const LARGEST: i128 = 0x3fff_ffff;
/// More places than these are kept as written.
const PLACES: u32 = 6;

impl Row for Code {
    fn kind(self) -> u32 {
        0
    }
}

/// All readings of one metric.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readings {
    pub(crate) dated: Dated<Code>,
    /// Places after the point that the numbers are scaled by.
    pub(crate) places: u32,
    /// What is no exact number of so many places: `<0.5`, words, more places.
    pub(crate) odd: Vec<Reading>,
    odd_codes: HashMap<String, Code>,
    /// So many places would not fit.
    stuck: Option<u32>,
    /// Persons by latest value.
    by_value: Ranked,
}

impl Readings {
    /// Readings of such parts.
    pub(crate) fn from_parts(
        places: u32,
        odd: Vec<Reading>,
        dated: Dated<Code>,
        by_value: Ranked,
    ) -> Readings {
        let codes = odd.iter().zip(0..).map(|(odd, i)| (odd.text().to_owned(), ODD - i));
        let odd_codes = codes.collect();
        Readings { dated, places, odd, odd_codes, stuck: None, by_value }
    }

    /// Persons by latest value.
    pub(crate) fn by_value(&self) -> &Ranked {
        &self.by_value
    }

    /// Scales all numbers anew if this reading has more places; whether it did.
    pub(crate) fn widen(&mut self, reading: &Reading) -> bool {
        let Some(exact) = reading.exact() else { return false };
        let places = (self.places..=PLACES).find(|p| exact.micros() % unit(*p) == 0);
        places.is_some_and(|more| {
            more > self.places && more < self.stuck.unwrap_or(PLACES + 1) && self.rescale(more)
        })
    }

    fn rescale(&mut self, places: u32) -> bool {
        let factor = 10_i128.pow(places - self.places);
        let fits = self.dated.series.all(|code| code <= ODD || i128::from(code).abs() * factor <= LARGEST);
        if fits {
            self.dated.series.map(|code| if code <= ODD { code } else { code * factor as Code });
            self.places = places;
        } else {
            self.stuck = Some(places);
        }
        fits
    }

    /// The code of a reading.
    pub(crate) fn code(&mut self, reading: &Reading) -> Code {
        if let Some(exact) = reading.exact() {
            let scaled = exact.micros() / unit(self.places);
            if exact.micros() % unit(self.places) == 0 && scaled.abs() <= LARGEST {
                return scaled as Code;
            }
        }
        if let Some(known) = self.odd_codes.get(reading.text()) {
            return *known;
        }
        let code = ODD - self.odd.len() as Code;
        self.odd.push(reading.clone());
        self.odd_codes.insert(reading.text().to_owned(), code);
        code
    }

    /// The reading behind a code.
    pub(crate) fn reading(&self, code: Code) -> Reading {
        match self.odd(code) {
            Some(odd) => odd.clone(),
            None => Reading::new(self.number(code).to_string()),
        }
    }

    fn odd(&self, code: Code) -> Option<&Reading> {
        (code <= ODD).then(|| &self.odd[(ODD - code) as usize])
    }

    fn number(&self, code: Code) -> Decimal {
        Decimal::from_wide(i128::from(code) * unit(self.places))
    }

    /// The number of a reading, also of a censored one.
    pub(crate) fn any_number(&self, code: Code) -> Option<Decimal> {
        self.odd(code).map_or_else(|| Some(self.number(code)), Reading::number)
    }

    /// The number of a reading measured exactly.
    pub(crate) fn exact(&self, code: Code) -> Option<Decimal> {
        self.odd(code).map_or_else(|| Some(self.number(code)), Reading::exact)
    }

    /// The scaled number, if it is a plain one.
    pub(crate) fn plain(code: Code) -> Option<Code> {
        (code > ODD).then_some(code)
    }

    /// The number of a sum of scaled numbers.
    pub(crate) fn total(&self, sum: i64) -> Decimal {
        Decimal::from_wide(i128::from(sum) * unit(self.places))
    }

    /// Compares a reading; `ranges` are those of `is` in this metric's places.
    pub(crate) fn compare(&self, code: Code, is: Cmp, ranges: &[(i64, i64)]) -> Truth {
        match self.odd(code) {
            Some(odd) => is.reading(odd),
            None => within(ranges, code.into()).into(),
        }
    }

    /// The sum and number of the exact readings.
    pub(crate) fn sum(&self, rows: Rows<'_, Code>) -> (Decimal, u32) {
        let (mut whole, mut rest, mut n) = (0_i64, Decimal::default(), 0);
        for code in rows.data {
            match self.odd(*code) {
                None => (whole, n) = (whole + i64::from(*code), n + 1),
                Some(odd) => {
                    if let Some(exact) = odd.exact() {
                        (rest, n) = (rest.plus(exact), n + 1);
                    }
                }
            }
        }
        (Decimal::from_wide(i128::from(whole) * unit(self.places)).plus(rest), n)
    }

    /// Builds the orders.
    pub(crate) fn index(&mut self, capacity: usize) {
        self.dated.index(&[1, 3], capacity);
        let latest = self.dated.series.fixed().filter_map(|(p, rows)| Some((key(*rows.data.last()?), p)));
        self.by_value = Ranked::build(latest.collect(), capacity);
    }

    /// Keeps of `set`, in which everybody's latest reading in the fixed part is the latest at the time, those whose
    /// latest lies in the window and compares so, as far as it can be read off the order; the others are in the
    /// second set and must be asked.
    pub(crate) fn keep_latest(&self, set: &mut Bitmap, ranges: &Ranges, window: Window) -> Bitmap {
        let mut odd = Bitmap::empty(set.capacity());
        let numbers = self.place(ODD + 1);
        self.by_value.persons(0..numbers).iter().filter(|p| set.contains(**p)).for_each(|p| odd.insert(*p));
        set.and_not(&odd);
        let places =
            ranges.iter().map(|(low, high)| self.place(fit(*low))..self.place(fit(high.saturating_add(1))));
        let places: Vec<_> = places.map(|r| r.start.max(numbers)..r.end.max(numbers)).collect();
        match places.as_slice() {
            [one] => self.by_value.keep(set, one.clone()),
            many => {
                let all = set.clone();
                set.clear();
                for range in many {
                    let mut part = all.clone();
                    self.by_value.keep(&mut part, range.clone());
                    set.or(&part);
                }
            }
        }
        if window.from > 0
            && let Some(latest) = self.dated.rung_of(1, super::dated::ANY)
        {
            latest.ranked.keep(set, self.dated.since(latest, window.from));
        }
        odd
    }

    fn place(&self, code: Code) -> usize {
        let latest = |p| self.dated.series.fixed_rows(p).data.last().map_or(0, |code| key(*code));
        self.by_value.place(key(code), latest)
    }

    /// A new fixed part with everything in it.
    pub(crate) fn merge(&mut self, capacity: usize) {
        self.dated.series = self.dated.series.merged(capacity);
        self.index(capacity);
    }

    pub(crate) fn grow(&mut self, capacity: usize) {
        self.dated.grow(capacity);
        self.by_value.grow(capacity);
    }

    pub(crate) fn bytes(&self) -> usize {
        self.dated.bytes() + self.by_value.bytes()
    }
}

fn unit(places: u32) -> i128 {
    10_i128.pow(PLACES - places)
}

/// The nearest code that is a number, or just above all.
fn fit(n: i64) -> Code {
    n.clamp(i64::from(ODD) + 1, LARGEST as i64 + 1) as Code
}

/// Codes in the order of unsigned numbers.
fn key(code: Code) -> u32 {
    (code as u32) ^ 0x8000_0000
}
