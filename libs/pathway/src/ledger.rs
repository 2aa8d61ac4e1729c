//! The follow-up ledger (随访账本): what state an obligation is in, the one table that changes it, and the
//! law that nothing is ever lost: 应随访 = 完成 + 未到期 + 到期在办 + 逾期 + 有据关闭.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where an obligation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 未到期: its window has not opened.
    Scheduled,
    /// 到期: its window is open.
    Due,
    /// 逾期: its window has closed and it is still owed.
    Overdue,
    /// 完成.
    Done,
    /// 有据关闭: no longer owed, for a reason on record.
    Closed,
}

/// Why an obligation is no longer owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// 拒绝: the person declined follow-up.
    Refused,
    /// 死亡.
    Died,
    /// 迁出: moved away or transferred to another hospital.
    Moved,
    /// 失联: given up by protocol after repeated attempts.
    Lost,
    /// 合并: the other record of the same person keeps the obligation.
    Merged,
    /// 替代: another obligation takes its place (track changed, version changed).
    Superseded,
    /// 过期说明: the window had passed before it could be acted on.
    Expired,
    /// 静默: the person is muted; nothing is sent late afterwards.
    Muted,
    /// 不宜触达: the touch gate answered "not".
    Barred,
    /// 未送达: every channel failed.
    Undelivered,
    /// 路径结束: the pathway reached its end or its goal first.
    Ended,
    /// 人工终止: a member of staff ended it with a reason.
    Stopped,
}

/// What can happen to an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "why", rename_all = "snake_case")]
pub enum Happening {
    /// The first day of the window has come.
    WindowOpened,
    /// The last day of the window has gone by.
    WindowClosed,
    /// It was carried out.
    Completed,
    /// It is not owed any more.
    Closed(Closing),
    /// A closing or a completion was a mistake and is taken back.
    Reopened,
}

/// A change the table does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("随访记录处于“{}”，不能再{}。", from.word(), what.word())]
pub struct NotAllowed {
    /// The state it is in.
    pub from: Standing,
    /// What was asked for.
    pub what: Happening,
}

/// The one table of changes. A completed or closed obligation only comes back by [`Happening::Reopened`];
/// it comes back as scheduled and the calendar then moves it on.
///
/// # Errors
/// [`NotAllowed`] if the table has no such change.
pub fn change(from: Standing, what: Happening) -> Result<Standing, NotAllowed> {
    use Happening as H;
    use Standing as S;
    match (from, what) {
        (S::Scheduled, H::WindowOpened) => Ok(S::Due),
        (S::Scheduled | S::Due, H::WindowClosed) => Ok(S::Overdue),
        (S::Scheduled | S::Due | S::Overdue, H::Completed) => Ok(S::Done),
        (S::Scheduled | S::Due | S::Overdue, H::Closed(_)) => Ok(S::Closed),
        (S::Done | S::Closed, H::Reopened) => Ok(S::Scheduled),
        _ => Err(NotAllowed { from, what }),
    }
}

/// What the calendar alone does to an obligation on a given day, if anything.
pub fn by_calendar(
    standing: Standing,
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
) -> Option<Happening> {
    match standing {
        Standing::Scheduled | Standing::Due if today > to => Some(Happening::WindowClosed),
        Standing::Scheduled if today >= from => Some(Happening::WindowOpened),
        _ => None,
    }
}

/// Counts of a set of obligations; see [`Balance::difference`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// 应随访: every obligation ever opened in the set.
    pub owed: u64,
    /// 完成.
    pub done: u64,
    /// 未到期.
    pub scheduled: u64,
    /// 到期在办 (window open). For the law these count as not yet overdue.
    pub due: u64,
    /// 逾期.
    pub overdue: u64,
    /// 有据关闭.
    pub closed: u64,
}

impl Balance {
    /// 账本差额: owed minus everything accounted for. Anything but 0 is an alarm.
    pub fn difference(&self) -> i128 {
        let parts = [self.done, self.scheduled, self.due, self.overdue, self.closed];
        i128::from(self.owed) - parts.into_iter().map(i128::from).sum::<i128>()
    }

    /// Adds one count of a state, as read from a grouped query. `owed` is counted apart, from its own source,
    /// or the law would prove nothing.
    pub fn add(&mut self, standing: Standing, n: u64) {
        let cell = match standing {
            Standing::Scheduled => &mut self.scheduled,
            Standing::Due => &mut self.due,
            Standing::Overdue => &mut self.overdue,
            Standing::Done => &mut self.done,
            Standing::Closed => &mut self.closed,
        };
        *cell = cell.saturating_add(n);
    }
}

/// The balance of a set: `opened` is the number of obligations ever opened (from the log of openings), the
/// standings are what the ledger holds now. A lost row shows as a difference.
pub fn balance(opened: u64, standings: &[Standing]) -> Balance {
    let mut sum = Balance { owed: opened, ..Balance::default() };
    for standing in standings {
        sum.add(*standing, 1);
    }
    sum
}

