//! The words of the gate: message classes, channels and purposes of consent, with their stable codes.

use serde::{Deserialize, Serialize};

/// Message class, highest rank first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 临床紧急.
    ClinicalUrgent,
    /// 临床常规: revisit, examination, medicine.
    ClinicalRoutine,
    /// 服务: appointment, report, ticket.
    Service,
    /// 关怀: birthday, festival.
    Care,
    /// 营销: coupon, package, lecture.
    Marketing,
}

/// How a person is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 短信(服务端口).
    SmsService,
    /// 短信(营销端口).
    SmsMarketing,
    /// 微信模板/订阅消息.
    WechatTemplate,
    /// 微信客服消息 (within 48 hours of the person's word).
    WechatSession,
    /// 企业微信一对一.
    Wecom,
    /// AI 语音.
    AiVoice,
    /// 人工电话.
    Call,
    /// H5 消息盒: read when the person looks, disturbs nobody.
    Inbox,
}

/// What consent is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 诊疗随访.
    FollowUp,
    /// 关怀问候.
    Care,
    /// 营销推广.
    Marketing,
}

impl Class {
    /// Every class, highest rank first.
    pub const ALL: [Self; 5] =
        [Self::ClinicalUrgent, Self::ClinicalRoutine, Self::Service, Self::Care, Self::Marketing];

    /// The purpose whose consent applies; the urgent needs none.
    pub fn purpose(self) -> Option<Purpose> {
        match self {
            Self::ClinicalUrgent => None,
            Self::ClinicalRoutine | Self::Service => Some(Purpose::FollowUp),
            Self::Care => Some(Purpose::Care),
            Self::Marketing => Some(Purpose::Marketing),
        }
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::ClinicalUrgent => "clinical_urgent",
            Self::ClinicalRoutine => "clinical_routine",
            Self::Service => "service",
            Self::Care => "care",
            Self::Marketing => "marketing",
        }
    }

    /// Reads a stored code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::ClinicalUrgent => "临床紧急",
            Self::ClinicalRoutine => "临床常规",
            Self::Service => "服务",
            Self::Care => "关怀",
            Self::Marketing => "营销",
        }
    }
}

impl Channel {
    /// Every channel, in the order of the table.
    pub const ALL: [Self; 8] = [
        Self::SmsService,
        Self::SmsMarketing,
        Self::WechatTemplate,
        Self::WechatSession,
        Self::Wecom,
        Self::AiVoice,
        Self::Call,
        Self::Inbox,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::SmsService => "sms_service",
            Self::SmsMarketing => "sms_marketing",
            Self::WechatTemplate => "wechat_template",
            Self::WechatSession => "wechat_session",
            Self::Wecom => "wecom",
            Self::AiVoice => "ai_voice",
            Self::Call => "call",
            Self::Inbox => "inbox",
        }
    }

    /// Reads a stored code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::SmsService => "短信（服务端口）",
            Self::SmsMarketing => "短信（营销端口）",
            Self::WechatTemplate => "微信模板消息",
            Self::WechatSession => "微信客服消息",
            Self::Wecom => "企业微信",
            Self::AiVoice => "AI语音",
            Self::Call => "人工电话",
            Self::Inbox => "H5消息盒",
        }
    }
}

impl Purpose {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::FollowUp => "follow_up",
            Self::Care => "care",
            Self::Marketing => "marketing",
        }
    }

    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::FollowUp => "诊疗随访",
            Self::Care => "关怀问候",
            Self::Marketing => "营销推广",
        }
    }
}
