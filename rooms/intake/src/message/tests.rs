//! The story of a message: kept, refused, repaired, replayed, and shown to those who may see it.

use bytes::Bytes;
use kernel::{Act, Actor, App, Level, Reach, Scope, StaffId, TenantId};
use nq_hl7::AckCode;

use super::receive::{Arrived, Outcome, Through, receive};
use super::replay::replay;
use super::state::State;
use crate::feed;
use crate::hl7::interpret::Dialect;
use crate::hl7::sets::{count, rows};

async fn through(app: &App, tenant: TenantId) -> Through {
    let scope = Scope::system(tenant, "mllp");
    let feed = app.write(async |tx| feed::open(&tx, &scope, feed::MLLP, "HL7").await).await.unwrap();
    Through { tenant, feed, dialect: Dialect::default() }
}

async fn send(app: &App, through: &Through, text: &str) -> Outcome {
    receive(app, through, Arrived::Whole(Bytes::from(text.to_owned()))).await
}

fn registration(control_id: &str, name: &str, birth: &str) -> String {
    format!(
        "MSH|^~\\&|HIS|LYZYY|NQ|LYZYY|20260304080000||ADT^A04|{control_id}|P|2.4\rEVN|A04|20260304080000\r\
         PID|1||P{control_id}^^^LYZYY^PI||{name}||{birth}|F\rPV1|1|O|内分泌科|||||||||||||||||V{control_id}\r"
    )
}

