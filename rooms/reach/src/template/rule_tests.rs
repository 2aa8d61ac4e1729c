//! What may be written into a message, told as attacks and as everyday work.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::check::check_template;
use super::dictionary::{Surface, sms_parts};
use super::ready::ready_templates;
use super::render::{Values, missing, render};

fn shared() -> PathBuf {
    std::env::var("NUANQIAO_SHARED")
        .map_or_else(|_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from)
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn refusal(source: &str) -> String {
    match check_template(source, Surface::Open) {
        Ok(checked) => panic!("saved: {}", checked.preview),
        Err(faults) => {
            let lines: Vec<_> =
                faults.iter().map(|f| format!("{}:{} {}", f.line, f.column, f.message)).collect();
            lines.join("\n")
        }
    }
}

#[test]
fn none_of_the_known_injections_is_saved_and_none_takes_a_second() {
    let path = shared().join("protocols/vectors/template_injection.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(vectors.len() >= 10);
    for vector in vectors {
        let source = vector["template"].as_str().unwrap();
        let begin = Instant::now();
        let saved = check_template(source, Surface::Open);
        assert!(begin.elapsed() < Duration::from_secs(1), "{source}");
        assert_eq!(saved.is_ok(), vector["must"] == "render", "{source}: {saved:?}");
        assert!(saved.err().unwrap_or_default().iter().all(|f| f.line >= 1 && f.column >= 1));
    }
}

#[test]
fn a_fault_is_shown_at_its_line_and_column() {
    assert!(refusal("您好\n请看{{patient.name").starts_with("2:3 "));
    assert!(refusal("您好{{ patient.id_number }}").starts_with("1:3 没有“patient.id_number”这个变量"));
    assert!(refusal("{% if form.link %}请填").contains("没有对应的 {% endif %}"));
    assert!(refusal("请填{% endif %}").contains("没有对应的 {% if %}"));
    assert!(refusal("{% if form.link %}a{% else %}b{% else %}c{% endif %}").contains("{% else %}"));
    assert!(refusal("{# 备注 #}").contains("注释"));
}

#[test]
fn every_template_in_the_box_may_be_saved_and_fits_into_a_text_message() {
    assert_eq!(ready_templates().len(), 9);
    for t in ready_templates() {
        let checked = check_template(&t.body, Surface::Open).unwrap_or_else(|f| panic!("{}: {f:?}", t.code));
        assert!(sms_parts(&checked.preview) <= 4, "{} is long: {}", t.code, checked.preview);
        assert_eq!(t.form.is_some(), checked.variables.contains("form.link"), "{}", t.code);
        assert!(nq_pathway::gate::Class::of(&t.class).is_some(), "{}", t.class);
    }
}

#[test]
fn a_patient_named_like_a_template_stays_a_name() {
    let text = render("{{ patient.name }}，您好", &values(&[("patient.name", "{{7*7}}\n<b>")])).unwrap();
    assert_eq!(text, "{{7*7}}<b>，您好");
}

#[test]
fn a_missing_variable_is_an_error_where_printed_and_false_where_asked() {
    let source = "{{ patient.title }}您好{% if visit.date %}，复查{{ visit.date }}{% endif %}";
    let known = values(&[("patient.title", "张女士")]);
    assert_eq!(render(source, &known).unwrap(), "张女士您好");
    assert!(render("请打{{ team.phone }}", &known).is_err());
    let needed = ["patient.title".to_owned(), "team.phone".to_owned()];
    assert_eq!(missing(&needed, &known), ["team.phone"]);
}

#[test]
fn health_facts_stay_out_of_text_messages_and_promises_out_of_all() {
    assert!(refusal("您的血压是{{ reading.bp }}").contains("涉及健康信息"));
    assert!(check_template("您的血压是{{ reading.bp }}", Surface::Inbox).is_ok());
    assert!(refusal("乳腺癌术后随访").contains("旁人"));
    let faults = check_template("本疗法保证疗效", Surface::Inbox).unwrap_err();
    assert!(faults[0].message.contains("疗效"));
}

#[test]
fn a_message_longer_than_five_parts_is_not_saved() {
    assert!(refusal(&"请按时服药。".repeat(60)).contains("写短一些"));
    assert_eq!(sms_parts(&"药".repeat(70)), 1);
    assert_eq!(sms_parts(&"药".repeat(71)), 2);
}
