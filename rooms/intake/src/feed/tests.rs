//! The story of a feed: opened once, counted, shown.

use axum::extract::State;
use kernel::{App, Scope, TenantId};

use super::{api, note, open};

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_opened_once_and_shows_what_came_today() {
    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let scope = Scope::system(tenant, "test");
        for error in [None, Some("第 3 行缺少姓名")] {
            app.write(async |tx| {
                note(&tx, &scope, "sheet", "表格导入", (10, i64::from(error.is_some())), error).await
            })
            .await
            .unwrap();
        }
        let again = app.write(async |tx| open(&tx, &scope, "sheet", "表格导入").await).await.unwrap();
        let shown = api::list_feeds(State(app.clone()), scope.clone()).await.unwrap();
        let shown = serde_json::to_value(&shown.0).unwrap();
        assert_eq!(shown.as_array().unwrap().len(), 1);
        assert_eq!(shown[0]["id"], serde_json::to_value(again).unwrap());
        assert_eq!((&shown[0]["today"], &shown[0]["errors_today"]), (&20.into(), &1.into()));
        assert_eq!(
            (&shown[0]["state"], &shown[0]["last_error"]),
            (&"error".into(), &"第 3 行缺少姓名".into())
        );
        app.clock.advance(chrono::Duration::days(1));
        let shown = api::list_feeds(State(app.clone()), scope.clone()).await.unwrap();
        assert_eq!(serde_json::to_value(&shown.0).unwrap()[0]["today"], 0);
        let other =
            api::list_feeds(State(app.clone()), Scope::system(TenantId::new(), "test")).await.unwrap();
        assert!(other.0.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_must_name_a_standard_event_and_then_the_waiting_messages_can_be_replayed_together() {
    use crate::hl7::interpret::Dialect;
    use crate::message::receive::{Arrived, Through, receive};
    use axum::extract::Path;
    use kernel::web::Body;

    kernel::testing::on_both(crate::all_migrations, async |app: App, tenant: TenantId| {
        let scope = Scope::system(tenant, "test");
        let feed = app.write(async |tx| open(&tx, &scope, super::MLLP, "HL7").await).await.unwrap();
        let through = Through { tenant, feed, dialect: Dialect::default() };
        for n in 1..=3 {
            let text =
                format!("MSH|^~\\&|PMI||NQ||20260304080000||ADT^ZP1|{n}|P|2.4\rPID|1||A{n}||蔡{n}明\r");
            let outcome = receive(&app, &through, Arrived::Whole(text.into())).await;
            assert_eq!(outcome.ack, nq_hl7::AckCode::AR);
        }
        let settings = |alias: &str| {
            let body = serde_json::json!({
                "name": "患者主索引", "source": "pmi", "processing_ids": ["P"], "aliases": {"ADT^ZP1": alias},
                "charset": "gb18030", "silence_minutes": 60
            });
            Body(serde_json::from_value(body).unwrap())
        };
        let update = async |alias: &str| {
            api::update_feed(State(app.clone()), scope.clone(), Path(feed), settings(alias)).await
        };
        assert_eq!(update("ADT^ZP2").await.unwrap_err().code(), "fields.invalid");
        let _saved = update("ADT^A28").await.unwrap();
        let again = api::replay_feed(State(app.clone()), scope.clone(), Path(feed)).await.unwrap().0;
        assert_eq!((again.tried, again.settled, again.left), (3, 3, 0));
        let shown = api::list_feeds(State(app.clone()), scope.clone()).await.unwrap();
        let shown = serde_json::to_value(&shown.0).unwrap();
        assert_eq!((&shown[0]["name"], &shown[0]["quarantined"]), (&"患者主索引".into(), &0.into()));
        let stranger = Scope::system(TenantId::new(), "test");
        assert!(api::replay_feed(State(app.clone()), stranger, Path(feed)).await.is_err());
    })
    .await;
}
