//! Birth, sex and grade of everybody.

use super::{Bitmap, ranked::Ranked, stamp};
use crate::{Calendar, Grade, Sex, birthday_key, calendar::lunar_days};
use chrono::NaiveDate;
use std::collections::BTreeSet;

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
    /// Solar and lunar birthdays as month and day in one number, 0 if there is none.
    keys: [Vec<u16>; 2],
    by_key: [Ranked; 2],
    pub(crate) sexes: [Bitmap; 2],
    pub(crate) grades: [Bitmap; 3],
}

impl Profile {
    /// Makes room.
    pub(crate) fn grow(&mut self, capacity: usize) {
        self.births.resize(capacity, NOT_KNOWN);
        self.keys.iter_mut().for_each(|keys| keys.resize(capacity, 0));
        self.by_key.iter_mut().for_each(|order| order.grow(capacity));
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
        let keys = [solar_keys(&self.days), lunar_keys(&self.days)];
        let order = self.by_birth.persons(0..self.by_birth.len());
        for (i, of_day) in keys.into_iter().enumerate() {
            self.keys[i] = vec![0; self.births.len()];
            order.iter().zip(of_day).for_each(|(p, key)| self.keys[i][*p as usize] = key);
            let known = self.keys[i].iter().zip(0_u32..).filter(|(key, _)| **key > 0);
            self.by_key[i] = Ranked::build(known.map(|(key, p)| (u32::from(*key), p)).collect(), capacity);
        }
    }

    /// Month and day of a birthday as one number.
    pub(crate) fn birthday(&self, calendar: Calendar, p: u32) -> Option<u16> {
        let birth = self.birth(p)?;
        if self.changed.contains(&p) {
            return birthday_key(calendar, stamp::date(birth));
        }
        let keys = &self.keys[usize::from(calendar == Calendar::Lunar)];
        keys.get(p as usize).copied().filter(|key| *key > 0)
    }

    /// Keeps those whose birthday is one of the keys; with `unknown` also those who have none.
    pub(crate) fn keep_birthdays(
        &self,
        set: &mut Bitmap,
        calendar: Calendar,
        keys: &BTreeSet<u16>,
        unknown: bool,
    ) {
        let apart: Vec<u32> = self.changed.iter().copied().filter(|p| set.contains(*p)).collect();
        let i = usize::from(calendar == Calendar::Lunar);
        let (order, of) = (&self.by_key[i], |p: u32| u32::from(self.keys[i][p as usize]));
        let mut found = Bitmap::empty(set.capacity());
        for (from, to) in runs(keys) {
            let mut part = set.clone();
            order.keep(&mut part, order.place(from, of)..order.place(to + 1, of));
            found.or(&part);
        }
        if unknown {
            let mut none = set.clone();
            order.drop(&mut none, 0..order.len());
            found.or(&none);
        }
        *set = found;
        for p in apart {
            set.put(p, self.birthday(calendar, p).map_or(unknown, |key| keys.contains(&key)));
        }
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

/// The solar birthdays of days in ascending order.
fn solar_keys(days: &[i32]) -> Vec<u16> {
    days.iter().map(|day| birthday_key(Calendar::Solar, stamp::date(*day)).unwrap_or(0)).collect()
}

/// The lunar birthdays of days in ascending order; the calendar is walked once, for a single day is dear.
fn lunar_keys(days: &[i32]) -> Vec<u16> {
    let earliest = NaiveDate::from_ymd_opt(1850, 1, 1).map_or(0, stamp::day_number);
    let Some(first) = days.iter().find(|day| **day >= earliest) else { return vec![0; days.len()] };
    let mut walk = lunar_days(stamp::date(*first)).peekable();
    let key = |day: &i32| {
        let date = stamp::date(*day);
        while walk.next_if(|(walked, _)| *walked < date).is_some() {}
        let here = walk.peek().filter(|(walked, _)| *walked == date);
        here.map_or(0, |(_, lunar)| u16::from(lunar.month) * 100 + u16::from(lunar.day))
    };
    days.iter().map(key).collect()
}

/// Keys that follow each other as ranges, both ends included.
fn runs(keys: &BTreeSet<u16>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for key in keys.iter().map(|key| u32::from(*key)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == key => *last = key,
            _ => runs.push((key, key)),
        }
    }
    runs
}

/// In the order in which their sets are kept.
pub(crate) const GRADES: [Grade; 3] = [Grade::Green, Grade::Yellow, Grade::Red];

fn key(day: i32) -> u32 {
    (day as u32) ^ 0x8000_0000
}
