//! Conditions on the calendar: birthdays, seasons, solar terms, the age on a day.

use crate::{Cmp, Season, SolarTerm};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Age in completed years on a given day, past or future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeOnIs {
    /// The day.
    pub date: NaiveDate,
    /// The comparison, in years.
    pub is: Cmp,
}

/// A birthday in this month or on one of the days to come. Who has no birthday in a year keeps the last day before
/// it: 29 February is kept on 28 February of a common year, the 30th of a lunar month of 29 days on the 29th. Who was
/// born in a leap month keeps the plain month of the same number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BirthdayIs {
    /// By which calendar.
    #[serde(default, skip_serializing_if = "Calendar::is_solar")]
    pub calendar: Calendar,
    /// When.
    pub when: BirthdayWhen,
}

/// Which calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// 公历
    #[default]
    Solar,
    /// 农历
    Lunar,
}

impl Calendar {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_solar(&self) -> bool {
        *self == Calendar::Solar
    }
}

/// When the birthday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BirthdayWhen {
    /// In the running month of that calendar.
    ThisMonth,
    /// From so many to so many days ahead; 0 is today.
    InDays(u32, u32),
}

/// A solar term (节气): running, or beginning on one of the days to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SolarTermIs {
    /// One of these.
    pub any_of: Vec<SolarTerm>,
    /// Begins from so many to so many days ahead; absent means that it is running today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_days: Option<(u32, u32)>,
}

/// One of these seasons, which begin with 立春, 立夏, 立秋 and 立冬.
pub type SeasonIs = Vec<Season>;
