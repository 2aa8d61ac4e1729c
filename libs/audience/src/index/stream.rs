//! Columns as bytes: fixed sizes, little end first, with a running checksum.

use super::{
    Said,
    dated::{Dated, Row, Rung},
    ranked::Ranked,
    series::Series,
    spans::Span,
    visits::Visit,
    words::{Word, Words},
};
use std::io::{Error, ErrorKind, Read, Result, Write};

/// Bytes moved at a time.
const BLOCK: usize = 1 << 16;
/// More than any column can have.
pub(crate) const TOO_MANY: u64 = 1 << 33;

/// A stream that is written, with a running checksum.
pub(crate) struct Out<W> {
    pub(crate) stream: W,
    pub(crate) sum: u64,
    block: Vec<u8>,
}

/// A stream that is read, with a running checksum.
pub(crate) struct In<R> {
    stream: R,
    pub(crate) sum: u64,
    block: Vec<u8>,
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn add(sum: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    let sum = words.iter().fold(sum, |sum, word| mix(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)))
}

/// Something with a fixed number of bytes.
pub(crate) trait Flat: Copy {
    const SIZE: usize;
    fn put(self, out: &mut Vec<u8>);
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! flat {
    ($($number:ty),*) => {$(
        impl Flat for $number {
            const SIZE: usize = size_of::<$number>();
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn get(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().unwrap_or_default())
            }
        }
    )*};
}
flat!(u8, u32, i32, u64, i64, u128);

impl Flat for Span {
    const SIZE: usize = 8;
    fn put(self, out: &mut Vec<u8>) {
        self.word.put(out);
        self.until.put(out);
    }
    fn get(bytes: &[u8]) -> Span {
        Span { word: u32::get(&bytes[..4]), until: u32::get(&bytes[4..]) }
    }
}

impl Flat for Visit {
    const SIZE: usize = 12;
    fn put(self, out: &mut Vec<u8>) {
        let (word, low, high) = self.parts();
        word.put(out);
        low.put(out);
        high.put(out);
    }
    fn get(bytes: &[u8]) -> Visit {
        Visit::from_parts((u32::get(&bytes[..4]), u32::get(&bytes[4..8]), i32::get(&bytes[8..])))
    }
}

impl Flat for Said {
    const SIZE: usize = 4;
    fn put(self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn get(bytes: &[u8]) -> Said {
        Said(u32::get(bytes))
    }
}

impl<W: Write> Out<W> {
    pub(crate) fn new(stream: W) -> Out<W> {
        Out { stream, sum: START, block: Vec::with_capacity(BLOCK + 16) }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.sum = add(self.sum, bytes);
        self.stream.write_all(bytes)
    }

    pub(crate) fn one<T: Flat>(&mut self, value: T) -> Result<()> {
        self.many(&[value])
    }

    fn many<T: Flat>(&mut self, values: &[T]) -> Result<()> {
        for part in values.chunks(BLOCK / T::SIZE) {
            let mut block = std::mem::take(&mut self.block);
            block.clear();
            part.iter().for_each(|value| value.put(&mut block));
            self.bytes(&block)?;
            self.block = block;
        }
        Ok(())
    }

    pub(crate) fn column<T: Flat>(&mut self, values: &[T]) -> Result<()> {
        self.one(values.len() as u64)?;
        self.many(values)
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<()> {
        self.column(text.as_bytes())
    }

    pub(crate) fn words(&mut self, words: &Words) -> Result<()> {
        self.one(words.list.len() as u64)?;
        words
            .list
            .iter()
            .try_for_each(|w| [&w.a, &w.b, &w.c].into_iter().try_for_each(|text| self.text(text)))
    }

    pub(crate) fn series<T: Flat>(&mut self, series: &Series<T>) -> Result<()> {
        let (persons, starts, stamps, data) = series.parts();
        self.column(&persons)?;
        self.column(starts)?;
        self.column(stamps)?;
        self.column(data)
    }

    pub(crate) fn dated<T: Flat + Row>(&mut self, dated: &Dated<T>) -> Result<()> {
        self.series(&dated.series)?;
        self.column(&dated.groups)?;
        self.one(dated.rungs.len() as u64)?;
        dated.rungs.iter().try_for_each(|rung| {
            self.one(rung.nth)?;
            self.one(rung.group)?;
            self.order(&rung.ranked)
        })
    }

    pub(crate) fn order(&mut self, ranked: &Ranked) -> Result<()> {
        self.column(ranked.persons(0..ranked.len()))
    }
}

impl<R: Read> In<R> {
    pub(crate) fn new(stream: R) -> In<R> {
        In { stream, sum: START, block: Vec::with_capacity(BLOCK + 16) }
    }

    pub(crate) fn bytes(&mut self, n: usize) -> Result<Vec<u8>> {
        let mut block = std::mem::take(&mut self.block);
        block.resize(n, 0);
        self.stream.read_exact(&mut block)?;
        self.sum = add(self.sum, &block);
        Ok(block)
    }

    pub(crate) fn one<T: Flat>(&mut self) -> Result<T> {
        let block = self.bytes(T::SIZE)?;
        let value = T::get(&block);
        self.block = block;
        Ok(value)
    }

    pub(crate) fn column<T: Flat>(&mut self) -> Result<Vec<T>> {
        let n = self.one::<u64>()?;
        if n > TOO_MANY {
            return Err(broken());
        }
        let (n, step) = (n as usize, BLOCK / T::SIZE);
        let mut column = Vec::new();
        column.try_reserve_exact(n).map_err(|_| broken())?;
        while column.len() < n {
            let part = step.min(n - column.len());
            let block = self.bytes(part * T::SIZE)?;
            column.extend(block.chunks_exact(T::SIZE).map(T::get));
            self.block = block;
        }
        Ok(column)
    }

    pub(crate) fn text(&mut self) -> Result<String> {
        String::from_utf8(self.column()?).map_err(|_| broken())
    }

    pub(crate) fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let n = self.one::<u64>()?;
        (0..n.min(TOO_MANY)).map(|_| one(self)).collect()
    }

    pub(crate) fn words(&mut self) -> Result<Words> {
        let list = self.list(|s| Ok(Word { a: s.text()?, b: s.text()?, c: s.text()? }))?;
        Ok(Words::from_list(list))
    }

    pub(crate) fn series<T: Flat>(&mut self, capacity: usize) -> Result<Series<T>> {
        let (persons, starts) = (self.column()?, self.column()?);
        let (stamps, data) = (self.column()?, self.column()?);
        Series::from_parts(persons, starts, stamps, data, capacity).ok_or_else(broken)
    }

    pub(crate) fn dated<T: Flat + Row>(&mut self, capacity: usize) -> Result<Dated<T>> {
        let series = self.series(capacity)?;
        let groups = self.column()?;
        let rungs = self.list(|s| Ok(Rung { nth: s.one()?, group: s.one()?, ranked: s.order(capacity)? }))?;
        Ok(Dated { series, rungs, groups })
    }

    pub(crate) fn order(&mut self, capacity: usize) -> Result<Ranked> {
        Ranked::from_order(self.column()?, capacity).ok_or_else(broken)
    }
}

pub(crate) fn broken() -> Error {
    Error::new(ErrorKind::InvalidData, "人群索引快照已损坏或版本不同")
}
