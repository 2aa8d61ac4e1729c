//! The attention budget: how often one person may be touched, over all departments, paths and channels.
//!
//! Caps count *all* touches that are not urgent, whatever their class; a lower class simply has to stop earlier.
//! So nobody ever exceeds the highest cap, and what marketing spends can never use up the room kept for care.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Channel, Class, Gate, GateLine, Policy, line};
use crate::calendar::{Calendar, add_days};

/// A touch that happened (or is on its way).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// When.
    pub at: DateTime<Utc>,
    /// Its class.
    pub class: Class,
    /// Its channel.
    pub channel: Channel,
}

/// How many touches a person may already have had for a message of this class still to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// The class asking.
    pub class: Class,
    /// In one day of the site.
    pub per_day: u32,
    /// In seven days, that day included.
    pub per_week: u32,
}

/// Touches counted on a day and in the seven days ending with it.
fn spent(touches: &[Touch], policy: &Policy, site: &Calendar, day: NaiveDate) -> (usize, usize) {
    let week = add_days(day, -6);
    let days = touches
        .iter()
        .filter(|t| policy.spends(t.class, t.channel))
        .map(|t| site.date(t.at))
        .filter(|d| week <= *d && *d <= day);
    days.fold((0, 0), |(today, all), d| (today + usize::from(d == day), all + 1))
}

fn fits(cap: Cap, (today, week): (usize, usize)) -> bool {
    let (today, week) = (u32::try_from(today).unwrap_or(u32::MAX), u32::try_from(week).unwrap_or(u32::MAX));
    today < cap.per_day && week < cap.per_week
}

/// The first instant with room: now, or the start of the first day on which the counts have fallen.
pub(super) fn next(
    class: Class,
    touches: &[Touch],
    policy: &Policy,
    site: &Calendar,
    at: DateTime<Utc>,
) -> DateTime<Utc> {
    let Some(cap) = policy.cap(class) else { return at };
    let today = site.date(at);
    let last = touches.iter().map(|t| site.date(t.at)).max().unwrap_or(today).max(today);
    let mut day = today;
    while !fits(cap, spent(touches, policy, site, day)) && day <= add_days(last, 7) {
        day = add_days(day, 1);
    }
    if day == today { at } else { site.instant(day, NaiveTime::MIN) }
}

pub(super) fn gate(
    class: Class,
    spends: bool,
    touches: &[Touch],
    policy: &Policy,
    site: &Calendar,
    now: DateTime<Utc>,
) -> GateLine {
    let cap = policy.cap(class).filter(|_| spends);
    let Some(cap) = cap else { return line(Gate::Budget, true, "不占用打扰预算。") };
    let (today, week) = spent(touches, policy, site, site.date(now));
    let passed = fits(cap, (today, week));
    let tail = if passed { "还有余量。" } else { "已无余量，顺延。" };
    let sentence = format!(
        "今日已触达 {today} 次（{}上限 {} 次），近7天 {week} 次（上限 {} 次），{tail}",
        class.word(),
        cap.per_day,
        cap.per_week
    );
    line(Gate::Budget, passed, sentence)
}
