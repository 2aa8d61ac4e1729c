//! The story of a message, on both databases: promised once, decided at the last moment, sent once, and where that
//! cannot be promised, given to a person.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Duration;
use kernel::{App, Scope, TenantId, receipt, testing::on_both};
use nq_pathway::gate::Channel;
use sea_orm::ConnectionTrait;

use super::carrier::{Carrier, Carriers, Known, Outgoing, Sent};
use super::state::{ChannelClass, State};
use super::{cancel, react, receipt_arrived, resolve};
use crate::all_migrations;
use crate::sandbox::{Sandbox, texts};
use crate::story::{
    day7, hospital, lease_runs_out, message, promise, run, someone, step, told, wang, with_sms,
};
use crate::template::values::LINK;

async fn on_phone(app: &App, scope: &Scope) -> usize {
    texts(app, scope, None, None).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_reaches_the_phone_with_a_link_that_is_kept_nowhere_else() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let id = promise(&app, &scope, day7(&app, patient, "e1:d7:0")).await;
        run(&app, &Carriers::of(&app)).await;
        let text = texts(&app, &scope, Some(patient), None).await.unwrap().remove(0);
        assert!(text.text.starts_with("【暖桥示范医院】王先生，您好。"), "{}", text.text);
        let link = text.link.unwrap();
        assert!(text.text.contains(&link));
        let secret = link.rsplit('/').next().unwrap();
        assert!(secret.len() >= 24, "144 bits");
        let row = message(&app, &scope, id).await;
        assert_eq!(row.state, State::Delivered.as_str());
        assert!(row.text.contains(LINK) && !row.text.contains(secret), "the outbox does not keep the secret");
        let receipts = receipt::of_subject(app.db.read(), &scope, "message", id.0).await.unwrap();
        assert_eq!((receipts.len(), receipts[0].outcome.as_str(), receipts[0].gates.len()), (1, "send", 13));
        let told = told(&app, &scope, patient).await;
        let ours: Vec<&str> = told.iter().map(String::as_str).filter(|k| k.starts_with("message.")).collect();
        assert_eq!(ours, ["message.accepted"], "one entry on the timeline, not three");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_step_twice_is_one_message_also_when_two_workers_take_it_at_once() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let (left, right) = tokio::join!(
            Box::pin(promise(&app, &scope, day7(&app, patient, "e1:d7:0"))),
            Box::pin(promise(&app, &scope, day7(&app, patient, "e1:d7:0")))
        );
        assert_eq!(left, right);
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(
            promise(&app, &scope, day7(&app, patient, "e1:d7:0")).await,
            left,
            "also after it was sent"
        );
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(on_phone(&app, &scope).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_night_a_message_waits_for_eight_in_the_morning_and_says_so() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        app.clock.advance(Duration::hours(13));
        let id = promise(&app, &scope, day7(&app, patient, "k")).await;
        run(&app, &Carriers::of(&app)).await;
        let row = message(&app, &scope, id).await;
        assert_eq!(row.state, State::Pending.as_str());
        assert!(row.why.contains("顺延到 3月5日 08:00"), "{}", row.why);
        app.clock.advance(Duration::hours(10));
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, id).await.state, State::Delivered.as_str());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_died_or_refused_gets_nothing_and_the_queue_is_cleared_with_receipts() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let dead = wang(&app, &scope).await;
        let refuser = someone(&app, &scope, "w002", "李桂兰", "13900000002").await;
        let mut ids = Vec::new();
        for (patient, key) in [(dead, "a"), (dead, "b"), (refuser, "c")] {
            let later = super::NewMessage {
                not_before: app.clock.now() + Duration::days(3),
                ..day7(&app, patient, key)
            };
            ids.push(promise(&app, &scope, later).await);
        }
        let passed = record::file::PersonIn {
            key: "w001".to_owned(),
            name: "王建国".to_owned(),
            deceased_at: Some(app.clock.now()),
            ..Default::default()
        };
        app.write(async |tx| record::file::person(&tx, &scope, "his", passed).await).await.unwrap();
        let no = access::consent::Purpose::Followup;
        app.write(async |tx| {
            access::consent::record(&tx, &scope, refuser, no, false, "电话中表示不再随访").await
        })
        .await
        .unwrap();
        for patient in [dead, refuser] {
            react::review(&app, &scope, patient).await.unwrap();
        }
        for id in ids {
            let row = message(&app, &scope, id).await;
            assert_eq!(row.state, State::Cancelled.as_str(), "{}", row.why);
            let receipts = receipt::of_subject(app.db.read(), &scope, "message", id.0).await.unwrap();
            assert_eq!(receipts[0].outcome, "not");
            assert!(receipts[0].gates.iter().any(|g| !g.passed));
        }
        app.clock.advance(Duration::days(4));
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(on_phone(&app, &scope).await, 0);
        assert!(told(&app, &scope, dead).await.contains(&"message.suppressed".to_owned()));
    })
    .await;
}

