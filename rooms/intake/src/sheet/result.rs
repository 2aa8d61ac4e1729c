//! What a row says about the person beside identity: the exam, results side by side or one a row, diagnoses. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use nq_clinical::metrics::value::{Scale, read_value};
use nq_clinical::{Lookup, Metric, dictionary};
use record::file::{
    ComponentIn, ConditionIn, EncounterClass, EncounterIn, EncounterStatus, FactIn, ObservationIn,
};

use super::date;
use super::plan::PlannedColumn;
use super::row::{Row, instant, short_hash};
use super::target::Target;

/// Reads the facts of a row; problems are noted in the row.
pub fn facts(row: &mut Row<'_>, who: &str) -> Vec<FactIn> {
    let mut found = Vec::new();
    if row.plan.is_long() {
        found.extend(one_result(row, who).map(FactIn::Observation));
    } else {
        side_by_side(row, who, &mut found);
    }
    conditions(row, who, &mut found);
    found
}

/// A row of results side by side is one exam or visit.
fn side_by_side(row: &mut Row<'_>, who: &str, found: &mut Vec<FactIn>) {
    let columns: Vec<PlannedColumn> = row
        .plan
        .columns
        .iter()
        .filter(|column| matches!(column.target, Target::Metric(_) | Target::BloodPressure))
        .filter(|column| !row.at(column.index).is_empty())
        .cloned()
        .collect();
    let dated = row.plan.column(&Target::Date).is_some() || row.plan.default_date.is_some();
    if columns.is_empty() && (row.filled(&Target::VisitNo).is_none() || !dated) {
        return;
    }
    let Some((day, at)) = row.measured_at() else { return };
    let exam = exam(row, who, day, at);
    let seen = Seen { who: who.to_owned(), day, at, encounter: exam.as_ref().map(|exam| exam.key.clone()) };
    found.extend(exam.map(FactIn::Encounter));
    let mut pressure = Vec::new();
    for column in columns {
        match &column.target {
            Target::BloodPressure => pressure.extend(pressure_pair(row, &column)),
            Target::Metric(code) => {
                let Some(metric) = dictionary().get(code) else { continue };
                let Some(value) = value(row, &column, metric) else { continue };
                if matches!(code.as_str(), "sbp" | "dbp") {
                    pressure.push(component(metric, value, &column.unit));
                } else {
                    found.push(FactIn::Observation(seen.observation(metric, value, &column)));
                }
            }
            _ => {}
        }
    }
    if !pressure.is_empty() {
        found.push(FactIn::Observation(seen.panel(pressure)));
    }
}

/// What the results of one row have in common.
struct Seen {
    who: String,
    day: NaiveDate,
    at: DateTime<Utc>,
    encounter: Option<String>,
}

impl Seen {
    fn key(&self, item: &str) -> String {
        let visit = self.encounter.clone().unwrap_or_else(|| self.day.to_string());
        format!("o:{}", short_hash(&[&self.who, &visit, item]))
    }

    fn observation(&self, metric: &Metric, value: Value, column: &PlannedColumn) -> ObservationIn {
        ObservationIn {
            key: self.key(&metric.code),
            at: self.at,
            metric: Some(metric.code.clone()),
            name: metric.name_zh.clone(),
            value_text: value.text,
            value_num: value.number,
            unit: column.unit.clone(),
            encounter_key: self.encounter.clone(),
            ..ObservationIn::default()
        }
    }

    fn panel(&self, components: Vec<ComponentIn>) -> ObservationIn {
        let text: Vec<&str> = components.iter().map(|part| part.value_text.as_str()).collect();
        ObservationIn {
            key: self.key("blood_pressure"),
            at: self.at,
            name: "血压".to_owned(),
            value_text: text.join("/"),
            unit: "mm[Hg]".to_owned(),
            components,
            encounter_key: self.encounter.clone(),
            ..ObservationIn::default()
        }
    }
}

/// The exam a row stands for: when it has an exam number, or an exam or visit date beside results.
fn exam(row: &Row<'_>, who: &str, day: NaiveDate, at: DateTime<Utc>) -> Option<EncounterIn> {
    let number = row.filled(&Target::VisitNo);
    let dated = row.plan.column(&Target::Date);
    let header = dated.map(|column| column.header.clone()).unwrap_or_default();
    let class = if number.is_some() && header.is_empty() || header.contains("检") {
        EncounterClass::Exam
    } else if header.contains("就诊") {
        EncounterClass::Outpatient
    } else {
        return None;
    };
    let key = number.clone().unwrap_or_else(|| day.to_string());
    Some(EncounterIn {
        key: format!("e:{}", short_hash(&[who, &key])),
        class,
        status: EncounterStatus::Finished,
        department: row.filled(&Target::Department),
        doctor: row.filled(&Target::Doctor),
        visit_no: number,
        start: at,
        end: Some(at),
        ..EncounterIn::default()
    })
}

struct Value {
    text: String,
    number: Option<f64>,
}

