//! Dated rows of many persons, each person's by time: a fixed part, and a small part for those who changed since.

use super::Bitmap;
use std::collections::HashMap;

/// Persons who have rows, and the place of each among them.
#[derive(Debug, Clone, Default)]
struct Members {
    set: Bitmap,
    /// Members before each word.
    before: Vec<u32>,
}

impl Members {
    fn build(persons: &[u32], capacity: usize) -> Members {
        let set = Bitmap::of(capacity, persons.iter().copied());
        let mut sum = 0;
        let before = set.words().iter().map(|word| {
            sum += word.count_ones();
            sum - word.count_ones()
        });
        let before = before.collect();
        Members { set, before }
    }

    fn place(&self, p: u32) -> Option<usize> {
        let word = *self.set.words().get(p as usize / 64)?;
        let bit = 1_u64 << (p % 64);
        let below = (word & (bit - 1)).count_ones();
        (word & bit != 0).then(|| (self.before[p as usize / 64] + below) as usize)
    }
}

/// The rows of one person in the order of time; rows of the same second in the order of arrival.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a, T> {
    pub(crate) stamps: &'a [u32],
    pub(crate) data: &'a [T],
}

impl<'a, T: Copy> Rows<'a, T> {
    pub(crate) fn within(self, window: super::stamp::Window) -> Rows<'a, T> {
        let range = window.cut(self.stamps);
        Rows { stamps: &self.stamps[range.clone()], data: &self.data[range] }
    }

    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = (u32, T)> + 'a {
        self.stamps.iter().copied().zip(self.data.iter().copied())
    }
}

type Own<T> = (Vec<u32>, Vec<T>);

/// Rows of many persons.
#[derive(Debug, Clone)]
pub(crate) struct Series<T> {
    members: Members,
    starts: Vec<u32>,
    stamps: Vec<u32>,
    data: Vec<T>,
    /// Persons met while building, in ascending order.
    persons: Vec<u32>,
    /// All rows of those who changed since the fixed part was made.
    changed: HashMap<u32, Own<T>>,
    touched: Bitmap,
}

impl<T: Copy> Default for Series<T> {
    fn default() -> Series<T> {
        Series {
            members: Members::default(),
            starts: vec![0],
            stamps: Vec::new(),
            data: Vec::new(),
            persons: Vec::new(),
            changed: HashMap::new(),
            touched: Bitmap::default(),
        }
    }
}

impl<T: Copy> Series<T> {
    /// Appends the rows of a person, who stands after all persons before. For building.
    pub(crate) fn append(&mut self, p: u32, mut rows: Vec<(u32, T)>) {
        if rows.is_empty() {
            return;
        }
        rows.sort_by_key(|(stamp, _)| *stamp);
        self.stamps.extend(rows.iter().map(|(stamp, _)| *stamp));
        self.data.extend(rows.iter().map(|(_, datum)| *datum));
        self.starts.push(self.stamps.len() as u32);
        self.persons.push(p);
    }

    /// Ends the building.
    pub(crate) fn finish(&mut self, capacity: usize) {
        self.members = Members::build(&self.persons, capacity);
        self.persons = Vec::new();
        self.touched = Bitmap::empty(capacity);
        self.starts.shrink_to_fit();
        self.stamps.shrink_to_fit();
        self.data.shrink_to_fit();
    }

