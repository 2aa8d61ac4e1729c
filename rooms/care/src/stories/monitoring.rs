//! Stories of alerts, scales and follow-ups by the national standard: who is told, who gets work, and by when.
use super::world::{House, house};
use crate::all_migrations;
use chrono::{Days, Duration};
use kernel::{App, PatientId, Role, StaffId, TenantId, clock, testing};
use reach::session::{NewSession, Submitted, Via, open, submit};
use record::file::{FactIn, ObservationIn};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

fn result(metric: &str, value: &str, unit: &str, at: chrono::DateTime<chrono::Utc>) -> FactIn {
    FactIn::Observation(ObservationIn {
        key: uuid::Uuid::now_v7().to_string(),
        at,
        metric: Some(metric.to_owned()),
        code: metric.to_owned(),
        code_system: "nuanqiao".to_owned(),
        name: metric.to_owned(),
        value_text: value.to_owned(),
        unit: unit.to_owned(),
        ..ObservationIn::default()
    })
}

async fn messages(house: &House, patient: PatientId) -> i64 {
    let db = house.app.db.read();
    let sql = "SELECT COUNT(*) AS n FROM message WHERE patient_id = $1 AND dedupe_key LIKE 'alert:%'";
    let row = kernel::db::statement(db, sql, vec![patient.0.into()]);
    db.query_one_raw(row).await.unwrap().unwrap().try_get("", "n").unwrap()
}

async fn with_doctor(house: &House, name: &str) -> (PatientId, StaffId) {
    let doctor = house.hire("陈立", Role::Doctor).await;
    let patient = house.person(name).await;
    house.team(patient, doctor, Role::Doctor).await;
    house.work().await;
    (patient, doctor)
}

/// A head belongs to a department.
async fn hire_head(house: &House) -> StaffId {
    let hired = house.app.write(async |tx| {
        let scope = &house.scope;
        let department =
            access::organisation::open_department(&tx, scope, house.site, "心血管内科", "cardiology").await?;
        let new = access::staff::NewStaff {
            name: "马主任".to_owned(),
            login: format!("u{}", uuid::Uuid::now_v7().simple()),
            role: Role::DepartmentHead,
            site: house.site,
            department: Some(department),
            phone: "0000-0000000".to_owned(),
            password_hash: "$none".to_owned(),
        };
        access::staff::hire(&tx, scope, new).await
    });
    hired.await.unwrap()
}

async fn look(house: &House) {
    for look in understand::looks() {
        (look.run)(house.app.clone()).await.unwrap();
    }
    house.work().await;
}

/// G07, from the alert on.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_third_high_night_patient_and_doctor_are_told_and_in_a_day_the_head() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let head = hire_head(&house).await;
        let (patient, doctor) = with_doctor(&house, "王建国").await;
        let today = house.today();
        for back in (0..32_u64).rev() {
            let at = clock::local_instant(today.checked_sub_days(Days::new(back)).unwrap(), 7, 0);
            let rate = if back < 3 { "74" } else { "58" };
            house.file(patient, result("resting_hr", rate, "/min", at)).await;
        }
        house.work().await;
        let tasks = house.open_tasks(patient).await;
        assert_eq!(tasks.len(), 1, "{tasks:?}");
        assert_eq!(
            (tasks[0].assignee, tasks[0].title.as_str()),
            (Some(doctor), "监测预警：连续三晚夜间静息心率偏高")
        );
        assert_eq!(messages(&house, patient).await, 1);
        house.hear_it_all_again().await;
        assert_eq!((house.open_tasks(patient).await.len(), messages(&house, patient).await), (1, 1));

        house.app.clock.advance(Duration::hours(25));
        look(&house).await;
        let tasks = house.open_tasks(patient).await;
        assert_eq!(tasks.len(), 2);
        assert_eq!((tasks[1].assignee, tasks[1].alert_since.is_some()), (Some(head), true));
        assert!(tasks[1].title.starts_with("预警逾期未确认"));
        look(&house).await;
        assert_eq!(house.open_tasks(patient).await.len(), 2, "只上报一次");

        let id =
            house.events(patient, "alert.raised").await[0].payload["alert_id"].as_str().unwrap().to_owned();
        let me = house.as_staff(doctor, Role::Doctor);
        let ask = async |what: &str, body: Value| {
            let path = format!("/api/alerts/{id}/{what}");
            super::world::ask(&house.app, understand::router(), &me, "POST", &path, body).await
        };
        ask("acknowledge", json!({"note": "已知悉"})).await;
        house.work().await;
        assert_eq!(house.open_tasks(patient).await.len(), 1, "确认后，上报的任务撤下");
        let (status, said) = ask("close", json!({"outcome": "contacted", "note": "感冒"})).await;
        assert!(status.is_success(), "{said}");
        house.work().await;
        assert!(house.open_tasks(patient).await.is_empty());
    })
    .await;
}

