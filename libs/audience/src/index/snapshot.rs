//! The index as a stream of bytes, so that a start need not read the whole record: columns and orders as they are,
//! with a version and a checksum. Sets are made again while reading.

use super::{
    Bitmap, Index,
    people::People,
    readings::Readings,
    stream::{In, Out, TOO_MANY, broken},
    visits::Paid,
};
use crate::Reading;
use std::io::{Read, Result, Write};

/// Changes with the form of the stream.
const VERSION: &[u8; 16] = b"nq-audience  1\r\n";

impl Index {
    /// Writes everything; `mark` is how far in the event log it reaches. Settles the index first.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn save(&mut self, stream: impl Write, mark: u64) -> Result<()> {
        self.settle_from(1);
        let mut out = Out::new(stream);
        out.bytes(VERSION)?;
        out.one(mark)?;
        out.one(self.capacity as u64)?;
        out.column(&self.people.ids)?;
        out.column(&self.alive.iter().collect::<Vec<_>>())?;
        self.save_profile(&mut out)?;
        out.one(self.readings.len() as u64)?;
        let mut metrics: Vec<_> = self.metrics.iter().collect();
        metrics.sort_unstable_by_key(|(_, metric)| **metric);
        for (code, metric) in metrics {
            let readings = &self.readings[*metric];
            out.text(code)?;
            out.one(readings.places)?;
            out.one(readings.odd.len() as u64)?;
            readings.odd.iter().try_for_each(|odd| out.text(odd.text()))?;
            out.dated(&readings.dated)?;
            out.order(readings.by_value())?;
        }
        self.save_lists(&mut out)?;
        let sum = out.sum;
        out.one(sum)?;
        out.stream.flush()
    }

    fn save_profile(&self, out: &mut Out<impl Write>) -> Result<()> {
        out.column(&self.profile.births)?;
        let sets = self.profile.sexes.iter().chain(&self.profile.grades);
        sets.into_iter().try_for_each(|set| out.column(set.words()))
    }

    fn save_lists(&self, out: &mut Out<impl Write>) -> Result<()> {
        out.words(&self.visits.words)?;
        out.dated(&self.visits.dated)?;
        out.one(self.visits.paid.len() as u64)?;
        for paid in &self.visits.paid {
            out.one(paid.fen)?;
            out.order(&paid.ranked)?;
        }
        out.words(&self.message_words)?;
        out.dated(&self.messages)?;
        for list in &self.lists {
            out.words(&list.words)?;
            out.series(&list.series)?;
        }
        out.one(self.rest.len() as u64)?;
        for (p, rest) in &self.rest {
            out.one(*p)?;
            out.text(&serde_json::to_string(rest)?)?;
        }
        Ok(())
    }

    /// Reads what [`Index::save`] wrote: the index and how far in the event log it reaches.
    ///
    /// # Errors
    /// Those of the stream; `InvalidData` if the bytes are damaged or of another version.
    pub fn load(stream: impl Read) -> Result<(Index, u64)> {
        let mut from = In::new(stream);
        let version = from.bytes(VERSION.len())?;
        if version != VERSION {
            return Err(broken());
        }
        let mark = from.one()?;
        let capacity = usize::try_from(from.one::<u64>()?.min(TOO_MANY)).map_err(|_| broken())?;
        let people = People::from_ids(from.column()?);
        let mut index = Index { people, capacity, ..Index::default() };
        if capacity < index.people.ids.len() || capacity > index.room() {
            return Err(broken());
        }
        index.alive = set(&from.column::<u32>()?, capacity)?;
        index.load_profile(&mut from)?;
        index.load_readings(&mut from)?;
        index.load_lists(&mut from)?;
        let sum = from.sum;
        if from.one::<u64>()? != sum {
            return Err(broken());
        }
        index.after_load();
        Ok((index, mark))
    }

    fn load_profile(&mut self, from: &mut In<impl Read>) -> Result<()> {
        self.profile.births = from.column()?;
        if self.profile.births.len() != self.capacity {
            return Err(broken());
        }
        for set in self.profile.sexes.iter_mut().chain(&mut self.profile.grades) {
            *set = Bitmap::from_words(from.column()?);
        }
        self.profile.grow(self.capacity);
        Ok(())
    }

    fn load_readings(&mut self, from: &mut In<impl Read>) -> Result<()> {
        let capacity = self.capacity;
        for metric in 0..from.one::<u64>()? as usize {
            self.metrics.insert(from.text()?, metric);
            let places = from.one()?;
            let odd = from.list(|s| Ok(Reading::new(s.text()?)))?;
            let (dated, by_value) = (from.dated(capacity)?, from.order(capacity)?);
            self.readings.push(Readings::from_parts(places, odd, dated, by_value));
        }
        Ok(())
    }

    fn load_lists(&mut self, from: &mut In<impl Read>) -> Result<()> {
        let capacity = self.capacity;
        self.visits.words = from.words()?;
        self.visits.dated = from.dated(capacity)?;
        self.visits.paid = from.list(|s| Ok(Paid { fen: s.one()?, ranked: s.order(capacity)? }))?;
        self.message_words = from.words()?;
        self.messages = from.dated(capacity)?;
        for list in &mut self.lists {
            list.words = from.words()?;
            list.series = from.series(capacity)?;
        }
        let rest = from.list(|s| Ok((s.one()?, Box::new(serde_json::from_str(&s.text()?)?))))?;
        self.rest = rest.into_iter().collect();
        Ok(())
    }

    /// Makes what is not in the stream.
    fn after_load(&mut self) {
        let capacity = self.capacity;
        let (lists, profile, visits) = (&mut self.lists, &mut self.profile, &mut self.visits);
        std::thread::scope(|threads| {
            threads.spawn(|| lists.iter_mut().for_each(|list| list.index(capacity)));
            profile.index(capacity);
            visits.mark_odd(capacity);
        });
    }
}

fn set(members: &[u32], capacity: usize) -> Result<Bitmap> {
    if members.iter().any(|p| *p as usize >= capacity) {
        return Err(broken());
    }
    Ok(Bitmap::of(capacity, members.iter().copied()))
}
