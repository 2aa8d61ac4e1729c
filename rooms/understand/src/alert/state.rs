//! In which state is an alert, what may become of it, how long may it wait, and what can come of it?
use chrono::Duration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The states, in the order in which they follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AlertState)]
pub enum State {
    /// 已发现
    Detected,
    /// 已通知
    Notified,
    /// 已确认
    Acknowledged,
    /// 已关闭
    Closed,
}

/// What happens to an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Patient and staff were told.
    Notify,
    /// Somebody of the staff read it back and takes it on.
    Acknowledge,
    /// It is over, with an outcome.
    Close,
}

impl State {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Detected => "detected",
            Self::Notified => "notified",
            Self::Acknowledged => "acknowledged",
            Self::Closed => "closed",
        }
    }
    /// From the stored text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Detected, Self::Notified, Self::Acknowledged, Self::Closed]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
    /// The word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Detected => "已发现",
            Self::Notified => "已通知",
            Self::Acknowledged => "已确认",
            Self::Closed => "已关闭",
        }
    }
    /// The one table of changes; None where a step is not allowed.
    pub fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Detected, Step::Notify) => Some(Self::Notified),
            // The bell may reach somebody before the message is out.
            (Self::Detected | Self::Notified, Step::Acknowledge) => Some(Self::Acknowledged),
            (Self::Acknowledged, Step::Close) => Some(Self::Closed),
            _ => None,
        }
    }
}

/// How long an alert of a level may wait for somebody. A red one two hours, as for important abnormal results of an
/// examination; a yellow one a day (ours).
pub fn wait(level: &str) -> Duration {
    if level == "red" { Duration::hours(2) } else { Duration::hours(24) }
}

/// What can come of an alert, with its words.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("contacted", "已联系患者，继续观察"),
    ("visit", "已安排就诊"),
    ("emergency", "已转急诊或拨打120"),
    ("treatment", "医生已调整治疗"),
    ("artefact", "设备或测量误差"),
    ("unreachable", "多次未联系上，已告知家属或上报"),
];

/// The words of an outcome; None for a code that does not exist.
pub fn outcome(code: &str) -> Option<&'static str> {
    OUTCOMES.iter().find(|(own, _)| *own == code).map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_closed_only_after_somebody_has_read_it_back() {
        assert_eq!(State::Notified.after(Step::Close), None);
        assert_eq!(State::Notified.after(Step::Acknowledge), Some(State::Acknowledged));
        assert_eq!(State::Acknowledged.after(Step::Close), Some(State::Closed));
        for step in [Step::Notify, Step::Acknowledge, Step::Close] {
            assert_eq!(State::Closed.after(step), None, "关闭后不再变化");
        }
        assert_eq!(State::Acknowledged.after(Step::Notify), None, "迟到的通知不把确认退回去");
    }

    #[test]
    fn every_state_is_read_as_it_is_written() {
        for state in [State::Detected, State::Notified, State::Acknowledged, State::Closed] {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
    }
}
