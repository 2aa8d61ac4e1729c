//! Laws that hold for any person: monotone where the model is, units both ways, classes from unrounded values, and
//! no input at all makes a model panic.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use nq_clinical::model::{Evaluation, InputSpec, Kind, Model, Outcome, eval, explain, models, table_of};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn done(id: &str, inputs: &Value) -> Box<Evaluation> {
    match eval(id, inputs).unwrap_or_else(|e| panic!("{id}: {e}")) {
        Outcome::Done(result) => result,
        other => panic!("{id} {inputs}: {other:?}"),
    }
}

fn value(id: &str, inputs: &Value) -> f64 {
    done(id, inputs).value.unwrap()
}

fn with(inputs: &Value, key: &str, value: impl Into<Value>) -> Value {
    let mut copy = inputs.clone();
    copy[key] = value.into();
    copy
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|x| json!(x)),
        (-10.0..400.0).prop_map(|x: f64| json!(x)),
        (0..200_i32).prop_map(Value::from),
        "[<>]?[0-9.]{0,6}".prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            (inner.clone(), inner).prop_map(|(v, u)| json!({"value": v, "unit": u})),
        ]
    })
}

/// A value of the declared kind, edges included, so that the computation itself is reached.
fn fitting(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Number { units, low, high, whole } => {
            let name = units.first().map_or("", |u| u.name);
            let number = prop_oneof![3 => low..=high, 1 => Just(low), 1 => Just(high), 2 => low..=high.min(low + 120.0)];
            number
                .prop_map(move |x| {
                    let x = if whole { x.round() } else { x };
                    if name.is_empty() { json!(x) } else { json!({"value": x, "unit": name}) }
                })
                .boxed()
        }
        Kind::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Choice(choices) => prop::sample::select(choices).prop_map(|c| json!(c.code)).boxed(),
        Kind::Text => prop_oneof![".{0,8}", "[munk]?(g|mol|L|\\[IU\\]|10\\*9|%|Cel)/?[dm]?L?"]
            .prop_map(Value::from)
            .boxed(),
        Kind::Numbers { len, range, whole, .. } => {
            let item = (range.0..=range.1).prop_map(move |x| json!(if whole { x.round() } else { x }));
            prop::collection::vec(item, len.0..=len.1.min(len.0 + 40)).prop_map(Value::from).boxed()
        }
        Kind::NumberMap { keys, range } => {
            let n = keys.len().max(1);
            prop::collection::vec(range.0..=range.1, n)
                .prop_map(move |list| {
                    keys.iter().zip(list).map(|(k, x)| ((*k).to_owned(), json!(x))).collect::<Map<_, _>>()
                })
                .prop_map(Value::from)
                .boxed()
        }
    }
}

fn key(spec: &InputSpec, spelled: bool) -> String {
    let first = spec.spellings.first().filter(|_| spelled).map_or(spec.code, |(key, _)| *key);
    first.to_owned()
}

