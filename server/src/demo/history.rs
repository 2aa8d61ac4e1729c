//! Three years of a demo person: exams, visits, diagnoses, operations, medicines. A pure function of person and day.
use super::people::Person;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::{Fen, clock::local_instant};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use record::file::{
    AllergyIn, ConditionIn, EncounterClass, EncounterIn, EncounterStatus, FactIn, MedicationIn,
    ObservationIn, ProcedureIn,
};

/// Everything the hospital's systems would have sent about this person.
pub fn facts(person: &Person, today: NaiveDate) -> Vec<FactIn> {
    let mut rng = StdRng::seed_from_u64(u64::from(person.number) + 77);
    let mut facts = Vec::new();
    conditions(person, today, &mut facts);
    for (n, days) in person.exams.iter().enumerate() {
        let values = exam_values(person, &mut rng);
        exam(
            person,
            &mut rng,
            &format!("TJ{:05}-{n}", person.number),
            at(today, *days, 8),
            values,
            &mut facts,
        );
    }
    for (n, days) in person.visits.iter().enumerate() {
        visit(person, &mut rng, &format!("MZ{:05}-{n}", person.number), at(today, *days, 10), &mut facts);
    }
    if let Some(days) = person.stent_days_ago {
        stent(person, at(today, days, 14), &mut facts);
    }
    facts
}

pub fn at(today: NaiveDate, days_ago: u32, hour: u32) -> DateTime<Utc> {
    local_instant(today - Duration::days(i64::from(days_ago)), hour, 10)
}

fn conditions(person: &Person, today: NaiveDate, facts: &mut Vec<FactIn>) {
    let all = [
        (person.hypertension, "I10", "原发性高血压", 1_000),
        (person.diabetes, "E11.9", "2型糖尿病", 900),
        (person.dyslipidaemia, "E78.5", "高脂血症", 800),
        (person.coronary, "I25.1", "冠状动脉粥样硬化性心脏病", 1_020),
        (person.family_diabetes, "Z83.3", "糖尿病家族史", 700),
    ];
    for (_, code, name, days) in all.into_iter().filter(|(has, ..)| *has) {
        facts.push(FactIn::Condition(ConditionIn {
            key: format!("{:05}-{code}", person.number),
            at: at(today, days, 10),
            code: code.to_owned(),
            system: "icd10".to_owned(),
            name: name.to_owned(),
            status: "active".to_owned(),
            ..Default::default()
        }));
    }
    if let Some(name) = person.allergy {
        facts.push(FactIn::Allergy(AllergyIn {
            key: format!("{:05}-allergy", person.number),
            at: at(today, 990, 10),
            name: name.to_owned(),
            ..Default::default()
        }));
    }
}

