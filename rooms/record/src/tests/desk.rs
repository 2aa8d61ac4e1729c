//! Opening a card at the desk.

use super::*;
use crate::card::{self, DeskPerson, NewCard};
use kernel::testing::on_both;

fn typed() -> DeskPerson {
    DeskPerson {
        name: "李红梅".into(),
        sex: Some(Sex::Female),
        birth_date: Some(day(1965, 9, 7)),
        id_number: Some("110105196509074628".into()),
        phone: "13912345678".into(),
        ..DeskPerson::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_opened_for_someone_new_and_the_team_sees_her() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let desk = staff(tenant, home.other, Role::ServiceDesk, Reach::Site(home.site), Level::L1);
        let new = NewCard {
            person: Some(typed()),
            manager: Some(home.manager),
            doctor: Some(home.doctor),
            ..NewCard::default()
        };
        let opened = app.write(async |tx| card::open(&tx, &desk, new).await).await.unwrap();
        assert_eq!((opened.card_no.as_str(), opened.known), ("NQ26000001", false));
        let now = app.clock.now();
        let seen =
            crate::patient::header(app.db.read(), &manager(tenant, home.manager), opened.patient_id, now)
                .await
                .unwrap();
        assert_eq!(seen.card.unwrap().no, "NQ26000001");
        assert_eq!(seen.care_team.len(), 2);
        assert!(crate::patient::header(app.db.read(), &desk, opened.patient_id, now).await.is_ok());
        let hits = crate::patient::search(app.db.read(), &desk, "nq26", now).await.unwrap();
        assert_eq!(hits.len(), 1);
        assert_eq!(
            told(&app, tenant, opened.patient_id).await,
            ["patient.created", "care_team.changed", "care_team.changed", "card.opened"]
        );
        let again = NewCard { patient: Some(opened.patient_id), ..NewCard::default() };
        let refused = app.write(async |tx| card::open(&tx, &desk, again).await).await.unwrap_err();
        assert_eq!(refused.code(), "card.exists");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn someone_the_his_knows_is_recognised_at_the_desk() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let known = file_person(
            &app,
            tenant,
            "HIS",
            PersonIn {
                key: "77".into(),
                identifiers: vec![IdentifierIn {
                    system: "id_card".into(),
                    value: "110105196509074628".into(),
                    kind: String::new(),
                }],
                name: "李红梅".into(),
                ..PersonIn::default()
            },
        )
        .await
        .id();
        let desk = staff(tenant, home.other, Role::ServiceDesk, Reach::Site(home.site), Level::L1);
        let new = NewCard { person: Some(typed()), card_no: Some("HN-0001".into()), ..NewCard::default() };
        let opened = app.write(async |tx| card::open(&tx, &desk, new).await).await.unwrap();
        assert_eq!((opened.patient_id, opened.known, opened.card_no.as_str()), (known, true, "HN-0001"));
        let taken = NewCard {
            person: Some(DeskPerson {
                id_number: None,
                name: "钱芳".into(),
                phone: "13700001111".into(),
                ..typed()
            }),
            card_no: Some("HN-0001".into()),
            ..NewCard::default()
        };
        assert!(app.write(async |tx| card::open(&tx, &desk, taken).await).await.is_err());
        let left =
            crate::patient::search(app.db.read(), &system(tenant), "钱芳", app.clock.now()).await.unwrap();
        assert!(left.is_empty(), "a refused card leaves no half person behind");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_wrong_is_named_field_by_field() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let desk = staff(tenant, home.other, Role::ServiceDesk, Reach::Site(home.site), Level::L1);
        let wrong = DeskPerson {
            name: " ".into(),
            phone: "1381234".into(),
            id_number: Some("110105196509074629".into()),
            birth_date: None,
            ..typed()
        };
        let refused = app
            .write(async |tx| {
                card::open(&tx, &desk, NewCard { person: Some(wrong), ..NewCard::default() }).await
            })
            .await;
        let kernel::Error::Refusal(refusal) = refused.unwrap_err() else { panic!("not a refusal") };
        let fields: Vec<&str> = refusal.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["patient.name", "patient.phone", "patient.id_number", "patient.birth_date"]);
        let not_a_doctor =
            NewCard { person: Some(typed()), doctor: Some(home.manager), ..NewCard::default() };
        assert!(app.write(async |tx| card::open(&tx, &desk, not_a_doctor).await).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_desks_never_give_the_same_number() {
    on_both(crate::all_migrations, async |app, tenant| {
        house(&app, tenant).await;
        let tasks = (0..12).map(|n| {
            let app = app.clone();
            tokio::spawn(async move {
                let scope = system(tenant);
                let person = DeskPerson {
                    name: format!("测试{n}"),
                    birth_date: Some(day(1950 + n, 1, 1)),
                    phone: format!("1390000{n:04}"),
                    ..DeskPerson::default()
                };
                let new = NewCard { person: Some(person), ..NewCard::default() };
                app.write(async |tx| card::open(&tx, &scope, new).await).await.unwrap().card_no
            })
        });
        let mut numbers = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            numbers.push(task.await.unwrap());
        }
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 12);
    })
    .await;
}
