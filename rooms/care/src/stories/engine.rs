//! Nothing is lost and nothing doubled, however often a step is killed, repeated or raced.
use super::world::{House, heard, house};
use crate::enrolment::{self, take_step};
use crate::{EnrolmentId, all_migrations};
use kernel::job::{self, Job};
use kernel::{App, Error, TenantId, testing};
use sea_orm::ConnectionTrait;

async fn claim(house: &House, worker: &str) -> Vec<Job> {
    job::claim(&house.app.db, &house.app.clock, enrolment::QUEUE, worker, 10).await.unwrap()
}

fn id_of(job: &Job) -> EnrolmentId {
    serde_json::from_value(job.payload["enrolment_id"].clone()).unwrap()
}

async fn lease_runs_out(house: &House) {
    let sql = "UPDATE job SET lease_until = '2000-01-01T00:00:00+00:00'";
    house.app.db.writer().execute_unprepared(sql).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_the_middle_of_a_step_leaves_nothing_behind() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.enter(zhao, "post_stent").await;
        house.app.clock.advance(chrono::Duration::days(7));
        let before = house.counts().await;
        for round in 0..5 {
            let due = claim(&house, &format!("w{round}")).await.remove(0);
            let killed = house.app.write(async |tx| {
                take_step(&tx, &due, id_of(&due), None).await?;
                Err::<(), _>(Error::fault("killed"))
            });
            killed.await.unwrap_err();
            assert_eq!(house.counts().await, before, "round {round}");
            lease_runs_out(&house).await;
        }
        house.work().await;
        let after = house.counts().await;
        assert_eq!(after[3], before[3] + 1, "the seventh day's form is queued once");
        house.hear_it_all_again().await;
        assert_eq!(house.counts().await, after);
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_on_one_step_do_its_work_once() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        let on = house.enter(zhao, "post_stent").await;
        house.app.clock.advance(chrono::Duration::days(7));
        let first = claim(&house, "w1").await.remove(0);
        lease_runs_out(&house).await;
        let second = claim(&house, "w2").await.remove(0);
        let before = house.counts().await;
        let step = |due: Job| {
            let house = house.clone();
            tokio::spawn(
                async move { house.app.write(async |tx| take_step(&tx, &due, on.id, None).await).await },
            )
        };
        let (a, b) = (step(first), step(second));
        let outcomes = [a.await.unwrap().is_ok(), b.await.unwrap().is_ok()];
        assert!(outcomes.contains(&true), "one of them did it");
        house.work().await;
        assert_eq!(house.counts().await[3], before[3] + 1);
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_heard_by_two_processes_at_once_lets_in_once() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.stent(zhao, "op1", house.app.clock.now()).await;
        let events = heard(&house.app, 0).await;
        let hear = || tokio::spawn((crate::react::REACTION.run)(house.app.clone(), events.clone()));
        for heard in [hear(), hear(), hear()] {
            heard.await.unwrap().unwrap();
        }
        house.work().await;
        assert_eq!(house.on(zhao, "post_stent").await.len(), 1);
        assert_eq!(house.obligations(zhao).await.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_wake_up_is_found_by_the_look() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.enter(zhao, "post_stent").await;
        house.app.db.writer().execute_unprepared("DELETE FROM job").await.unwrap();
        house.days(7).await;
        house.days(1).await;
        assert_eq!(house.events(zhao, "message.accepted").await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_cannot_be_taken_parks_the_person_with_a_sentence() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        let on = house.enter(zhao, "post_stent").await;
        let sql =
            "UPDATE pathway_version SET definition = replace(CAST(definition AS TEXT), 'stent_day7', 'gone')";
        let sql = if house.app.db.engine() == "postgres" { format!("{sql}::jsonb") } else { sql.to_owned() };
        house.app.db.writer().execute_unprepared(&sql).await.unwrap();
        house.days(8).await;
        let parked = enrolment::find(house.app.db.read(), &house.scope, on.id).await.unwrap();
        assert_eq!((parked.state.as_str(), parked.why.as_str()), ("parked", "没有“gone”这个消息模板。"));
        assert_eq!(house.ledger().await.difference, 0, "a parked person owes what he owed");
        let back = sql.replace("'stent_day7', 'gone'", "'gone', 'stent_day7'");
        house.app.db.writer().execute_unprepared(&back).await.unwrap();
        house.app.write(async |tx| enrolment::release(&tx, house.scope.tenant, on.id).await).await.unwrap();
        house.work().await;
        house.days(1).await;
        assert_eq!(house.events(zhao, "message.accepted").await.len(), 1, "sent inside its window after all");
    })
    .await;
}
