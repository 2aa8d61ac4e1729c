//! The birthdays kept on a day, worked out once a day: a lunar calendar is dear.

use crate::{BirthdayIs, birthdays};
use chrono::NaiveDate;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

/// A day and the birthdays a rule means on it.
type OfDay = Option<(NaiveDate, Arc<BTreeSet<u16>>)>;

/// A rule on birthdays with what it means on the day last asked for.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) rule: BirthdayIs,
    last: Arc<Mutex<OfDay>>,
}

impl Kept {
    pub(crate) fn new(rule: &BirthdayIs) -> Kept {
        Kept { rule: rule.clone(), last: Arc::default() }
    }

    /// Month and day, as one number, of the birthdays meant.
    pub(crate) fn keys(&self, today: NaiveDate) -> Arc<BTreeSet<u16>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((day, keys)) = last.as_ref()
            && *day == today
        {
            return keys.clone();
        }
        let keys = Arc::new(birthdays(&self.rule, today));
        *last = Some((today, keys.clone()));
        keys
    }
}
