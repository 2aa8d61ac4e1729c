//! The book: what stands in it, who moves it, and that it balances.
use super::world::{day, house};
use crate::obligation::{self, entity, ledger::LedgerFilter};
use crate::{all_migrations, enrolment};
use kernel::{App, Role, TenantId, Visible, testing};
use nq_pathway::ledger::{Closing, Happening, Standing, by_calendar, change};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_moves_the_book_by_the_rule_of_the_library() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.enter(zhao, "post_stent").await;
        let today = house.today();
        let mut expected = Vec::new();
        for (n, row) in house.obligations(zhao).await.into_iter().enumerate() {
            let shift = i64::try_from(n).unwrap() * 3 - 4;
            let (from, to) =
                (today + chrono::Duration::days(shift), today + chrono::Duration::days(shift + 2));
            let mut standing = Standing::Scheduled;
            while let Some(what) = by_calendar(standing, from, to, today) {
                standing = change(standing, what).unwrap();
            }
            expected.push(standing.code().to_owned());
            let mut row = row.into_active_model();
            row.due_from = Set(from);
            row.due_to = Set(to);
            house.app.write(async |tx| Ok(row.update(&*tx).await?)).await.unwrap();
        }
        obligation::sweep(&house.app, house.scope.tenant).await.unwrap();
        let states: Vec<String> = house.obligations(zhao).await.into_iter().map(|o| o.state).collect();
        assert_eq!(states, expected);
        assert!(states.contains(&"overdue".to_owned()) && states.contains(&"due".to_owned()), "{states:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_vanishes_raises_the_alarm() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.enter(zhao, "post_stent").await;
        let ledger = house.ledger().await;
        assert_eq!((ledger.should, ledger.not_due, ledger.difference), (4, 4, 0));
        let row = house.obligations(zhao).await.remove(0);
        let gone = house.app.write(async |tx| {
            let one = entity::Entity::delete_many().filter(entity::Column::Id.eq(row.id));
            Ok(one.exec(&*tx).await?)
        });
        gone.await.unwrap();
        assert_eq!(house.ledger().await.difference, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_move_and_leave_out_what_is_planned_and_the_sum_stands() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        let on = house.enter(zhao, "post_stent").await;
        let book = house.obligations(zhao).await;
        let moved = house.app.write(async |tx| {
            let window = enrolment::move_item(&tx, &house.scope, on.id, "d7", 0, day("2026-03-13")).await?;
            obligation::reschedule(&tx, &house.scope, book[0].id, window.0, window.1).await
        });
        moved.await.unwrap();
        let skipped = house.app.write(async |tx| {
            enrolment::poke(&tx, house.scope.tenant, on.id).await?;
            let why = Happening::Closed(Closing::Stopped);
            obligation::settle(&tx, &house.scope, book[1].id, why, "已在外院复查。").await
        });
        assert!(skipped.await.unwrap());
        house.work().await;
        house.days(8).await;
        assert_eq!(house.events(zhao, "message.accepted").await.len(), 0, "not on the old day");
        house.days(1).await;
        assert_eq!(house.events(zhao, "message.accepted").await.len(), 1, "on the new one");
        house.days(25).await;
        let lines = house.book(zhao).await;
        assert!(lines.contains(&"d30 2026-04-03 closed(stopped)".to_owned()), "{lines:?}");
        assert_eq!(house.events(zhao, "message.accepted").await.len(), 1, "the thirtieth day was left out");
        let april = LedgerFilter {
            from: Some(day("2026-04-01")),
            to: Some(day("2026-04-30")),
            ..LedgerFilter::default()
        };
        let ledger = obligation::ledger::read(house.app.db.read(), &house.scope, &april).await.unwrap();
        assert_eq!((ledger.should, ledger.closed, ledger.difference), (1, 1, 0));
        assert_eq!(house.ledger().await.difference, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settled_follow_up_is_not_settled_again() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.enter(zhao, "post_stent").await;
        let first = house.obligations(zhao).await.remove(0);
        let settle = async |what: Happening| {
            house
                .app
                .write(async |tx| obligation::settle(&tx, &house.scope, first.id, what, "完成。").await)
                .await
        };
        assert!(settle(Happening::Completed).await.unwrap());
        assert!(!settle(Happening::Closed(Closing::Died)).await.unwrap(), "repeated news changes nothing");
        let row = obligation::find(house.app.db.read(), &house.scope, first.id).await.unwrap();
        assert_eq!((row.state.as_str(), row.closed_reason), ("done", None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_president_sees_the_sum_and_no_row() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = house(app).await;
        let zhao = house.person("赵德胜").await;
        house.enter(zhao, "post_stent").await;
        let president = house.as_staff(house.desk, Role::President);
        let sum =
            obligation::ledger::read(house.app.db.read(), &president.counting(), &LedgerFilter::default())
                .await;
        assert_eq!(sum.unwrap().should, 4);
        assert_eq!(entity::Entity::visible(&president).all(house.app.db.read()).await.unwrap(), vec![]);
    })
    .await;
}
