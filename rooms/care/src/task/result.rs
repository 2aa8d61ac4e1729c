//! What can come out of a task, and what that does to the follow-up behind it?
use nq_pathway::ledger::{Closing, Happening};
use serde::Serialize;
use utoipa::ToSchema;

/// Failed attempts after which 失联 may be recorded.
pub const LOST_AFTER: i64 = 3;

/// One result code as the page offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ResultCode {
    /// Stable code.
    pub code: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// The task is over with it.
    pub closes: bool,
    /// A time for the next contact must be given.
    pub needs_next: bool,
    /// It asks for a note.
    pub needs_note: bool,
    /// What to read and confirm first; it cannot be undone by a second click.
    pub confirm: Option<&'static str>,
}

/// What a result does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// The follow-up is done or closed.
    Settles(Happening),
    /// Nobody was reached; the task stays.
    Tried,
    /// Somebody was reached and asked to be called again; the task stays.
    Promised,
    /// The follow-up is closed and with it every path of the person.
    EndsPaths(Closing),
}

const fn code(code: &'static str, label: &'static str, closes: bool) -> ResultCode {
    ResultCode { code, label, closes, needs_next: false, needs_note: false, confirm: None }
}

const DONE: ResultCode = code("done", "完成随访", true);
const NO_ANSWER: ResultCode = code("no_answer", "未接通", false);
const CALLBACK: ResultCode = ResultCode { needs_next: true, ..code("callback", "约定再联系", false) };
const REFUSED: ResultCode = ResultCode { needs_note: true, ..code("refused", "拒绝本次随访", true) };
const WRONG_NUMBER: ResultCode = code("wrong_number", "号码错误", true);
const LOST: ResultCode = code("lost", "多次未接通，按失访处理", true);
const MOVED: ResultCode = ResultCode { needs_note: true, ..code("moved", "已迁出", true) };
const DECEASED: ResultCode = ResultCode {
    needs_note: true,
    confirm: Some(
        "将在档案中登记去世，结束这位患者的全部随访，撤回还没有发出的消息。请与家属核对姓名后再确认。",
    ),
    ..code("deceased", "家属告知已去世", true)
};

/// The results a kind of task can have, in the order of the buttons.
pub fn codes(kind: &str, attempts: i64) -> Vec<ResultCode> {
    match kind {
        "phone" | "ai_call" | "home_visit" => {
            let mut all = vec![DONE, NO_ANSWER, CALLBACK, REFUSED, WRONG_NUMBER, MOVED, DECEASED];
            if attempts >= LOST_AFTER {
                all.push(LOST);
            }
            all
        }
        "ticket" => vec![ResultCode { label: "已处理", needs_note: true, ..DONE }, NO_ANSWER, CALLBACK],
        _ => vec![ResultCode { label: "已完成", ..DONE }],
    }
}

/// What a result does to the follow-up; `None` for a code that does not exist.
pub fn consequence(code: &str) -> Option<Consequence> {
    let closed = |closing| Consequence::Settles(Happening::Closed(closing));
    match code {
        "done" => Some(Consequence::Settles(Happening::Completed)),
        "no_answer" => Some(Consequence::Tried),
        "callback" => Some(Consequence::Promised),
        "refused" => Some(closed(Closing::Refused)),
        "wrong_number" | "lost" => Some(closed(Closing::Lost)),
        "moved" => Some(Consequence::EndsPaths(Closing::Moved)),
        "deceased" => Some(Consequence::EndsPaths(Closing::Died)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_given_up_before_the_third_failed_call() {
        assert!(!codes("phone", 2).iter().any(|c| c.code == "lost"));
        assert!(codes("phone", 3).iter().any(|c| c.code == "lost"));
    }

    #[test]
    fn every_button_has_a_consequence_and_says_truly_whether_it_closes() {
        for kind in ["phone", "home_visit", "ticket", "fill_record"] {
            for button in codes(kind, 9) {
                let does = consequence(button.code).unwrap();
                let closes = !matches!(does, Consequence::Tried | Consequence::Promised);
                assert_eq!(button.closes, closes, "{}", button.code);
            }
        }
    }
}
