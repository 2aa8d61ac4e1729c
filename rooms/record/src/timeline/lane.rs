//! Which lane does an event belong to, and what is it called when it does not say so itself?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The five lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// 临床
    Clinical,
    /// 服务
    Service,
    /// 沟通
    Conversation,
    /// 任务
    Task,
    /// 系统
    System,
}

impl Lane {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] = [Self::Clinical, Self::Service, Self::Conversation, Self::Task, Self::System];

    /// Beginnings of the kinds of events that belong here.
    pub(crate) fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Clinical => &[
                "encounter.",
                "exam.",
                "observation.",
                "condition.",
                "procedure.",
                "medication.",
                "allergy.",
                "immunization.",
                "report.",
                "family.",
                "alert.",
                "score.",
                "patient.deceased",
            ],
            Self::Service => {
                &["card.", "contract.", "care_team.", "consent.", "appointment.", "ticket.", "order."]
            }
            Self::Conversation => &["message.", "answer.", "reading.", "reply.", "call."],
            Self::Task => &["task.", "obligation.", "enrolment."],
            Self::System => &[
                "patient.created",
                "patient.updated",
                "patient.muted",
                "tag.",
                "grade.",
                "segment.",
                "match.",
            ],
        }
    }

    /// The lane of a kind of event; None for what is no entry of a timeline.
    pub(crate) fn of(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.prefixes().iter().any(|p| kind.starts_with(p)))
    }
}

/// The words for an event that brings none of its own.
pub(crate) fn title(kind: &str) -> &'static str {
    match kind {
        "consent.changed" => "授权变更",
        "card.opened" => "开通健康卡",
        "contract.signed" => "家庭医生签约",
        "contract.ended" => "家庭医生解约",
        "enrolment.started" => "进入随访路径",
        "enrolment.ended" => "退出随访路径",
        "obligation.opened" => "生成随访",
        "obligation.closed" => "随访结束",
        "task.opened" => "新任务",
        "task.done" => "任务完成",
        "message.queued" => "消息待发送",
        "message.accepted" => "消息已提交",
        "message.delivered" => "消息已送达",
        "message.suppressed" => "消息未发送",
        "message.failed" => "消息发送失败",
        "message.cancelled" => "消息已取消",
        "message.received" => "收到患者回复",
        "segment.entered" => "进入人群",
        "segment.left" => "离开人群",
        "match.decided" => "重复档案已处理",
        "patient.deceased" => "登记死亡",
        _ => "记录",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_has_its_lane() {
        for (kind, lane) in [
            ("observation.recorded", Lane::Clinical),
            ("patient.deceased", Lane::Clinical),
            ("patient.created", Lane::System),
            ("card.opened", Lane::Service),
            ("contract.signed", Lane::Service),
            ("answer.filed", Lane::Conversation),
            ("message.suppressed", Lane::Conversation),
            ("obligation.closed", Lane::Task),
            ("grade.changed", Lane::System),
        ] {
            assert_eq!(Lane::of(kind), Some(lane), "{kind}");
        }
        assert_eq!(Lane::of("cursor.moved"), None);
    }
}
