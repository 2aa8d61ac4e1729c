//! Encounters: by time, and by the time since which so much has been paid.

use super::{
    Bitmap,
    dated::{Dated, Row},
    ranked::Ranked,
    series::Rows,
    words::Words,
};

/// Money that nobody told.
const NOT_KNOWN: i64 = i64::MIN;

/// One encounter: a word (class, department, doctor) and what was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Visit {
    pub(crate) word: u32,
    low: u32,
    high: i32,
}

impl Visit {
    pub(crate) fn new(word: u32, fen: Option<i64>) -> Visit {
        let fen = fen.unwrap_or(NOT_KNOWN);
        Visit { word, low: fen as u32, high: (fen >> 32) as i32 }
    }

    /// What was paid, in fen.
    pub(crate) fn fen(self) -> Option<i64> {
        let fen = i64::from(self.high) << 32 | i64::from(self.low);
        (fen != NOT_KNOWN).then_some(fen)
    }

    pub(crate) fn parts(self) -> (u32, u32, i32) {
        (self.word, self.low, self.high)
    }

    pub(crate) fn from_parts((word, low, high): (u32, u32, i32)) -> Visit {
        Visit { word, low, high }
    }
}

impl Row for Visit {
    fn kind(self) -> u32 {
        self.word
    }
}

/// Persons by the time since which they have paid at least so much.
#[derive(Debug, Clone)]
pub(crate) struct Paid {
    pub(crate) fen: i64,
    pub(crate) ranked: Ranked,
}

/// Yuan for which such an order is kept; an amount between two is settled one by one among those between.
const YUAN: [i64; 10] = [500, 1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 30_000, 50_000, 100_000];

/// All encounters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visits {
    pub(crate) words: Words,
    pub(crate) dated: Dated<Visit>,
    pub(crate) paid: Vec<Paid>,
    /// Those with an encounter that was paid back or of which nobody told the price: no order describes them.
    pub(crate) odd: Bitmap,
}

impl Visits {
    pub(crate) fn index(&mut self, capacity: usize) {
        let mut classes = Words::default();
        let class = self.words.list.iter().map(|w| classes.number(super::words::Word::new(&w.a, "", "")));
        self.dated.groups = class.collect();
        self.dated.index(&[1, 2, 3, 5, 8], capacity);
        self.mark_odd(capacity);
        self.paid = YUAN.iter().map(|yuan| self.order(yuan * 100, capacity)).collect();
    }

    /// Finds those whom the orders by money do not describe.
    pub(crate) fn mark_odd(&mut self, capacity: usize) {
        let odd = |rows: Rows<'_, Visit>| rows.data.iter().any(|v| v.fen().is_none_or(|fen| fen < 0));
        self.odd = Bitmap::of(capacity, self.dated.series.fixed().filter(|(_, r)| odd(*r)).map(|(p, _)| p));
    }

    fn order(&self, fen: i64, capacity: usize) -> Paid {
        let regular = self.dated.series.fixed().filter(|(p, _)| !self.odd.contains(*p));
        let keyed = regular.filter_map(|(p, rows)| Some((paid_since(rows, fen)?, p)));
        Paid { fen, ranked: Ranked::build(keyed.collect(), capacity) }
    }

    /// The places of those who paid so much at or after a time.
    pub(crate) fn since(&self, paid: &Paid, time: u32) -> std::ops::Range<usize> {
        let key = |p| paid_since(self.dated.series.fixed_rows(p), paid.fen).unwrap_or(0);
        paid.ranked.place(time, key)..paid.ranked.len()
    }

    pub(crate) fn merge(&mut self, capacity: usize) {
        self.dated.series = self.dated.series.merged(capacity);
        self.index(capacity);
    }

    pub(crate) fn grow(&mut self, capacity: usize) {
        self.dated.grow(capacity);
        self.odd.grow(capacity);
        self.paid.iter_mut().for_each(|paid| paid.ranked.grow(capacity));
    }

    pub(crate) fn bytes(&self) -> usize {
        self.dated.bytes() + self.paid.iter().map(|p| p.ranked.bytes()).sum::<usize>()
    }
}

/// The latest time since which at least so much was paid.
fn paid_since(rows: Rows<'_, Visit>, fen: i64) -> Option<u32> {
    let mut sum = 0_i64;
    let mut latest = rows.iter().rev();
    latest
        .find(|(_, visit)| {
            sum = sum.saturating_add(visit.fen().unwrap_or(0));
            sum >= fen
        })
        .map(|(stamp, _)| stamp)
}
