//! A set of persons as plain words: one bit a person, whole-set operations at memory speed.

/// A set of ordinals below a fixed capacity. Sets that meet in one operation have the same capacity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bitmap {
    words: Vec<u64>,
}

impl Bitmap {
    /// An empty set for ordinals below `capacity`, rounded up to 64.
    pub fn empty(capacity: usize) -> Bitmap {
        Bitmap { words: vec![0; capacity.div_ceil(64)] }
    }

    /// A set as its words.
    pub(crate) fn from_words(words: Vec<u64>) -> Bitmap {
        Bitmap { words }
    }

    /// The set of some ordinals.
    pub fn of(capacity: usize, members: impl IntoIterator<Item = u32>) -> Bitmap {
        let mut set = Bitmap::empty(capacity);
        members.into_iter().for_each(|p| set.insert(p));
        set
    }

    /// How many ordinals fit.
    pub fn capacity(&self) -> usize {
        self.words.len() * 64
    }

    /// Makes room for ordinals below `capacity`.
    pub(crate) fn grow(&mut self, capacity: usize) {
        self.words.resize(capacity.div_ceil(64).max(self.words.len()), 0);
    }

    /// Whether the ordinal is in the set.
    pub fn contains(&self, p: u32) -> bool {
        self.words.get(p as usize / 64).is_some_and(|word| word >> (p % 64) & 1 == 1)
    }

    /// Puts the ordinal in; it must lie below the capacity.
    pub fn insert(&mut self, p: u32) {
        self.words[p as usize / 64] |= 1 << (p % 64);
    }

    /// Takes the ordinal out.
    pub fn remove(&mut self, p: u32) {
        self.words[p as usize / 64] &= !(1 << (p % 64));
    }

    /// Puts in or takes out.
    pub(crate) fn put(&mut self, p: u32, member: bool) {
        if member { self.insert(p) } else { self.remove(p) }
    }

    /// Keeps what is also in the other set.
    pub fn and(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Drops what is in the other set.
    pub fn and_not(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }

    /// Adds what is in the other set.
    pub fn or(&mut self, other: &Bitmap) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    /// Empties the set.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum::<u64>() as usize
    }

    /// How many are also in the other set.
    pub fn count_and(&self, other: &Bitmap) -> usize {
        let both = self.words.iter().zip(&other.words);
        both.map(|(a, b)| u64::from((a & b).count_ones())).sum::<u64>() as usize
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The ordinals, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(i as u32 * 64 + bit)
            })
        })
    }

    /// Keeps the members for which `test` says yes.
    pub(crate) fn retain(&mut self, mut test: impl FnMut(u32) -> bool) {
        for (i, word) in self.words.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                if !test(i as u32 * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// The words, lowest ordinals first.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.words.capacity() * 8
    }
}
