//! The stories of insight, on both databases: every number counted by hand, and opened down to the people.
use crate::{
    all_migrations,
    dashboard::{self, PeopleQuery, SpanQuery},
    number::{self, Measured},
    panel::{Panel, Span},
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use care::obligation::{NewObligation, Of};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use kernel::{Act, App, Fen, PageQuery, PatientId, Reach, Scope, TenantId, clock, testing};
use nq_pathway::ledger::{Closing, Happening};
use record::{
    Sex,
    answer::{AnswerIn, AnswerKind, Via},
    file::{ConditionIn, EncounterClass, EncounterIn, EncounterStatus, FactIn, ObservationIn, PersonIn},
};
use serde_json::json;

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

async fn hospital(app: &App) -> Scope {
    let tenant = app.write(async |tx| access::organisation::found(&tx, "示范医院").await).await.unwrap();
    Scope::system(tenant, "test")
}

async fn person(app: &App, scope: &Scope, name: &str, birth: &str) -> PatientId {
    let person = PersonIn {
        key: name.to_owned(),
        name: name.to_owned(),
        birth_date: birth.parse::<NaiveDate>().ok(),
        sex: Some(Sex::Female),
        ..PersonIn::default()
    };
    app.write(async |tx| record::file::person(&tx, scope, "HIS", person).await).await.unwrap().id()
}

fn value(metric: &str, text: &str, unit: &str, at: DateTime<Utc>) -> FactIn {
    FactIn::Observation(ObservationIn {
        key: key(),
        at,
        metric: Some(metric.to_owned()),
        code: metric.to_owned(),
        name: metric.to_owned(),
        value_text: text.to_owned(),
        unit: unit.to_owned(),
        ..ObservationIn::default()
    })
}

fn pressure(sbp: &str, dbp: &str, at: DateTime<Utc>) -> Vec<FactIn> {
    vec![value("sbp", sbp, "mmHg", at), value("dbp", dbp, "mmHg", at)]
}

fn diagnosis(code: &str, name: &str, at: DateTime<Utc>) -> FactIn {
    let (code, name) = (code.to_owned(), name.to_owned());
    FactIn::Condition(ConditionIn {
        key: key(),
        at,
        code,
        system: "icd10".to_owned(),
        name,
        ..ConditionIn::default()
    })
}

fn visit(class: EncounterClass, start: DateTime<Utc>, end: Option<DateTime<Utc>>, yuan: i64) -> FactIn {
    FactIn::Encounter(EncounterIn {
        key: key(),
        class,
        status: EncounterStatus::Finished,
        department: Some("心内科".to_owned()),
        start,
        end,
        amount: Some(Fen(yuan * 100)),
        ..EncounterIn::default()
    })
}

async fn file(app: &App, scope: &Scope, patient: PatientId, facts: Vec<FactIn>) {
    app.write(async |tx| record::file::facts(&tx, scope, "HIS", patient, facts).await).await.unwrap();
}

async fn measured(app: &App, scope: &Scope, key: &str) -> Measured {
    let now = app.clock.now();
    let to = clock::local_day(now);
    let span = Span { from: to.checked_sub_days(Days::new(29)).unwrap(), to };
    let panel = Panel::load(app.db.read(), scope, span, now).await.unwrap();
    (number::all().find(|d| d.key == key).unwrap().measure)(&panel)
}

#[tokio::test(flavor = "multi_thread")]
async fn blood_pressure_counts_as_controlled_only_with_a_last_reading_below_140_over_90() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let now = app.clock.now();
        let mut ids = Vec::new();
        for (n, birth) in ["1950-01-01", "1951-01-01", "1952-01-01", "1953-01-01"].iter().enumerate() {
            let id = person(&app, &scope, &format!("患者{n}"), birth).await;
            file(&app, &scope, id, vec![diagnosis("I10", "高血压病", now - Duration::days(400))]).await;
            ids.push(id);
        }
        let [good, high, relapsed, never] = ids[..] else { panic!("four people") };
        file(&app, &scope, good, pressure("138", "88", now)).await;
        file(&app, &scope, high, pressure("138", "92", now)).await;
        let mut two = pressure("128", "80", now - Duration::days(9));
        two.extend(pressure("150", "80", now - Duration::days(1)));
        file(&app, &scope, relapsed, two).await;
        file(&app, &scope, never, pressure("120", "80", now - Duration::days(366))).await;
        understand::review(&app, scope.tenant, &ids).await.unwrap();

        let control = measured(&app, &scope, "bp_control").await;
        assert_eq!((control.numerator, control.denominator), (1, 4), "缺最近一次血压视为未控制");
        assert_eq!(control.inside, [good].into());
        assert_eq!(control.missing, [never].into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn glucose_is_judged_among_those_with_a_value_and_the_others_stand_apart() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let now = app.clock.now();
        let mut ids = Vec::new();
        for n in 0..3 {
            let id = person(&app, &scope, &format!("糖友{n}"), "1960-01-01").await;
            file(&app, &scope, id, vec![diagnosis("E11.9", "2型糖尿病", now - Duration::days(400))]).await;
            ids.push(id);
        }
        // The HbA1c speaks even if the fasting glucose is low.
        let both = vec![value("hba1c", "7.2", "%", now), value("fpg", "6.1", "mmol/L", now)];
        file(&app, &scope, ids[0], both).await;
        file(&app, &scope, ids[1], vec![value("fpg", "6.9", "mmol/L", now)]).await;
        understand::review(&app, scope.tenant, &ids).await.unwrap();
        let control = measured(&app, &scope, "glucose_control").await;
        assert_eq!((control.numerator, control.denominator), (1, 2));
        assert_eq!((control.inside, control.missing), ([ids[1]].into(), [ids[2]].into()));
    })
    .await;
}

