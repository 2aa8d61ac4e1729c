//! The touch gate (打扰预算的最后一道门): may this person be touched with this class of message, by this
//! channel, now? Send, later, another channel, or not; and each gate that was passed or failed, in words.
//!
//! One pure function for messages and calls alike. Everything it knows of the person is handed in; the legality
//! table, the hours and the caps are data a tenant may edit ([`Policy`]).

mod budget;
mod hours;
mod kinds;
mod matrix;
mod person;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use budget::{Cap, Touch};
pub use hours::Hours;
pub use kinds::{Channel, Class, Purpose};
pub use matrix::{Cell, Law, Policy};
pub use person::{Consent, Mute, Person};

use crate::calendar::{Calendar, month_day};

/// What somebody wants to send or say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Message class.
    pub class: Class,
    /// The channel wanted first.
    pub channel: Channel,
    /// Channels to fall back to, best first.
    #[serde(default)]
    pub others: Vec<Channel>,
    /// The text names a sensitive matter (a disease, an examination).
    #[serde(default)]
    pub sensitive: bool,
    /// The text carries a coupon, a price or an advertisement.
    #[serde(default)]
    pub promotional: bool,
    /// It answers something the person asked for just now.
    #[serde(default)]
    pub requested: bool,
    /// After this instant it must not be delivered any more.
    #[serde(default)]
    pub not_after: Option<DateTime<Utc>>,
}

/// The gate's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// Now, by the channel asked for.
    Send,
    /// Not now; ask again at this instant.
    Later {
        /// When to ask again.
        at: DateTime<Utc>,
        /// A sentence.
        why: String,
    },
    /// Not by this channel; this one passes. Ask again with it.
    OtherChannel {
        /// The first alternative that passes.
        channel: Channel,
        /// A sentence.
        why: String,
    },
    /// Not at all.
    Not {
        /// A sentence.
        why: String,
    },
}

/// The gates, in the order they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// 在世.
    Alive,
    /// 迁出.
    Resident,
    /// 静默.
    Mute,
    /// 丧亲保护.
    Bereavement,
    /// 触达合法性.
    Legality,
    /// 授权.
    Consent,
    /// 退订.
    OptOut,
    /// 敏感内容.
    Sensitive,
    /// 可达.
    Reachable,
    /// 会话窗口.
    Session,
    /// 时段.
    Hours,
    /// 打扰预算.
    Budget,
    /// 有效期.
    Validity,
}

/// One gate of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateLine {
    /// Which gate.
    pub gate: Gate,
    /// Passed or failed.
    pub passed: bool,
    /// What was found, for a person to read.
    pub sentence: String,
}

/// The answer with its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The answer.
    pub answer: Answer,
    /// Every gate, passed or failed; none is left out.
    pub gates: Vec<GateLine>,
}

/// Decides one touch. The same arguments give the same verdict.
pub fn decide(ask: &Ask, who: &Person, policy: &Policy, site: &Calendar, now: DateTime<Utc>) -> Verdict {
    let mut gates = person::gates(ask.class, who, now);
    if let Some(why) = first_failure(&gates) {
        gates.extend(channel_gates(ask, ask.channel, who, policy, now));
        return Verdict { answer: Answer::Not { why }, gates };
    }
    let by_channel = channel_gates(ask, ask.channel, who, policy, now);
    let blocked = first_failure(&by_channel);
    gates.extend(by_channel);
    if let Some(why) = blocked {
        return Verdict { answer: elsewhere(ask, who, policy, now, why), gates };
    }
    let (at, timing) = when(ask, who, policy, site, now);
    let late = at > now;
    let delay = first_failure(&timing).unwrap_or_default();
    gates.extend(timing);
    let valid = validity(ask, at, site);
    let answer = match (valid.passed, late) {
        (false, _) => Answer::Not { why: valid.sentence.clone() },
        (true, true) => Answer::Later { at, why: delay },
        (true, false) => Answer::Send,
    };
    gates.push(valid);
    Verdict { answer, gates }
}

fn channel_gates(
    ask: &Ask,
    channel: Channel,
    who: &Person,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Vec<GateLine> {
    vec![
        matrix::legality(ask, channel, policy),
        person::consent(ask.class, policy.law(ask.class, channel), who, now),
        person::opt_out(ask.class, channel, who),
        matrix::sensitive(ask, channel, policy),
        person::reachable(channel, who),
        person::session(ask, policy.law(ask.class, channel), channel, who, policy, now),
    ]
}

fn elsewhere(ask: &Ask, who: &Person, policy: &Policy, now: DateTime<Utc>, why: String) -> Answer {
    let open = ask
        .others
        .iter()
        .filter(|c| **c != ask.channel)
        .find(|c| channel_gates(ask, **c, who, policy, now).iter().all(|g| g.passed));
    match open {
        Some(channel) => Answer::OtherChannel { channel: *channel, why },
        None => Answer::Not { why },
    }
}

/// The first instant at which both the hours and the budget allow the touch, and the two lines of the receipt.
fn when(
    ask: &Ask,
    who: &Person,
    policy: &Policy,
    site: &Calendar,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, Vec<GateLine>) {
    let open = policy.hours(ask.class, ask.channel);
    let spend = policy.spends(ask.class, ask.channel);
    let lines =
        vec![hours::gate(open, site, now), budget::gate(ask.class, spend, &who.touches, policy, site, now)];
    let mut at = now;
    // Each round moves at least a day onwards or stands still; a week's budget frees itself within eight days.
    for _ in 0..=16 {
        let opened = open.map_or(at, |h| h.next(site, at));
        let free = if spend { budget::next(ask.class, &who.touches, policy, site, opened) } else { opened };
        if free == at {
            break;
        }
        at = free;
    }
    (at, lines)
}

fn validity(ask: &Ask, at: DateTime<Utc>, site: &Calendar) -> GateLine {
    let passed = ask.not_after.is_none_or(|limit| at <= limit);
    let sentence = match ask.not_after {
        None => "未设最晚送达时间。".to_owned(),
        Some(limit) => {
            let local = format!("{} {}", month_day(site.date(limit)), site.time(limit).format("%H:%M"));
            if passed {
                format!("在最晚送达时间 {local} 之前。")
            } else {
                format!("最早可发送的时间已晚于最晚送达时间 {local}，不再发送。")
            }
        }
    };
    GateLine { gate: Gate::Validity, passed, sentence }
}

fn first_failure(gates: &[GateLine]) -> Option<String> {
    gates.iter().find(|g| !g.passed).map(|g| g.sentence.clone())
}

fn line(gate: Gate, passed: bool, sentence: impl Into<String>) -> GateLine {
    GateLine { gate, passed, sentence: sentence.into() }
}
