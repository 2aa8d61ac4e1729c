//! The stories of risk scores, on both databases.
use super::{api, models, recompute, store, tables as rule_tables, words};
use crate::{
    all_migrations,
    review::react,
    tests::{diagnosis, file, hospital, person, settle, tags, value},
};
use axum::{
    Json,
    extract::{Path, State},
};
use chrono::Duration;
use kernel::{
    Act, Actor, App, PatientId, Role, Scope, StaffId, TenantId, event, receipt, testing, web::Body,
};
use serde_json::{Value, json};

fn staff(scope: &Scope, name: &str, role: Role, acts: &[Act]) -> Scope {
    let actor = Actor::Staff { id: StaffId::new(), name: name.to_owned(), role };
    Scope { actor, acts: acts.iter().copied().collect(), ..scope.clone() }
}

fn doctor(scope: &Scope) -> Scope {
    staff(scope, "陈医生", Role::Doctor, &[Act::GradeOverride, Act::ClinicalRead, Act::ClinicalWrite])
}

fn manager(scope: &Scope) -> Scope {
    staff(scope, "周管理师", Role::HealthManager, &[Act::RuleWrite, Act::ClinicalRead, Act::ClinicalWrite])
}

fn body<T: serde::de::DeserializeOwned>(json: Value) -> Body<T> {
    Body(serde_json::from_value(json).unwrap())
}

async fn listed(app: &App, scope: &Scope, who: PatientId) -> Vec<Value> {
    let Json(list) = api::list_scores(State(app.clone()), doctor(scope), Path(who)).await.unwrap();
    let list = serde_json::to_value(list).unwrap();
    assert_eq!(list["support"], "评估结果供健康管理参考，不能代替医生诊断");
    list["items"].as_array().unwrap().clone()
}

async fn item(app: &App, scope: &Scope, who: PatientId, model: &str) -> Value {
    listed(app, scope, who).await.into_iter().find(|item| item["model"] == model).unwrap()
}

async fn read(app: &App, scope: &Scope, who: PatientId, model: &str) -> Value {
    let path = Path((who, model.to_owned()));
    let Json(detail) = api::read_score(State(app.clone()), doctor(scope), path).await.unwrap();
    serde_json::to_value(detail).unwrap()
}

