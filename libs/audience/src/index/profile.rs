//! Birth, sex and grade of everybody.

use super::{Bitmap, ranked::Ranked, stamp};
use crate::{Grade, Sex};
use chrono::NaiveDate;

/// A birth that nobody told.
const NOT_KNOWN: i32 = i32::MIN;

/// What is known of each person without a date.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    /// Day numbers of birth by ordinal.
    pub(crate) births: Vec<i32>,
    /// Persons by birth, as it was when the order was made, and the days in that order.
    by_birth: Ranked,
    days: Vec<i32>,
    /// Those whose birth was told since.
    changed: Vec<u32>,
    pub(crate) sexes: [Bitmap; 2],
    pub(crate) grades: [Bitmap; 3],
}

impl Profile {
    /// Makes room.
    pub(crate) fn grow(&mut self, capacity: usize) {
        self.births.resize(capacity, NOT_KNOWN);
        self.sexes.iter_mut().chain(&mut self.grades).for_each(|set| set.grow(capacity));
        self.by_birth.grow(capacity);
    }

    /// Orders everybody by birth.
    pub(crate) fn index(&mut self, capacity: usize) {
        let known = self.births.iter().zip(0_u32..).filter(|(day, _)| **day != NOT_KNOWN);
        self.by_birth = Ranked::build(known.map(|(day, p)| (key(*day), p)).collect(), capacity);
        let order = self.by_birth.persons(0..self.by_birth.len());
        self.days = order.iter().map(|p| self.births[*p as usize]).collect();
        self.changed = Vec::new();
    }

    /// Day number of birth.
    pub(crate) fn birth(&self, p: u32) -> Option<i32> {
        self.births.get(p as usize).copied().filter(|day| *day != NOT_KNOWN)
    }

    pub(crate) fn set_birth(&mut self, p: u32, birth: Option<NaiveDate>) {
        let day = birth.map_or(NOT_KNOWN, stamp::day_number);
        if self.births[p as usize] != day {
            self.births[p as usize] = day;
            self.changed.push(p);
        }
    }

    pub(crate) fn changes(&self) -> usize {
        self.changed.len()
    }

    /// Keeps those born on a day of one of the ranges, or drops them.
    pub(crate) fn born(&self, set: &mut Bitmap, ranges: &[(i32, i32)], keep: bool) {
        let apart: Vec<u32> = self.changed.iter().copied().filter(|p| set.contains(*p)).collect();
        let places = ranges.iter().map(|(from, to)| {
            let start = self.days.partition_point(|day| day < from);
            start..self.days.partition_point(|day| day <= to).max(start)
        });
        let places: Vec<_> = places.collect();
        match (keep, places.as_slice()) {
            (true, [one]) => self.by_birth.keep(set, one.clone()),
            (true, many) => {
                let mut out = set.clone();
                many.iter().for_each(|range| self.by_birth.drop(&mut out, range.clone()));
                set.and_not(&out);
            }
            (false, many) => many.iter().for_each(|range| self.by_birth.drop(set, range.clone())),
        }
        for p in apart {
            let inside = self.birth(p).is_some_and(|day| ranges.iter().any(|(a, b)| *a <= day && day <= *b));
            set.put(p, inside == keep);
        }
    }

    pub(crate) fn sex(&self, p: u32) -> Option<Sex> {
        let of = [Sex::Male, Sex::Female];
        self.sexes.iter().zip(of).find(|(set, _)| set.contains(p)).map(|(_, sex)| sex)
    }

    pub(crate) fn set_sex(&mut self, p: u32, sex: Option<Sex>) {
        self.sexes[0].put(p, sex == Some(Sex::Male));
        self.sexes[1].put(p, sex == Some(Sex::Female));
    }

    pub(crate) fn grade(&self, p: u32) -> Option<Grade> {
        GRADES.into_iter().zip(&self.grades).find(|(_, set)| set.contains(p)).map(|(grade, _)| grade)
    }

    pub(crate) fn set_grade(&mut self, p: u32, grade: Option<Grade>) {
        for (set, own) in self.grades.iter_mut().zip(GRADES) {
            set.put(p, grade == Some(own));
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        (self.births.capacity() + self.days.capacity()) * 4
            + self.by_birth.bytes()
            + self.sexes.iter().chain(&self.grades).map(Bitmap::bytes).sum::<usize>()
    }
}

/// In the order in which their sets are kept.
pub(crate) const GRADES: [Grade; 3] = [Grade::Green, Grade::Yellow, Grade::Red];

fn key(day: i32) -> u32 {
    (day as u32) ^ 0x8000_0000
}
