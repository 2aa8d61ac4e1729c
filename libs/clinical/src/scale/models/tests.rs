//! The models of scales say the right thing in words, too.

use serde_json::json;

use crate::model::{Outcome, eval, models};

fn done(id: &str, input: &serde_json::Value) -> crate::model::Evaluation {
    match eval(id, input).unwrap() {
        Outcome::Done(e) => *e,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_example_of_a_scale_computes() {
    for m in models().iter().filter(|m| super::MODELS.iter().any(|own| own.id == m.id)) {
        let e = done(m.id, &serde_json::from_str(m.example).unwrap());
        assert!(e.category.is_some() || e.outputs.contains_key("level"), "{}", m.id);
        assert!(!m.limits.is_empty() && !m.source.is_empty(), "{}", m.id);
    }
}

#[test]
fn a_safety_item_is_an_alert_and_an_open_form_still_says_it() {
    let e = done("phq9", &json!({"responses": [0, 0, 0, 0, 0, 0, 0, 0, 1]}));
    assert_eq!(e.alerts[0].code, "phq9_self_harm");
    assert!(e.alerts[0].text.contains("自杀风险"));
    let open = eval("phq9", &json!({"responses": [null, 0, 0, 0, 0, 0, 0, 0, 2]})).unwrap();
    match open {
        Outcome::NotApplicable { reason, .. } => assert!(reason.contains("自杀风险"), "{reason}"),
        other => panic!("{other:?}"),
    }
    let plain = eval("phq9", &json!({"responses": [null, 0, 0, 0, 0, 0, 0, 0, 0]})).unwrap();
    assert!(matches!(plain, Outcome::Incomplete { .. }));
}

#[test]
fn zung_takes_answers_as_printed_too() {
    let e = done("sds", &json!({"responses": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}));
    assert_eq!((&e.outputs["raw"], &e.outputs["standard"]), (&json!(50), &json!(62)));
    assert!(matches!(eval("sds", &json!({})).unwrap(), Outcome::Incomplete { .. }));
}
