//! Things that stand for a span (tags, sites, consents, diagnoses, medicines, the care team) and procedures, by word.

use super::{
    Bitmap,
    series::Series,
    stamp::{OPEN, Window},
    words::{Wanted, Words},
};

/// A word and, exclusive, its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) word: u32,
    pub(crate) until: u32,
}

impl Span {
    pub(crate) fn in_force(self, from: u32, now: u32) -> bool {
        from <= now && now < self.until
    }
}

/// Who carries one word since when.
#[derive(Debug, Clone, Default)]
struct Posting {
    /// Since when and who, by time.
    all: Vec<(u32, u32)>,
    /// Those with an open end, where they are many.
    open: Option<Bitmap>,
    /// Until when, since when, who: the spans with an end, by end.
    ended: Vec<(u32, u32, u32)>,
}

/// One list of things that stand for a span.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spans {
    pub(crate) words: Words,
    pub(crate) series: Series<Span>,
    postings: Vec<Posting>,
}

/// Since a set pays from so many persons on: one in so many.
const DENSE: usize = 256;

impl Spans {
    /// Builds what is asked by word from the rows by person.
    pub(crate) fn index(&mut self, capacity: usize) {
        let mut postings = vec![Posting::default(); self.words.list.len()];
        let mut counts = vec![0_usize; postings.len()];
        self.series.fixed().for_each(|(_, rows)| rows.data.iter().for_each(|s| counts[s.word as usize] += 1));
        postings.iter_mut().zip(&counts).for_each(|(posting, n)| posting.all.reserve_exact(*n));
        for (p, rows) in self.series.fixed() {
            for (from, span) in rows.iter() {
                let posting = &mut postings[span.word as usize];
                posting.all.push((from, p));
                if span.until != OPEN {
                    posting.ended.push((span.until, from, p));
                }
            }
        }
        for posting in &mut postings {
            posting.all.sort_unstable();
            posting.ended.sort_unstable();
            posting.ended.shrink_to_fit();
            if posting.all.len() * DENSE > capacity {
                posting.open = Some(Bitmap::empty(capacity));
            }
        }
        for (p, rows) in self.series.fixed() {
            for span in rows.data.iter().filter(|span| span.until == OPEN) {
                if let Some(open) = &mut postings[span.word as usize].open {
                    open.insert(p);
                }
            }
        }
        self.postings = postings;
    }

    /// Keeps those who carry one of the words now. `ever` also counts what has ended.
    pub(crate) fn keep(&self, set: &mut Bitmap, wanted: &Wanted, now: u32, ever: bool) {
        if let ([word], 0, false) = (wanted.ids.as_slice(), self.series.changes(), ever)
            && let Some(Posting { all, open: Some(open), ended }) = self.postings.get(*word as usize)
            && ended.last().is_none_or(|(until, ..)| *until <= now)
            && all.last().is_none_or(|(from, _)| *from <= now)
        {
            return set.and(open);
        }
        let mut found = Bitmap::empty(set.capacity());
        for id in &wanted.ids {
            if let Some(posting) = self.postings.get(*id as usize) {
                self.gather(posting, *id, now, ever, set, &mut found);
            }
        }
        for p in self.series.touched() {
            found.put(p, self.stands(p, wanted, now, ever));
        }
        set.and(&found);
    }

    fn gather(&self, posting: &Posting, id: u32, now: u32, ever: bool, of: &Bitmap, found: &mut Bitmap) {
        let begun = posting.all.partition_point(|(from, _)| *from <= now);
        let in_force =
            |p: u32| self.series.rows(p).iter().any(|(from, s)| s.word == id && s.in_force(from, now));
        match &posting.open {
            Some(open) if begun == posting.all.len() => found.or(open),
            _ if ever || posting.ended.is_empty() => {
                return posting.all[..begun].iter().for_each(|(_, p)| found.insert(*p));
            }
            _ => {
                let here = posting.all[..begun].iter().map(|(_, p)| *p).filter(|p| of.contains(*p));
                return here.filter(|p| in_force(*p)).for_each(|p| found.insert(p));
            }
        }
        let past = if ever { 0 } else { posting.ended.partition_point(|(until, ..)| *until <= now) };
        let still = posting.ended[past..].iter().filter(|(_, from, _)| *from <= now);
        still.for_each(|(.., p)| found.insert(*p));
    }

    /// Whether a person carries one of the words now.
    pub(crate) fn stands(&self, p: u32, wanted: &Wanted, now: u32, ever: bool) -> bool {
        let mut rows = self.series.rows(p).iter();
        rows.any(|(from, s)| wanted.has(s.word) && if ever { from <= now } else { s.in_force(from, now) })
    }

    /// Those of `set` for whom a row with one of the words begins in a window.
    pub(crate) fn keep_begun(&self, set: &mut Bitmap, wanted: &Wanted, window: Window) {
        let mut found = Bitmap::empty(set.capacity());
        for posting in wanted.ids.iter().filter_map(|id| self.postings.get(*id as usize)) {
            posting.all[Spans::places(posting, window)].iter().for_each(|(_, p)| found.insert(*p));
        }
        for p in self.series.touched() {
            let mut rows = self.series.rows(p).within(window).iter();
            found.put(p, rows.any(|(_, s)| wanted.has(s.word)));
        }
        set.and(&found);
    }

    fn places(posting: &Posting, window: Window) -> std::ops::Range<usize> {
        let to = posting.all.partition_point(|(from, _)| *from < window.to);
        posting.all[..to].partition_point(|(from, _)| *from < window.from)..to
    }

    /// The first instant after `now` at which a span begins or ends by itself.
    pub(crate) fn next_edge(&self, now: u32) -> Option<u32> {
        let fixed = self.postings.iter().flat_map(|posting| {
            let begin = posting.all.get(posting.all.partition_point(|(from, _)| *from <= now));
            let end = posting.ended.get(posting.ended.partition_point(|(until, ..)| *until <= now));
            [begin.map(|(from, _)| *from), end.map(|(until, ..)| *until)]
        });
        let rows = self.series.touched().flat_map(|p| self.series.rows(p).iter());
        let own = rows.flat_map(|(from, s)| [Some(from), Some(s.until).filter(|end| *end != OPEN)]);
        fixed.chain(own).flatten().filter(|edge| *edge > now).min()
    }

    pub(crate) fn merge(&mut self, capacity: usize) {
        self.series = self.series.merged(capacity);
        self.index(capacity);
    }

    pub(crate) fn grow(&mut self, capacity: usize) {
        self.series.grow(capacity);
        self.postings.iter_mut().filter_map(|p| p.open.as_mut()).for_each(|open| open.grow(capacity));
    }

    pub(crate) fn bytes(&self) -> usize {
        let own = |p: &Posting| {
            p.all.capacity() * 8 + p.ended.capacity() * 12 + p.open.as_ref().map_or(0, Bitmap::bytes)
        };
        self.series.bytes() + self.postings.iter().map(own).sum::<usize>() + self.words.list.len() * 200
    }
}