/// A value of a metric column; `None` for "not measured" and, noted, for what no living person can have.
fn value(row: &mut Row<'_>, column: &PlannedColumn, metric: &Metric) -> Option<Value> {
    let text = row.at(column.index).text();
    let reading = read_value(&text);
    if reading.scale == Scale::Missing {
        return None;
    }
    let number = reading.number();
    if let Some(number) = number {
        match metric.convert(number, &column.unit) {
            Ok(canonical) if !metric.is_plausible(canonical) => {
                let (low, high) = metric.plausible;
                let bound = |bound: Option<f64>| bound.map(|b| b.to_string()).unwrap_or_default();
                let said = format!(
                    "{} {text} 超出合理范围（{}–{} {}），未导入。请核对数值和单位",
                    metric.name_zh,
                    bound(low),
                    bound(high),
                    metric.ucum
                );
                row.warn(&column.target, &said);
                return None;
            }
            Ok(_) => {}
            Err(problem) => {
                row.warn(&column.target, &problem.to_string());
                return None;
            }
        }
    }
    Some(Value { text, number: number.filter(|_| reading.comparator().is_none()) })
}

fn component(metric: &Metric, value: Value, unit: &str) -> ComponentIn {
    ComponentIn {
        metric: Some(metric.code.clone()),
        name: metric.name_zh.clone(),
        value_text: value.text,
        value_num: value.number,
        unit: unit.to_owned(),
        ..ComponentIn::default()
    }
}

/// `152/96` in one cell.
fn pressure_pair(row: &mut Row<'_>, column: &PlannedColumn) -> Vec<ComponentIn> {
    let text = row.at(column.index).text();
    let Scale::Pair { first, second } = read_value(&text).scale else {
        if read_value(&text).scale != Scale::Missing {
            row.warn(&column.target, &format!("“{text}”不是 收缩压/舒张压 的形式，未导入"));
        }
        return Vec::new();
    };
    [("sbp", first), ("dbp", second)]
        .into_iter()
        .filter_map(|(code, number)| {
            let metric = dictionary().get(code)?;
            Some(component(metric, Value { text: metric.format(number), number: Some(number) }, &column.unit))
        })
        .collect()
}

/// One result in a row of its own.
fn one_result(row: &mut Row<'_>, who: &str) -> Option<ObservationIn> {
    let name = row.filled(&Target::ItemName)?;
    let text = row.filled(&Target::ItemResult)?;
    let reading = read_value(&text);
    if reading.scale == Scale::Missing {
        return None;
    }
    let (day, at) = row.measured_at()?;
    let unit = row.filled(&Target::ItemUnit).unwrap_or_default();
    let (metric, unit) = match dictionary().by_name(&name, &unit) {
        Lookup::One { metric, unit } => (Some(metric.code.clone()), unit),
        _ => (None, unit),
    };
    let visit = row.filled(&Target::VisitNo).unwrap_or_else(|| day.to_string());
    Some(ObservationIn {
        key: format!("o:{}", short_hash(&[who, &visit, &at.to_rfc3339(), &name])),
        at,
        metric,
        code_system: "local".to_owned(),
        name,
        value_num: reading.number().filter(|_| reading.comparator().is_none()),
        value_text: text,
        unit,
        ref_text: row.filled(&Target::ItemRange),
        flag_text: row.filled(&Target::ItemFlag),
        panel_key: Some(format!("p:{}", short_hash(&[who, &visit, &at.to_rfc3339()]))),
        ..ObservationIn::default()
    })
}

/// Diagnoses of a row; several in one cell are separated by `;` or `、`.
fn conditions(row: &mut Row<'_>, who: &str, found: &mut Vec<FactIn>) {
    let Some(text) = row.filled(&Target::Diagnosis) else { return };
    let when = diagnosed_at(row);
    for name in text.split([';', '；', '、', '，', ',', '\n']).map(str::trim) {
        if matches!(name, "" | "无" | "否认" | "无特殊" | "健康" | "/" | "-" | "--" | "正常") {
            continue;
        }
        let fact = ConditionIn {
            key: format!(
                "c:{}",
                short_hash(&[who, name, &when.0.map(|day| day.to_string()).unwrap_or_default()])
            ),
            at: when.1,
            name: name.to_owned(),
            system: "local".to_owned(),
            onset: when.0,
            ..ConditionIn::default()
        };
        // Long tables repeat the diagnosis on every row of the visit; the equal key makes it one.
        found.push(FactIn::Condition(fact));
    }
}

/// First day of a diagnosis if known, and the instant to file it under.
fn diagnosed_at(row: &mut Row<'_>) -> (Option<NaiveDate>, DateTime<Utc>) {
    let read = |row: &Row<'_>, target: &Target| {
        let order = row.plan.column(target)?.order;
        date::read(row.cell(target), order).ok().filter(|(day, _)| *day <= row.plan.today)
    };
    if let Some((day, time)) = read(row, &Target::DiagnosisDate) {
        return (Some(day), instant(day, time));
    }
    if row.filled(&Target::DiagnosisDate).is_some() {
        row.warn(&Target::DiagnosisDate, "诊断日期无法识别，按未知处理");
    }
    read(row, &Target::Date).map_or((None, row.plan.now), |(day, time)| (None, instant(day, time)))
}
