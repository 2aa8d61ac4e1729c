//! Follow-up and contact: what was owed, what was done, who answered.
use super::{Definition, Direction, Measured, Unit, count};
use crate::{panel::Panel, sql::Obligation};
use kernel::clock::local_day;
use std::collections::BTreeSet;

pub(super) const NUMBERS: &[Definition] = &[
    Definition {
        key: "followup_done",
        name: "随访完成率",
        unit: Unit::Percent,
        formula: "已完成的随访 ÷ 已到期的随访（完成＋待随访＋逾期）",
        exclusions: "未到期的随访；有据关闭的随访（拒绝、死亡、迁出、失联、合并等）",
        direction: Direction::Up,
        measure: done,
    },
    Definition {
        key: "followup_on_time",
        name: "随访及时率",
        unit: Unit::Percent,
        formula: "在随访窗口内完成的随访 ÷ 已到期的随访（完成＋待随访＋逾期）",
        exclusions: "未到期的随访；有据关闭的随访",
        direction: Direction::Up,
        measure: on_time,
    },
    Definition {
        key: "followup_coverage",
        name: "随访覆盖率",
        unit: Unit::Percent,
        formula: "期间联系过（发送成功、来信、答卷或电话结果）的人 ÷ 期间应随访的人",
        exclusions: "只有未到期随访的人",
        direction: Direction::Up,
        measure: coverage,
    },
    Definition {
        key: "followup_overdue",
        name: "逾期随访",
        unit: Unit::Count,
        formula: "随访窗口已过、仍未完成也未关闭的随访数",
        exclusions: "有据关闭的随访",
        direction: Direction::Down,
        measure: overdue,
    },
    Definition {
        key: "lost_rate",
        name: "失访率",
        unit: Unit::Percent,
        formula: "按流程记为失访的人 ÷ 期间有随访的人",
        exclusions: "无",
        direction: Direction::Down,
        measure: lost,
    },
    Definition {
        key: "ledger_difference",
        name: "账本差额",
        unit: Unit::Count,
        formula: "应随访 −（完成＋未到期＋待随访＋逾期＋有据关闭），必须为0",
        exclusions: "无",
        direction: Direction::Zero,
        measure: difference,
    },
    Definition {
        key: "delivered_rate",
        name: "触达率",
        unit: Unit::Percent,
        formula: "渠道已受理或已送达的消息 ÷ 期间发出的消息",
        exclusions: "未到时间、已撤回或被拦下的消息",
        direction: Direction::Up,
        measure: delivered,
    },
    Definition {
        key: "reply_rate",
        name: "回复率",
        unit: Unit::Percent,
        formula: "得到回复或答卷的消息 ÷ 已受理或已送达的消息",
        exclusions: "发送失败的消息",
        direction: Direction::Up,
        measure: replied,
    },
];

fn is_due(row: &Obligation) -> bool {
    matches!(row.state.as_str(), "done" | "due" | "overdue")
}

fn among(all: &[&Obligation], inside: impl Fn(&Obligation) -> bool) -> Measured {
    let hits: Vec<_> = all.iter().filter(|row| inside(row)).collect();
    Measured {
        numerator: count(hits.len()),
        denominator: count(all.len()),
        inside: hits.iter().map(|row| row.patient).collect(),
        all: all.iter().map(|row| row.patient).collect(),
        missing: BTreeSet::new(),
    }
}

fn done(panel: &Panel) -> Measured {
    let due: Vec<_> = panel.obligations.iter().filter(|row| is_due(row)).collect();
    among(&due, |row| row.state == "done")
}

fn on_time(panel: &Panel) -> Measured {
    let due: Vec<_> = panel.obligations.iter().filter(|row| is_due(row)).collect();
    among(&due, |row| row.state == "done" && row.settled_at.is_some_and(|at| local_day(at) <= row.due_to))
}

fn coverage(panel: &Panel) -> Measured {
    let should: BTreeSet<_> =
        panel.obligations.iter().filter(|row| row.state != "scheduled").map(|row| row.patient).collect();
    let sent = panel.messages.iter().filter(|m| took(&m.state)).map(|m| m.patient);
    let answered = panel.answers.iter().filter(|a| panel.span.holds(a.at)).map(|a| a.patient);
    let reached: BTreeSet<_> = sent.chain(answered).filter(|id| should.contains(id)).collect();
    let never = should.difference(&reached).copied().collect();
    Measured::people(reached, should).missing(never)
}

fn overdue(panel: &Panel) -> Measured {
    let all: Vec<_> = panel.obligations.iter().collect();
    among(&all, |row| row.state == "overdue")
}

fn lost(panel: &Panel) -> Measured {
    let all: BTreeSet<_> = panel.obligations.iter().map(|row| row.patient).collect();
    let lost = panel.obligations.iter().filter(|row| row.closed_reason.as_deref() == Some("lost"));
    Measured::people(lost.map(|row| row.patient).collect(), all)
}

fn difference(panel: &Panel) -> Measured {
    Measured {
        numerator: count(panel.unbalanced.len()),
        denominator: count(panel.obligations.len()),
        inside: panel.unbalanced.iter().copied().collect(),
        all: panel.obligations.iter().map(|row| row.patient).collect(),
        missing: BTreeSet::new(),
    }
}

fn took(state: &str) -> bool {
    matches!(state, "accepted" | "delivered")
}

fn delivered(panel: &Panel) -> Measured {
    let left =
        panel.messages.iter().filter(|m| took(&m.state) || matches!(m.state.as_str(), "failed" | "unknown"));
    let left: Vec<_> = left.collect();
    let arrived: Vec<_> = left.iter().filter(|m| took(&m.state)).collect();
    Measured {
        numerator: count(arrived.len()),
        denominator: count(left.len()),
        inside: arrived.iter().map(|m| m.patient).collect(),
        all: left.iter().map(|m| m.patient).collect(),
        missing: left.iter().filter(|m| m.state == "unknown").map(|m| m.patient).collect(),
    }
}

fn replied(panel: &Panel) -> Measured {
    let answered: BTreeSet<_> = panel.answers.iter().filter_map(|a| a.message_id).collect();
    let sent: Vec<_> = panel.messages.iter().filter(|m| took(&m.state) && m.sent_at.is_some()).collect();
    let replied: Vec<_> = sent.iter().filter(|m| answered.contains(&m.id)).collect();
    Measured {
        numerator: count(replied.len()),
        denominator: count(sent.len()),
        inside: replied.iter().map(|m| m.patient).collect(),
        all: sent.iter().map(|m| m.patient).collect(),
        missing: BTreeSet::new(),
    }
}
