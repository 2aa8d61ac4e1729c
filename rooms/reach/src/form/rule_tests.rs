//! The rules of forms, told as a nurse would.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::accept::{check_answers, check_draft};
use super::branch::visible;
use super::check::{check_definition, parse};
use super::definition::{Answer, FormDef, Severity};
use super::ready::{ready_form, ready_forms};
use super::score::read;

fn metric_known(code: &str) -> bool {
    nq_clinical::dictionary().get(code).is_some()
}

fn form(code: &str) -> FormDef {
    parse(&ready_form(code).unwrap(), &metric_known).unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 4).unwrap()
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// The sentence for one item, or nothing.
fn said(def: &FormDef, answers: Value, item: &str) -> Option<String> {
    let errors = check_answers(def, &map(answers), today()).err().unwrap_or_default();
    errors.into_iter().find(|e| e.item == item).map(|e| e.message)
}

fn calm() -> Value {
    json!({"bp": {"sbp": 128, "dbp": 78}, "drugs": "regular", "symptoms": ["none"]})
}

#[test]
fn every_form_in_the_box_may_be_published() {
    let scales =
        nq_clinical::scale::scales().iter().filter(|s| s.ships && s.as_questions().is_some()).count();
    assert!(scales >= 5);
    assert_eq!(ready_forms().len(), 5 + scales + 2, "own forms, shipped scales, two follow-up records");
    for json in ready_forms() {
        parse(&json, &metric_known).unwrap_or_else(|p| panic!("{}: {p:?}", json["code"]));
    }
}

#[test]
fn who_stopped_his_pills_is_asked_why_and_who_takes_them_is_not() {
    let def = form("bp_family_followup");
    let shows = |drugs: &str| {
        let draft = check_draft(&def, &map(json!({"drugs": drugs})), today());
        visible(&def, &draft.answers).iter().any(|i| i.id == "why_missed")
    };
    assert!(!shows("regular"));
    assert!(shows("stopped"));
    assert!(shows("sometimes"));
}

#[test]
fn a_change_of_mind_drops_the_hidden_answer_but_the_draft_keeps_it() {
    let def = form("bp_family_followup");
    let mut answers = calm();
    answers["why_missed"] = json!(["side_effect"]);
    answers["side_effect"] = json!("干咳");
    let draft = check_draft(&def, &map(answers.clone()), today());
    assert!(draft.answers.contains_key("side_effect"), "a draft keeps everything");
    let accepted = check_answers(&def, &map(answers), today()).unwrap();
    assert_eq!(accepted.dropped, ["side_effect", "why_missed"]);
    assert!(!accepted.answers.contains_key("why_missed"));
}

#[test]
fn a_wrong_answer_to_a_hidden_question_stops_nobody() {
    let def = form("post_op_recovery");
    let answers = json!({"feeling": 4, "pain": 1, "wound": "dry", "fever": "no", "temperature": 99,
        "symptoms": ["none"], "drugs": "regular"});
    assert!(check_answers(&def, &map(answers), today()).is_ok());
}

#[test]
fn mistakes_in_blood_pressure_are_told_in_plain_words() {
    let def = form("home_bp");
    let say = |bp: Value| said(&def, json!({"bp": bp, "moment": "morning"}), "bp");
    assert_eq!(say(json!({"sbp": 80, "dbp": 130})).unwrap(), "高压应当比低压大，请看看两个数是不是填反了。");
    assert!(say(json!({"sbp": 17.3, "dbp": 10.6})).unwrap().contains("千帕"));
    assert!(say(json!({"sbp": 1300, "dbp": 80})).unwrap().contains("重新量"));
    assert!(say(json!({"sbp": 130})).unwrap().contains("两个数字"));
    assert!(say(json!({"sbp": "一百三", "dbp": "八十"})).unwrap().contains("只填数字"));
    assert_eq!(say(json!({"sbp": "１３０", "dbp": " 80 "})), None, "full-width digits are digits");
}

#[test]
fn a_required_question_left_open_is_named_and_an_unknown_one_refused() {
    let def = form("bp_family_followup");
    let mut answers = calm();
    answers["bp"] = json!({"sbp": "", "dbp": null});
    assert!(said(&def, answers, "bp").unwrap().contains("高压和低压"));
    let mut answers = calm();
    answers["role"] = json!("admin");
    assert!(said(&def, answers, "role").unwrap().contains("不在这份问卷"));
}

#[test]
fn none_of_the_above_cannot_be_ticked_together_with_a_symptom() {
    let mut answers = calm();
    answers["symptoms"] = json!(["none", "headache"]);
    assert!(said(&form("bp_family_followup"), answers, "symptoms").unwrap().contains("以上都没有"));
}

#[test]
fn a_date_of_revisit_lies_ahead_and_a_temperature_has_one_decimal() {
    let def = form("post_op_recovery");
    let base = json!({"feeling": 4, "pain": 1, "wound": "dry", "fever": "yes", "temperature": 37.8,
        "symptoms": ["none"], "drugs": "regular"});
    let with = |key: &str, value: Value| {
        let mut answers = base.clone();
        answers[key] = value;
        said(&def, answers, key)
    };
    assert!(with("revisit", json!("2026-03-03")).unwrap().contains("已经过去"));
    assert_eq!(with("revisit", json!("2026-03-04")), None);
    assert!(with("temperature", json!(37.85)).unwrap().contains("最多填 1 位"));
    assert!(with("temperature", json!(45)).unwrap().contains("34 到 43"));
    assert!(with("pain", json!(11)).unwrap().contains("0 到 10"));
}

