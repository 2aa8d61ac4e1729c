//! Who enters which path, and what comes to them on which day.
use super::world::{day, house};
use crate::{all_migrations, enrolment, pathway};
use chrono::Duration;
use kernel::{App, Role, TenantId, receipt, testing};
use nq_pathway::ledger::Closing;
use nq_pathway::step::Stop;
use record::file::{ComponentIn, EncounterClass, EncounterIn, EncounterStatus, FactIn, ObservationIn};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn two_operations_are_two_enrolments_and_one_told_twice_is_one() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        let first = house.app.clock.now();
        house.stent(zhao, "op1", first).await;
        house.work().await;
        house.days(6).await;
        house.stent(zhao, "op2", first + Duration::days(6)).await;
        house.work().await;
        house.hear_it_all_again().await;
        let both = house.on(zhao, "post_stent").await;
        assert_eq!(both.len(), 2);
        let days: Vec<String> = both.iter().map(|e| e.anchor_day.to_string()).collect();
        assert_eq!(days, ["2026-03-04", "2026-03-10"]);
        let book = house.book(zhao).await;
        let d7: Vec<&String> = book.iter().filter(|l| l.starts_with("d7 ")).collect();
        assert_eq!(d7, ["d7 2026-03-11 scheduled", "d7 2026-03-17 scheduled"]);
        assert!(book.contains(&"d90 2026-06-02 scheduled".to_owned()), "{book:?}");
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stent_patient_who_does_not_answer_is_called_by_the_nurse() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.team(zhao, house.nurse, Role::Nurse).await;
        house.stent(zhao, "op1", house.app.clock.now()).await;
        house.work().await;
        house.days(7).await;
        assert_eq!(house.events(zhao, "message.accepted").await.len(), 1, "第7天问卷已发出");
        assert_eq!(house.open_tasks(zhao).await.len(), 0);
        house.days(2).await;
        let open = house.open_tasks(zhao).await;
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].title.as_str(), open[0].assignee), ("第7天电话随访", Some(house.nurse)));
        let book = house.book(zhao).await;
        assert!(book.contains(&"d7 2026-03-11 closed(superseded)".to_owned()), "{book:?}");
        let why = receipt::of_subject(house.app.db.read(), &house.scope, "task", open[0].id.0).await.unwrap();
        assert!(!why[0].sentence.is_empty());
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_of_last_year_does_not_start_a_follow_up_today() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.stent(zhao, "old", house.app.clock.now() - Duration::days(400)).await;
        house.work().await;
        assert_eq!(house.on(zhao, "post_stent").await.len(), 0);
        house.stent(zhao, "recent", house.app.clock.now() - Duration::days(40)).await;
        house.work().await;
        assert_eq!(house.on(zhao, "post_stent").await.len(), 1);
        let book = house.book(zhao).await;
        assert_eq!(book.iter().filter(|l| l.ends_with("closed(expired)")).count(), 2, "{book:?}");
        assert_eq!(house.events(zhao, "message.queued").await.len(), 0, "nothing is sent late");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn high_pressure_found_at_an_exam_is_not_forgotten() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let sun = house.person("孙丽华").await;
        house.team(sun, house.manager, Role::HealthManager).await;
        let now = house.app.clock.now();
        let value = |metric: &str, text: &str| ComponentIn {
            metric: Some(metric.to_owned()),
            code: metric.to_owned(),
            code_system: "nuanqiao".to_owned(),
            name: metric.to_owned(),
            value_text: text.to_owned(),
            unit: "mm[Hg]".to_owned(),
            ..ComponentIn::default()
        };
        let pressure = ObservationIn {
            key: "bp1".to_owned(),
            at: now,
            code: "bp".to_owned(),
            code_system: "nuanqiao".to_owned(),
            name: "血压".to_owned(),
            components: vec![value("sbp", "152"), value("dbp", "96")],
            ..ObservationIn::default()
        };
        house.file(sun, FactIn::Observation(pressure)).await;
        house.work().await;
        assert_eq!(house.on(sun, "exam_bp").await.len(), 0, "no exam yet");
        let exam = EncounterIn {
            key: "exam1".to_owned(),
            class: EncounterClass::Exam,
            status: EncounterStatus::Finished,
            start: now,
            end: Some(now),
            ..EncounterIn::default()
        };
        house.file(sun, FactIn::Encounter(exam)).await;
        house.work().await;
        let on = house.on(sun, "exam_bp").await;
        assert_eq!(on.len(), 1);
        let why =
            receipt::of_subject(house.app.db.read(), &house.scope, "enrolment", on[0].id.0).await.unwrap();
        let entered = why.iter().find(|r| r.outcome == "entered").unwrap();
        assert!(entered.facts.iter().any(|f| f.value.contains("152")), "{:?}", entered.facts);
        house.days(3).await;
        assert_eq!(house.events(sun, "message.accepted").await.len(), 1, "第3天提醒");
        house.days(4).await;
        let mut open = house.open_tasks(sun).await;
        open.retain(|t| t.pathway_name.as_deref() == Some("体检血压偏高随访"));
        assert_eq!(open.len(), 1, "{:?}", house.book(sun).await);
        assert_eq!(open[0].title, "体检血压偏高电话随访");
        let log = enrolment::log(house.app.db.read(), &house.scope, on[0].id).await.unwrap();
        assert!(
            log.iter().filter(|l| l.did != "planned").all(|l| l.receipt_id.is_some()),
            "every decision has a receipt"
        );
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_low_score_brings_a_call_from_the_service_desk() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        for (score, tickets) in [(4, 0), (2, 1)] {
            let session = reach::session::NewSession {
                patient: zhao,
                form_code: "satisfaction".to_owned(),
                via: reach::session::Via::H5,
                message_id: None,
                task_id: None,
                enrolment_id: None,
                obligation_id: None,
                expires_at: None,
            };
            let said = json!({"overall": score, "wrong": ["waiting"]});
            let said = said.as_object().unwrap().clone();
            let filed = house.app.write(async |tx| {
                let id = reach::session::open(&tx, &house.scope, session).await?;
                reach::session::submit(&tx, &house.scope, id, reach::session::Via::H5, &said).await
            });
            filed.await.unwrap();
            house.work().await;
            let open = house.open_tasks(zhao).await;
            assert_eq!(open.iter().filter(|t| t.kind == "ticket").count(), tickets, "{score} 分");
        }
        let ticket = house.open_tasks(zhao).await.remove(0);
        assert_eq!((ticket.assignee, ticket.complaint), (Some(house.desk), true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_high_risk_segment_is_left_alone_at_once() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let sun = house.person("孙丽华").await;
        let tell = async |kind: &str| {
            let event = kernel::event::NewEvent {
                patient: Some(sun),
                kind,
                occurred_at: house.app.clock.now(),
                source: "system",
                payload: json!({"code": "dm_high_risk", "title": "糖尿病高风险人群"}),
                cause: None,
            };
            house.app.write(async |tx| kernel::event::append(&tx, &house.scope, event).await).await.unwrap();
            house.work().await;
        };
        tell("segment.entered").await;
        assert_eq!(house.events(sun, "message.accepted").await.len(), 1);
        house.days(5).await;
        assert_eq!(house.open_tasks(sun).await.len(), 1, "饮食运动计划电话，周六顺延到周一");
        tell("segment.left").await;
        assert_eq!(house.open_tasks(sun).await.len(), 0);
        let on = house.on(sun, "dm_high_risk").await;
        assert_eq!((on[0].state.as_str(), on[0].why.as_str()), ("ended", "已离开糖尿病高风险人群。"));
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_colour_moves_the_person_without_double_or_lost_work() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let li = house.person("李桂英").await;
        house.team(li, house.manager, Role::HealthManager).await;
        house.grade(li, "red").await;
        assert_eq!(house.on(li, "family_colours").await.len(), 1);
        house.days(10).await;
        assert_eq!(house.open_tasks(li).await.len(), 1, "季度上门");
        house.grade(li, "yellow").await;
        let book = house.book(li).await;
        assert!(book.contains(&"red_monthly 2026-04-05 closed(superseded)".to_owned()), "{book:?}");
        assert!(book.contains(&"red_visit 2026-03-11 due".to_owned()), "the visit in hand stays: {book:?}");
        assert!(
            book.iter().any(|l| l.starts_with("yellow_call 2026-09-1")),
            "half a year after the visit: {book:?}"
        );
        house.grade(li, "red").await;
        house.hear_it_all_again().await;
        assert_eq!(house.on(li, "family_colours").await.len(), 1, "one enrolment for one resident");
        assert_eq!(house.open_tasks(li).await.len(), 1, "not visited twice");
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_the_way_stay_on_their_version() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        let before = house.enter(zhao, "post_stent").await;
        let id = house.pathway_id("post_stent").await;
        let whole = pathway::read(house.app.db.read(), &house.scope, id).await.unwrap();
        let mut def: nq_pathway::Definition =
            serde_json::from_value(whole.newest().unwrap().definition.clone()).unwrap();
        def.nodes.retain(|n| n.id != "d30" && !n.id.starts_with("d30_"));
        let edit = house.app.write(async |tx| {
            pathway::save(&tx, &house.scope, id, &def).await?;
            pathway::publish(&tx, &house.scope, id).await
        });
        edit.await.unwrap();
        let sun = house.person("孙丽华").await;
        let after = house.enter(sun, "post_stent").await;
        assert_eq!((before.version, after.version), (1, 2));
        assert_eq!(house.book(zhao).await.iter().filter(|l| l.starts_with("d30 ")).count(), 1);
        assert_eq!(house.book(sun).await.iter().filter(|l| l.starts_with("d30 ")).count(), 0);
        let again = house.app.write(async |tx| pathway::publish(&tx, &house.scope, id).await).await;
        assert_eq!(again.unwrap_err().code(), "pathway.no_draft");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_cannot_work_is_not_published() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let def = nq_pathway::validate::parse(&json!({
            "code": "broken", "name": "试验", "entry": {"manual": true, "key": "{patient}"},
            "nodes": [{"id": "m", "name": "告知", "when": {"day": 1}, "sensitive": true, "kind": "message", "template": "nowhere"}]
        }))
        .unwrap();
        let made = house.app.write(async |tx| pathway::create(&tx, &house.scope, &def).await).await.unwrap();
        let refused = house.app.write(async |tx| pathway::publish(&tx, &house.scope, made).await).await.unwrap_err();
        let kernel::Error::Refusal(refusal) = refused else { panic!("{refused:?}") };
        let said: Vec<&str> = refusal.fields.iter().map(|f| f.message.as_str()).collect();
        assert!(said.iter().any(|s| s.contains("不得自动发送")), "{said:?}");
        assert!(said.iter().any(|s| s.contains("消息模板“nowhere”不存在")), "{said:?}");
        let sun = house.person("孙丽华").await;
        let entered = house.app.write(async |tx| enrolment::enrol(&tx, &house.scope, sun, "broken", "k", tx.now, None).await);
        assert_eq!(entered.await.unwrap_err().code(), "pathway.not_published");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn death_closes_everything_with_its_reason_and_a_stop_order_with_its_own() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let (zhao, sun) = (house.person("赵德胜").await, house.person("孙丽华").await);
        house.enter(zhao, "post_stent").await;
        let of_sun = house.enter(sun, "post_stent").await;
        house.days(9).await;
        assert_eq!(house.open_tasks(zhao).await.len(), 1);
        house.dies(zhao).await;
        house.work().await;
        let book = house.book(zhao).await;
        assert_eq!(book.iter().filter(|l| l.ends_with("closed(died)")).count(), 4, "{book:?}");
        assert_eq!(house.open_tasks(zhao).await.len(), 0);
        let order = Stop { closing: Closing::Stopped, why: "患者要求改到外院随访。".to_owned() };
        let stopped =
            house.app.write(async |tx| enrolment::stop(&tx, house.scope.tenant, of_sun.id, &order).await);
        stopped.await.unwrap();
        house.work().await;
        let ended = house.on(sun, "post_stent").await.remove(0);
        assert_eq!((ended.state.as_str(), ended.why.as_str()), ("ended", "患者要求改到外院随访。"));
        let ledger = house.ledger().await;
        assert_eq!((ledger.difference, ledger.should), (0, ledger.closed), "{ledger:?}");
        assert_eq!(day("2026-03-13"), house.today());
    })
    .await;
}
