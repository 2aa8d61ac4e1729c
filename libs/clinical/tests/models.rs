//! Single rules of the specification that the vectors do not show: edges, refusals, what is missing, levers, tables.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use nq_clinical::model::{Level, Outcome, Table, answer, eval, eval_with, model, table_of};
use serde_json::{Value, json};

fn person() -> Value {
    json!({"sex": "male", "age": 40, "north": true, "urban": true, "waist_cm": 80, "tc_mmol": 5.2, "hdl_mmol": 1.3,
        "sbp": 145, "bp_treated": false, "diabetes": false, "smoker": false, "family_history": true})
}

#[track_caller]
fn output(id: &str, inputs: &Value, key: &str) -> Value {
    match eval(id, inputs).unwrap() {
        Outcome::Done(result) => result.outputs.get(key).cloned().unwrap_or(Value::Null),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refused(id: &str, inputs: &Value, word: &str) {
    match eval(id, inputs) {
        Ok(Outcome::NotApplicable { reason, .. }) => assert!(reason.contains(word), "{reason}"),
        Err(error) => assert!(error.to_string().contains(word), "{error}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_risk_just_below_five_percent_is_low_though_shown_as_five() {
    let mut found = 0;
    for sbp in 120..180 {
        for waist in 70..100 {
            let mut p = person();
            (p["sbp"], p["waist_cm"]) = (sbp.into(), waist.into());
            let risk = output("china_par_10y", &p, "risk_pct").as_f64().unwrap();
            if (4.95..5.0).contains(&risk) {
                found += 1;
                assert_eq!(output("china_par_10y", &p, "category"), "低危", "{risk}");
            }
        }
    }
    assert!(found > 0);
}

#[test]
fn china_par_says_what_is_missing_and_why_it_does_not_apply() {
    let mut p = person();
    p.as_object_mut().unwrap().retain(|k, _| k != "waist_cm" && k != "family_history");
    let Outcome::Incomplete { missing } = eval("china_par_10y", &p).unwrap() else { panic!() };
    assert_eq!(missing.iter().map(|m| m.code).collect::<Vec<_>>(), ["waist", "family_history"]);
    assert!(missing[0].what_to_measure.contains("软尺"));
    // Family history and residence are asked of men only.
    p["sex"] = "female".into();
    p["waist_cm"] = 80.into();
    p.as_object_mut().unwrap().remove("urban");
    assert!(output("china_par_10y", &p, "risk_pct").is_number());

    let with = |key: &str, value: Value| {
        let mut p = person();
        p[key] = value;
        p
    };
    refused("china_par_10y", &with("ascvd", true.into()), "不再预测");
    let assumed = |p: &Value| {
        let outcome = eval("china_par_10y", p).unwrap();
        outcome.done().unwrap().notes.iter().any(|n| n.contains("未确认有无心血管病史"))
    };
    assert!(assumed(&person()) && !assumed(&with("ascvd", false.into())));
    refused("china_par_10y", &with("age", 19.into()), "20～85");
    refused("china_par_10y", &with("waist_cm", 49.into()), "50～130");
    refused("china_par_10y", &with("tc_mmol", json!(11.5)), "2～11");
    refused("china_par_10y", &with("sbp", "高".into()), "应填数字");
    refused("china_par_10y", &with("tc", json!(5.2)), "给了两次");
    refused("china_par_10y", &with("salt", 1.into()), "不认识输入项“salt”");
    refused("china_par_10y", &with("age", 400.into()), "不可能");
    refused("china_par_10y", &with("smoker", 2.into()), "“是”或“否”");
    refused("china_par_10y", &with("sbp", ">200".into()), "没有确切数值");
}

#[test]
fn a_lipid_without_a_unit_is_refused_and_with_one_converted_as_the_site_does() {
    let mut p = person();
    p.as_object_mut().unwrap().remove("tc_mmol");
    p["tc"] = json!(5.2);
    refused("china_par_10y", &p, "没有单位");
    p["tc"] = json!({"value": 5.2, "unit": "g/L"});
    refused("china_par_10y", &p, "无法换算");
    p["tc"] = json!({"value": 5.2, "unit": "mmol/L", "at": "2026-03-01", "source": "obs-1"});
    let here = answer("china_par_10y", &p, None).unwrap();
    let whole = serde_json::to_value(&here).unwrap();
    assert_eq!((&whole["status"], &whole["stamp"]["model"]), (&json!("done"), &json!("china_par_10y")));
    let told = serde_json::to_value(&here.inputs).unwrap();
    assert_eq!(told["tc"]["given"], json!([5.2, "mmol/L"]));
    assert!((told["tc"]["value"].as_f64().unwrap() - 5.2 / 0.0259).abs() < 1e-9);
    assert_eq!(told["tc"]["source"], "obs-1");
}

#[test]
fn ages_outside_the_derivation_are_marked() {
    for (age, outside) in [(34, true), (35, false), (74, false), (75, true)] {
        let mut p = person();
        p["age"] = age.into();
        let outcome = eval("china_par_10y", &p).unwrap();
        assert_eq!(outcome.done().unwrap().extrapolated, outside, "{age}");
    }
}

#[test]
fn a_man_is_never_told_about_his_waist_and_levers_only_help() {
    let mut p = person();
    (p["smoker"], p["waist_cm"], p["tc_mmol"]) = (true.into(), 110.into(), json!(6.5));
    let told = answer("china_par_10y", &p, None).unwrap().explanation;
    let levers: Vec<&str> = told.what_if.iter().map(|w| w.code).collect();
    assert!(
        levers.contains(&"stop_smoking") && levers.contains(&"sbp_130") && levers.contains(&"tc_200"),
        "{levers:?}"
    );
    assert!(told.shares.iter().all(|s| s.code != "waist"));
    assert!(!told.limits.is_empty());
}

#[test]
fn classes_hold_at_their_edges() {
    let bp = |s: i32, d: i32, setting: &str| {
        output("bp_category_cn", &json!({"sbp": s, "dbp": d, "setting": setting}), "category")
    };
    assert_eq!(bp(119, 79, "office"), "正常");
    assert_eq!(bp(150, 112, "office"), "3级");
    assert_eq!(bp(180, 70, "office"), "3级");
    assert_eq!(bp(135, 80, "home"), "达到高血压切点");
    refused("bp_category_cn", &json!({"sbp": 80, "dbp": 120, "setting": "office"}), "填反");
    let bmi = |x: f64| output("bmi_cn", &json!({"bmi": x}), "category");
    assert_eq!([bmi(18.49), bmi(23.96), bmi(24.0), bmi(27.99)], ["体重过低", "体重正常", "超重", "超重"]);
    let glucose = |v: Value| output("glucose_class_cn", &v, "cls");
    assert_eq!(glucose(json!({"fpg": 6.0, "ogtt2h": 7.7})), "正常");
    assert_eq!(glucose(json!({"fpg": 6.5, "ogtt2h": 8.0})), "IGT");
    assert_eq!(glucose(json!({"fpg": 7.0})), "达到糖尿病切点(需症状或复测确认)");
    assert!(matches!(eval("glucose_class_cn", &json!({"fpg": 6.5})).unwrap(), Outcome::Incomplete { .. }));
    // 300 mg/g is A2, though 33.9 mg/mmol would be A3.
    assert_eq!(output("kdigo_ckd_risk", &json!({"egfr": 95, "acr_mg_g": 300}), "a"), "A2");
    assert_eq!(output("kdigo_ckd_risk", &json!({"egfr": 59.6, "acr_mg_g": 10}), "g"), "G3a");
    let osta = |age: i32, kg: i32| output("osta_class", &json!({"age": age, "weight_kg": kg}), "level");
    assert_eq!(
        [osta(54, 50), osta(55, 50), osta(74, 50), osta(75, 50)],
        ["低风险", "中风险", "中风险", "高风险"]
    );
    refused("osta", &json!({"age": 70, "weight_kg": 50, "sex": "男"}), "男性不适用");
}

#[test]
fn the_lipid_flow_counts_from_facts_and_asks_when_it_must() {
    let p = json!({"ascvd": false, "age": 50, "sex": "male", "tc_mmol": 4.0, "ldl_mmol": 3.0, "hdl_mmol": 0.9, "diabetes": false,
        "ckd34": false, "hypertension": false, "smoker": true});
    // Three factors, no hypertension, middle column: 中危 below 55 years asks for lifetime factors.
    let Outcome::Incomplete { missing } = eval("lipid2023_risk", &p).unwrap() else { panic!() };
    assert_eq!(missing.iter().map(|m| m.code).collect::<Vec<_>>(), ["sbp", "dbp", "bmi"]);
    let mut q = p.clone();
    (q["sbp"], q["dbp"], q["bmi"]) = (130.into(), 80.into(), json!(24.0));
    assert_eq!(output("lipid2023_risk", &q, "level"), "高危(余生)");
    q["age"] = 56.into();
    assert_eq!(output("lipid2023_risk", &q, "level"), "中危");
    assert!(matches!(eval("lipid2023_risk", &json!({"ascvd": true})).unwrap(), Outcome::Incomplete { .. }));
}

#[test]
fn a_stratification_from_facts_names_what_was_not_known() {
    let p = json!({"sbp": 152, "dbp": 94, "sex": "male", "age": 58, "smoker": true, "diabetes": false,
        "target_organ_damage": false, "ckd_stage": 0, "complications": false});
    let outcome = eval("htn_risk_2018", &p).unwrap();
    let result = outcome.done().unwrap();
    assert_eq!(result.outputs["risk"], "中危");
    assert!(result.notes[0].contains("LDL-C"));
    let Outcome::Incomplete { missing } = eval("htn_risk_2018", &json!({})).unwrap() else { panic!() };
    assert!(missing.iter().any(|m| m.code == "sbp") && missing.iter().any(|m| m.code == "complications"));
}

#[test]
fn a_tenants_table_changes_cut_points_and_only_those() {
    let built_in = table_of(model("bmi_cn").unwrap()).unwrap();
    let mut own = serde_json::to_value(built_in).unwrap();
    assert!(Table::of_tenant(&own, built_in).unwrap_err().contains("版本号"));
    own["version"] = "县医院-1".into();
    own["bands"]["bmi"][3]["from"] = json!(27.5);
    let table = Table::of_tenant(&own, built_in).unwrap();
    let outcome = eval_with("bmi_cn", &json!({"bmi": 27.6}), Some(&table)).unwrap();
    let result = outcome.done().unwrap();
    assert_eq!(
        (result.outputs["category"].as_str(), result.stamp.table_version.as_str()),
        (Some("肥胖"), "县医院-1")
    );
    assert_eq!(result.category.as_ref().unwrap().level, Level::Red);

    for (path, value, word) in [
        ("/bands/bmi/2/from", json!(10.0), "从小到大"),
        ("/bands/bmi/2/code", json!("fat"), "代码"),
        ("/effective", json!("明年"), "生效日期"),
        ("/bands", json!({}), "名称应与内置"),
    ] {
        let mut bad = own.clone();
        *bad.pointer_mut(path).unwrap() = value;
        assert!(Table::of_tenant(&bad, built_in).unwrap_err().contains(word), "{path}");
    }
}

#[test]
fn the_published_prevent_example_comes_out() {
    let p = json!({"sex": "female", "age": 50, "tc_mgdl": 200, "hdl_mgdl": 45, "sbp": 160, "bp_treated": true, "statin": false,
        "diabetes": true, "smoker": false, "egfr": 90, "bmi": 35});
    for (key, wanted) in [
        ("total_cvd10", 0.147),
        ("ascvd10", 0.092),
        ("hf10", 0.081),
        ("total_cvd30", 0.530),
        ("ascvd30", 0.354),
        ("hf30", 0.390),
    ] {
        let got = output("prevent2023_base", &p, key).as_f64().unwrap();
        assert!((got - wanted).abs() < 0.0006, "{key} {got}");
    }
}

#[test]
fn questionnaires_reach_their_published_extremes() {
    let most =
        json!({"sex": "male", "age": 70, "sbp": 170, "waist_cm": 100, "bmi": 31, "family_history": true});
    assert_eq!(output("cdrs", &most, "total"), 51);
    refused(
        "cdrs",
        &json!({"sex": "male", "age": 75, "sbp": 170, "waist_cm": 100, "bmi": 31, "family_history": true}),
        "20～74",
    );
    let copd = json!({"age": 50, "pack_years": 30, "bmi": 18.4, "cough": true, "dyspnoea": "none", "biomass": false, "family_history": false});
    assert_eq!(output("copd_sq", &copd, "total"), 16);
    assert_eq!(output("copd_sq", &copd, "positive"), true);
}
