//! Persons in the order of a key, with ready sets at every few thousand places: any range of keys is one set
//! operation and a short walk.

use super::Bitmap;
use std::ops::Range;

/// Places between two ready sets. Half of it is walked at most.
const STEP: usize = 32_768;

/// An order of persons. The keys themselves lie where the order came from and are asked for when a place is searched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranked {
    /// Persons by ascending key.
    order: Vec<u32>,
    /// The i-th holds everybody from place `i * STEP` on.
    cuts: Vec<Bitmap>,
}

impl Ranked {
    /// Sorts persons by key; equal keys by ordinal.
    pub(crate) fn build(mut keyed: Vec<(u32, u32)>, capacity: usize) -> Ranked {
        keyed.sort_unstable();
        Ranked::ordered(keyed.into_iter().map(|(_, p)| p).collect(), capacity)
    }

    /// An order as it was; `None` if it names a person outside.
    pub(crate) fn from_order(order: Vec<u32>, capacity: usize) -> Option<Ranked> {
        let inside = order.iter().all(|p| (*p as usize) < capacity);
        inside.then(|| Ranked::ordered(order, capacity))
    }

    fn ordered(order: Vec<u32>, capacity: usize) -> Ranked {
        let mut cuts = Vec::new();
        let mut set = Bitmap::empty(capacity);
        for part in (0..order.len().div_ceil(STEP)).rev() {
            let end = order.len().min((part + 1) * STEP);
            order[part * STEP..end].iter().for_each(|p| set.insert(*p));
            cuts.push(set.clone());
        }
        cuts.reverse();
        Ranked { order, cuts }
    }

    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// The first place whose key is at least `key`.
    pub(crate) fn place(&self, key: u32, key_of: impl Fn(u32) -> u32) -> usize {
        if key == 0 {
            return 0;
        }
        let (mut part, mut last) = (0, self.cuts.len());
        while part < last {
            let middle = usize::midpoint(part, last);
            let below = key_of(self.order[middle * STEP]) < key;
            (part, last) = if below { (middle + 1, last) } else { (part, middle) };
        }
        let from = part.saturating_sub(1) * STEP;
        let to = self.order.len().min(part * STEP);
        from + self.order[from..to].partition_point(|p| key_of(*p) < key)
    }

    /// The persons of some places.
    pub(crate) fn persons(&self, places: Range<usize>) -> &[u32] {
        &self.order[places]
    }

    /// Keeps of `set` those who stand in these places.
    pub(crate) fn keep(&self, set: &mut Bitmap, places: Range<usize>) {
        if places.len() <= STEP / 2 {
            let stay: Vec<u32> = self.order[places].iter().copied().filter(|p| set.contains(*p)).collect();
            set.clear();
            stay.into_iter().for_each(|p| set.insert(p));
            return;
        }
        self.keep_from(set, places.start);
        self.drop_from(set, places.end);
    }

    /// Drops from `set` those who stand in these places.
    pub(crate) fn drop(&self, set: &mut Bitmap, places: Range<usize>) {
        if places.len() <= STEP / 2 {
            self.order[places].iter().for_each(|p| set.remove(*p));
        } else if places.end == self.order.len() {
            self.drop_from(set, places.start);
        } else {
            let mut inside = set.clone();
            self.keep(&mut inside, places);
            set.and_not(&inside);
        }
    }

    fn keep_from(&self, set: &mut Bitmap, place: usize) {
        let (part, walk) = self.nearest(place);
        let Some(cut) = self.cuts.get(part) else {
            return self.keep(set, place..self.order.len());
        };
        if part * STEP <= place {
            set.and(cut);
            walk.iter().for_each(|p| set.remove(*p));
        } else {
            let stay: Vec<u32> = walk.iter().copied().filter(|p| set.contains(*p)).collect();
            set.and(cut);
            stay.into_iter().for_each(|p| set.insert(p));
        }
    }

    fn drop_from(&self, set: &mut Bitmap, place: usize) {
        let (part, walk) = self.nearest(place);
        if part * STEP > place {
            walk.iter().for_each(|p| set.remove(*p));
            if let Some(cut) = self.cuts.get(part) {
                set.and_not(cut);
            }
        } else if let Some(cut) = self.cuts.get(part) {
            let stay: Vec<u32> = walk.iter().copied().filter(|p| set.contains(*p)).collect();
            set.and_not(cut);
            stay.into_iter().for_each(|p| set.insert(p));
        }
    }

    /// The ready set nearest to a place, and the persons between the two.
    fn nearest(&self, place: usize) -> (usize, &[u32]) {
        let part = (place + STEP / 2) / STEP;
        let edge = (part * STEP).min(self.order.len());
        (part, &self.order[place.min(edge)..place.max(edge)])
    }

    pub(crate) fn grow(&mut self, capacity: usize) {
        self.cuts.iter_mut().for_each(|cut| cut.grow(capacity));
    }

    pub(crate) fn bytes(&self) -> usize {
        self.order.capacity() * 4 + self.cuts.iter().map(Bitmap::bytes).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys with many equals, persons scattered.
    fn keys(n: u32) -> Vec<u32> {
        (0..n).map(|p| p.wrapping_mul(2_654_435_761) >> 12).collect()
    }

    #[test]
    fn any_range_of_keys_is_found_as_by_looking_at_everybody() {
        let n = 150_000;
        let keys = keys(n);
        let capacity = 150_016;
        let ranked = Ranked::build(
            keys.iter().copied().zip(0..).filter(|(_, p): &(u32, u32)| !p.is_multiple_of(3)).collect(),
            capacity,
        );
        let everybody = Bitmap::of(capacity, (0..n).filter(|p| !p.is_multiple_of(7)));
        let of = |p: u32| keys[p as usize];
        for (from, to) in
            [(0, 5), (0, 1 << 19), (3_000, 900_000), (500_000, 1 << 20), (1 << 20, 1 << 21), (9, 9)]
        {
            let places = ranked.place(from, of)..ranked.place(to, of);
            let inside = |p: u32| !p.is_multiple_of(3) && (from..to).contains(&of(p));
            let mut kept = everybody.clone();
            ranked.keep(&mut kept, places.clone());
            assert_eq!(
                kept,
                Bitmap::of(capacity, everybody.iter().filter(|p| inside(*p))),
                "keep {from}..{to}"
            );
            let mut rest = everybody.clone();
            ranked.drop(&mut rest, places);
            assert_eq!(
                rest,
                Bitmap::of(capacity, everybody.iter().filter(|p| !inside(*p))),
                "drop {from}..{to}"
            );
        }
    }
}