/// Takes the message like the sandbox does, then the process is gone.
struct DiesAfter(Sandbox);
#[async_trait::async_trait]
impl Carrier for DiesAfter {
    fn name(&self) -> &'static str {
        "sandbox"
    }
    fn class(&self) -> ChannelClass {
        ChannelClass::K
    }
    async fn send(&self, app: &App, message: &Outgoing) -> Sent {
        self.0.send(app, message).await;
        std::future::pending().await
    }
}

/// Is gone before anything left the house.
struct DiesBefore;
#[async_trait::async_trait]
impl Carrier for DiesBefore {
    fn name(&self) -> &'static str {
        "sandbox"
    }
    fn class(&self) -> ChannelClass {
        ChannelClass::K
    }
    async fn send(&self, _: &App, _: &Outgoing) -> Sent {
        std::future::pending().await
    }
}

/// Starts a sender and kills it while the channel has (or has not) the message.
async fn killed(app: &App, carriers: Carriers) {
    let sender = {
        let app = app.clone();
        tokio::spawn(async move { step(&app, &carriers, "doomed").await })
    };
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    sender.abort();
    assert!(sender.await.unwrap_err().is_cancelled());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_sent_and_recorded_puts_no_second_text_on_the_phone() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let id = promise(&app, &scope, day7(&app, patient, "k")).await;
        killed(&app, with_sms(&app, Arc::new(DiesAfter(Sandbox)))).await;
        assert_eq!(on_phone(&app, &scope).await, 1, "the channel has it");
        assert_eq!(message(&app, &scope, id).await.state, State::Sending.as_str(), "and we do not know");
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, id).await.state, State::Sending.as_str(), "the lease still holds");
        lease_runs_out(&app).await;
        run(&app, &Carriers::of(&app)).await;
        let row = message(&app, &scope, id).await;
        assert_eq!((row.state.as_str(), row.attempts), (State::Delivered.as_str(), 2));
        assert_eq!(on_phone(&app, &scope).await, 1, "still one");
        let link = texts(&app, &scope, None, None).await.unwrap().remove(0).link.unwrap();
        let secret = link.rsplit('/').next().unwrap();
        let opened = crate::session::opened(app.db.read(), secret, app.clock.now()).await.unwrap();
        assert!(
            opened.valid && opened.patient == patient,
            "the link of the first try, the one on the phone, works"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_handing_over_loses_nothing() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let id = promise(&app, &scope, day7(&app, patient, "k")).await;
        killed(&app, with_sms(&app, Arc::new(DiesBefore))).await;
        assert_eq!(on_phone(&app, &scope).await, 0);
        lease_runs_out(&app).await;
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, id).await.state, State::Delivered.as_str());
        assert_eq!(on_phone(&app, &scope).await, 1);
    })
    .await;
}

