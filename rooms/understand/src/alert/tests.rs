//! The stories of monitoring, on both databases: three nights of a wearable's minutes, and those that only look like it.
use super::{api, entity, react, recompute, state::State};
use crate::{
    all_migrations,
    tests::{file, hospital, person, value},
};
use axum::{
    Json,
    extract::{Path, Query, State as Extract},
};
use chrono::{Days, Duration, NaiveDate};
use kernel::{
    Act, Actor, App, PatientId, Role, Scope, StaffId, TenantId, Visible, clock, event, receipt, testing,
    web::Body,
};
use record::file::{FactIn, ObservationIn};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

/// Minutes of a night, heart rate and steps, as a device sends them: one result each.
fn minutes(day: NaiveDate, from: u32, rate: u32, steps: u32) -> Vec<FactIn> {
    let mut all = Vec::new();
    for n in 0..130 {
        let at = clock::local_instant(day, from + n / 60, n % 60);
        all.push(value("heart_rate", &(rate + n % 3).to_string(), "/min", at));
        all.push(FactIn::Observation(ObservationIn {
            key: uuid::Uuid::now_v7().to_string(),
            at,
            code: "55423-8".to_owned(),
            code_system: "http://loinc.org".to_owned(),
            name: "步数".to_owned(),
            value_text: steps.to_string(),
            value_num: Some(f64::from(steps)),
            unit: "{#}".to_owned(),
            ..ObservationIn::default()
        }));
    }
    all
}

/// Plays the events that came since `seq` to the reaction.
async fn settle(app: &App, seq: &mut i64) {
    loop {
        let log = event::entity::Entity::unscoped()
            .filter(event::entity::Column::Seq.gt(*seq))
            .order_by_asc(event::entity::Column::Seq);
        let events = log.all(app.db.read()).await.unwrap();
        let Some(last) = events.last() else { return };
        *seq = last.seq;
        let wanted = events.into_iter().filter(|e| react::REACTION.wants(&e.kind)).collect();
        (react::REACTION.run)(app.clone(), wanted).await.unwrap();
    }
}

async fn alerts(app: &App, scope: &Scope, who: PatientId) -> Vec<entity::Model> {
    let mine = entity::Entity::visible(scope).filter(entity::Column::PatientId.eq(who));
    mine.order_by_asc(entity::Column::DetectedAt).all(app.db.read()).await.unwrap()
}

fn doctor(scope: &Scope) -> Scope {
    let actor = Actor::Staff { id: StaffId::new(), name: "陈医生".to_owned(), role: Role::Doctor };
    Scope { actor, acts: [Act::ClinicalRead, Act::TaskDo].into(), ..scope.clone() }
}

/// G07.
#[tokio::test(flavor = "multi_thread")]
async fn three_high_nights_raise_one_alert_on_the_third_and_the_decoys_none() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let who = async |name| person(&app, &scope, name, "1970-03-04", record::Sex::Male).await;
        let (ill, two, day, walker) =
            (who("三晚").await, who("两晚").await, who("白天").await, who("夜行").await);
        let today = clock::local_day(app.clock.now());
        let mut seq = 0;
        // A month of calm: the device's own nightly value, and one night of minutes that must give the same.
        for back in 1..31_u64 {
            let at = clock::local_instant(today.checked_sub_days(Days::new(back)).unwrap(), 7, 0);
            for one in [ill, two, day, walker] {
                file(&app, &scope, one, vec![value("resting_hr", "58", "/min", at)]).await;
            }
        }
        settle(&app, &mut seq).await;
        for night in 0..3_u32 {
            let morning = clock::local_day(app.clock.now());
            let second_of_two = night < 2;
            file(&app, &scope, ill, minutes(morning, 2, 73, 0)).await;
            file(&app, &scope, two, minutes(morning, 2, if second_of_two { 73 } else { 58 }, 0)).await;
            file(&app, &scope, day, minutes(morning, 2, 58, 0)).await;
            file(&app, &scope, day, minutes(morning, 7, 110, 0)).await;
            // Walks at night: no minute is at rest, so there is no night at all.
            file(&app, &scope, walker, minutes(morning, 2, 95, 40)).await;
            settle(&app, &mut seq).await;
            let expected = usize::from(night == 2);
            assert_eq!(alerts(&app, &scope, ill).await.len(), expected, "第{}晚", night + 1);
            app.clock.advance(Duration::days(1));
        }
        for decoy in [two, day, walker] {
            assert!(alerts(&app, &scope, decoy).await.is_empty());
        }
        let alert = alerts(&app, &scope, ill).await.remove(0);
        assert_eq!((alert.level.as_str(), alert.rule.as_str()), ("yellow", "three_nights"));
        assert!(alert.sentence.contains("连续3晚"), "{}", alert.sentence);
        let nights =
            record::read::measurements(app.db.read(), &scope, &[ill], &["resting_hr"], None).await.unwrap();
        let last: Vec<_> = nights.iter().rev().take(3).map(|row| row.value).collect();
        assert_eq!(last, [Some(73.0); 3], "每晚一个数，入档");

        // The fourth night is silent: 72 hours.
        file(&app, &scope, ill, minutes(clock::local_day(app.clock.now()), 2, 74, 0)).await;
        settle(&app, &mut seq).await;
        assert_eq!(alerts(&app, &scope, ill).await.len(), 1);
        let (then, again) = recompute(app.db.read(), &scope, alert.id).await.unwrap();
        assert_eq!(Some(then), again);
        let receipts = receipt::of_subject(app.db.read(), &scope, "alert", alert.id).await.unwrap();
        assert_eq!((receipts.len(), receipts[0].facts.len()), (1, 3));
    })
    .await;
}

