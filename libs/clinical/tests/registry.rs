//! What must hold for every model, whoever wrote it.

use std::collections::BTreeSet;

use nq_clinical::dictionary;
use nq_clinical::model::{Outcome, Verification, eval, models, table_of};
use serde_json::{Value, json};

#[test]
fn ids_are_unique_and_tables_sound() {
    let ids: BTreeSet<&str> = models().iter().map(|m| m.id).collect();
    assert_eq!(ids.len(), models().len());
    for m in models() {
        table_of(m).unwrap();
    }
}

#[test]
fn every_example_gives_a_result_with_its_stamp() {
    for m in models() {
        let inputs: Value = serde_json::from_str(m.example).unwrap();
        let outcome = eval(m.id, &inputs).unwrap_or_else(|e| panic!("{}: {e}", m.id));
        let Outcome::Done(result) = outcome else { panic!("{}: {outcome:?}", m.id) };
        assert_eq!(result.stamp.model, m.id);
        assert!(!result.stamp.table_version.is_empty() && !result.outputs.is_empty(), "{}", m.id);
    }
}

#[test]
fn what_is_not_verified_is_off() {
    for m in models() {
        assert!(m.verification == Verification::Verified || !m.default_on, "{}", m.id);
    }
}

#[test]
fn inputs_name_metrics_of_the_dictionary_and_say_how_to_get_them() {
    for m in models() {
        let mut keys = BTreeSet::new();
        for spec in m.inputs {
            assert!(!spec.measure.is_empty() && !spec.name.is_empty(), "{} {}", m.id, spec.code);
            if let Some(code) = spec.metric {
                assert!(dictionary().get(code).is_some(), "{} {code}", m.id);
            }
            let spelled = spec.spellings.iter().map(|(key, _)| *key).filter(|key| *key != spec.code);
            for key in spelled.chain([spec.code]) {
                assert!(keys.insert(key), "{} {key} twice", m.id);
            }
        }
    }
}

#[test]
fn a_model_without_inputs_says_what_is_missing() {
    for m in models() {
        match eval(m.id, &json!({})).unwrap() {
            Outcome::Incomplete { missing } => assert!(!missing.is_empty(), "{}", m.id),
            other => panic!("{}: {other:?}", m.id),
        }
    }
}

#[test]
fn an_unknown_model_is_a_sentence() {
    let error = eval("nothing", &json!({})).unwrap_err();
    assert!(error.to_string().contains("没有名为“nothing”的模型"));
}
