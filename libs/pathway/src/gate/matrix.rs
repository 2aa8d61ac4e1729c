//! What is lawful: the table class × channel, as data. A starter each tenant's counsel must confirm.
//!
//! Source: product metric dictionary, "Touch legality matrix"; hours are our proposal, not law. Template messages
//! carry no coupons or advertisements (platform rule); marketing texts need consent with proof kept for at least
//! five months and a way to unsubscribe.

use serde::{Deserialize, Serialize};

use super::{Ask, Cap, Channel, Class, Gate, GateLine, Hours, line};

/// What a cell of the table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Allowed.
    Allowed,
    /// Never.
    Forbidden,
    /// With consent to the purpose.
    Consent,
    /// With consent and kept proof.
    ConsentWithProof,
    /// Inside the session window, nothing promotional.
    InSession,
    /// Only in answer to the person's own request.
    OnRequest,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Row.
    pub class: Class,
    /// Column.
    pub channel: Channel,
    /// What it says.
    pub law: Law,
    /// Narrower hours than the general ones.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Why, for the receipt.
    #[serde(default)]
    pub note: String,
}

/// All the gate's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The legality table; a pair without a cell is forbidden.
    pub matrix: Vec<Cell>,
    /// Outside these hours it is quiet (for all but the urgent).
    pub day: Hours,
    /// The budget.
    pub caps: Vec<Cap>,
    /// Channels fit for sensitive content: a person speaks, or a login stands before it.
    pub discreet: Vec<Channel>,
    /// Length of the session window in hours.
    pub session_hours: u32,
}

impl Default for Policy {
    fn default() -> Self {
        let cap = |class, per_day, per_week| Cap { class, per_day, per_week };
        Self {
            matrix: starter(),
            day: Hours::of(8, 21),
            caps: vec![
                cap(Class::ClinicalRoutine, 3, 7),
                cap(Class::Service, 2, 5),
                cap(Class::Care, 1, 3),
                cap(Class::Marketing, 1, 2),
            ],
            discreet: vec![Channel::Call, Channel::Wecom, Channel::Inbox],
            session_hours: 48,
        }
    }
}

impl Policy {
    fn cell(&self, class: Class, channel: Channel) -> Option<&Cell> {
        self.matrix.iter().find(|c| c.class == class && c.channel == channel)
    }

    /// What the table says of a pair.
    pub fn law(&self, class: Class, channel: Channel) -> Law {
        self.cell(class, channel).map_or(Law::Forbidden, |c| c.law)
    }

    /// Hours for a pair; none if it may happen at any hour.
    pub fn hours(&self, class: Class, channel: Channel) -> Option<Hours> {
        if class == Class::ClinicalUrgent || channel == Channel::Inbox {
            return None;
        }
        let own = self.cell(class, channel).and_then(|c| c.hours);
        Some(own.map_or(self.day, |h| h.and(self.day)))
    }

    /// Whether a touch counts towards the budget.
    pub fn spends(&self, class: Class, channel: Channel) -> bool {
        class != Class::ClinicalUrgent && channel != Channel::Inbox
    }

    /// The cap of a class, if it has one.
    pub fn cap(&self, class: Class) -> Option<Cap> {
        self.caps.iter().copied().find(|c| c.class == class)
    }
}

/// A cell while the starter table is written: channel, law, hours, note.
type Entry = (Channel, Law, Option<Hours>, &'static str);
type Row = [Entry; 8];

fn starter() -> Vec<Cell> {
    use Channel as C;
    use Law as L;
    let daytime_call = Some(Hours::of(9, 20));
    let no_ads = "模板消息禁止优惠券与广告";
    let clinical_port = "营销端口不发诊疗与服务内容";
    let rows: [(Class, Row); 5] = [
        (Class::ClinicalUrgent, every(L::Allowed, None, clinical_port)),
        (Class::ClinicalRoutine, every(L::Allowed, daytime_call, clinical_port)),
        (Class::Service, every(L::Allowed, None, clinical_port)),
        (
            Class::Care,
            [
                (C::SmsService, L::Consent, None, "服务端口发问候须经授权"),
                (C::SmsMarketing, L::Consent, None, ""),
                (C::WechatTemplate, L::Forbidden, None, "模板消息不得用于问候"),
                (C::WechatSession, L::InSession, None, "会话内不得推广"),
                (C::Wecom, L::Consent, None, ""),
                (C::AiVoice, L::Forbidden, None, "问候不使用AI语音"),
                (C::Call, L::Allowed, None, ""),
                (C::Inbox, L::Allowed, None, ""),
            ],
        ),
        (
            Class::Marketing,
            [
                (C::SmsService, L::Forbidden, None, "服务端口不得发营销内容"),
                (C::SmsMarketing, L::ConsentWithProof, None, "须授权、可退订并留存凭证"),
                (C::WechatTemplate, L::Forbidden, None, no_ads),
                (C::WechatSession, L::OnRequest, None, "只能回应患者的询问"),
                (C::Wecom, L::Consent, None, "须授权并遵守平台配额"),
                (C::AiVoice, L::Consent, None, ""),
                (C::Call, L::Consent, None, ""),
                (C::Inbox, L::Allowed, None, ""),
            ],
        ),
    ];
    let cell = |class, (channel, law, hours, note): Entry| {
        let note = if law == L::Allowed { String::new() } else { note.to_owned() };
        Cell { class, channel, law, hours, note }
    };
    rows.into_iter().flat_map(|(class, cells)| cells.map(|c| cell(class, c))).collect()
}

/// A row that allows every channel but the marketing port; `voice` narrows the hours of both kinds of call.
fn every(law: Law, voice: Option<Hours>, port: &'static str) -> Row {
    [
        (Channel::SmsService, law, None, ""),
        (Channel::SmsMarketing, Law::Forbidden, None, port),
        (Channel::WechatTemplate, law, None, ""),
        (Channel::WechatSession, law, None, ""),
        (Channel::Wecom, law, None, ""),
        (Channel::AiVoice, law, voice, ""),
        (Channel::Call, law, voice, ""),
        (Channel::Inbox, law, None, ""),
    ]
}

pub(super) fn legality(ask: &Ask, channel: Channel, policy: &Policy) -> GateLine {
    let (class, word) = (ask.class.word(), channel.word());
    let note = policy.cell(ask.class, channel).map(|c| c.note.as_str()).filter(|n| !n.is_empty());
    let tail = note.map(|n| format!("：{n}")).unwrap_or_default();
    match policy.law(ask.class, channel) {
        Law::Forbidden => line(Gate::Legality, false, format!("“{class}”不得经{word}发送{tail}。")),
        Law::InSession if ask.promotional => {
            line(Gate::Legality, false, format!("含推广内容，不得经{word}发送。"))
        }
        _ if ask.promotional && channel == Channel::WechatTemplate => {
            line(Gate::Legality, false, "含优惠券或广告，不得经微信模板消息发送。")
        }
        Law::Allowed => line(Gate::Legality, true, format!("“{class}”可经{word}发送。")),
        _ => line(Gate::Legality, true, format!("“{class}”经{word}发送有条件{tail}。")),
    }
}

pub(super) fn sensitive(ask: &Ask, channel: Channel, policy: &Policy) -> GateLine {
    let word = channel.word();
    if !ask.sensitive {
        return line(Gate::Sensitive, true, "内容不涉及敏感信息。");
    }
    if policy.discreet.contains(&channel) {
        return line(Gate::Sensitive, true, format!("内容敏感，{word}可以承载。"));
    }
    line(Gate::Sensitive, false, format!("内容敏感，{word}可能被他人看到，不得使用。"))
}
