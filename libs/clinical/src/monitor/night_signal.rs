//! NightSignal (Stanford, Nature Medicine 2022): two nights in a row above the running median. Exact to the
//! published method; its weakness is known: the baseline follows, so a lasting rise falls silent again. Our own
//! rule with a lagged baseline is `three_nights`.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::alert::median;
use super::night::Nights;

/// State of one night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NightSignal {
    /// 0
    Green,
    /// 1: two nights in a row at least 3 above the median.
    Yellow,
    /// 2: two nights in a row at least 4 above the median.
    Red,
}

impl NightSignal {
    /// 0, 1 or 2 as the method prints it.
    pub fn code(self) -> i32 {
        match self {
            Self::Green => 0,
            Self::Yellow => 1,
            Self::Red => 2,
        }
    }
}

const YELLOW_ABOVE: i32 = 3;
const RED_ABOVE: i32 = 4;

/// The state of every night that was measured. A single missing night is filled with the mean of its neighbours
/// where one of these has a further neighbour (as published); a filled night counts towards the baseline and the
/// pair but is not reported.
pub fn night_signal(nights: &Nights) -> BTreeMap<NaiveDate, NightSignal> {
    let mut all = nights.clone();
    all.extend(filled_nights(nights));
    let above: BTreeMap<NaiveDate, i32> = all
        .iter()
        .filter_map(|(date, value)| {
            let so_far = all.range(..=*date).map(|(_, v)| f64::from(*v));
            let baseline = super::night::whole(median(so_far)?)?;
            Some((*date, value - baseline))
        })
        .collect();
    let state = |date: &NaiveDate| {
        let tonight = above.get(date).copied().unwrap_or_default();
        let before = date.pred_opt().and_then(|d| above.get(&d)).copied().unwrap_or_default();
        match tonight.min(before) {
            both if both >= RED_ABOVE => NightSignal::Red,
            both if both >= YELLOW_ABOVE => NightSignal::Yellow,
            _ => NightSignal::Green,
        }
    };
    nights.keys().map(|date| (*date, state(date))).collect()
}

fn filled_nights(nights: &Nights) -> Nights {
    let list: Vec<(NaiveDate, i32)> = nights.iter().map(|(d, v)| (*d, *v)).collect();
    let mut filled = Nights::new();
    for three in list.windows(3) {
        let [(a, va), (b, vb), (c, vc)] = three else { continue };
        let gaps = ((*b - *a).num_days(), (*c - *b).num_days());
        let (date, sum) = match gaps {
            (2, 1) => (a.checked_add_days(Days::new(1)), va + vb),
            (1, 2) => (b.checked_add_days(Days::new(1)), vb + vc),
            _ => continue,
        };
        if let Some(date) = date {
            filled.entry(date).or_insert(sum / 2);
        }
    }
    filled
}