fn inputs(model: &'static Model) -> BoxedStrategy<Value> {
    let one = |spec: &'static InputSpec| {
        let value = prop_oneof![6 => fitting(spec.kind), 1 => anything(), 1 => Just(Value::Null)];
        (value, any::<bool>()).prop_map(move |(v, spelled)| (key(spec, spelled && v.is_number()), v))
    };
    let all: Vec<_> = model.inputs.iter().map(|s| one(s).boxed()).collect();
    (all, prop::option::weighted(0.05, (".{0,10}", anything())))
        .prop_map(|(pairs, extra)| {
            Value::from(pairs.into_iter().chain(extra).collect::<Map<String, Value>>())
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_input_makes_a_model_panic_or_give_a_number_that_is_none(all in models().iter().map(|m| inputs(m)).collect::<Vec<_>>(), junk in anything()) {
        for (model, inputs) in models().iter().zip(all) {
            for json in [&inputs, &junk] {
                match eval(model.id, json) {
                    Ok(Outcome::Done(result)) => {
                        prop_assert!(result.value.is_none_or(f64::is_finite), "{} {json}", model.id);
                        prop_assert!(serde_json::to_string(&result).is_ok());
                    }
                    Ok(Outcome::Incomplete { missing }) => prop_assert!(!missing.is_empty(), "{} {json}", model.id),
                    Ok(Outcome::NotApplicable { reason, .. }) => prop_assert!(!reason.is_empty()),
                    Err(error) => prop_assert!(!error.to_string().is_empty()),
                }
            }
        }
    }
}

fn china_par(sex: &str, age: u32, sbp: u32, tc: f64, flags: [bool; 5]) -> Value {
    let [treated, diabetes, smoker, north, family] = flags;
    json!({"sex": sex, "age": age, "north": north, "urban": true, "waist_cm": 86, "tc_mgdl": tc, "hdl_mgdl": 50,
        "sbp": sbp, "bp_treated": treated, "diabetes": diabetes, "smoker": smoker, "family_history": family})
}

proptest! {
    #[test]
    fn china_par_rises_with_pressure_cholesterol_smoking_and_diabetes(
        male: bool, age in 35_u32..=74, sbp in 90_u32..=179, tc in 100.0..300.0_f64, flags: [bool; 5]
    ) {
        let sex = if male { "male" } else { "female" };
        for id in ["china_par_10y", "china_par_lifetime"] {
            let age = if id == "china_par_lifetime" { age.min(59) } else { age };
            let here = china_par(sex, age, sbp, tc, flags);
            let now = value(id, &here);
            prop_assert!((0.0..=100.0).contains(&now));
            prop_assert!(value(id, &with(&here, "sbp", sbp + 20)) > now);
            prop_assert!(value(id, &with(&here, "tc_mgdl", tc + 60.0)) > now);
            prop_assert!(value(id, &with(&here, "hdl_mgdl", 80)) < now);
            prop_assert!(value(id, &with(&here, "diabetes", true)) >= now);
            // In the ten-year model of men the effects of smoking and family history shrink with age: above
            // exp(6.21614/1.53236) = 57.8 years the published family term turns negative.
            if age <= 57 {
                prop_assert!(value(id, &with(&here, "smoker", true)) >= now);
                prop_assert!(value(id, &with(&here, "family_history", true)) >= now);
            }
        }
    }

    // PREVENT falls with pressure below 110 mmHg: the model is only asked to rise above.
    #[test]
    fn other_risks_rise_with_pressure_and_smoking(age in 45_u32..=69, sbp in 110_u32..=150, tc in 150_u32..=280, male: bool) {
        let sex = if male { "male" } else { "female" };
        let lipids = json!({"sex": sex, "age": age, "tc_mgdl": tc, "hdl_mgdl": 50, "sbp": sbp, "bp_treated": false, "smoker": false, "diabetes": false});
        let more = |extra: Value| { let mut all = lipids.clone(); for (k, v) in extra.as_object().unwrap() { all[k] = v.clone(); } all };
        let mut score2 = more(json!({"region": "Low"}));
        score2.as_object_mut().unwrap().remove("bp_treated");
        let persons = [
            ("framingham2008_cvd10_lab", lipids.clone()),
            ("pce2013_ascvd10", more(json!({"race": "white"}))),
            ("prevent2023_base", more(json!({"statin": false, "egfr": 90, "bmi": 24}))),
            ("score2_2021", score2),
        ];
        for (id, person) in persons {
            let now = value(id, &person);
            prop_assert!(value(id, &with(&person, "sbp", sbp + 20)) > now, "{id} sbp");
            prop_assert!(value(id, &with(&person, "smoker", true)) > now, "{id} smoker");
        }
    }

    #[test]
    fn filtration_falls_with_creatinine_and_age(scr in 30.0..900.0_f64, age in 18_u32..=90, male: bool) {
        let person = json!({"sex": if male { "male" } else { "female" }, "age": age, "scr_umol": scr});
        for id in ["ckd_epi_2021", "ckd_epi_2009"] {
            let now = value(id, &person);
            prop_assert!(value(id, &with(&person, "scr_umol", scr * 1.1)) < now);
            prop_assert!(value(id, &with(&person, "age", age + 1)) < now);
        }
        // 1 mg/dL is 88.4 µmol/L.
        let other = json!({"sex": person["sex"], "age": age, "scr_mgdl": scr / 88.4});
        prop_assert!((value("ckd_epi_2021", &other) - value("ckd_epi_2021", &person)).abs() < 1e-9);
    }

    #[test]
    fn a_unit_converts_there_and_back(x in 0.01..1000.0_f64, pair in prop::sample::select(&[
        ("mmol/L", "mg/dL", "glucose"), ("mmol/L", "mg/dL", "cholesterol"), ("umol/L", "mg/dL", "creatinine"),
        ("nmol/L", "ng/mL", "vitd25oh"), ("Cel", "[degF]", ""), ("kg", "[lb_av]", ""), ("10*9/L", "10*3/uL", ""),
        ("mm[Hg]", "kPa", ""), ("mmol/mol", "%", "hba1c"), ("m[IU]/L", "u[IU]/mL", ""), ("kcal", "kJ", ""),
    ][..])) {
        let (from, to, analyte) = pair;
        let there = value("unit_convert", &json!({"analyte": analyte, "value": x, "from": from, "to": to}));
        let back = value("unit_convert", &json!({"analyte": analyte, "value": there, "from": to, "to": from}));
        prop_assert!((back - x).abs() < 1e-9 * (1.0 + x.abs()), "{x} {from} {there} {to} {back}");
    }

    #[test]
    fn a_class_comes_from_the_unrounded_value(age in 35_u32..=74, sbp in 100_u32..=180, tc in 150.0..280.0_f64) {
        let result = done("china_par_10y", &china_par("male", age, sbp, tc, [false, false, true, true, false]));
        let (risk, class) = (result.value.unwrap(), &result.category.unwrap().label);
        let wanted = if risk >= 10.0 { "高危" } else if risk >= 5.0 { "中危" } else { "低危" };
        prop_assert_eq!(class, wanted);
    }

    #[test]
    fn shares_add_up_to_the_difference(age in 40_u32..=69, sbp in 100_u32..=179, tc in 130.0..300.0_f64, flags: [bool; 5], male: bool) {
        let sex = if male { "male" } else { "female" };
        let model = nq_clinical::model::model("china_par_10y").unwrap();
        let inputs = nq_clinical::model::json::read(model, &china_par(sex, age, sbp, tc, flags)).unwrap();
        let table = table_of(model).unwrap();
        let now = model.evaluate(&inputs, table).unwrap().done().unwrap().value.unwrap();
        let told = explain(model, &inputs, table).unwrap();
        let sum: f64 = told.shares.iter().filter_map(|s| s.amount).sum();
        prop_assert!((sum - (now - told.reference.unwrap())).abs() < 1e-9, "{sum} {now} {:?}", told.reference);
        prop_assert!(told.what_if.iter().all(|w| w.change < 0.0 && w.value < now));
        prop_assert!(told.shares.iter().all(|s| sex == "female" || s.code != "waist"));
    }
}