/// A provider without an idempotency key: what it is handed twice, it delivers twice.
struct Provider {
    class: ChannelClass,
    delivered: AtomicUsize,
    /// Takes the message but its answer is lost.
    takes: bool,
}
impl Provider {
    fn new(class: ChannelClass, takes: bool) -> Arc<Self> {
        Arc::new(Self { class, delivered: AtomicUsize::new(0), takes })
    }
    fn count(&self) -> usize {
        self.delivered.load(Ordering::SeqCst)
    }
}
#[async_trait::async_trait]
impl Carrier for Provider {
    fn name(&self) -> &'static str {
        "provider"
    }
    fn class(&self) -> ChannelClass {
        self.class
    }
    async fn send(&self, _: &App, _: &Outgoing) -> Sent {
        if self.takes || self.count() > 0 {
            self.delivered.fetch_add(1, Ordering::SeqCst);
        }
        Sent::Unsure("连接在应答前断开。".to_owned())
    }
    async fn query(&self, _: &App, key: &str) -> Known {
        if self.count() > 0 { Known::Yes(key.to_owned()) } else { Known::No }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_key_and_query_an_uncertain_message_goes_to_a_person_and_is_never_sent_again() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let provider = Provider::new(ChannelClass::N, true);
        let carriers = with_sms(&app, provider.clone());
        let id = promise(&app, &scope, day7(&app, patient, "k")).await;
        for _ in 0..3 {
            run(&app, &carriers).await;
            lease_runs_out(&app).await;
            app.clock.advance(Duration::minutes(10));
            super::settle::look(&app, &scope).await.unwrap();
        }
        let row = message(&app, &scope, id).await;
        assert_eq!((row.state.as_str(), provider.count()), (State::Unknown.as_str(), 1));
        assert!(told(&app, &scope, patient).await.contains(&"message.unknown".to_owned()));
        app.write(async |tx| resolve(&tx, &scope, id, true, "电话询问患者本人").await).await.unwrap();
        assert_eq!(message(&app, &scope, id).await.state, State::Accepted.as_str());
        let again = app.write(async |tx| resolve(&tx, &scope, id, false, "再问一次").await).await;
        assert_eq!(again.unwrap_err().code(), "message.state");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_can_be_asked_is_asked_after_settling_and_only_then_sent_again() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        for (key, takes) in [("taken", true), ("lost", false)] {
            let provider = Provider::new(ChannelClass::Q, takes);
            let carriers = with_sms(&app, provider.clone());
            let id = promise(&app, &scope, day7(&app, patient, key)).await;
            run(&app, &carriers).await;
            assert_eq!(message(&app, &scope, id).await.state, State::Unknown.as_str());
            app.clock.advance(Duration::seconds(60));
            run(&app, &carriers).await;
            assert_eq!(
                message(&app, &scope, id).await.state,
                State::Unknown.as_str(),
                "not before it has settled"
            );
            app.clock.advance(Duration::seconds(60));
            if takes {
                run(&app, &carriers).await;
                assert_eq!(message(&app, &scope, id).await.state, State::Accepted.as_str());
                assert_eq!(provider.count(), 1);
            } else {
                // The query says no, so it goes out again, this time over a channel that answers.
                step(&app, &carriers, "w1").await;
                assert_eq!(message(&app, &scope, id).await.state, State::Pending.as_str());
                run(&app, &Carriers::of(&app)).await;
                assert_eq!(message(&app, &scope, id).await.state, State::Delivered.as_str());
                assert_eq!(on_phone(&app, &scope).await, 1);
            }
        }
    })
    .await;
}

/// Answers as told.
struct Says(Sent);
#[async_trait::async_trait]
impl Carrier for Says {
    fn name(&self) -> &'static str {
        "says"
    }
    fn class(&self) -> ChannelClass {
        ChannelClass::K
    }
    async fn send(&self, _: &App, _: &Outgoing) -> Sent {
        self.0.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_channel_is_tried_again_and_an_empty_number_is_not() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let busy = with_sms(&app, Arc::new(Says(Sent::Busy("超过每分钟条数".to_owned()))));
        let id = promise(&app, &scope, day7(&app, patient, "busy")).await;
        run(&app, &busy).await;
        assert_eq!(message(&app, &scope, id).await.state, State::Pending.as_str());
        app.clock.advance(Duration::minutes(1));
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, id).await.state, State::Delivered.as_str());
        let empty = with_sms(&app, Arc::new(Says(Sent::Refused("空号".to_owned()))));
        let id = promise(&app, &scope, day7(&app, patient, "empty")).await;
        run(&app, &empty).await;
        let row = message(&app, &scope, id).await;
        assert_eq!(row.state, State::Failed.as_str());
        assert!(row.why.contains("空号"));
        app.write(async |tx| receipt_arrived(&tx, &scope, id, true, "迟到的回执").await).await.unwrap();
        assert_eq!(message(&app, &scope, id).await.state, State::Failed.as_str(), "a final state stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_a_day_is_the_cap_also_with_six_senders_at_once() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        for n in 0..6 {
            promise(&app, &scope, day7(&app, patient, &format!("k{n}"))).await;
        }
        let senders = (0..6).map(|n| {
            let app = app.clone();
            tokio::spawn(async move {
                let jobs =
                    kernel::job::claim(&app.db, &app.clock, super::QUEUE, &format!("w{n}"), 1).await.unwrap();
                for job in jobs {
                    super::work(&app, &Carriers::of(&app), job).await.unwrap();
                }
            })
        });
        for sender in senders.collect::<Vec<_>>() {
            sender.await.unwrap();
        }
        assert_eq!(on_phone(&app, &scope).await, 3);
        app.clock.advance(Duration::days(1));
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(on_phone(&app, &scope).await, 6, "the others come the next day");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_whose_hour_has_passed_expires_and_a_withdrawn_one_is_not_sent() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let soon = Some(app.clock.now() + Duration::hours(2));
        let late =
            promise(&app, &scope, super::NewMessage { not_after: soon, ..day7(&app, patient, "late") }).await;
        let gone = promise(&app, &scope, day7(&app, patient, "gone")).await;
        app.write(async |tx| cancel(&tx, &scope, gone, "患者已来院复查").await).await.unwrap();
        app.clock.advance(Duration::hours(5));
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, late).await.state, State::Expired.as_str());
        assert_eq!(message(&app, &scope, gone).await.state, State::Cancelled.as_str());
        assert_eq!(on_phone(&app, &scope).await, 0);
        let twice = app.write(async |tx| cancel(&tx, &scope, gone, "再取消一次").await).await;
        assert_eq!(twice.unwrap_err().code(), "message.state");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_replies_t_gets_no_more_texts_but_finds_them_on_his_page() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let first = promise(&app, &scope, day7(&app, patient, "first")).await;
        run(&app, &Carriers::of(&app)).await;
        let himself = Scope::patient(scope.tenant, patient);
        app.write(async |tx| {
            crate::conversation::receive(&tx, &himself, patient, Channel::SmsService, Some(first), "T").await
        })
        .await
        .unwrap();
        let second = promise(&app, &scope, day7(&app, patient, "second")).await;
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(on_phone(&app, &scope).await, 1);
        let row = message(&app, &scope, second).await;
        assert_eq!((row.state.as_str(), row.channel.as_str()), (State::Delivered.as_str(), "inbox"));
        assert!(
            told(&app, &scope, patient).await.contains(&"answer.filed".to_owned()),
            "the reply is in the record"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_calls_only_who_agreed_to_that_and_speaks_no_link() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let voice = |key: &str| super::NewMessage {
            channel_preference: vec![Channel::AiVoice],
            not_before: app.clock.now(),
            ..day7(&app, patient, key)
        };
        let without = promise(&app, &scope, voice("without")).await;
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, without).await.state, State::Cancelled.as_str());
        let yes = access::consent::Purpose::AiCall;
        app.write(async |tx| {
            access::consent::record(&tx, &scope, patient, yes, true, "签约时书面同意").await
        })
        .await
        .unwrap();
        app.clock.advance(Duration::hours(1));
        let with = promise(&app, &scope, voice("with")).await;
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, with).await.state, State::Delivered.as_str());
        let heard = texts(&app, &scope, Some(patient), None).await.unwrap().remove(0);
        assert!(heard.link.is_none() && !heard.text.contains("/h5/f/"), "{}", heard.text);
    })
    .await;
}

