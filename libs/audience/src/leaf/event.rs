//! Conditions on what happened or is to happen.

use crate::{AppointmentMatch, Cmp, Decimal, DrugMatch, EncounterMatch, What};
use serde::{Deserialize, Serialize};

/// Presence of a dated fact, at any time or in a span of days counted from the fact: `[7,30]` is the 7th to 30th day after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Had {
    /// What.
    pub of: What,
    /// Least and greatest number of days since; 0 is the day itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_ago: Option<(u32, u32)>,
}

/// Absence of a dated fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// What.
    pub of: What,
    /// In the last days; absent means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Number of dated facts in a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// What.
    pub of: What,
    /// In the last days; absent means ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Count facts or different days.
    #[serde(default, skip_serializing_if = "CountBy::is_default")]
    pub by: CountBy,
    /// How many.
    pub is: Cmp,
}

/// What a count counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountBy {
    /// 次
    #[default]
    Fact,
    /// 不同的天
    Day,
}

impl CountBy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == CountBy::Fact
    }
}

/// Money paid for encounters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpendIs {
    /// In the last days, today included.
    pub days: u32,
    /// The comparison, in yuan.
    pub is: Cmp,
    /// Only such encounters.
    #[serde(default, skip_serializing_if = "EncounterMatch::is_open")]
    pub of: EncounterMatch,
}

/// A cell of recency, frequency and money. What is left out of `r`, `f`, `m` does not matter, so that `r` and `m`
/// alone are a 2×2 and all three a 2×2×2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RfmIs {
    /// Recent is whoever had an encounter in so many last days.
    pub recent_days: u32,
    /// The last days over which encounters and money are summed.
    pub window_days: u32,
    /// Frequent is whoever had at least so many encounters.
    pub visits: u32,
    /// High is whoever paid at least so much, in yuan.
    pub yuan: Decimal,
    /// Recent or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r: Option<bool>,
    /// Frequent or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f: Option<bool>,
    /// High or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m: Option<bool>,
}

/// An appointment on one of the days to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointmentIs {
    /// From so many to so many days ahead; 0 is today.
    pub in_days: (u32, u32),
    /// Which; without a state, only those still booked.
    #[serde(default, skip_serializing_if = "AppointmentMatch::is_open")]
    pub of: AppointmentMatch,
}

/// Days for which the medicine last given still lasts: the last day covered by any supply less today. Below zero it
/// ran out so many days ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplyIs {
    /// Which medicine.
    pub of: DrugMatch,
    /// The comparison, in days.
    pub days_left: Cmp,
}