async fn raised(app: &App, scope: &Scope, name: &str) -> (PatientId, entity::Model) {
    let who = person(app, scope, name, "1970-03-04", record::Sex::Male).await;
    file(app, scope, who, vec![value("glucose_capillary", "2.7", "mmol/L", app.clock.now())]).await;
    settle(app, &mut 0).await;
    (who, alerts(app, scope, who).await.remove(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_nobody_acknowledges_is_handed_up_once_and_one_acknowledged_is_not() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let (who, alert) = raised(&app, &scope, "低血糖甲").await;
        assert_eq!((alert.level.as_str(), alert.state.as_str()), ("red", "detected"));
        react::escalate(&app, scope.tenant).await.unwrap();
        assert!(alerts(&app, &scope, who).await[0].escalated_at.is_none(), "时限未到");
        app.clock.advance(Duration::minutes(121));
        react::escalate(&app, scope.tenant).await.unwrap();
        react::escalate(&app, scope.tenant).await.unwrap();
        let told = event::of_patient(app.db.read(), &scope, who, 100).await.unwrap();
        assert_eq!(told.iter().filter(|e| e.kind == "alert.escalated").count(), 1);

        let (other, second) = raised(&app, &scope, "低血糖乙").await;
        let asked = Body(serde_json::from_value(json!({"note": "复述：指尖血糖2.7"})).unwrap());
        drop(
            api::acknowledge_alert(Extract(app.clone()), doctor(&scope), Path(second.id), asked)
                .await
                .unwrap(),
        );
        app.clock.advance(Duration::hours(3));
        react::escalate(&app, scope.tenant).await.unwrap();
        let row = alerts(&app, &scope, other).await.remove(0);
        assert_eq!((row.state.as_str(), row.escalated_at), ("acknowledged", None));
        assert_eq!(row.acknowledged_by.as_deref(), Some("陈医生"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_acknowledged_once_then_closed_with_what_came_of_it() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let (who, alert) = raised(&app, &scope, "低血糖甲").await;
        let acknowledge = async || {
            let asked = Body(serde_json::from_value(json!({})).unwrap());
            api::acknowledge_alert(Extract(app.clone()), doctor(&scope), Path(alert.id), asked).await
        };
        let close = async |outcome: &str| {
            let asked =
                Body(serde_json::from_value(json!({"outcome": outcome, "note": "已进食，复测5.1"})).unwrap());
            api::close_alert(Extract(app.clone()), doctor(&scope), Path(alert.id), asked).await
        };
        assert_eq!(close("contacted").await.unwrap_err().code(), "alert.state", "先确认，再关闭");
        drop(acknowledge().await.unwrap());
        assert_eq!(acknowledge().await.unwrap_err().code(), "alert.acknowledged");
        assert!(close("whatever").await.is_err());
        let Json(done) = close("contacted").await.unwrap();
        let done = serde_json::to_value(done).unwrap();
        assert_eq!(done["outcome_name"], "已联系患者，继续观察");
        assert_eq!(done["series"][0]["value"], 2.7);
        assert!(close("contacted").await.is_err());

        let list = async |filter: Value| -> Value {
            let filter = serde_json::from_value(filter).unwrap();
            let Json(page) =
                api::list_alerts(Extract(app.clone()), doctor(&scope), Query(filter)).await.unwrap();
            serde_json::to_value(page).unwrap()
        };
        assert_eq!(list(json!({"state": "open"})).await["total"], 0);
        assert_eq!(
            list(json!({"state": "closed", "level": "red"})).await["items"][0]["patient_id"],
            json!(who)
        );
        assert_eq!(list(json!({"mine": true})).await["total"], 0, "没有关联的患者不在“我的”里");
        let nobody = Scope { acts: [Act::ClinicalRead].into(), ..doctor(&scope) };
        let asked = Body(serde_json::from_value(json!({})).unwrap());
        let refused = api::acknowledge_alert(Extract(app.clone()), nobody, Path(alert.id), asked).await;
        assert_eq!(refused.unwrap_err().code(), "act.forbidden");
        assert_eq!(State::parse(&alerts(&app, &scope, who).await[0].state), Some(State::Closed));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn last_month_s_readings_that_arrive_today_wake_nobody() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let who = person(&app, &scope, "补传", "1970-03-04", record::Sex::Male).await;
        let old = app.clock.now() - Duration::days(20);
        file(&app, &scope, who, vec![value("glucose_capillary", "2.7", "mmol/L", old)]).await;
        settle(&app, &mut 0).await;
        assert!(alerts(&app, &scope, who).await.is_empty());
    })
    .await;
}
