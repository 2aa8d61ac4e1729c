//! A set of people by their place in the crowd: one bit a person.

/// Places below a fixed number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Set {
    words: Vec<u64>,
}

fn place(p: u32) -> (usize, u64) {
    (usize::try_from(p / 64).unwrap_or(usize::MAX), 1 << (p % 64))
}

impl Set {
    /// Nobody, with room for `people`.
    pub(crate) fn empty(people: usize) -> Set {
        Set { words: vec![0; people.div_ceil(64)] }
    }

    /// These.
    pub(crate) fn of(people: usize, members: impl IntoIterator<Item = u32>) -> Set {
        let mut set = Set::empty(people);
        members.into_iter().for_each(|p| set.insert(p));
        set
    }

    /// Puts one in; a place beyond the room is left out.
    pub(crate) fn insert(&mut self, p: u32) {
        let (word, bit) = place(p);
        if let Some(word) = self.words.get_mut(word) {
            *word |= bit;
        }
    }

    /// Keeps those who are also in the other.
    #[must_use]
    pub(crate) fn and(mut self, other: &Set) -> Set {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
        self
    }

    /// Drops those who are in the other.
    #[must_use]
    pub(crate) fn without(mut self, other: &Set) -> Set {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
        self
    }

    /// Adds those who are in the other.
    #[must_use]
    pub(crate) fn or(mut self, other: &Set) -> Set {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
        self
    }

    /// How many.
    pub(crate) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many are also in the other.
    pub(crate) fn both(&self, other: &Set) -> u64 {
        self.words.iter().zip(&other.words).map(|(a, b)| u64::from((a & b).count_ones())).sum()
    }

    /// Their places, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).step_by(64).zip(&self.words).flat_map(|(first, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(first + bit)
            })
        })
    }

    /// At most `n` of them, spread over all.
    pub(crate) fn some(&self, n: u64) -> Vec<u32> {
        let step = usize::try_from(self.count() / n.max(1)).unwrap_or(1).max(1);
        self.iter().step_by(step).take(usize::try_from(n).unwrap_or(0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_joined_cut_and_counted() {
        let (a, b) = (Set::of(200, [1, 64, 130]), Set::of(200, [64, 199]));
        assert_eq!(a.clone().or(&b).iter().collect::<Vec<_>>(), [1, 64, 130, 199]);
        assert_eq!(a.clone().and(&b).iter().collect::<Vec<_>>(), [64]);
        assert_eq!((a.clone().without(&b).count(), a.both(&b)), (2, 1));
        assert_eq!(Set::of(200, 0..100).some(5), [0, 20, 40, 60, 80]);
    }
}
