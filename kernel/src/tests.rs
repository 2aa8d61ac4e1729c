//! The spine's own stories, on both databases.
use crate::{App, Scope, TenantId, event, job, schema, setting, testing};
use sea_orm::ConnectionTrait;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_changes_at_once_lose_none() {
    testing::on_both(schema::migrations, async |app: App, _| {
        app.write(async |tx| setting::set(&tx, "n", json!(0)).await).await.unwrap();
        let tasks = (0..200).map(|_| {
            let app = app.clone();
            tokio::spawn(async move {
                app.write(async |tx| {
                    let lock = "UPDATE setting SET value = value WHERE key = 'n'";
                    tx.execute_unprepared(lock).await?;
                    let n = setting::get(&*tx, "n").await?.and_then(|n| n.as_i64()).unwrap_or(-1);
                    setting::set(&tx, "n", json!(n + 1)).await
                })
                .await
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
        assert_eq!(setting::get(app.db.read(), "n").await.unwrap(), Some(json!(200)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_claim_each_job_once() {
    testing::on_both(schema::migrations, async |app: App, tenant: TenantId| {
        let now = app.clock.now();
        app.write(async |tx| {
            for n in 0..40 {
                job::schedule(&tx, tenant, "q", &n.to_string(), now, json!({})).await?;
            }
            job::schedule(&tx, tenant, "q", "0", now, json!({"again": true})).await
        })
        .await
        .unwrap();
        let workers = (0..8).map(|n| {
            let app = app.clone();
            tokio::spawn(async move { job::claim(&app.db, &app.clock, "q", &format!("w{n}"), 7).await })
        });
        let mut ids = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            ids.extend(worker.await.unwrap().unwrap().into_iter().map(|job| job.id));
        }
        assert_eq!(ids.len(), 40);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 40, "no job went to two workers");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_scheduled_anew_by_its_own_work_stays() {
    testing::on_both(schema::migrations, async |app: App, tenant: TenantId| {
        let now = app.clock.now();
        app.write(async |tx| job::schedule(&tx, tenant, "q", "k", now, json!({})).await).await.unwrap();
        let claimed = job::claim(&app.db, &app.clock, "q", "w", 1).await.unwrap().remove(0);
        app.write(async |tx| {
            job::schedule(&tx, tenant, "q", "k", now + chrono::Duration::days(7), json!({})).await?;
            job::done(&tx, &claimed).await
        })
        .await
        .unwrap();
        assert!(job::claim(&app.db, &app.clock, "q", "w", 1).await.unwrap().is_empty(), "not due yet");
        app.clock.advance(chrono::Duration::days(7));
        assert_eq!(job::claim(&app.db, &app.clock, "q", "w", 1).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_at_a_time_reads_the_log_and_goes_on_where_it_stopped() {
    testing::on_both(schema::migrations, async |app: App, tenant: TenantId| {
        let scope = Scope::system(tenant, "test");
        for kind in ["a", "b", "c"] {
            app.write(async |tx| {
                let event = event::NewEvent {
                    patient: None,
                    kind,
                    occurred_at: tx.now,
                    source: "test",
                    payload: json!({}),
                    cause: None,
                };
                event::append(&tx, &scope, event).await
            })
            .await
            .unwrap();
        }
        let cursor = event::claim_cursor(&app.db, &app.clock, "c1", "w1").await.unwrap().unwrap();
        assert!(event::claim_cursor(&app.db, &app.clock, "c1", "w2").await.unwrap().is_none());
        let seen = event::after(app.db.read(), cursor.seq, 2).await.unwrap();
        assert_eq!(seen.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        app.write(async |tx| event::advance_cursor(&tx, &cursor, seen[1].seq).await).await.unwrap();
        let cursor = event::claim_cursor(&app.db, &app.clock, "c1", "w1").await.unwrap().unwrap();
        let rest = event::after(app.db.read(), cursor.seq, 10).await.unwrap();
        assert_eq!(rest.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["c"]);
    })
    .await;
}

/// Reads on from a cursor as a reaction does, until `wanted` events were handled or two seconds are over.
async fn handled(app: &App, wanted: usize) -> Vec<String> {
    let mut kinds = Vec::new();
    for _ in 0..100 {
        let cursor = event::claim_cursor(&app.db, &app.clock, "order", "w").await.unwrap().unwrap();
        let seen = event::after(app.db.read(), cursor.seq, 10).await.unwrap();
        kinds.extend(seen.iter().map(|event| event.kind.clone()));
        if let Some(last) = seen.last().map(|event| event.seq) {
            app.write(async |tx| event::advance_cursor(&tx, &cursor, last).await).await.unwrap();
        }
        if kinds.len() >= wanted {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_transaction_that_ends_later_is_not_stepped_over() {
    testing::on_both(schema::migrations, async |app: App, tenant: TenantId| {
        if app.db.engine() == "sqlite" {
            return; // one writer: the order of recording is the order of ending
        }
        let scope = Scope::system(tenant, "test");
        let new = |kind: &'static str, at| event::NewEvent {
            patient: None,
            kind,
            occurred_at: at,
            source: "test",
            payload: json!({}),
            cause: None,
        };
        // The first transaction begins to write, the second records its event and stays open, then the first records
        // a later event and ends first.
        let (begun, has_begun) = tokio::sync::oneshot::channel::<()>();
        let (recorded, has_recorded) = tokio::sync::oneshot::channel::<()>();
        let (end, may_end) = tokio::sync::oneshot::channel::<()>();
        let first = app.write(async |tx| {
            setting::set(&tx, "order", json!(1)).await?;
            begun.send(()).unwrap();
            has_recorded.await.unwrap();
            event::append(&tx, &scope, new("late", tx.now)).await
        });
        let second = app.write(async |tx| {
            has_begun.await.unwrap();
            event::append(&tx, &scope, new("early", tx.now)).await?;
            recorded.send(()).unwrap();
            may_end.await.unwrap();
            Ok(())
        });
        let reader = async {
            first.await.unwrap();
            let mut kinds = handled(&app, 1).await;
            end.send(()).unwrap();
            kinds.extend(handled(&app, 2 - kinds.len()).await);
            kinds
        };
        let (kinds, second) = tokio::join!(reader, second);
        second.unwrap();
        assert_eq!(kinds.len(), 2, "each event once: {kinds:?}");
        assert!(kinds.contains(&"early".to_owned()) && kinds.contains(&"late".to_owned()), "{kinds:?}");
        assert!(!event::behind(app.db.read(), &["order"]).await.unwrap());
    })
    .await;
}
