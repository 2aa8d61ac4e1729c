//! The loop that must close: detected → notified (whom, how, when) → read back → closed; unacknowledged in time, the
//! next person is told; the patient is asked after 24 hours and a week. Pure: the steps taken are handed in, the
//! stage and the next step come out. Times are wall clock of the site.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::table::Clock;

/// Who was told, how and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Person.
    pub person: String,
    /// 电话, 短信, 当面 …
    pub channel: String,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Somebody was told.
    Notify(Notice),
    /// The one told repeated the result correctly.
    ReadBack {
        /// Who repeated it.
        person: String,
    },
    /// The patient was asked how it went.
    FollowUp {
        /// What was learned.
        outcome: String,
    },
    /// Nothing more is to be done.
    Close {
        /// How it ended.
        outcome: String,
    },
}

/// An act with its time and author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: NaiveDateTime,
    /// Who recorded it.
    pub by: String,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// Where the loop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 待通知
    Detected,
    /// 已通知，待复述确认
    Notified,
    /// 已确认，待随访
    ReadBack,
    /// 已关闭
    Closed,
}

/// What is to be done next, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum NextStep {
    /// Tell somebody, at the latest by `by`.
    Notify {
        /// Latest.
        by: NaiveDateTime,
    },
    /// Wait for the read-back until `by`.
    AwaitReadBack {
        /// Latest.
        by: NaiveDateTime,
    },
    /// The time is over: tell the next person.
    Escalate {
        /// How many times the period has passed, from 1: how high to go.
        level: u32,
        /// Since when it is overdue.
        since: NaiveDateTime,
    },
    /// Ask the patient.
    FollowUp {
        /// Which one, from 1.
        number: usize,
        /// When it is due.
        due: NaiveDateTime,
        /// Whether that time has come.
        overdue: bool,
    },
    /// All asked; may be closed.
    MayClose,
    /// Nothing.
    Nothing,
}

/// An act that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoopError {
    /// Closed already.
    #[error("该异常结果已关闭，不能再记录")]
    Closed,
    /// Nobody was told yet.
    #[error("还没有通知任何人，不能记录复述确认")]
    NotNotified,
    /// Nobody has confirmed.
    #[error("还没有人复述确认，不能记录随访或关闭")]
    NotReadBack,
    /// Told to nobody by nothing.
    #[error("请写明通知了谁、用什么方式")]
    Blank,
    /// Who confirms was not told.
    #[error("复述确认的人不在已通知的人员中")]
    Stranger,
    /// Before the step before it.
    #[error("时间早于上一步，请核对")]
    TimeTurnsBack,
}

/// One finding on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// When it was found.
    pub detected_at: NaiveDateTime,
    /// In-patient or examination: which clock.
    pub inpatient: bool,
    /// What was done, in order.
    pub steps: Vec<Step>,
}

impl Loop {
    /// A finding nobody knows of yet.
    pub fn new(detected_at: NaiveDateTime, inpatient: bool) -> Self {
        Self { detected_at, inpatient, steps: Vec::new() }
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        let of = |s: &Step| match s.act {
            Act::Notify(_) => Stage::Notified,
            Act::ReadBack { .. } | Act::FollowUp { .. } => Stage::ReadBack,
            Act::Close { .. } => Stage::Closed,
        };
        self.steps.iter().map(of).max().unwrap_or(Stage::Detected)
    }

    /// The loop with one more step, or why not.
    pub fn taken(&self, step: Step) -> Result<Self, LoopError> {
        let last = self.steps.last().map_or(self.detected_at, |s| s.at);
        let stage = self.stage();
        if stage == Stage::Closed {
            return Err(LoopError::Closed);
        }
        if step.at < last {
            return Err(LoopError::TimeTurnsBack);
        }
        match &step.act {
            Act::Notify(n) if n.person.trim().is_empty() || n.channel.trim().is_empty() => {
                return Err(LoopError::Blank);
            }
            Act::ReadBack { .. } if stage == Stage::Detected => return Err(LoopError::NotNotified),
            Act::ReadBack { person } if !self.was_told(person) => return Err(LoopError::Stranger),
            Act::FollowUp { .. } | Act::Close { .. } if stage < Stage::ReadBack => {
                return Err(LoopError::NotReadBack);
            }
            _ => {}
        }
        let mut next = self.clone();
        next.steps.push(step);
        Ok(next)
    }

    fn was_told(&self, person: &str) -> bool {
        self.steps.iter().any(|s| matches!(&s.act, Act::Notify(n) if n.person == person))
    }

    /// What is to be done at `now`.
    pub fn next(&self, now: NaiveDateTime, clock: &Clock) -> NextStep {
        let minutes =
            if self.inpatient { clock.escalate_inpatient_minutes } else { clock.escalate_exam_minutes };
        let period = TimeDelta::minutes(i64::from(minutes.max(1)));
        match self.stage() {
            Stage::Closed => NextStep::Nothing,
            Stage::ReadBack => self.next_follow_up(now, clock),
            // The clock runs from the finding: a notice without an answer does not start it anew.
            stage => {
                let by = self.detected_at.checked_add_signed(period).unwrap_or(NaiveDateTime::MAX);
                if now < by {
                    return match stage {
                        Stage::Detected => NextStep::Notify { by },
                        _ => NextStep::AwaitReadBack { by },
                    };
                }
                let late = (now - self.detected_at).num_minutes() / period.num_minutes().max(1);
                NextStep::Escalate { level: u32::try_from(late).unwrap_or(u32::MAX), since: by }
            }
        }
    }

    fn next_follow_up(&self, now: NaiveDateTime, clock: &Clock) -> NextStep {
        let asked = self.steps.iter().filter(|s| matches!(s.act, Act::FollowUp { .. })).count();
        let told =
            self.steps.iter().find(|s| matches!(s.act, Act::Notify(_))).map_or(self.detected_at, |s| s.at);
        match clock.follow_up_hours.get(asked) {
            Some(hours) => {
                let due = told
                    .checked_add_signed(TimeDelta::hours(i64::from(*hours)))
                    .unwrap_or(NaiveDateTime::MAX);
                NextStep::FollowUp { number: asked + 1, due, overdue: now >= due }
            }
            None => NextStep::MayClose,
        }
    }
}