fn look(tenant: TenantId, level: Level) -> Scope {
    Scope {
        tenant,
        actor: Actor::Staff {
            id: StaffId::new(),
            name: "信息科".to_owned(),
            role: kernel::Role::SystemAdmin,
        },
        reach: Reach::Nobody,
        level,
        acts: [Act::FeedRead, Act::FeedWrite].into(),
        aggregate: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_birth_date_waits_in_quarantine_until_somebody_corrects_it() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let outcome = send(&app, &through, &registration("1", "王秀英", "19991345")).await;
        assert_eq!(outcome.ack, AckCode::AE);
        assert_eq!(outcome.problems[0].code.number(), 102);
        let (id, state) = outcome.stored.unwrap();
        assert_eq!(state, State::Quarantined);
        assert_eq!(count(&app, "SELECT id FROM patient", vec![]).await, 0, "nothing was filed");
        let admin = look(tenant, Level::L0);
        let (state, error) = replay(&app, &admin, id, None).await.unwrap();
        assert_eq!(state, State::Quarantined);
        assert!(error.unwrap().contains("19991345"));
        let corrected = registration("1", "王秀英", "19991205");
        assert_eq!(replay(&app, &admin, id, Some(corrected)).await.unwrap(), (State::Filed, None));
        assert_eq!(count(&app, "SELECT id FROM patient", vec![]).await, 1);
        let audits = count(&app, "SELECT seq FROM audit WHERE act = 'replay_message'", vec![]).await;
        assert_eq!(audits, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_local_event_is_replayed_once_the_feed_knows_it() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let mut through = through(&app, tenant).await;
        let text = registration("2", "蔡明澈", "19931115").replace("ADT^A04", "ADT^ZP1");
        let outcome = send(&app, &through, &text).await;
        assert_eq!(outcome.ack, AckCode::AR);
        through.dialect.aliases.insert("ADT^ZP1".to_owned(), "ADT^A04".to_owned());
        let dialect = serde_json::to_value(&through.dialect).unwrap();
        app.write(async |tx| {
            use sea_orm::{ActiveModelTrait, Set};
            let row = feed::entity::feed::ActiveModel {
                id: Set(through.feed),
                dialect: Set(dialect),
                ..Default::default()
            };
            Ok(row.update(&*tx).await?)
        })
        .await
        .unwrap();
        let (state, _) =
            replay(&app, &look(tenant, Level::L0), outcome.stored.unwrap().0, None).await.unwrap();
        assert_eq!(state, State::Filed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_again_after_its_refusal_is_tried_again_and_kept_once() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let text = registration("3", "李", "19991345");
        for _ in 0..3 {
            assert_eq!(send(&app, &through, &text).await.ack, AckCode::AE);
        }
        let found = rows(&app, "SELECT attempts FROM inbound", vec![]).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].try_get::<i64>("", "attempts").unwrap(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_by_eight_connections_at_once_has_one_effect() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let text = registration("4", "张桂兰", "19420628");
        let tasks = (0..8).map(|_| {
            let (app, through, text) = (app.clone(), through.clone(), text.clone());
            tokio::spawn(async move { send(&app, &through, &text).await })
        });
        let mut filed = 0;
        for task in tasks.collect::<Vec<_>>() {
            let outcome = task.await.unwrap();
            assert_eq!(outcome.ack, AckCode::AA, "{:?}", outcome.problems);
            filed += usize::from(outcome.stored.unwrap().1 == State::Filed);
        }
        assert_eq!(filed, 1);
        assert_eq!(count(&app, "SELECT id FROM patient", vec![]).await, 1);
        assert_eq!(count(&app, "SELECT id FROM encounter", vec![]).await, 1);
        assert_eq!(count(&app, "SELECT id FROM inbound WHERE state = 'duplicate'", vec![]).await, 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_result_arriving_late_does_not_undo_its_correction() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let result = |id: &str, time: &str, value: &str, status: &str| {
            format!(
                "MSH|^~\\&|LIS|LYZYY|NQ|LYZYY|{time}||ORU^R01|{id}|P|2.4\rPID|1||P9^^^LYZYY^PI||司马桂兰||19670606|F\r\
                 OBR|1|O1|F1|GLU^空腹血糖|||20260304070000\rOBX|1|NM|14771-0^空腹血糖^LN||{value}|mmol/L|3.9-6.1||||{status}\r"
            )
        };
        send(&app, &through, &result("c", "20260304090000", "5.6", "C")).await;
        let late = send(&app, &through, &result("f", "20260304080000", "20.0", "F")).await;
        assert_eq!(late.ack, AckCode::AA);
        let found = rows(&app, "SELECT value_text, status FROM observation", vec![]).await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].try_get::<String>("", "value_text").unwrap(), "5.6");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reused_order_and_visit_numbers_never_move_facts_between_people() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        for (id, name) in [("a", "甲一"), ("b", "乙二")] {
            let text = format!(
                "MSH|^~\\&|BF6900||NQ||20260304090000||ORU^R01|{id}|P|2.4\rPID|1||P{id}^^^LYZYY^PI||{name}||19670606|F\r\
                 PV1|1|I|内科||||||||||||||||INPATIENT|||||||||||||||||||||||||20260304070000\r\
                 OBR|1||1|CBC^血常规|||20260304070000\rOBX|1|NM|WBC^白细胞||6.5|10*9/L|3.5-9.5\r"
            );
            assert_eq!(send(&app, &through, &text).await.ack, AckCode::AA);
        }
        assert_eq!(count(&app, "SELECT DISTINCT patient_id FROM observation", vec![]).await, 2);
        assert_eq!(count(&app, "SELECT DISTINCT patient_id FROM encounter", vec![]).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_after_feeds_sees_the_structure_and_not_the_patient() {
    use axum::extract::{Path, State as Given};
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let through = through(&app, tenant).await;
        let outcome = send(&app, &through, &registration("7", "欧阳娜娜", "19390401")).await;
        let id = outcome.stored.unwrap().0;
        let seen =
            super::api::read_inbound(Given(app.clone()), look(tenant, Level::L0), Path(id)).await.unwrap();
        let seen = serde_json::to_string(&seen.0).unwrap();
        assert!(!seen.contains("欧阳娜娜") && !seen.contains("19390401") && !seen.contains("P7^"), "{seen}");
        assert!(seen.contains("内分泌科") && seen.contains("PID-5"), "{seen}");
        let open = super::api::read_inbound(Given(app.clone()), look(tenant, Level::Clinical), Path(id))
            .await
            .unwrap();
        let open = serde_json::to_value(&open.0).unwrap();
        assert!(open["raw"].as_str().unwrap().contains("欧阳娜娜"));
        assert_eq!(open["mapped"]["people"][0]["person"]["name"], "欧阳娜娜");
        let covered =
            replay(&app, &look(tenant, Level::L0), id, Some("MSH|^~\\&|•".to_owned())).await.unwrap_err();
        assert_eq!(covered.code(), "inbound.masked");
        let elsewhere = look(TenantId::new(), Level::Clinical);
        assert!(super::api::read_inbound(Given(app.clone()), elsewhere, Path(id)).await.is_err());
    })
    .await;
}
