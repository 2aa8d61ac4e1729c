//! What the gate knows of a person, and the gates that ask about the person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Ask, Channel, Class, Gate, GateLine, Law, Policy, Purpose, Touch, line};

/// A person as the gate sees one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// 已登记死亡.
    pub dead: bool,
    /// 已迁出或转诊出院外管理.
    pub moved: bool,
    /// 静默: asked not to be disturbed.
    pub mute: Option<Mute>,
    /// A death in the family: greetings and marketing rest until then.
    pub bereaved_until: Option<DateTime<Utc>>,
    /// Latest word on each purpose; absent means never asked.
    pub consents: BTreeMap<Purpose, Consent>,
    /// Channels unsubscribed from.
    pub opted_out: BTreeSet<Channel>,
    /// Channels there is an address for (a phone number, an openid).
    pub reachable: BTreeSet<Channel>,
    /// The last time the person wrote to us (opens the session window).
    pub last_inbound: Option<DateTime<Utc>>,
    /// Touches of the last seven days, all departments and channels.
    pub touches: Vec<Touch>,
}

/// How long somebody is muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mute {
    /// Until when; none means until taken back.
    pub until: Option<DateTime<Utc>>,
}

/// Consent to one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Consent {
    /// Given.
    Granted {
        /// Until when; none means without end.
        until: Option<DateTime<Utc>>,
        /// Proof is kept (for marketing texts at least five months).
        proof: bool,
    },
    /// Taken back or denied.
    Withdrawn,
}

impl Person {
    fn muted(&self, now: DateTime<Utc>) -> bool {
        self.mute.is_some_and(|m| m.until.is_none_or(|until| now < until))
    }

    fn granted(&self, purpose: Purpose, now: DateTime<Utc>, need_proof: bool) -> bool {
        matches!(self.consents.get(&purpose), Some(Consent::Granted { until, proof })
            if until.is_none_or(|u| now < u) && (*proof || !need_proof))
    }
}

/// The gates that no other channel can open.
pub(super) fn gates(class: Class, who: &Person, now: DateTime<Utc>) -> Vec<GateLine> {
    let urgent = class == Class::ClinicalUrgent;
    let alive = if who.dead { "已登记死亡，不再触达。" } else { "未登记死亡。" };
    let resident = match (who.moved, urgent) {
        (false, _) => "未登记迁出。",
        (true, true) => "已迁出，临床紧急事项仍需通知。",
        (true, false) => "已迁出，不再由本院触达。",
    };
    let muted = who.muted(now);
    let mute = match (muted, urgent) {
        (false, _) => "未设静默。",
        (true, true) => "已设静默，临床紧急事项不受静默限制。",
        (true, false) => "已设静默，静默期间不触达，之后也不补发。",
    };
    let mourning =
        who.bereaved_until.is_some_and(|u| now < u) && matches!(class, Class::Care | Class::Marketing);
    let bereavement = if mourning {
        "家中近期有人离世，暂停问候与营销。"
    } else {
        "无丧亲保护限制。"
    };
    vec![
        line(Gate::Alive, !who.dead, alive),
        line(Gate::Resident, !who.moved || urgent, resident),
        line(Gate::Mute, !muted || urgent, mute),
        line(Gate::Bereavement, !mourning, bereavement),
    ]
}

/// Consent by purpose. Follow-up by the treating hospital needs none, but an express refusal stands.
pub(super) fn consent(class: Class, law: Law, who: &Person, now: DateTime<Utc>) -> GateLine {
    let Some(purpose) = class.purpose() else {
        return line(Gate::Consent, true, "临床紧急事项无需单独授权。");
    };
    let need_proof = law == Law::ConsentWithProof;
    let needed = need_proof || law == Law::Consent;
    let word = purpose.word();
    if who.granted(purpose, now, need_proof) {
        return line(Gate::Consent, true, format!("已授权“{word}”。"));
    }
    let (passed, sentence) = match who.consents.get(&purpose) {
        Some(Consent::Withdrawn) => (false, format!("已撤回“{word}”授权。")),
        Some(Consent::Granted { until: Some(until), .. }) if *until <= now => {
            (!needed, format!("“{word}”授权已到期。"))
        }
        Some(Consent::Granted { .. }) => {
            (false, format!("“{word}”授权缺少留存凭证，营销短信需留存至少5个月。"))
        }
        None if needed => (false, format!("未取得“{word}”授权。")),
        None => (true, format!("未单独授权“{word}”，按诊疗服务所需。")),
    };
    line(Gate::Consent, passed, sentence)
}

pub(super) fn opt_out(class: Class, channel: Channel, who: &Person) -> GateLine {
    let out = who.opted_out.contains(&channel);
    let urgent = class == Class::ClinicalUrgent;
    let word = channel.word();
    let sentence = match (out, urgent) {
        (false, _) => format!("未退订{word}。"),
        (true, true) => format!("已退订{word}，临床紧急事项仍可使用。"),
        (true, false) => format!("已退订{word}。"),
    };
    line(Gate::OptOut, !out || urgent, sentence)
}

pub(super) fn reachable(channel: Channel, who: &Person) -> GateLine {
    let passed = who.reachable.contains(&channel);
    let word = channel.word();
    let sentence =
        if passed { format!("{word}可达。") } else { format!("没有可用的{word}联系方式。") };
    line(Gate::Reachable, passed, sentence)
}

/// A channel that only answers within a window after the person wrote.
pub(super) fn session(
    ask: &Ask,
    law: Law,
    channel: Channel,
    who: &Person,
    policy: &Policy,
    now: DateTime<Utc>,
) -> GateLine {
    if channel != Channel::WechatSession {
        return line(Gate::Session, true, "该渠道无会话窗口限制。");
    }
    let hours = policy.session_hours;
    let closes = who.last_inbound.map(|at| at + Duration::hours(i64::from(hours)));
    let open = closes.is_some_and(|c| now < c);
    if !open {
        return line(Gate::Session, false, format!("患者最近 {hours} 小时内未来信，会话窗口已关闭。"));
    }
    if law == Law::OnRequest && !ask.requested {
        return line(Gate::Session, false, "只能在回应患者主动询问时发送。");
    }
    line(Gate::Session, true, format!("患者 {hours} 小时内来过信，会话窗口开着。"))
}