/// One metric of an exam: code, unit, decimals, reference range as the report prints it.
type Item = (&'static str, &'static str, usize, &'static str);
const ITEMS: [Item; 15] = [
    ("height", "cm", 1, ""),
    ("weight", "kg", 1, ""),
    ("bmi", "kg/m2", 1, "18.5-23.9"),
    ("waist", "cm", 1, ""),
    ("sbp", "mmHg", 0, "90-139"),
    ("dbp", "mmHg", 0, "60-89"),
    ("heart_rate", "次/分", 0, "60-100"),
    ("fpg", "mmol/L", 1, "3.9-6.1"),
    ("tc", "mmol/L", 2, "<5.20"),
    ("tg", "mmol/L", 2, "<1.70"),
    ("hdl_c", "mmol/L", 2, ">1.00"),
    ("ldl_c", "mmol/L", 2, "<3.40"),
    ("alt", "U/L", 0, "9-50"),
    ("creatinine", "umol/L", 0, "57-111"),
    ("uric_acid", "umol/L", 0, "208-428"),
];

/// An exam that found a high blood pressure: for one whose story begins with it.
pub fn high_exam(person: &Person, at: DateTime<Utc>) -> Vec<FactIn> {
    let mut rng = StdRng::seed_from_u64(u64::from(person.number) + 177);
    let mut values = exam_values(person, &mut rng);
    let [_, _, _, _, sbp, dbp, ..] = &mut values;
    (*sbp, *dbp) = (150.0 + f64::from(person.number % 5) * 3.0, 94.0 + f64::from(person.number % 4));
    let mut facts = Vec::new();
    exam(person, &mut rng, &format!("TJ{:05}-9", person.number), at, values, &mut facts);
    facts
}

fn exam(
    person: &Person,
    rng: &mut StdRng,
    key: &str,
    at: DateTime<Utc>,
    values: [f64; 15],
    facts: &mut Vec<FactIn>,
) {
    facts.push(FactIn::Encounter(EncounterIn {
        key: key.to_owned(),
        class: EncounterClass::Exam,
        status: EncounterStatus::Finished,
        department: Some("体检中心".to_owned()),
        visit_no: Some(key.to_owned()),
        start: at,
        end: Some(at + Duration::hours(3)),
        amount: Some(Fen(rng.random_range(300..1_500) * 100)),
        ..Default::default()
    }));
    for ((metric, unit, decimals, range), value) in ITEMS.into_iter().zip(values) {
        facts.push(observation(
            format!("{key}-{metric}"),
            at,
            (metric, unit, decimals, range),
            value,
            Some((key, "健康体检")),
        ));
    }
    if person.diabetes {
        let item = ("hba1c", "%", 1, "4.0-6.0");
        facts.push(observation(
            format!("{key}-hba1c"),
            at,
            item,
            6.4 + rng.random_range(0.0..3.0),
            Some((key, "健康体检")),
        ));
    }
}

fn exam_values(person: &Person, rng: &mut StdRng) -> [f64; 15] {
    let height = if person.male { 170.0 } else { 158.0 } + f64::from(person.number % 15) - 7.0;
    let bmi = person.bmi + rng.random_range(-0.6..0.6);
    let high = |yes: bool, more: f64| if yes { more } else { 0.0 };
    let sbp = 116.0 + high(person.hypertension, 24.0) + rng.random_range(-10.0..14.0);
    [
        height,
        bmi * (height / 100.0).powi(2),
        bmi,
        60.0 + (bmi - 19.0) * 2.6 + high(person.male, 8.0),
        sbp,
        72.0 + high(person.hypertension, 14.0) + rng.random_range(-8.0..8.0),
        72.0 + rng.random_range(-12.0..16.0),
        5.0 + high(person.diabetes, 2.4) + rng.random_range(-0.6..1.0),
        4.6 + high(person.dyslipidaemia, 1.2) + rng.random_range(-0.7..0.8),
        1.2 + high(person.dyslipidaemia, 1.1) + rng.random_range(-0.4..0.7),
        1.35 - high(person.dyslipidaemia, 0.2) + rng.random_range(-0.3..0.3),
        2.7 + high(person.dyslipidaemia, 1.0) + rng.random_range(-0.6..0.6),
        22.0 + rng.random_range(-10.0..26.0),
        72.0 + high(person.male, 10.0) + rng.random_range(-16.0..24.0),
        330.0 + high(person.male, 50.0) + rng.random_range(-90.0..110.0),
    ]
}

fn observation(
    key: String,
    at: DateTime<Utc>,
    (metric, unit, decimals, range): Item,
    value: f64,
    panel: Option<(&str, &str)>,
) -> FactIn {
    FactIn::Observation(ObservationIn {
        key,
        at,
        metric: Some(metric.to_owned()),
        code: metric.to_uppercase(),
        code_system: "local".to_owned(),
        name: nq_clinical::dictionary().get(metric).map_or_else(|| metric.to_owned(), |m| m.name_zh.clone()),
        value_text: format!("{value:.decimals$}"),
        unit: unit.to_owned(),
        ref_text: (!range.is_empty()).then(|| range.to_owned()),
        panel_key: panel.map(|(key, _)| key.to_owned()),
        panel_name: panel.map(|(_, name)| name.to_owned()),
        encounter_key: panel.map(|(key, _)| key.to_owned()),
        ..Default::default()
    })
}

fn visit(person: &Person, rng: &mut StdRng, key: &str, at: DateTime<Utc>, facts: &mut Vec<FactIn>) {
    let (department, doctor) = match (person.coronary || person.hypertension, person.diabetes) {
        (true, false) => ("心血管内科", "沈建国"),
        (_, true) => ("内分泌科", "顾明华"),
        _ => ("全科医学科", "江海涛"),
    };
    facts.push(FactIn::Encounter(EncounterIn {
        key: key.to_owned(),
        class: EncounterClass::Outpatient,
        status: EncounterStatus::Finished,
        department: Some(department.to_owned()),
        doctor: Some(doctor.to_owned()),
        visit_no: Some(key.to_owned()),
        start: at,
        end: Some(at + Duration::minutes(40)),
        amount: Some(Fen(rng.random_range(30..900) * 100)),
        ..Default::default()
    }));
    if person.hypertension {
        let (sbp, dbp) = (("sbp", "mmHg", 0, "90-139"), ("dbp", "mmHg", 0, "60-89"));
        let panel = Some((key, "门诊血压"));
        facts.push(observation(format!("{key}-sbp"), at, sbp, 132.0 + rng.random_range(-8.0..26.0), panel));
        facts.push(observation(format!("{key}-dbp"), at, dbp, 82.0 + rng.random_range(-8.0..14.0), panel));
        facts.push(medicine(key, at, "苯磺酸氨氯地平片 5mg", "每日一次，每次一片"));
    }
    if person.diabetes {
        facts.push(medicine(key, at, "盐酸二甲双胍片 0.5g", "每日两次，每次一片，随餐"));
    }
}

fn medicine(key: &str, at: DateTime<Utc>, name: &str, dose: &str) -> FactIn {
    FactIn::Medication(MedicationIn {
        key: format!("{key}-{name}"),
        at,
        name: name.to_owned(),
        dose: Some(dose.to_owned()),
        days_supply: Some(28),
        encounter_key: Some(key.to_owned()),
        ..Default::default()
    })
}

/// Diabetes runs in the family, as the exam's questionnaire found on that day.
pub fn family_history(person: &Person, at: DateTime<Utc>) -> FactIn {
    FactIn::Condition(ConditionIn {
        key: format!("{:05}-Z83.3", person.number),
        at,
        code: "Z83.3".to_owned(),
        system: "icd10".to_owned(),
        name: "糖尿病家族史".to_owned(),
        status: "active".to_owned(),
        ..Default::default()
    })
}

fn stent(person: &Person, at: DateTime<Utc>, facts: &mut Vec<FactIn>) {
    let key = format!("ZY{:05}", person.number);
    facts.push(FactIn::Encounter(EncounterIn {
        key: key.clone(),
        class: EncounterClass::Inpatient,
        status: EncounterStatus::Finished,
        department: Some("心血管内科".to_owned()),
        doctor: Some("沈建国".to_owned()),
        visit_no: Some(key.clone()),
        start: at - Duration::days(2),
        end: Some(at + Duration::days(2)),
        amount: Some(Fen(3_860_000)),
        ..Default::default()
    }));
    facts.push(FactIn::Procedure(ProcedureIn {
        key: format!("{key}-op"),
        at,
        code: "36.07".to_owned(),
        system: "icd9cm3".to_owned(),
        name: "冠状动脉药物洗脱支架置入术".to_owned(),
        status: "completed".to_owned(),
        performer: Some("沈建国".to_owned()),
        encounter_key: Some(key),
        ..Default::default()
    }));
}
