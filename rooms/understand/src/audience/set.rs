//! A set of people by their place in the crowd: the index's own bitmap, with the operations of sets as words.
use nq_audience::index::Bitmap;

/// Places below a fixed number. Sets that meet have the same number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Set(Bitmap);

impl From<Bitmap> for Set {
    fn from(bits: Bitmap) -> Set {
        Set(bits)
    }
}

impl Set {
    /// Nobody, with room for `people`.
    pub(crate) fn empty(people: usize) -> Set {
        Set(Bitmap::empty(people))
    }

    /// These; all lie below `people`.
    pub(crate) fn of(people: usize, members: impl IntoIterator<Item = u32>) -> Set {
        Set(Bitmap::of(people, members))
    }

    /// The bits.
    pub(crate) fn bits(&self) -> &Bitmap {
        &self.0
    }

    /// Keeps those who are also in the other.
    #[must_use]
    pub(crate) fn and(mut self, other: &Set) -> Set {
        self.0.and(&other.0);
        self
    }

    /// Drops those who are in the other.
    #[must_use]
    pub(crate) fn without(mut self, other: &Set) -> Set {
        self.0.and_not(&other.0);
        self
    }

    /// Adds those who are in the other.
    #[must_use]
    pub(crate) fn or(mut self, other: &Set) -> Set {
        self.0.or(&other.0);
        self
    }

    /// How many.
    pub(crate) fn count(&self) -> u64 {
        u64::try_from(self.0.count()).unwrap_or(u64::MAX)
    }

    /// How many are also in the other.
    pub(crate) fn both(&self, other: &Set) -> u64 {
        u64::try_from(self.0.count_and(&other.0)).unwrap_or(u64::MAX)
    }

    /// Their places, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter()
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