async fn owe(app: &App, scope: &Scope, patient: PatientId, due: (i64, i64), what: Option<Happening>) {
    let today = clock::local_day(app.clock.now());
    let of = Of {
        patient,
        enrolment: care::EnrolmentId::new(),
        pathway_code: "htn".to_owned(),
        pathway_name: "高血压随访".to_owned(),
    };
    let new = NewObligation {
        node: "call".to_owned(),
        occurrence: 1,
        kind: "phone".to_owned(),
        title: "电话随访".to_owned(),
        from: today + Duration::days(due.0),
        to: today + Duration::days(due.1),
    };
    app.write(async |tx| {
        let id = care::obligation::open(&tx, scope, &of, new).await?;
        if let Some(what) = what {
            care::obligation::settle(&tx, scope, id, what, "测试").await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_follow_up_numbers_agree_with_the_ledger() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(person(&app, &scope, &format!("随访对象{n}"), &format!("195{n}-01-01")).await);
        }
        owe(&app, &scope, ids[0], (-3, 2), Some(Happening::Completed)).await;
        owe(&app, &scope, ids[1], (-20, -10), Some(Happening::Completed)).await;
        owe(&app, &scope, ids[2], (-20, -10), None).await;
        owe(&app, &scope, ids[3], (-1, 5), Some(Happening::Closed(Closing::Lost))).await;
        owe(&app, &scope, ids[4], (20, 30), None).await;
        care::obligation::sweep(&app, scope.tenant).await.unwrap();

        let done = measured(&app, &scope, "followup_done").await;
        assert_eq!((done.numerator, done.denominator), (2, 3), "关闭和未到期的不算");
        let on_time = measured(&app, &scope, "followup_on_time").await;
        assert_eq!((on_time.numerator, on_time.inside), (1, [ids[0]].into()), "窗口过后完成的不算及时");
        let overdue = measured(&app, &scope, "followup_overdue").await;
        assert_eq!((overdue.numerator, overdue.inside), (1, [ids[2]].into()));
        assert_eq!(measured(&app, &scope, "lost_rate").await.inside, [ids[3]].into());
        assert_eq!(measured(&app, &scope, "ledger_difference").await.numerator, 0);
        app.write(async |tx| {
            sea_orm::ConnectionTrait::execute_unprepared(&*tx, "DELETE FROM obligation WHERE state = 'done'")
                .await?;
            Ok(())
        })
        .await
        .unwrap();
        let lost = measured(&app, &scope, "ledger_difference").await;
        assert_eq!((lost.numerator, lost.inside.len()), (2, 2), "丢失的随访会被发现");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_payments_and_opinions_are_counted_as_the_dictionary_says() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        app.clock.advance(Duration::days(40));
        let now = app.clock.now();
        let day = |n| now - Duration::days(n);
        let back = person(&app, &scope, "回头客", "1960-01-01").await;
        let once = person(&app, &scope, "一次客", "1961-01-01").await;
        let outpatient = EncounterClass::Outpatient;
        file(
            &app,
            &scope,
            back,
            vec![visit(outpatient, day(29), None, 300), visit(outpatient, day(9), None, 100)],
        )
        .await;
        file(&app, &scope, once, vec![visit(outpatient, day(29), None, 200)]).await;
        let stays = vec![
            visit(EncounterClass::Inpatient, day(80), Some(day(70)), 0),
            visit(EncounterClass::Inpatient, day(50), Some(day(45)), 0),
        ];
        file(&app, &scope, once, stays).await;
        for (who, overall, recommend) in [(back, 5, 10), (once, 3, 6)] {
            let answers = json!({"overall": overall, "recommend": recommend});
            let mut answer = AnswerIn::new(who, AnswerKind::Form, Via::H5, answers, day(3));
            answer.form_code = Some("satisfaction".to_owned());
            app.write(async |tx| record::answer::file(&tx, &scope, answer).await).await.unwrap();
        }
        let ticket = measured(&app, &scope, "ticket_size").await;
        assert_eq!((ticket.numerator, ticket.denominator), (60_000, 3));
        let repurchase = measured(&app, &scope, "repurchase").await;
        assert_eq!((repurchase.inside, repurchase.denominator), ([back].into(), 2));
        assert_eq!(measured(&app, &scope, "revisit_30").await.denominator, 0, "初诊未满30天");
        let satisfied = measured(&app, &scope, "satisfaction").await;
        assert_eq!((satisfied.numerator, satisfied.denominator, satisfied.inside), (1, 2, [back].into()));
        let nps = measured(&app, &scope, "nps").await;
        assert_eq!((nps.numerator, nps.denominator), (0, 2));

        let span = Span { from: clock::local_day(day(100)), to: clock::local_day(day(31)) };
        let panel = Panel::load(app.db.read(), &scope, span, now).await.unwrap();
        let of = |key: &str| (number::all().find(|d| d.key == key).unwrap().measure)(&panel);
        let readmitted = of("readmission_30");
        assert_eq!((readmitted.numerator, readmitted.denominator), (1, 2));
        assert_eq!(of("retention").denominator, 0, "再往前一年没有人来过");

        let gone = person(&app, &scope, "不再来", "1962-01-01").await;
        file(&app, &scope, gone, vec![visit(outpatient, day(400), None, 80)]).await;
        file(&app, &scope, once, vec![visit(EncounterClass::Exam, day(500), None, 80)]).await;
        let retention = measured(&app, &scope, "retention").await;
        assert_eq!((retention.inside, retention.denominator), ([once].into(), 2));

        app.clock.advance(Duration::days(2));
        let mature = Span { from: clock::local_day(day(29)), to: clock::local_day(now) };
        let panel = Panel::load(app.db.read(), &scope, mature, app.clock.now()).await.unwrap();
        let revisit = (number::all().find(|d| d.key == "revisit_30").unwrap().measure)(&panel);
        assert_eq!((revisit.inside, revisit.denominator), ([back].into(), 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_opens_to_the_people_in_sight_and_to_nobody_else() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let mine = person(&app, &scope, "吴桂芳", "1950-02-02").await;
        let other = person(&app, &scope, "郑兰花", "1950-02-03").await;
        let nurse = app
            .write(async |tx| {
                let site = access::organisation::open_site(&tx, &scope, "本部").await?;
                let new = access::staff::NewStaff {
                    name: "周护士".to_owned(),
                    login: format!("zhou{}", &scope.tenant.to_string()[30..]),
                    role: kernel::Role::Nurse,
                    site,
                    department: None,
                    phone: String::new(),
                    password_hash: String::new(),
                };
                let id = access::staff::hire(&tx, &scope, new).await?;
                record::team::assign(&tx, &scope, mine, id, kernel::Role::Nurse).await?;
                Ok(id)
            })
            .await
            .unwrap();
        let open = async |viewer: Scope| {
            let people: PeopleQuery = serde_json::from_value(json!({"part": "denominator"})).unwrap();
            let page = dashboard::list_dashboard_people(
                State(app.clone()),
                viewer,
                Path("phone_known".to_owned()),
                Query(people),
                Query(SpanQuery::default()),
                Query(PageQuery::default()),
            );
            page.await.map(|Json(page)| page.items.iter().map(|row| row.id).collect::<Vec<_>>())
        };
        assert_eq!(open(scope.clone()).await.unwrap(), [mine, other]);
        let own = Scope { reach: Reach::Own(nurse), ..scope.clone() };
        assert_eq!(open(own.clone()).await.unwrap(), [mine]);

        // A president counts the tenant and opens nobody.
        let actor =
            kernel::Actor::Staff { id: nurse, name: "院长".to_owned(), role: kernel::Role::President };
        let acts = [Act::DashboardRead].into();
        let president = Scope { actor, reach: Reach::Nobody, aggregate: true, acts, ..scope.clone() };
        assert_eq!(open(president.clone()).await.unwrap_err().code(), "act.forbidden");
        let Json(view) =
            dashboard::read_dashboard(State(app.clone()), president, Query(SpanQuery::default()))
                .await
                .unwrap();
        let view = serde_json::to_value(view).unwrap();
        let phones = view["numbers"].as_array().unwrap().iter().find(|n| n["key"] == "phone_known").unwrap();
        assert_eq!(phones["denominator"], 2);
        assert_eq!(phones["text"], "0/2（样本不足）");
        let all: u64 = view["grades"].as_array().unwrap().iter().map(|g| g["count"].as_u64().unwrap()).sum();
        assert_eq!(all, 2);
    })
    .await;
}

#[test]
fn every_number_is_defined_once_and_in_full() {
    let mut keys: Vec<_> = number::all().map(|d| d.key).collect();
    assert!(keys.len() >= 20);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), number::all().count());
    for d in number::all() {
        assert!(d.formula.chars().count() > 5 && !d.exclusions.is_empty() && !d.name.is_empty(), "{}", d.key);
    }
}
