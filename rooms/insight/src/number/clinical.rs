//! Clinical process: control and self-measurement.
use super::{Definition, Direction, Measured, Unit};
use crate::panel::Panel;
use kernel::{PatientId, clock::local_day};
use record::read::MeasurementRow;
use std::collections::BTreeSet;

pub(super) const NUMBERS: &[Definition] = &[
    Definition {
        key: "bp_control",
        name: "高血压控制率",
        unit: Unit::Percent,
        formula: "近一年最近一次血压＜140/90 mmHg的人 ÷ 高血压患者（国家基本公共卫生服务规范第三版：缺最近一次血压视为未控制）",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: bp_control,
    },
    Definition {
        key: "glucose_control",
        name: "血糖控制达标率",
        unit: Unit::Percent,
        formula: "近一年最近一次糖化血红蛋白＜7.0%（没有则空腹血糖＜7.0 mmol/L）的人 ÷ 近一年有值的糖尿病患者",
        exclusions: "近一年没有糖化血红蛋白和空腹血糖的患者，另列为缺资料；已去世的患者",
        direction: Direction::Up,
        measure: glucose_control,
    },
    Definition {
        key: "home_reading",
        name: "居家自测参与率",
        unit: Unit::Percent,
        formula: "期间自己上传过血压或血糖的人 ÷ 高血压或糖尿病患者",
        exclusions: "已去世的患者",
        direction: Direction::Up,
        measure: home_reading,
    },
    Definition {
        key: "readmission_30",
        name: "30天再入院率",
        unit: Unit::Percent,
        formula: "出院后30天内再次住院的人次 ÷ 期间出院满30天的人次（不区分计划内外）",
        exclusions: "出院未满30天的人次",
        direction: Direction::Down,
        measure: readmission,
    },
];

/// Systolic and diastolic of one measuring.
fn on_target(sbp: &MeasurementRow, dbp: Option<&&MeasurementRow>) -> bool {
    let below = |row: &MeasurementRow, limit: f64| row.value.is_some_and(|value| value < limit);
    below(sbp, 140.0) && dbp.is_some_and(|dbp| dbp.at == sbp.at && below(dbp, 90.0))
}

fn bp_control(panel: &Panel) -> Measured {
    let all = panel.with_tag("hypertension");
    let (sbp, dbp) = (panel.latest("sbp"), panel.latest("dbp"));
    let controlled = |id: &&PatientId| sbp.get(id).is_some_and(|row| on_target(row, dbp.get(id)));
    let inside: BTreeSet<_> = all.iter().filter(controlled).copied().collect();
    let missing = all.iter().filter(|id| !sbp.contains_key(id)).copied().collect();
    Measured::people(inside, all).missing(missing)
}

fn glucose_control(panel: &Panel) -> Measured {
    let (hba1c, fpg) = (panel.latest("hba1c"), panel.latest("fpg"));
    let last = |id: &PatientId| hba1c.get(id).or_else(|| fpg.get(id)).and_then(|row| row.value);
    let diabetics = panel.with_tag("diabetes");
    let (all, missing): (BTreeSet<_>, BTreeSet<_>) = diabetics.into_iter().partition(|id| last(id).is_some());
    let inside = all.iter().filter(|id| last(id).is_some_and(|value| value < 7.0)).copied().collect();
    Measured::people(inside, all).missing(missing)
}

fn home_reading(panel: &Panel) -> Measured {
    let all: BTreeSet<_> =
        panel.with_tag("hypertension").union(&panel.with_tag("diabetes")).copied().collect();
    let own = panel.measurements.iter().filter(|row| row.source == "patient" && panel.span.holds(row.at));
    let answered = panel.answers.iter().filter(|a| a.kind == "reading" && panel.span.holds(a.at));
    let measured = own.map(|row| row.patient).chain(answered.map(|a| a.patient));
    let inside: BTreeSet<_> = measured.filter(|id| all.contains(id)).collect();
    let missing = all.difference(&inside).copied().collect();
    Measured::people(inside, all).missing(missing)
}

fn readmission(panel: &Panel) -> Measured {
    let stays: Vec<_> = panel.encounters.iter().filter(|e| e.class == "inpatient").collect();
    let mature = chrono::Duration::days(30);
    let today = local_day(panel.now);
    let discharged: Vec<_> = stays
        .iter()
        .filter_map(|stay| Some((stay.patient, stay.end?)))
        .filter(|(_, end)| panel.span.holds(*end) && local_day(*end + mature) <= today)
        .collect();
    let again = |(patient, end): &&(PatientId, chrono::DateTime<chrono::Utc>)| {
        stays.iter().any(|next| next.patient == *patient && next.start > *end && next.start <= *end + mature)
    };
    let back: Vec<_> = discharged.iter().filter(again).collect();
    Measured {
        numerator: super::count(back.len()),
        denominator: super::count(discharged.len()),
        inside: back.iter().map(|(id, _)| *id).collect(),
        all: discharged.iter().map(|(id, _)| *id).collect(),
        missing: BTreeSet::new(),
    }
}