/// A small generator with a seed, so that a failing storm can be run again.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_messages_and_thirty_killed_senders_lose_none_and_double_none() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let mut seed = 20_260_304;
        for n in 0..20 {
            let (key, phone) = (format!("p{n}"), format!("139000001{n:02}"));
            let patient =
                someone(&app, &scope, &key, &format!("赵{}", char::from_u32(0x4e00 + n).unwrap()), &phone)
                    .await;
            for step in 0..2 {
                promise(&app, &scope, day7(&app, patient, &format!("{key}:{step}"))).await;
            }
        }
        for _ in 0..30 {
            let sender = {
                let app = app.clone();
                tokio::spawn(async move { step(&app, &Carriers::of(&app), "doomed").await })
            };
            tokio::time::sleep(std::time::Duration::from_millis(next(&mut seed) % 40)).await;
            sender.abort();
            drop(sender.await);
            lease_runs_out(&app).await;
        }
        run(&app, &Carriers::of(&app)).await;
        let delivered = kernel::db::statement(
            app.db.read(),
            "SELECT COUNT(*) AS n FROM message WHERE state = 'delivered'",
            Vec::new(),
        );
        let row = app.db.read().query_one_raw(delivered).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 40, "none lost");
        let texts = texts(&app, &scope, None, None).await.unwrap();
        assert_eq!(texts.len(), 40, "none doubled");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_lost_its_job_is_found_again_and_one_that_always_fails_comes_to_an_end() {
    on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let patient = wang(&app, &scope).await;
        let orphan = promise(&app, &scope, day7(&app, patient, "orphan")).await;
        app.db.writer().execute_unprepared("DELETE FROM job").await.unwrap();
        let hopeless = promise(&app, &scope, day7(&app, patient, "hopeless")).await;
        let dead = format!("UPDATE job SET state = 'dead' WHERE key = '{hopeless}'");
        app.db.writer().execute_unprepared(&dead).await.unwrap();
        app.clock.advance(Duration::minutes(10));
        super::settle::look(&app, &scope).await.unwrap();
        run(&app, &Carriers::of(&app)).await;
        assert_eq!(message(&app, &scope, orphan).await.state, State::Delivered.as_str());
        assert_eq!(message(&app, &scope, hopeless).await.state, State::Failed.as_str());
    })
    .await;
}