impl Standing {
    /// Every state, in the order of the accounting page.
    pub const ALL: [Self; 5] = [Self::Done, Self::Scheduled, Self::Due, Self::Overdue, Self::Closed];

    /// Still owed: neither done nor closed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::Due | Self::Overdue)
    }

    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "未到期",
            Self::Due => "待随访",
            Self::Overdue => "逾期",
            Self::Done => "完成",
            Self::Closed => "已关闭",
        }
    }

    /// The stable code stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }

    /// Reads a stored code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

impl Closing {
    /// Every reason.
    pub const ALL: [Self; 12] = [
        Self::Refused,
        Self::Died,
        Self::Moved,
        Self::Lost,
        Self::Merged,
        Self::Superseded,
        Self::Expired,
        Self::Muted,
        Self::Barred,
        Self::Undelivered,
        Self::Ended,
        Self::Stopped,
    ];

    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Refused => "拒绝",
            Self::Died => "死亡",
            Self::Moved => "迁出",
            Self::Lost => "失联",
            Self::Merged => "合并",
            Self::Superseded => "替代",
            Self::Expired => "过期说明",
            Self::Muted => "静默",
            Self::Barred => "不宜触达",
            Self::Undelivered => "未送达",
            Self::Ended => "路径结束",
            Self::Stopped => "人工终止",
        }
    }

    /// The stable code stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Died => "died",
            Self::Moved => "moved",
            Self::Lost => "lost",
            Self::Merged => "merged",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::Muted => "muted",
            Self::Barred => "barred",
            Self::Undelivered => "undelivered",
            Self::Ended => "ended",
            Self::Stopped => "stopped",
        }
    }

    /// Reads a stored code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

impl Happening {
    fn word(self) -> &'static str {
        match self {
            Self::WindowOpened => "到期",
            Self::WindowClosed => "转为逾期",
            Self::Completed => "完成",
            Self::Closed(_) => "关闭",
            Self::Reopened => "恢复",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::add_days;

    #[test]
    fn a_completed_follow_up_is_not_completed_twice_and_not_closed_afterwards() {
        assert_eq!(change(Standing::Overdue, Happening::Completed), Ok(Standing::Done));
        assert!(change(Standing::Done, Happening::Completed).is_err());
        let refusal = change(Standing::Done, Happening::Closed(Closing::Died)).unwrap_err();
        assert_eq!(refusal.to_string(), "随访记录处于“完成”，不能再关闭。");
    }

    #[test]
    fn a_death_recorded_by_mistake_is_taken_back() {
        let closed = change(Standing::Due, Happening::Closed(Closing::Died)).unwrap();
        assert_eq!(change(closed, Happening::Reopened), Ok(Standing::Scheduled));
    }

    #[test]
    fn a_lost_row_shows_as_a_difference() {
        let kept = [Standing::Done, Standing::Overdue, Standing::Closed];
        assert_eq!(balance(3, &kept).difference(), 0);
        assert_eq!(balance(4, &kept).difference(), 1);
    }

    #[test]
    fn stored_codes_are_read_back() {
        assert!(Standing::ALL.into_iter().all(|s| Standing::of(s.code()) == Some(s)));
        assert!(Closing::ALL.into_iter().all(|c| Closing::of(c.code()) == Some(c)));
        for closing in Closing::ALL {
            let json = serde_json::to_value(closing).unwrap();
            assert_eq!(json, closing.code());
        }
    }

    fn happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            Just(Happening::WindowOpened),
            Just(Happening::WindowClosed),
            Just(Happening::Completed),
            (0..Closing::ALL.len()).prop_map(|i| Happening::Closed(Closing::ALL[i])),
            Just(Happening::Reopened),
        ]
    }

    proptest! {
        /// Days pass, calls succeed, people die and come back, in any order and over any set: the sum stands,
        /// and nothing leaves done or closed but by an express reopening.
        #[test]
        fn the_ledger_balances_whatever_happens(
            windows in prop::collection::vec((-30i64..30, 0i64..10), 1..20),
            story in prop::collection::vec((0usize..20, happening(), 0i64..3), 0..200),
        ) {
            let start: NaiveDate = "2025-11-21".parse().unwrap();
            let mut today = start;
            let opened = u64::try_from(windows.len()).unwrap();
            let mut book: Vec<Standing> = windows.iter().map(|_| Standing::Scheduled).collect();
            for (which, what, days) in story {
                today = add_days(today, days);
                for (row, (from, length)) in book.iter_mut().zip(&windows) {
                    let from = add_days(start, *from);
                    while let Some(h) = by_calendar(*row, from, add_days(from, *length), today) {
                        *row = change(*row, h).unwrap();
                    }
                }
                let row = &mut book[which % windows.len()];
                let before = *row;
                if let Ok(after) = change(before, what) {
                    prop_assert!(before.is_open() || what == Happening::Reopened);
                    *row = after;
                }
                prop_assert_eq!(balance(opened, &book).difference(), 0);
            }
        }
    }
}