async fn told(app: &App, scope: &Scope, who: PatientId, model: &str) -> Vec<Value> {
    let all = event::of_patient(app.db.read(), scope, who, 1_000).await.unwrap();
    let mine = all.into_iter().filter(|e| e.kind == "score.computed" && e.payload["model"] == model);
    mine.map(|e| e.payload).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weight_that_arrives_makes_a_new_score_and_the_receipt_says_from_what() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let sun = person(&app, &scope, "孙立群", "1970-03-04", record::Sex::Male).await;
        let lacking = item(&app, &scope, sun, "bmi_cn").await;
        assert_eq!((lacking["status"].as_str(), lacking["latest"].is_null()), (Some("incomplete"), true));
        assert!(lacking["missing"][0]["what_to_measure"].as_str().unwrap().contains("身高和体重"));

        let now = app.clock.now();
        let body =
            vec![value("height", "170", "cm", now - Duration::days(900)), value("weight", "72", "kg", now)];
        file(&app, &scope, sun, body).await;
        settle(&app).await;
        settle(&app).await;
        let first = read(&app, &scope, sun, "bmi_cn").await;
        assert_eq!(first["history"].as_array().unwrap().len(), 1, "看第二遍不产生新的结果");
        assert_eq!(first["latest"]["category"], "overweight");
        let bmi = &first["latest"]["inputs"][0];
        assert_eq!(
            (bmi["source"].as_str(), bmi["shown"].as_str()),
            (Some("由身高、体重计算"), Some("24.91 kg/m²"))
        );
        let age = &first["latest"]["inputs"][1];
        assert_eq!(age["value"], 56, "测量当日周岁");

        app.clock.advance(Duration::days(30));
        file(&app, &scope, sun, vec![value("weight", "82", "kg", app.clock.now())]).await;
        settle(&app).await;
        let second = read(&app, &scope, sun, "bmi_cn").await;
        assert_eq!(second["history"].as_array().unwrap().len(), 2);
        assert_eq!(second["latest"]["level"], "red");
        assert_eq!(told(&app, &scope, sun, "bmi_cn").await.len(), 2, "等级变化各通知一次");

        // The same class again is a new row, but no news.
        app.clock.advance(Duration::days(1));
        file(&app, &scope, sun, vec![value("weight", "82.5", "kg", app.clock.now())]).await;
        settle(&app).await;
        let rows = store::history(app.db.read(), &scope, sun, "bmi_cn").await.unwrap();
        assert_eq!((rows.len(), told(&app, &scope, sun, "bmi_cn").await.len()), (3, 2));
        assert_eq!(rows.iter().filter(|row| row.to_at.is_none()).count(), 1);

        let receipts = receipt::of_subject(app.db.read(), &scope, "score", rows[0].id).await.unwrap();
        assert_eq!(receipts[0].rule, "model:bmi_cn");
        assert!(receipts[0].facts.iter().any(|f| f.value.contains("28.55")), "{:?}", receipts[0].facts);
        for row in rows {
            let (then, again) = recompute(app.db.read(), &scope, row.id).await.unwrap();
            assert_eq!(then, again);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_touches_only_the_models_that_read_it() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let he = person(&app, &scope, "何秀兰", "1962-05-05", record::Sex::Female).await;
        let now = app.clock.now();
        file(&app, &scope, he, vec![value("bmi", "23", "kg/m2", now), value("waist", "86", "cm", now)]).await;
        settle(&app).await;
        let waist = store::history(app.db.read(), &scope, he, "waist_cn").await.unwrap();
        assert_eq!(waist.len(), 1);
        app.clock.advance(Duration::days(1));
        file(&app, &scope, he, vec![value("bmi", "23.4", "kg/m2", app.clock.now())]).await;
        settle(&app).await;
        assert_eq!(store::history(app.db.read(), &scope, he, "waist_cn").await.unwrap(), waist);
        assert_eq!(store::history(app.db.read(), &scope, he, "bmi_cn").await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_by_hand_is_filed_in_the_record_and_a_wrong_value_is_refused_in_words() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let deng = person(&app, &scope, "邓国强", "1980-05-05", record::Sex::Male).await;
        let run = async |inputs: Value| {
            let path = Path((deng, "waist_cn".to_owned()));
            api::run_score(State(app.clone()), doctor(&scope), path, body(json!({ "inputs": inputs }))).await
        };
        let refused = run(json!({"waist_cm": 900})).await.unwrap_err();
        assert!(refused.to_string().contains("腰围"), "{refused}");
        let Json(done) = run(json!({"waist": {"value": 91, "unit": "cm"}})).await.unwrap();
        let done = serde_json::to_value(done).unwrap();
        assert_eq!((done["status"].as_str(), done["latest"]["cause"].as_str()), (Some("done"), Some("run")));
        let filed =
            record::read::measurements(app.db.read(), &scope, &[deng], &["waist"], None).await.unwrap();
        assert_eq!(filed.len(), 1, "手工录入也要归档");

        let path = Path((deng, "waist_cn".to_owned()));
        let other = body(json!({"inputs": {"waist_cm": 80}}));
        let Json(view) = api::try_score(State(app.clone()), doctor(&scope), path, other).await.unwrap();
        let view = serde_json::to_value(view).unwrap();
        assert_eq!(view["status"], "done");
        assert_ne!(view["before_label"], view["after_label"]);
        assert_eq!(
            store::history(app.db.read(), &scope, deng, "waist_cn").await.unwrap().len(),
            1,
            "推算不留档"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_s_word_stands_above_the_model_until_its_day() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let xu = person(&app, &scope, "许文斌", "1975-05-05", record::Sex::Male).await;
        file(&app, &scope, xu, vec![value("bmi", "28.4", "kg/m2", app.clock.now())]).await;
        settle(&app).await;
        let say = async |json: Value| {
            let path = Path((xu, "bmi_cn".to_owned()));
            words::override_score(State(app.clone()), doctor(&scope), path, body(json)).await
        };
        assert!(say(json!({"category": "overweight", "reason": " "})).await.is_err(), "须写理由");
        assert!(say(json!({"category": "slim", "reason": "举重运动员"})).await.is_err(), "须是模型的等级");
        let until = app.clock.now() + Duration::days(20);
        let Json(view) =
            say(json!({"category": "overweight", "reason": "举重运动员，肌肉发达", "until": until}))
                .await
                .unwrap();
        let view = serde_json::to_value(view).unwrap();
        assert_eq!(view["override"]["category_label"], "超重");
        assert_eq!(view["latest"]["category"], "obese", "模型结果不被改写");
        app.clock.advance(Duration::days(21));
        let later = read(&app, &scope, xu, "bmi_cn").await;
        assert!(later["override"].is_null());
        assert_eq!(later["overrides"][0]["by"], "陈医生");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unchecked_is_switched_on_only_with_a_name_and_a_reason() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let turn = async |id: &str, json: Value| {
            let path = Path(id.to_owned());
            models::update_model_setting(State(app.clone()), manager(&scope), path, body(json)).await
        };
        let bare = turn("monitor:spo2", json!({"on": true})).await.unwrap_err();
        assert!(bare.to_string().contains("未核实"), "{bare}");
        assert!(turn("monitor:spo2", json!({"on": true, "name": "陈医生"})).await.is_err());
        assert!(turn("nothing", json!({"on": true})).await.is_err());
        let asked = json!({"on": true, "name": "陈医生", "reason": "呼吸科已核对界值"});
        let Json(all) = turn("monitor:spo2", asked).await.unwrap();
        let all = serde_json::to_value(all).unwrap();
        let spo2 = all.as_array().unwrap().iter().find(|m| m["id"] == "monitor:spo2").unwrap();
        assert_eq!((spo2["on"].as_bool(), spo2["setting"]["by"].as_str()), (Some(true), Some("周管理师")));

        // A checked model is switched off without ceremony, and is gone from the person's list.
        let wu = person(&app, &scope, "吴静", "1975-05-05", record::Sex::Female).await;
        drop(turn("bmi_cn", json!({"on": false})).await.unwrap());
        assert!(!listed(&app, &scope, wu).await.iter().any(|item| item["model"] == "bmi_cn"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_drafted_by_one_signed_by_another_and_old_results_keep_theirs() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let fu = person(&app, &scope, "傅正明", "1975-05-05", record::Sex::Male).await;
        file(&app, &scope, fu, vec![value("bmi", "24.2", "kg/m2", app.clock.now())]).await;
        settle(&app).await;
        let bmi = || Path("bmi_cn".to_owned());
        let listed = rule_tables::list_model_tables(State(app.clone()), doctor(&scope), bmi()).await.unwrap();
        let mut table = serde_json::to_value(listed.0).unwrap()[0]["table"].clone();
        let built_in = table["version"].as_str().unwrap().to_owned();
        let draft = async |who: Scope, table: &Value| {
            let json = json!({"table": table, "reason": "本院采用更严的切点"});
            rule_tables::create_model_table(State(app.clone()), who, bmi(), body(json)).await
        };
        assert!(draft(manager(&scope), &table).await.is_err(), "须有自己的版本号");
        table["version"] = json!("本院1");
        table["effective"] = json!("2026-01-01");
        table["bands"]["bmi"][2]["from"] = json!(24.5);
        let both =
            Scope { acts: [Act::RuleWrite, Act::GradeOverride, Act::ClinicalRead].into(), ..doctor(&scope) };
        let Json(all) = draft(both.clone(), &table).await.unwrap();
        let id: uuid::Uuid =
            serde_json::from_value(serde_json::to_value(all).unwrap()[0]["id"].clone()).unwrap();
        let sign = async |who: Scope| {
            rule_tables::approve_model_table(State(app.clone()), who, Path(("bmi_cn".to_owned(), id))).await
        };
        assert_eq!(sign(both).await.unwrap_err().code(), "table.own", "自己不能批准自己写的表");
        assert_eq!(sign(manager(&scope)).await.unwrap_err().code(), "act.forbidden");
        assert_eq!(item(&app, &scope, fu, "bmi_cn").await["latest"]["category"], "overweight", "草稿不生效");
        drop(sign(doctor(&scope)).await.unwrap());
        (react::LOOK.run)(app.clone()).await.unwrap();
        let rows = store::history(app.db.read(), &scope, fu, "bmi_cn").await.unwrap();
        let seen: Vec<_> =
            rows.iter().map(|r| (r.table_version.as_str(), r.category.as_deref().unwrap())).collect();
        assert_eq!(seen, [("本院1", "normal"), (built_in.as_str(), "overweight")]);
        for row in rows {
            let (then, again) = recompute(app.db.read(), &scope, row.id).await.unwrap();
            assert_eq!(then, again, "按各自的版本重算");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_no_longer_applies_ends_and_the_dead_are_not_scored() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let now = app.clock.now();
        let child = person(&app, &scope, "小明", "2015-05-05", record::Sex::Male).await;
        let facts = vec![value("bmi", "23", "kg/m2", now), diagnosis("J06.9", "上呼吸道感染", now)];
        file(&app, &scope, child, facts).await;
        settle(&app).await;
        let young = item(&app, &scope, child, "bmi_cn").await;
        assert_eq!((young["status"].as_str(), young["latest"].is_null()), (Some("not_applicable"), true));
        assert!(young["reason"].as_str().unwrap().contains("18 岁"));
        assert!(
            store::latest(app.db.read(), &scope, &[child]).await.unwrap().iter().all(|r| r.status == "done")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_high_ten_year_risk_gives_a_tag_and_a_colour_and_a_doctor_s_word_takes_it_back() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let cao = person(&app, &scope, "曹德海", "1964-05-05", record::Sex::Male).await;
        let now = app.clock.now();
        let exam = vec![
            value("sbp", "138", "mmHg", now),
            value("dbp", "84", "mmHg", now),
            value("tc", "5.6", "mmol/L", now),
            value("hdl_c", "0.9", "mmol/L", now),
            value("waist", "96", "cm", now),
        ];
        file(&app, &scope, cao, exam).await;
        settle(&app).await;
        let lacking = item(&app, &scope, cao, "china_par_10y").await;
        assert_eq!(lacking["status"], "incomplete", "吸烟、地区等没有人问过，不能默认");
        assert!(!tags(&app, &scope, cao).await.contains("ascvd_high"));

        let told = json!({"smoker": true, "north": true, "urban": false, "bp_treated": true, "diabetes": true,
            "family_history": true});
        let path = Path((cao, "china_par_10y".to_owned()));
        let asked = body(json!({ "inputs": told }));
        let Json(done) = api::run_score(State(app.clone()), doctor(&scope), path, asked).await.unwrap();
        let done = serde_json::to_value(done).unwrap();
        assert_eq!(done["latest"]["category"], "high", "{}", done["latest"]);
        let shares = done["explanation"]["shares"].as_array().unwrap();
        assert!(shares.iter().any(|share| share["code"] == "smoker"), "{shares:?}");
        assert!(tags(&app, &scope, cao).await.contains("ascvd_high"));
        let receipts = receipt::of_subject(app.db.read(), &scope, "tag", cao.0).await.unwrap();
        let why = receipts.iter().find(|r| r.rule == "tag:ascvd_high").unwrap();
        assert!(why.sentence.contains("高危") && why.facts[0].source == "风险评估", "{why:?}");
        let grade = record::read::people(app.db.read(), &scope, &[cao]).await.unwrap().remove(0).grade;
        assert_eq!(grade, "yellow");

        let path = Path((cao, "china_par_10y".to_owned()));
        let word = body(json!({"category": "mid", "reason": "冠脉CT正常，临床判断中危"}));
        drop(words::override_score(State(app.clone()), doctor(&scope), path, word).await.unwrap());
        assert!(!tags(&app, &scope, cao).await.contains("ascvd_high"));
        app.clock.advance(Duration::days(181));
        (react::LOOK.run)(app.clone()).await.unwrap();
        assert!(tags(&app, &scope, cao).await.contains("ascvd_high"), "调整到期，恢复模型结果");
    })
    .await;
}
