//! Data: how well people are known, and what they allowed.
use super::{Definition, Direction, Measured, Unit};
use crate::panel::Panel;
use kernel::PatientId;
use std::collections::{BTreeSet, HashMap};

pub(super) const NUMBERS: &[Definition] = &[
    Definition {
        key: "data_integration",
        name: "数据整合率",
        unit: Unit::Percent,
        formula: "已对接两个及以上来源的人 ÷ 一年内有就诊或答卷的人",
        exclusions: "一年内没有任何就诊或答卷的人",
        direction: Direction::Up,
        measure: integration,
    },
    Definition {
        key: "phone_known",
        name: "电话完整率",
        unit: Unit::Percent,
        formula: "档案中有联系电话的人 ÷ 在册的人",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: phones,
    },
    Definition {
        key: "graded",
        name: "风险分级覆盖率",
        unit: Unit::Percent,
        formula: "已有红、黄或绿分级的人 ÷ 在册的人",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: graded,
    },
    Definition {
        key: "consent_followup",
        name: "随访授权覆盖率",
        unit: Unit::Percent,
        formula: "没有拒绝随访的人 ÷ 在册的人（随访以诊疗关系为据，拒绝除外）",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: follow_up_consent,
    },
    Definition {
        key: "consent_marketing",
        name: "活动推荐授权覆盖率",
        unit: Unit::Percent,
        formula: "明确同意接收活动信息的人 ÷ 在册的人",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: marketing_consent,
    },
];

fn everybody(panel: &Panel) -> BTreeSet<PatientId> {
    panel.people.keys().copied().collect()
}

fn integration(panel: &Panel) -> Measured {
    let all = panel.active(panel.span.year());
    let inside: BTreeSet<_> = panel.well_linked.intersection(&all).copied().collect();
    let missing = all.difference(&inside).copied().collect();
    Measured::people(inside, all).missing(missing)
}

fn phones(panel: &Panel) -> Measured {
    let known = panel.people.values().filter(|p| p.phone.is_some()).map(|p| p.id).collect();
    rest(known, everybody(panel))
}

fn graded(panel: &Panel) -> Measured {
    let known = panel.people.values().filter(|p| p.grade != "none").map(|p| p.id).collect();
    rest(known, everybody(panel))
}

/// The others are those of whom it is not known.
fn rest(inside: BTreeSet<PatientId>, all: BTreeSet<PatientId>) -> Measured {
    let missing = all.difference(&inside).copied().collect();
    Measured::people(inside, all).missing(missing)
}

fn granted(words: &HashMap<PatientId, bool>, panel: &Panel, by_default: bool) -> Measured {
    let all = everybody(panel);
    let yes = |id: &&PatientId| words.get(id).copied().unwrap_or(by_default);
    Measured::people(all.iter().filter(yes).copied().collect(), all)
}

fn follow_up_consent(panel: &Panel) -> Measured {
    granted(&panel.follow_up_words, panel, true)
}

fn marketing_consent(panel: &Panel) -> Measured {
    granted(&panel.marketing_words, panel, false)
}
