//! What people paid: a sum over a window of days, for money beside the cells of a cube.

use super::{Bitmap, Index, stamp::Clock};
use crate::Moment;

impl Index {
    /// What the persons of a set paid for encounters on the last `days` days before today and today, in fen. What
    /// nobody told counts as nothing.
    pub fn paid(&self, set: &Bitmap, days: u32, at: Moment) -> i64 {
        let window = Clock::new(at).window(0, Some(days));
        let of =
            |p| self.visits.dated.series.rows(p).within(window).data.iter().filter_map(|visit| visit.fen());
        set.iter().flat_map(of).fold(0, i64::saturating_add)
    }
}
