//! Service: who comes back, who stays, what is paid, what people say of it.
use super::{Definition, Direction, Measured, Unit, count};
use crate::panel::Panel;
use chrono::Duration;
use kernel::{PatientId, clock::local_day};
use record::read::{AnswerRow, EncounterRow};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const NUMBERS: &[Definition] = &[
    Definition {
        key: "satisfaction",
        name: "满意度",
        unit: Unit::Percent,
        formula: "满意度回访总评4分或5分的答卷 ÷ 期间收到的满意度答卷",
        exclusions: "没有回答总评的答卷",
        direction: Direction::Up,
        measure: satisfaction,
    },
    Definition {
        key: "nps",
        name: "净推荐值",
        unit: Unit::Points,
        formula: "（推荐意愿9–10分的答卷 − 0–6分的答卷）÷ 回答推荐意愿的答卷",
        exclusions: "没有回答推荐意愿的答卷",
        direction: Direction::Up,
        measure: nps,
    },
    Definition {
        key: "revisit_30",
        name: "初诊后30天复诊率",
        unit: Unit::Percent,
        formula: "初诊后30天内在同一科室再次就诊的人 ÷ 期间初诊的人",
        exclusions: "初诊未满30天的人",
        direction: Direction::Up,
        measure: revisit,
    },
    Definition {
        key: "repurchase",
        name: "复购率",
        unit: Unit::Percent,
        formula: "12个月内有2次及以上付费就诊的人 ÷ 有1次及以上付费就诊的人",
        exclusions: "没有费用记录的就诊",
        direction: Direction::Up,
        measure: repurchase,
    },
    Definition {
        key: "retention",
        name: "留存率",
        unit: Unit::Percent,
        formula: "近一年仍来就诊或答卷的人 ÷ 再往前一年就诊或答卷过的人",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: retention,
    },
    Definition {
        key: "ticket_size",
        name: "客单价",
        unit: Unit::Yuan,
        formula: "期间就诊收入 ÷ 期间付费就诊次数",
        exclusions: "没有费用记录或费用为0的就诊",
        direction: Direction::Up,
        measure: ticket,
    },
    Definition {
        key: "cards_opened",
        name: "新开卡",
        unit: Unit::Count,
        formula: "期间开卡的人数",
        exclusions: "无",
        direction: Direction::Up,
        measure: cards,
    },
];

/// A number among the answers of the satisfaction form in the span.
fn rated(panel: &Panel, question: &str) -> Vec<(PatientId, f64)> {
    let rating = |a: &AnswerRow| Some((a.patient, a.answers.get(question)?.as_f64()?));
    let surveys = panel.answers.iter().filter(|a| a.form_code.as_deref() == Some("satisfaction"));
    surveys.filter(|a| panel.span.holds(a.at)).filter_map(rating).collect()
}

fn satisfaction(panel: &Panel) -> Measured {
    let all = rated(panel, "overall");
    let good: Vec<_> = all.iter().filter(|(_, score)| *score >= 4.0).collect();
    Measured {
        numerator: count(good.len()),
        denominator: count(all.len()),
        inside: good.iter().map(|(id, _)| *id).collect(),
        all: all.iter().map(|(id, _)| *id).collect(),
        missing: BTreeSet::new(),
    }
}

fn nps(panel: &Panel) -> Measured {
    let all = rated(panel, "recommend");
    let promoters = all.iter().filter(|(_, score)| *score >= 9.0);
    let detractors = all.iter().filter(|(_, score)| *score <= 6.0).count();
    Measured {
        numerator: count(promoters.clone().count()) - count(detractors),
        denominator: count(all.len()),
        inside: promoters.map(|(id, _)| *id).collect(),
        all: all.iter().map(|(id, _)| *id).collect(),
        missing: BTreeSet::new(),
    }
}

fn revisit(panel: &Panel) -> Measured {
    let mut first: BTreeMap<PatientId, &EncounterRow> = BTreeMap::new();
    // Rows stand oldest first: the first one stays.
    for visit in panel.encounters.iter().filter(|e| e.class == "outpatient") {
        first.entry(visit.patient).or_insert(visit);
    }
    let (mature, today) = (Duration::days(30), local_day(panel.now));
    first.retain(|_, visit| panel.span.holds(visit.start) && local_day(visit.start + mature) <= today);
    let place = |e: &EncounterRow| (e.department_id, e.department.clone());
    let again = |visit: &EncounterRow| {
        let (from, to) = (local_day(visit.start), local_day(visit.start + mature));
        panel.encounters.iter().any(|e| {
            let day = local_day(e.start);
            e.patient == visit.patient && place(e) == place(visit) && day > from && day <= to
        })
    };
    let inside = first.values().filter(|visit| again(visit)).map(|visit| visit.patient).collect();
    Measured::people(inside, first.into_keys().collect())
}

fn paid(panel: &Panel) -> impl Iterator<Item = (&EncounterRow, i64)> {
    panel.encounters.iter().filter_map(|e| Some((e, e.amount.filter(|fen| *fen > 0)?)))
}

fn repurchase(panel: &Panel) -> Measured {
    let year = panel.span.year();
    let mut visits: BTreeMap<PatientId, u32> = BTreeMap::new();
    for (visit, _) in paid(panel).filter(|(e, _)| year.holds(e.start)) {
        *visits.entry(visit.patient).or_default() += 1;
    }
    let inside = visits.iter().filter(|(_, n)| **n >= 2).map(|(id, _)| *id).collect();
    Measured::people(inside, visits.into_keys().collect())
}

fn retention(panel: &Panel) -> Measured {
    let before = panel.active(panel.span.year_before());
    let inside = panel.active(panel.span.year()).intersection(&before).copied().collect();
    Measured::people(inside, before)
}

fn ticket(panel: &Panel) -> Measured {
    let bills: Vec<_> = paid(panel).filter(|(e, _)| panel.span.holds(e.start)).collect();
    let payers: BTreeSet<_> = bills.iter().map(|(e, _)| e.patient).collect();
    Measured {
        numerator: bills.iter().map(|(_, fen)| *fen).sum(),
        denominator: count(bills.len()),
        inside: payers.clone(),
        all: payers,
        missing: BTreeSet::new(),
    }
}

fn cards(panel: &Panel) -> Measured {
    let opened = panel.people.values().filter(|p| p.card_opened_at.is_some_and(|at| panel.span.holds(at)));
    let inside: BTreeSet<_> = opened.map(|p| p.id).collect();
    let all = panel.people.values().filter(|p| p.card_opened_at.is_some()).map(|p| p.id).collect();
    Measured::people(inside, all)
}
