//! Every vector of `vectors.csv` (independent implementations, published cases, rules read) against its model.

use nq_clinical::model::{model, verify};

const VECTORS: &str = include_str!("vectors.csv");

/// Told apart in the specification: WHO/ISH 2007 is superseded and its chart may not be copied.
const NOT_BUILT: &[&str] = &["who_ish_2007_WPR_B"];

#[test]
fn every_vector_of_every_model_passes() {
    let report = verify(VECTORS.as_bytes()).unwrap();
    for (id, tally) in report.models.iter().filter(|(id, _)| !NOT_BUILT.contains(&id.as_str())) {
        assert!(model(id).is_some(), "{id} is not registered");
        assert!(tally.failures.is_empty(), "{id}: {:#?}", tally.failures);
        assert!(tally.total > 0, "{id}");
    }
}

#[test]
fn a_model_that_is_not_built_fails_its_vectors() {
    let report = verify(VECTORS.as_bytes()).unwrap();
    for id in NOT_BUILT {
        let tally = &report.models[*id];
        assert_eq!(tally.passed, 0, "{id}");
        assert!(tally.failures[0].why.contains("没有名为"), "{:?}", tally.failures[0]);
    }
    assert!(!report.all_passed());
}

#[test]
fn a_wrong_expectation_is_found() {
    let file = "id,model,inputs_json,expected_json,tolerance_abs,unit,trust,obtained_from\n\
                a,bmi_cn,\"{\"\"bmi\"\": 24}\",\"{\"\"category\"\": \"\"体重正常\"\"}\",0,,A,\n\
                b,bmi_cn,\"{\"\"bmi\"\": 24}\",\"{\"\"category\"\": \"\"超重\"\"}\",0,,A,\n\
                c,bmi_cn,not json,{},0,,A,\n";
    let report = verify(file.as_bytes()).unwrap();
    assert_eq!(report.totals(), (1, 3));
    assert!(verify("nothing,of,this\n1,2,3\n".as_bytes()).is_err());
}