    /// The rows of a person in the fixed part, to which the orders of persons belong.
    pub(crate) fn fixed_rows(&self, p: u32) -> Rows<'_, T> {
        let range =
            self.members.place(p).map_or(0..0, |i| self.starts[i] as usize..self.starts[i + 1] as usize);
        Rows { stamps: &self.stamps[range.clone()], data: &self.data[range] }
    }

    /// The rows of a person.
    pub(crate) fn rows(&self, p: u32) -> Rows<'_, T> {
        if self.touched.contains(p)
            && let Some((stamps, data)) = self.changed.get(&p)
        {
            return Rows { stamps, data };
        }
        self.fixed_rows(p)
    }

    /// The same place by place, for walks over everybody in the fixed part.
    pub(crate) fn fixed(&self) -> impl Iterator<Item = (u32, Rows<'_, T>)> {
        self.members.set.iter().zip(self.starts.windows(2)).map(|(p, w)| {
            let range = w[0] as usize..w[1] as usize;
            (p, Rows { stamps: &self.stamps[range.clone()], data: &self.data[range] })
        })
    }

    /// Those who changed since the fixed part was made.
    pub(crate) fn touched(&self) -> impl Iterator<Item = u32> + '_ {
        self.changed.keys().copied()
    }

    pub(crate) fn changes(&self) -> usize {
        self.changed.len()
    }

    /// Adds one row.
    pub(crate) fn add(&mut self, p: u32, stamp: u32, datum: T) {
        if !self.touched.contains(p) {
            let rows = self.rows(p);
            let mut own =
                (Vec::with_capacity(rows.stamps.len() + 2), Vec::with_capacity(rows.stamps.len() + 2));
            own.0.extend_from_slice(rows.stamps);
            own.1.extend_from_slice(rows.data);
            self.touched.insert(p);
            self.changed.insert(p, own);
        }
        let (stamps, data) = self.changed.entry(p).or_default();
        let place = stamps.partition_point(|s| *s <= stamp);
        stamps.insert(place, stamp);
        data.insert(place, datum);
    }

    /// Replaces all rows of a person.
    pub(crate) fn replace(&mut self, p: u32, mut rows: Vec<(u32, T)>) {
        if rows.is_empty() && self.rows(p).stamps.is_empty() {
            return;
        }
        rows.sort_by_key(|(stamp, _)| *stamp);
        self.touched.insert(p);
        self.changed.insert(p, rows.into_iter().unzip());
    }

    /// Whether every datum fits.
    pub(crate) fn all(&self, fits: impl Fn(T) -> bool) -> bool {
        self.data.iter().chain(self.changed.values().flat_map(|(_, data)| data)).all(|datum| fits(*datum))
    }

    /// Changes every datum in place.
    pub(crate) fn map(&mut self, change: impl Fn(T) -> T) {
        let changed = self.changed.values_mut().flat_map(|(_, data)| data);
        self.data.iter_mut().chain(changed).for_each(|datum| *datum = change(*datum));
    }

    /// Persons, starts, stamps and data of the fixed part.
    pub(crate) fn parts(&self) -> (Vec<u32>, &[u32], &[u32], &[T]) {
        (self.members.set.iter().collect(), &self.starts, &self.stamps, &self.data)
    }

    /// A series of such parts; `None` if they do not fit together.
    pub(crate) fn from_parts(
        persons: Vec<u32>,
        starts: Vec<u32>,
        stamps: Vec<u32>,
        data: Vec<T>,
        capacity: usize,
    ) -> Option<Series<T>> {
        let rows = stamps.len();
        let ascending = persons.is_sorted_by(|a, b| a < b) && starts.is_sorted();
        let ends = starts.first() == Some(&0) && starts.last().is_some_and(|last| *last as usize == rows);
        let inside = persons.last().is_none_or(|p| (*p as usize) < capacity);
        let whole = starts.len() == persons.len() + 1 && data.len() == rows;
        (ascending && ends && inside && whole).then(|| {
            let mut series = Series { starts, stamps, data, persons, ..Series::default() };
            series.finish(capacity);
            series
        })
    }

    /// A new fixed part with everything in it.
    pub(crate) fn merged(&self, capacity: usize) -> Series<T> {
        let mut whole = Series::default();
        let mut all = self.members.set.clone();
        all.or(&self.touched);
        for p in all.iter() {
            let rows = self.rows(p);
            if !rows.stamps.is_empty() {
                whole.stamps.extend_from_slice(rows.stamps);
                whole.data.extend_from_slice(rows.data);
                whole.starts.push(whole.stamps.len() as u32);
                whole.persons.push(p);
            }
        }
        whole.finish(capacity);
        whole
    }

    pub(crate) fn grow(&mut self, capacity: usize) {
        self.touched.grow(capacity);
    }

    pub(crate) fn bytes(&self) -> usize {
        let fixed = (self.starts.capacity() + self.stamps.capacity() + self.members.before.capacity()) * 4;
        let sets = self.members.set.bytes() + self.touched.bytes();
        fixed + sets + self.data.capacity() * size_of::<T>() + self.changed.len() * 160
    }
}