#[test]
fn pressure_of_180_makes_an_urgent_task_and_tells_the_patient_what_to_do() {
    let def = form("home_bp");
    for (bp, urgent) in [((179, 109), false), ((180, 90), true), ((150, 110), true)] {
        let answers = json!({"bp": {"sbp": bp.0, "dbp": bp.1}, "moment": "evening", "unwell": ["none"]});
        let accepted = check_answers(&def, &map(answers), today()).unwrap();
        let reading = read(&def, &accepted.answers);
        assert_eq!(reading.severity() == Severity::Urgent, urgent, "{bp:?}");
        assert_eq!(
            reading.flags.iter().any(|f| f.advice.as_ref().is_some_and(|a| a.contains("120"))),
            urgent
        );
    }
}

#[test]
fn two_points_of_five_is_dissatisfied_and_asks_a_person_to_call_back() {
    let def = form("satisfaction");
    let answers = json!({"overall": 2, "wrong": ["waiting"], "call_me": "no"});
    let reading = read(&def, &check_answers(&def, &map(answers), today()).unwrap().answers);
    assert_eq!(reading.total, Some(2));
    assert_eq!(reading.band.as_ref().map(|b| b.label.as_str()), Some("不满意"));
    assert_eq!(reading.flags.len(), 1);
    assert_eq!(reading.severity(), Severity::High);
    let happy = check_answers(&def, &map(json!({"overall": 5})), today()).unwrap();
    assert!(read(&def, &happy.answers).flags.is_empty());
}

#[test]
fn a_scale_with_an_open_question_has_no_total_rather_than_a_low_one() {
    let mut json = ready_form("diabetes_lifestyle").unwrap();
    json["items"][2]["required"] = json!(false);
    let def = parse(&json, &metric_known).unwrap();
    let answers = json!({"weight": 71.5, "sweet_drink": "daily", "vegetable": "rare", "exercise_days": 1,
        "sitting": "long", "smoking": "yes", "sleep": "short", "thirst": ["none"], "ogtt": "no"});
    let reading = read(&def, &check_answers(&def, &map(answers.clone()), today()).unwrap().answers);
    assert_eq!((reading.total, reading.missing), (None, vec!["staple".to_owned()]));
    let mut full = answers;
    full["staple"] = json!("more");
    let reading = read(&def, &check_answers(&def, &map(full), today()).unwrap().answers);
    assert_eq!(reading.total, Some(11));
    assert!(reading.flags.iter().any(|f| f.id == "band"));
}

#[test]
fn an_author_is_told_every_fault_with_its_place() {
    let problems = |change: &dyn Fn(&mut Value)| {
        let mut json = ready_form("satisfaction").unwrap();
        change(&mut json);
        let found = parse(&json, &metric_known).err().unwrap_or_default();
        found.into_iter().map(|p| format!("{}: {}", p.at, p.message)).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(problems(&|_| ()), "");
    assert!(problems(&|j| j["items"][0]["requierd"] = json!(true)).contains("requierd"));
    assert!(problems(&|j| j["items"][1]["id"] = json!("overall")).contains("题号重复"));
    assert!(
        problems(&|j| j["items"][0]["show_if"] = json!({"item": "opinion", "op": "answered"}))
            .contains("前面的题")
    );
    assert!(problems(&|j| j["items"][1]["show_if"]["value"] = json!("三分")).contains("不能这样比较"));
    assert!(problems(&|j| j["scoring"]["bands"][1]["min"] = json!(4)).contains("首尾相接"));
    assert!(problems(&|j| j["scoring"]["bands"][2]["max"] = json!(4)).contains("从 1 到 5"));
    assert!(
        problems(&|j| j["red_flags"][0]["when"]["item"] = json!("nothing")).contains("red_flags.asks_call")
    );
    assert!(problems(&|j| j["title"] = json!("")).contains("标题"));
    let mut deep = json!({"item": "overall", "op": "answered"});
    for _ in 0..6 {
        deep = json!({"all": [deep]});
    }
    assert!(problems(&|j| j["items"][1]["show_if"] = deep.clone()).contains("嵌套"));
}

#[test]
fn a_number_filed_under_an_unknown_metric_cannot_be_published() {
    let mut json = ready_form("home_bp").unwrap();
    json["items"][2]["metric"] = json!("heart_beat");
    assert!(parse(&json, &metric_known).unwrap_err().iter().any(|p| p.message.contains("heart_beat")));
}

#[test]
fn a_definition_reads_back_as_it_was_written() {
    for json in ready_forms() {
        let def = parse(&json, &metric_known).unwrap();
        let again = parse(&serde_json::to_value(&def).unwrap(), &metric_known).unwrap();
        assert_eq!(def, again);
        assert!(check_definition(&def, &metric_known).is_empty());
    }
}

#[test]
fn an_answer_is_shown_to_the_nurse_in_words() {
    let def = form("bp_family_followup");
    let accepted = check_answers(&def, &map(calm()), today()).unwrap();
    let words = |id: &str| accepted.answers[id].in_words(def.item(id).unwrap());
    assert_eq!(words("bp"), "128/78 mmHg");
    assert_eq!(words("drugs"), "每天按时吃");
    assert_eq!(words("symptoms"), "以上都没有");
    assert_eq!(accepted.answers["bp"], Answer::Bp { sbp: 128, dbp: 78 });
}