async fn fill(house: &House, patient: PatientId, form: &str, answers: Value) -> Submitted {
    let new = NewSession {
        patient,
        form_code: form.to_owned(),
        via: Via::Phone,
        message_id: None,
        task_id: None,
        enrolment_id: None,
        obligation_id: None,
        expires_at: None,
    };
    let answers = answers.as_object().unwrap().clone();
    let done = house
        .app
        .write(async |tx| {
            let id = open(&tx, &house.scope, new).await?;
            submit(&tx, &house.scope, id, Via::Phone, &answers).await
        })
        .await
        .unwrap();
    house.work().await;
    done
}

fn points(values: &[i64]) -> Value {
    let answers = values.iter().enumerate().map(|(n, v)| (format!("q{}", n + 1), json!(v.to_string())));
    Value::Object(answers.collect())
}

/// G04, the scale.
#[tokio::test(flavor = "multi_thread")]
async fn a_high_anxiety_score_makes_a_task_and_a_thought_of_death_does_so_whatever_the_total() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (calm, _) = with_doctor(&house, "平静").await;
        let done = fill(&house, calm, "gad7", points(&[1, 1, 1, 1, 1, 1, 1])).await;
        assert_eq!(done.score, Some(7));
        assert!(house.open_tasks(calm).await.is_empty());

        let (anxious, doctor) = with_doctor(&house, "焦虑").await;
        let done = fill(&house, anxious, "gad7", points(&[2, 2, 2, 2, 1, 1, 1])).await;
        assert_eq!((done.score, done.red_flags.len()), (Some(11), 1));
        let tasks = house.open_tasks(anxious).await;
        assert_eq!((tasks.len(), tasks[0].assignee), (1, Some(doctor)));
        assert!(tasks[0].script.contains("中度焦虑"), "{}", tasks[0].script);

        let (low, _) = with_doctor(&house, "总分低").await;
        let done = fill(&house, low, "phq9", points(&[0, 0, 0, 0, 0, 0, 0, 0, 1])).await;
        assert_eq!(done.score, Some(1));
        assert_eq!(house.open_tasks(low).await.len(), 1, "第9题为正，总分再低也要有人处理");
    })
    .await;
}

fn visit(sbp: i64, day: &str) -> Value {
    json!({"visit_date": day, "way": "1", "symptoms": ["1"], "sbp": sbp, "dbp": 86, "weight": 72, "bmi": 24.9,
        "heart_rate": 76, "smoking": 0, "alcohol": 0, "exercise_times": 5, "exercise_minutes": 30, "salt": "2",
        "mood": "1", "compliance": "1", "adherence": "1", "adverse": "1", "doctor": "陈立",
        "new_complication": "1", "emergencies": ["none"]})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_of_hypertension_is_classified_and_the_next_one_is_owed_in_two_weeks() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (patient, _) = with_doctor(&house, "随访").await;
        let today = house.today().to_string();
        let first = fill(&house, patient, "ph_followup_htn", visit(158, &today)).await.follow_up.unwrap();
        assert_eq!((first.class.as_deref(), first.refer), (Some("控制不满意"), false));
        let tasks = house.open_tasks(patient).await;
        assert_eq!((tasks.len(), Some(tasks[0].due_to)), (1, first.next_to));
        assert_eq!(tasks[0].form_code.as_deref(), Some("ph_followup_htn"));

        house.days(14).await;
        let today = house.today().to_string();
        let second = fill(&house, patient, "ph_followup_htn", visit(156, &today)).await;
        let result = second.follow_up.unwrap();
        assert!(result.refer && result.reasons == ["连续两次控制不满意"], "{result:?}");
        let tasks = house.open_tasks(patient).await;
        let next: Vec<_> = tasks.iter().filter(|t| t.origin.starts_with("followup-next:")).collect();
        assert_eq!((next.len(), Some(next[0].due_to)), (1, result.next_to), "旧的一次由新的一次取代");
        assert!(tasks.iter().any(|t| t.script.contains("转诊")), "转诊要有人办");

        let manager = house.as_staff(house.manager, Role::HealthManager);
        let all = kernel::Scope { reach: kernel::Reach::Tenant, ..manager };
        let path = format!("/api/patients/{patient}/forms/ph_followup_htn/prefill");
        let (status, said) =
            super::world::ask(&house.app, reach::router(), &all, "GET", &path, Value::Null).await;
        assert!(status.is_success(), "{said}");
        let offered = |item: &str| said["answers"][item].as_f64();
        assert_eq!((offered("sbp"), offered("exercise_times")), (Some(156.0), Some(5.0)));
        assert!(said["answers"].get("symptoms").is_none(), "症状每次重新问");
    })
    .await;
}
