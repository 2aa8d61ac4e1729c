//! The course of a metric, supplies, appointments and the cell of recency, frequency and money.

use crate::people::{at, dictionary, noon, origin, reading, rule};
use nq_audience::*;

fn judge(json: &str, facts: &PersonFacts, day: &str) -> Verdict {
    evaluate(&rule(json), facts, at(day), &dictionary())
}

fn with(observations: Vec<Observation>) -> PersonFacts {
    PersonFacts { observations, ..PersonFacts::default() }
}

fn slope(limit: &str) -> String {
    format!(r#"{{"trend":{{"code":"bmi","of":"slope","days":180,"is":{limit}}}}}"#)
}

#[test]
fn a_slope_of_exactly_one_tenth_a_month_is_not_above_one_tenth() {
    // 24.1, 24.2, 24.3 at thirty days' distance: no binary fraction is exact here.
    let person = with(vec![
        reading("bmi", "24.1", "2025-03-01"),
        reading("bmi", "24.2", "2025-03-31"),
        reading("bmi", "24.3", "2025-04-30"),
        reading("bmi", "<20", "2025-05-01"),
    ]);
    assert!(judge(&slope(r#"{"eq":0.1}"#), &person, "2025-05-10").holds);
    assert!(!judge(&slope(r#"{"gt":0.1}"#), &person, "2025-05-10").holds);
    let verdict = judge(&slope(r#"{"ge":0.1}"#), &person, "2025-05-10");
    assert!(verdict.holds);
    assert_eq!(verdict.reasons[0].value, "0.1 kg/m²，最近一次：24.3 kg/m²");
}

#[test]
fn one_day_has_no_slope_and_one_reading_no_change() {
    let person = with(vec![reading("bmi", "24.1", "2025-05-01"), reading("bmi", "29.1", "2025-05-01")]);
    let verdict = judge(&slope(r#"{"ge":0}"#), &person, "2025-05-10");
    assert_eq!(verdict.truth, Truth::Unknown);
    assert_eq!(verdict.reasons[0].value, "缺少资料：近180天内可计算的体质指数记录太少");
    let change = r#"{"trend":{"code":"bmi","of":"change","days":180,"is":{"ge":5}}}"#;
    assert!(judge(change, &person, "2025-05-10").holds);
    assert_eq!(
        judge(change, &with(vec![reading("bmi", "30", "2025-05-01")]), "2025-05-10").truth,
        Truth::Unknown
    );
}

fn night(value: &str, instant: &str) -> Observation {
    let at = instant.parse().expect(instant);
    Observation { metric: "hr_night".into(), value: value.into(), origin: Origin::new(at, "手环") }
}

const THREE_NIGHTS: &str =
    r#"{"run":{"code":"hr_night","days":3,"within_days":30,"mean":{"over":{"code":"hr_base","by":10}}}}"#;

#[test]
fn three_days_in_a_row_more_than_ten_above_the_own_base_are_found_and_a_gap_breaks_them() {
    let base = reading("hr_base", "60", "2025-01-01");
    let three = |days: [&str; 3]| {
        let mut all: Vec<_> = days
            .iter()
            .flat_map(|day| {
                [night("69", &format!("{day}T01:00:00+08:00")), night("72", &format!("{day}T02:00:00+08:00"))]
            })
            .collect();
        all.push(base.clone());
        with(all)
    };
    let row = three(["2025-05-05", "2025-05-06", "2025-05-07"]);
    let verdict = judge(THREE_NIGHTS, &row, "2025-05-10");
    assert!(verdict.holds);
    assert_eq!(verdict.reasons[0].value, "最长连续3天，其最后一次：72 次/分");
    assert!(!judge(THREE_NIGHTS, &three(["2025-05-05", "2025-05-06", "2025-05-08"]), "2025-05-10").holds);
    // The first of the three days leaves the window after 4 June.
    assert!(judge(THREE_NIGHTS, &row, "2025-06-04").holds);
    assert!(!judge(THREE_NIGHTS, &row, "2025-06-05").holds);
    let next = next_change(&rule(THREE_NIGHTS), &row, at("2025-05-10")).expect("it ends");
    assert_eq!(next, noon("2025-06-05") - chrono::TimeDelta::hours(12));
    let no_base = PersonFacts {
        observations: row.observations.into_iter().filter(|o| o.metric != "hr_base").collect(),
        ..PersonFacts::default()
    };
    assert_eq!(judge(THREE_NIGHTS, &no_base, "2025-05-10").truth, Truth::Unknown);
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_ends() {
    let nights =
        r#"{"run":{"code":"hr_night","days":2,"within_days":7,"hours":[22,6],"mean":{"is":{"gt":70}}}}"#;
    // 23:00 on the 5th and 05:00 on the 7th are two nights in a row; noon of the 6th counts for nothing.
    let person = with(vec![
        night("75", "2025-05-05T23:00:00+08:00"),
        night("20", "2025-05-06T12:00:00+08:00"),
        night("75", "2025-05-07T05:00:00+08:00"),
    ]);
    assert!(judge(nights, &person, "2025-05-08").holds);
    assert!(!judge(nights, &person, "2025-05-05").holds, "the night of the 5th ends on the 6th");
}

#[test]
fn a_month_of_tablets_runs_out_on_its_day() {
    let mut person = PersonFacts::default();
    let dispensed = |day: &str, days| Medication {
        code: String::new(),
        name: "阿司匹林肠溶片".into(),
        days_supply: days,
        origin: origin(day, "药房"),
        until: None,
    };
    let week = r#"{"supply":{"of":{"name":["阿司匹林"]},"days_left":{"le":7}}}"#;
    person.medications.push(dispensed("2025-05-01", None));
    assert_eq!(judge(week, &person, "2025-05-02").truth, Truth::Unknown);
    person.medications.push(dispensed("2025-05-01", Some(30)));
    assert!(!judge(week, &person, "2025-05-22").holds);
    let verdict = judge(week, &person, "2025-05-23");
    assert!(verdict.holds);
    assert_eq!(verdict.reasons[0].value, "阿司匹林肠溶片，还可用7天");
    assert_eq!(judge(week, &person, "2025-06-02").reasons[0].value, "阿司匹林肠溶片，已用完3天");
    let next = next_change(&rule(week), &person, at("2025-05-02")).expect("a day");
    assert_eq!(next, noon("2025-05-23") - chrono::TimeDelta::hours(12));
}

#[test]
fn a_cancelled_appointment_is_none() {
    let mut person = PersonFacts::default();
    person.appointments.push(Appointment {
        department: Some("d1".into()),
        doctor: Some("李明".into()),
        state: AppointmentState::Booked,
        origin: origin("2025-05-10", "预约系统"),
    });
    let week = r#"{"appointment":{"in_days":[0,7],"of":{"department":["d1"]}}}"#;
    for (day, expected) in
        [("2025-05-02", false), ("2025-05-03", true), ("2025-05-10", true), ("2025-05-11", false)]
    {
        assert_eq!(judge(week, &person, day).holds, expected, "{day}");
    }
    let verdict = judge(week, &person, "2025-05-09");
    assert_eq!(verdict.reasons[0].value, "心内科预约（待就诊）");
    person.appointments[0].state = AppointmentState::Cancelled;
    assert!(!judge(week, &person, "2025-05-09").holds);
    person.appointments[0].state = AppointmentState::Missed;
    let missed = r#"{"had":{"of":{"appointment":{"state":["missed"]}},"days_ago":[0,90]}}"#;
    assert!(!judge(missed, &person, "2025-05-09").holds, "its day has not come");
    assert!(judge(missed, &person, "2025-05-11").holds);
}

#[test]
fn the_four_cells_of_recency_and_money_share_out_everybody_whose_bills_are_known() {
    let visit = |day: &str, paid_fen| Encounter {
        class: "outpatient".into(),
        department: None,
        doctor: None,
        paid_fen,
        origin: origin(day, "收费系统"),
    };
    let cell = |r: bool, m: bool| {
        format!(r#"{{"rfm":{{"recent_days":180,"window_days":365,"visits":3,"yuan":3000,"r":{r},"m":{m}}}}}"#)
    };
    let cells = |person: &PersonFacts| {
        [(true, true), (true, false), (false, true), (false, false)]
            .map(|(r, m)| judge(&cell(r, m), person, "2025-06-01").holds)
    };
    let mut person =
        PersonFacts { encounters: vec![visit("2024-09-01", Some(299_999))], ..PersonFacts::default() };
    assert_eq!(cells(&person), [false, false, false, true]);
    person.encounters.push(visit("2024-10-01", Some(1)));
    assert_eq!(cells(&person), [false, false, true, false]);
    person.encounters.push(visit("2025-05-01", None));
    assert_eq!(cells(&person), [true, false, false, false]);
    person.encounters.iter_mut().for_each(|e| e.paid_fen = None);
    assert_eq!(cells(&person), [false; 4], "bills never seen put nobody into a cell of money");
    assert!(
        judge(
            r#"{"rfm":{"recent_days":180,"window_days":365,"visits":3,"yuan":0,"r":true,"f":true}}"#,
            &person,
            "2025-06-01"
        )
        .holds
    );
}
