//! The stories of understanding, on both databases.
use crate::{
    all_migrations,
    review::{self, react, recompute, reviewer},
    rule,
    segment::{self, store::Draft},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::{App, PatientId, Scope, TenantId, Visible, event, receipt, testing};
use nq_audience::Rule;
use record::{
    file::{ConditionIn, FactIn, ObservationIn, OtherIn, PersonIn},
    read,
};
use sea_orm::{PaginatorTrait, QueryOrder};
use serde_json::json;
use std::collections::BTreeSet;

pub(crate) async fn hospital(app: &App) -> Scope {
    let tenant = app.write(async |tx| access::organisation::found(&tx, "示范医院").await).await.unwrap();
    react::stock(app, tenant).await.unwrap();
    reviewer_of(tenant)
}

/// The house, but not the reviewer: what it files wakes the reviewer.
fn reviewer_of(tenant: TenantId) -> Scope {
    Scope::system(tenant, "test")
}

pub(crate) async fn person(app: &App, scope: &Scope, name: &str, birth: &str, sex: record::Sex) -> PatientId {
    let person = PersonIn {
        key: name.to_owned(),
        name: name.to_owned(),
        birth_date: birth.parse::<NaiveDate>().ok(),
        sex: Some(sex),
        ..PersonIn::default()
    };
    let filed = app.write(async |tx| record::file::person(&tx, scope, "体检系统", person).await);
    filed.await.unwrap().id()
}

pub(crate) fn value(metric: &str, text: &str, unit: &str, at: DateTime<Utc>) -> FactIn {
    FactIn::Observation(ObservationIn {
        key: uuid::Uuid::now_v7().to_string(),
        at,
        metric: Some(metric.to_owned()),
        code: metric.to_owned(),
        code_system: "nuanqiao".to_owned(),
        name: metric.to_owned(),
        value_text: text.to_owned(),
        unit: unit.to_owned(),
        ..ObservationIn::default()
    })
}

pub(crate) fn diagnosis(code: &str, name: &str, at: DateTime<Utc>) -> FactIn {
    FactIn::Condition(ConditionIn {
        key: uuid::Uuid::now_v7().to_string(),
        at,
        code: code.to_owned(),
        system: "icd10".to_owned(),
        name: name.to_owned(),
        ..ConditionIn::default()
    })
}

pub(crate) async fn file(app: &App, scope: &Scope, patient: PatientId, facts: Vec<FactIn>) {
    app.write(async |tx| record::file::facts(&tx, scope, "检验系统", patient, facts).await).await.unwrap();
}

async fn father_has_diabetes(app: &App, scope: &Scope, patient: PatientId) {
    let resource = json!({
        "resourceType": "FamilyMemberHistory",
        "relationship": {"coding": [{"code": "FTH"}]},
        "condition": [{"code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "E11"}]}}],
    });
    let other = OtherIn {
        resource_type: "FamilyMemberHistory".to_owned(),
        key: patient.to_string(),
        patient: Some(patient),
        at: Some(app.clock.now()),
        resource,
    };
    app.write(async |tx| record::file::others(&tx, scope, "体检系统", vec![other]).await).await.unwrap();
}

/// Plays all events to the reaction, as the server does. Read from the table and not through the cursor, which on
/// PostgreSQL waits for transactions of other tests.
pub(crate) async fn settle(app: &App) {
    let log = event::entity::Entity::unscoped().order_by_asc(event::entity::Column::Seq);
    let events = log.all(app.db.read()).await.unwrap();
    (react::REACTION.run)(app.clone(), events).await.unwrap();
}

pub(crate) async fn tags(app: &App, scope: &Scope, patient: PatientId) -> BTreeSet<String> {
    read::tags(app.db.read(), scope, &[patient]).await.unwrap().into_iter().map(|tag| tag.code).collect()
}

async fn grade(app: &App, scope: &Scope, patient: PatientId) -> String {
    read::people(app.db.read(), scope, &[patient]).await.unwrap().remove(0).grade
}

async fn told(app: &App, scope: &Scope, patient: PatientId, kind: &str) -> Vec<event::Event> {
    let all = event::of_patient(app.db.read(), scope, patient, 1_000).await.unwrap();
    all.into_iter().filter(|event| event.kind == kind).collect()
}

async fn segment_id(app: &App, scope: &Scope, code: &str) -> uuid::Uuid {
    let all = segment::store::all(app.db.read(), scope).await.unwrap();
    all.into_iter().find(|row| row.code.as_deref() == Some(code)).unwrap().id
}

async fn belongs(app: &App, scope: &Scope, patient: PatientId, code: &str) -> bool {
    let id = segment_id(app, scope, code).await;
    let rows = segment::store::memberships(app.db.read(), scope, &[patient]).await.unwrap();
    rows.iter().any(|row| row.segment_id == id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_man_of_52_with_152_over_96_turns_yellow_and_the_receipt_says_why() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let wang = person(&app, &scope, "王建国", "1973-06-01", record::Sex::Male).await;
        let now = app.clock.now();
        file(&app, &scope, wang, vec![value("sbp", "152", "mmHg", now), value("dbp", "96", "mmHg", now)])
            .await;
        settle(&app).await;
        assert_eq!(grade(&app, &scope, wang).await, "yellow");
        assert!(tags(&app, &scope, wang).await.contains("bp_high_new"));
        assert!(belongs(&app, &scope, wang, "sub_health").await);

        let receipts = receipt::of_subject(app.db.read(), &scope, "grade", wang.0).await.unwrap();
        assert_eq!(receipts[0].outcome, "yellow");
        assert!(receipts[0].sentence.starts_with("风险分级未分级→黄（中危）"), "{}", receipts[0].sentence);
        let pressure = receipts[0].facts.iter().find(|fact| fact.name.contains("收缩压")).unwrap();
        assert!(pressure.value.contains("152") && pressure.at == Some(now) && pressure.source == "检验系统");
        let (then, again) = recompute(app.db.read(), &scope, receipts[0].id).await.unwrap();
        assert_eq!((then.as_str(), again.as_str()), ("yes", "yes"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_finds_nothing_new_writes_nothing() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let li = person(&app, &scope, "李秀英", "1950-01-20", record::Sex::Female).await;
        file(&app, &scope, li, vec![value("sbp", "118", "mmHg", app.clock.now())]).await;
        settle(&app).await;
        let written = async || event::entity::Entity::unscoped().count(app.db.read()).await.unwrap();
        let before = written().await;
        settle(&app).await;
        review::review(&app, scope.tenant, &[li, li]).await.unwrap();
        assert_eq!(written().await, before);
        assert_eq!(grade(&app, &scope, li).await, "green");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_diabetes_risk_segment_counts_as_by_hand_and_a_glucose_test_takes_out_at_once() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let now = app.clock.now();
        let mut expected = BTreeSet::new();
        for n in 0..24_u32 {
            let (old, heavy, father, tested) = (n % 2 == 0, n % 3 != 0, n % 4 < 2, n % 5 == 0);
            let birth = if old { "1975-04-04" } else { "1990-04-04" };
            let who = person(&app, &scope, &format!("居民{n}"), birth, record::Sex::Female).await;
            let bmi = if heavy { "24.0" } else { "23.9" };
            let mut facts = vec![value("bmi", bmi, "kg/m2", now)];
            if tested {
                facts.push(value("ogtt_2h", "6.9", "mmol/L", now - Duration::days(365)));
            }
            file(&app, &scope, who, facts).await;
            if father {
                father_has_diabetes(&app, &scope, who).await;
            }
            if old && heavy && father && !tested {
                expected.insert(who);
            }
        }
        settle(&app).await;
        let id = segment_id(&app, &scope, "dm_high_risk").await;
        let rule =
            segment::store::rule(&segment::store::find(app.db.read(), &scope, id).await.unwrap()).unwrap();
        let everybody: Vec<_> = read::people(app.db.read(), &scope, read::Of::All)
            .await
            .unwrap()
            .into_iter()
            .map(|p| p.id)
            .collect();
        let rows = segment::store::memberships(app.db.read(), &scope, &everybody).await.unwrap();
        let inside: BTreeSet<_> =
            rows.into_iter().filter(|row| row.segment_id == id).map(|row| row.patient_id).collect();
        assert_eq!(inside, expected);
        assert!(!expected.is_empty());
        let live = rule::preview::preview(&app, &scope, &rule).await.unwrap();
        assert_eq!(live.size, Some(u64::try_from(expected.len()).unwrap()));

        let zhang = *expected.first().unwrap();
        file(&app, &scope, zhang, vec![value("ogtt_2h", "7.1", "mmol/L", now)]).await;
        settle(&app).await;
        assert!(!belongs(&app, &scope, zhang, "dm_high_risk").await);
        let left = told(&app, &scope, zhang, "segment.left").await;
        assert!(left[0].payload["detail"].as_str().unwrap().contains("离开人群"), "{:?}", left[0].payload);
        assert_eq!(left[0].payload["code"], "dm_high_risk");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn time_alone_takes_a_tag_away_on_the_ninety_first_day() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let zhao = person(&app, &scope, "赵铁柱", "1980-02-02", record::Sex::Male).await;
        file(&app, &scope, zhao, vec![value("sbp", "146", "mmHg", app.clock.now())]).await;
        settle(&app).await;
        assert!(tags(&app, &scope, zhao).await.contains("bp_high_new"));
        app.clock.advance(Duration::days(90));
        (react::LOOK.run)(app.clone()).await.unwrap();
        assert!(tags(&app, &scope, zhao).await.contains("bp_high_new"), "the ninetieth day still counts");
        app.clock.advance(Duration::days(1));
        (react::LOOK.run)(app.clone()).await.unwrap();
        assert!(!tags(&app, &scope, zhao).await.contains("bp_high_new"));
        assert_eq!(told(&app, &scope, zhao, "tag.removed").await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_finds_whom_an_event_missed() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let sun = person(&app, &scope, "孙大爷", "1940-02-02", record::Sex::Male).await;
        app.clock.advance(Duration::days(2));
        (react::LOOK.run)(app.clone()).await.unwrap();
        assert!(tags(&app, &scope, sun).await.contains("elder"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_dies_leaves_every_segment_and_keeps_the_record() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let qian = person(&app, &scope, "钱守业", "1940-02-02", record::Sex::Male).await;
        let now = app.clock.now();
        file(
            &app,
            &scope,
            qian,
            vec![diagnosis("I10.x00", "原发性高血压", now), value("sbp", "120", "mmHg", now)],
        )
        .await;
        settle(&app).await;
        assert!(belongs(&app, &scope, qian, "chronic_stable").await);
        let death = PersonIn {
            key: "钱守业".to_owned(),
            name: "钱守业".to_owned(),
            deceased_at: Some(now),
            ..PersonIn::default()
        };
        app.write(async |tx| record::file::person(&tx, &scope, "体检系统", death).await).await.unwrap();
        settle(&app).await;
        assert!(!belongs(&app, &scope, qian, "chronic_stable").await);
        assert!(tags(&app, &scope, qian).await.contains("hypertension"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_may_rest_on_each_other_but_not_in_a_circle() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let draft = |name: &str, rule: &str| Draft {
            name: name.to_owned(),
            description: String::new(),
            rule: serde_json::from_str::<Rule>(rule).unwrap(),
        };
        let elders = draft("长者", r#"{"age":{"ge":65}}"#);
        let elders = app.write(async |tx| segment::store::create(&tx, &scope, elders).await).await.unwrap();
        let both = draft(
            "高血压长者",
            &format!(r#"{{"all":[{{"segment":"{elders}"}},{{"tag":["hypertension"]}}]}}"#),
        );
        let both = app.write(async |tx| segment::store::create(&tx, &scope, both).await).await.unwrap();
        let circle = draft("长者", &format!(r#"{{"segment":"{both}"}}"#));
        let refused = app.write(async |tx| segment::store::update(&tx, &scope, elders, circle).await).await;
        assert_eq!(refused.unwrap_err().code(), "fields.invalid");
        let refused = app.write(async |tx| segment::store::delete(&tx, &scope, elders).await).await;
        assert_eq!(refused.unwrap_err().code(), "segment.in_use");

        let zhou = person(&app, &scope, "周奶奶", "1940-02-02", record::Sex::Female).await;
        file(&app, &scope, zhou, vec![diagnosis("I10", "高血压病", app.clock.now())]).await;
        settle(&app).await;
        let rows = segment::store::memberships(app.db.read(), &scope, &[zhou]).await.unwrap();
        assert!(rows.iter().any(|row| row.segment_id == both));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_counts_only_his_own_patients() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let mine = person(&app, &scope, "吴桂芳", "1950-02-02", record::Sex::Female).await;
        person(&app, &scope, "郑兰花", "1950-02-03", record::Sex::Female).await;
        settle(&app).await;
        let doctor = app
            .write(async |tx| {
                let site = access::organisation::open_site(&tx, &scope, "本部").await?;
                let new = access::staff::NewStaff {
                    name: "陈医生".to_owned(),
                    login: format!("chen{}", &scope.tenant.to_string()[30..]),
                    role: kernel::Role::Doctor,
                    site,
                    department: None,
                    phone: String::new(),
                    password_hash: String::new(),
                };
                let id = access::staff::hire(&tx, &scope, new).await?;
                record::team::assign(&tx, &scope, mine, id, kernel::Role::Doctor).await?;
                Ok(id)
            })
            .await
            .unwrap();
        let own = Scope { reach: kernel::Reach::Own(doctor), ..reviewer(scope.tenant) };
        let elders: Rule = serde_json::from_str(r#"{"age":{"ge":65}}"#).unwrap();
        let all = rule::preview::preview(&app, &scope, &elders).await.unwrap();
        let few = rule::preview::preview(&app, &own, &elders).await.unwrap();
        assert_eq!((all.size, few.size, few.of), (Some(2), Some(1), 1));
        assert_eq!(few.sample[0].patient_id, mine);
        assert_eq!(few.sample[0].name_masked, "吴**");
        assert_eq!(few.sample[0].reasons[0].value.as_deref(), Some("76岁"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_says_how_many_are_left_out_for_want_of_data() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let known = person(&app, &scope, "冯春梅", "1970-02-02", record::Sex::Female).await;
        person(&app, &scope, "褚冬生", "1970-02-03", record::Sex::Male).await;
        file(&app, &scope, known, vec![value("ldl_c", "3.40", "mmol/L", app.clock.now())]).await;
        let rule: Rule = serde_json::from_str(r#"{"metric":{"code":"ldl_c","is":{"ge":3.4}}}"#).unwrap();
        let live = rule::preview::preview(&app, &scope, &rule).await.unwrap();
        assert_eq!((live.size, live.of, live.left_out.count), (Some(1), 2, 1));
        assert_eq!(live.left_out.why, ["缺少资料：没有低密度脂蛋白胆固醇记录：1人"]);
        let wrong: Rule = serde_json::from_str(r#"{"metric":{"code":"ldl","is":{"ge":3.4}}}"#).unwrap();
        let live = rule::preview::preview(&app, &scope, &wrong).await.unwrap();
        assert_eq!(live.size, None);
        assert_eq!(live.errors[0].message, "指标“ldl”不在指标字典中");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_history_told_later_lets_in_and_every_receipt_computes_again_to_the_same() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let now = app.clock.now();
        let wei = person(&app, &scope, "卫国平", "1970-02-02", record::Sex::Male).await;
        let facts = vec![
            value("bmi", "25.1", "kg/m2", now),
            value("sbp", "168", "mmHg", now - Duration::days(20)),
            value("sbp", "162", "mmHg", now),
            value("tc", "5.6", "mmol/L", now),
        ];
        file(&app, &scope, wei, facts).await;
        settle(&app).await;
        assert!(!belongs(&app, &scope, wei, "dm_high_risk").await);
        father_has_diabetes(&app, &scope, wei).await;
        settle(&app).await;
        assert!(belongs(&app, &scope, wei, "dm_high_risk").await);
        assert_eq!(grade(&app, &scope, wei).await, "red");
        app.clock.advance(Duration::days(100));
        (react::LOOK.run)(app.clone()).await.unwrap();

        let mut decisions = 0;
        for event in event::of_patient(app.db.read(), &scope, wei, 1_000).await.unwrap() {
            let Some(id) = event.payload.get("receipt_id").and_then(|id| id.as_str()) else { continue };
            let (then, again) = recompute(app.db.read(), &scope, id.parse().unwrap()).await.unwrap();
            assert_eq!(then, again, "{:?}", event.payload);
            decisions += 1;
        }
        assert!(decisions >= 8, "only {decisions} decisions left a receipt");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_see_pathways_messages_and_answers_only_through_the_log_and_the_record() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let now = app.clock.now();
        let jiang = person(&app, &scope, "蒋文秀", "1970-02-02", record::Sex::Female).await;
        let (message, enrolment) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
        let sent = json!({"message_id": message, "class": "clinical_routine", "channel": "sms_service"});
        let log = [
            ("enrolment.started", json!({"enrolment_id": enrolment, "pathway": "post_pci"})),
            ("message.accepted", sent.clone()),
            ("message.delivered", sent),
        ];
        app.write(async |tx| {
            for (kind, payload) in log {
                let (source, patient) = ("test", Some(jiang));
                let event = event::NewEvent { patient, kind, occurred_at: now, source, payload, cause: None };
                event::append(&tx, &scope, event).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
        let holds = async |json: &str| {
            let rule: Rule = serde_json::from_str(json).unwrap();
            rule::evaluate(app.db.read(), &scope, &rule, now, &[jiang]).await.unwrap().remove(0).1.holds
        };
        let unanswered = r#"{"count":{"of":{"message":{"answered":false}},"days":30,"is":{"eq":1}}}"#;
        assert!(holds(unanswered).await, "accepted and delivered are one message");
        assert!(holds(r#"{"pathway":{"pathway":"post_pci"}}"#).await);

        let mut answer = record::answer::AnswerIn::new(
            jiang,
            record::answer::AnswerKind::Form,
            record::answer::Via::H5,
            json!({"overall": 2, "family_history": ["diabetes"]}),
            now,
        );
        answer.form_code = Some("satisfaction".to_owned());
        answer.score = Some(2.0);
        answer.message_id = Some(message);
        app.write(async |tx| record::answer::file(&tx, &scope, answer).await).await.unwrap();
        assert!(!holds(unanswered).await);
        assert!(holds(r#"{"form_score":{"form":"satisfaction","is":{"lt":3}}}"#).await);
        assert!(holds(r#"{"form_answer":{"form":"satisfaction","question":"overall","is":{"eq":2}}}"#).await);
        assert!(holds(r#"{"family":{"icd":["E10-E14"]}}"#).await);
    })
    .await;
}
