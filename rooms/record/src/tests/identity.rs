//! One person, many numbers; alike is not the same; a merge can be taken back.

use super::*;
use crate::file::ConditionIn;
use crate::{matches, read};
use kernel::PageQuery;
use kernel::testing::on_both;

fn page() -> PageQuery {
    PageQuery::default()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_number_from_two_systems_is_one_person() {
    on_both(crate::all_migrations, async |app, tenant| {
        let known = file_person(&app, tenant, "HIS", wang("1")).await;
        let mut exam = wang("A-77");
        exam.identifiers = vec![IdentifierIn {
            system: "id_card".into(),
            value: " 43048119820623637４".into(),
            kind: String::new(),
        }];
        exam.phones = vec!["+86 139 0000 1111".into()];
        let tj = file_person(&app, tenant, "体检", exam).await;
        assert_eq!(tj, Filed::Updated(known.id()));
        let people = read::people(app.db.read(), &system(tenant), read::Of::All).await.unwrap();
        assert_eq!(people.len(), 1);
        assert_eq!(people[0].phone.as_deref(), Some("13900001111"));
        let hits = crate::patient::search(app.db.read(), &system(tenant), "13812345678", app.clock.now())
            .await
            .unwrap();
        assert_eq!(hits.len(), 1, "the older number still finds him");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn name_birthday_and_phone_together_are_one_person_and_less_is_asked_about() {
    on_both(crate::all_migrations, async |app, tenant| {
        let bare = |key: &str, name: &str, phone: &str| PersonIn {
            key: key.into(),
            name: name.into(),
            sex: Some(Sex::Female),
            birth_date: Some(day(1970, 1, 9)),
            phones: vec![phone.into()],
            ..PersonIn::default()
        };
        let first = file_person(&app, tenant, "HIS", bare("1", "张晓明", "13900001111")).await;
        let same = file_person(&app, tenant, "表格", bare("行2", "张 晓明", "139-0000-1111")).await;
        assert_eq!(same.id(), first.id());
        let alike = file_person(&app, tenant, "表格", bare("行3", "张小明", "13900001111")).await;
        assert!(alike.is_new());
        let queue =
            matches::list(app.db.read(), &system(tenant), "open", &page(), app.clock.now()).await.unwrap();
        assert_eq!(queue.total, 1);
        assert!(queue.items[0].reasons.iter().any(|r| r.contains("同音")), "{:?}", queue.items[0].reasons);
        // A family that shares a telephone is not asked about.
        let child =
            PersonIn { birth_date: Some(day(2015, 8, 9)), ..bare("行4", "王小宝", "13900001111") };
        assert!(file_person(&app, tenant, "表格", child).await.is_new());
        let queue =
            matches::list(app.db.read(), &system(tenant), "open", &page(), app.clock.now()).await.unwrap();
        assert_eq!(queue.total, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn emptier_data_never_overwrites_and_older_statements_come_too_late() {
    on_both(crate::all_migrations, async |app, tenant| {
        let full = PersonIn { said_at: Some(ago(1)), ..wang("1") };
        let id = file_person(&app, tenant, "HIS", full).await.id();
        let thin = PersonIn {
            key: "1".into(),
            name: "WANG JIANGUO".into(),
            address: Some(String::new()),
            said_at: Some(ago(0)),
            ..PersonIn::default()
        };
        file_person(&app, tenant, "HIS", thin).await;
        let late = PersonIn { name: "王健国".into(), said_at: Some(ago(5)), ..wang("1") };
        assert!(!file_person(&app, tenant, "HIS", late).await.changed());
        let head = crate::patient::header(app.db.read(), &system(tenant), id, app.clock.now()).await.unwrap();
        assert_eq!(head.name, "王建国");
        assert_eq!(head.phone_masked.as_deref(), Some("138****5678"));
        assert_eq!(head.address_masked.as_deref(), Some("湖南省长沙市岳麓区麓山南****"));
        // HL7 "" clears on purpose.
        let cleared =
            PersonIn { address: Some(String::new()), empty_clears: true, said_at: Some(ago(0)), ..wang("1") };
        file_person(&app, tenant, "HIS", cleared).await;
        let head = crate::patient::header(app.db.read(), &system(tenant), id, app.clock.now()).await.unwrap();
        assert_eq!(head.address_masked, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_id_number_identifies_nobody() {
    on_both(crate::all_migrations, async |app, tenant| {
        let wrong = |key: &str, name: &str, birth| PersonIn {
            key: key.into(),
            identifiers: vec![IdentifierIn {
                system: "id_card".into(),
                value: "430481198206236373".into(),
                kind: String::new(),
            }],
            name: name.into(),
            birth_date: Some(birth),
            ..PersonIn::default()
        };
        let a = file_person(&app, tenant, "HIS", wrong("1", "刘洋", day(1982, 6, 23))).await;
        let b = file_person(&app, tenant, "HIS", wrong("2", "孙丽", day(1990, 5, 5))).await;
        assert_ne!(a.id(), b.id());
        let head =
            crate::patient::header(app.db.read(), &system(tenant), a.id(), app.clock.now()).await.unwrap();
        assert_eq!(head.identifiers[0].label, "居民身份证（校验未通过）");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lent_card_does_not_make_two_people_one() {
    on_both(crate::all_migrations, async |app, tenant| {
        let card = |key: &str, name: &str, birth| PersonIn {
            key: key.into(),
            identifiers: vec![IdentifierIn {
                system: "visit_card".into(),
                value: "00012345".into(),
                kind: String::new(),
            }],
            name: name.into(),
            birth_date: Some(birth),
            ..PersonIn::default()
        };
        let a = file_person(&app, tenant, "HIS", card("1", "刘洋", day(1982, 6, 23))).await;
        let b = file_person(&app, tenant, "门诊", card("2", "孙丽", day(1990, 5, 5))).await;
        assert_ne!(a.id(), b.id());
        let queue =
            matches::list(app.db.read(), &system(tenant), "open", &page(), app.clock.now()).await.unwrap();
        assert_eq!(queue.total, 1, "someone must look at the shared card");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_moves_everything_and_taking_it_back_restores_both() {
    on_both(crate::all_migrations, async |app, tenant| {
        let scope = system(tenant);
        let (a, b) = alike(&app, tenant).await;
        let look = async |id| {
            let conn = app.db.read();
            let facts = read::conditions(conn, &scope, &[id]).await.unwrap().len();
            let values = read::measurements(conn, &scope, &[id], &[], None).await.unwrap().len();
            let person = read::people(conn, &scope, &[id]).await.unwrap().pop();
            (facts, values, person.map(|p| (p.name, p.phone)))
        };
        let (was_a, was_b) = (look(a).await, look(b).await);
        let pair = matches::list(app.db.read(), &scope, "open", &page(), app.clock.now())
            .await
            .unwrap()
            .items
            .remove(0);
        app.write(async |tx| matches::decide(&tx, &scope, pair.id, true, "本人到场核对").await)
            .await
            .unwrap();
        assert_eq!(look(a).await.0, 2);
        assert_eq!(look(b).await, (0, 0, None));
        // What the other system says later belongs to the one person.
        let later =
            file_person(&app, tenant, "体检", PersonIn { sex: Some(Sex::Male), ..zhang("9", "张小明") })
                .await;
        assert_eq!(later.id(), a);
        assert!(
            app.write(async |tx| matches::decide(&tx, &scope, pair.id, true, "再来一次").await)
                .await
                .is_err()
        );
        app.write(async |tx| matches::undo(&tx, &scope, pair.id, "认错人了").await).await.unwrap();
        assert_eq!(look(b).await, was_b);
        assert_eq!((look(a).await.0, look(a).await.1), (was_a.0, was_a.1));
        let hits = crate::patient::search(app.db.read(), &scope, "张小明", app.clock.now()).await.unwrap();
        assert!(hits.iter().any(|h| h.id == b));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_id_numbers_cannot_be_merged() {
    on_both(crate::all_migrations, async |app, tenant| {
        let scope = system(tenant);
        let a = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let mut other = wang("2");
        other.identifiers = vec![IdentifierIn {
            system: "id_card".into(),
            value: "11010519491231002X".into(),
            kind: String::new(),
        }];
        other.birth_date = None;
        other.phones.clear();
        let b = file_person(&app, tenant, "HIS", other).await.id();
        assert_ne!(a, b);
        let tried = app.write(async |tx| matches::merge(&tx, &scope, a, b).await.map(|_| ())).await;
        assert_eq!(tried.unwrap_err().code(), "match.two_id_numbers");
    })
    .await;
}

fn zhang(key: &str, name: &str) -> PersonIn {
    PersonIn {
        key: key.into(),
        name: name.into(),
        birth_date: Some(day(1970, 1, 9)),
        phones: vec!["13900001111".into()],
        ..PersonIn::default()
    }
}

fn hypertension(key: &str) -> FactIn {
    FactIn::Condition(ConditionIn {
        key: key.into(),
        at: ago(9),
        code: "I10".into(),
        name: "高血压".into(),
        ..ConditionIn::default()
    })
}

/// Two records of one woman, each with facts of its own.
async fn alike(app: &App, tenant: TenantId) -> (PatientId, PatientId) {
    let a = file_person(app, tenant, "HIS", zhang("1", "张晓明")).await.id();
    let younger = PersonIn { address: Some("长沙市".into()), ..zhang("9", "张小明") };
    let b = file_person(app, tenant, "体检", younger).await.id();
    file_facts(app, tenant, "HIS", a, vec![hypertension("a1")]).await;
    let cholesterol = FactIn::Observation(result("b2", "tc", "总胆固醇", "6.3", "mmol/L", ""));
    file_facts(app, tenant, "体检", b, vec![hypertension("b1"), cholesterol]).await;
    (a, b)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_message_of_the_his_is_followed_once_and_can_be_taken_back() {
    on_both(crate::all_migrations, async |app, tenant| {
        let scope = system(tenant);
        let (older, younger) = alike(&app, tenant).await;
        for _ in 0..2 {
            // The HIS goes on with the younger record; the pair was already in the queue the other way round.
            app.write(async |tx| matches::merge_told(&tx, &scope, "HIS", younger, older).await)
                .await
                .unwrap();
        }
        let conditions = async |id| read::conditions(app.db.read(), &scope, &[id]).await.unwrap().len();
        assert_eq!((conditions(younger).await, conditions(older).await), (2, 0));
        let line = crate::timeline::timeline(app.db.read(), &scope, younger, None, None, 50, app.clock.now())
            .await
            .unwrap();
        let told = line.items.iter().filter(|i| i.kind == "condition.recorded").count();
        assert_eq!(told, 2, "the timeline of the merged record is read along");
        let done = matches::list(app.db.read(), &scope, "same", &page(), app.clock.now()).await.unwrap();
        assert_eq!(done.total, 1);
        let pair = done.items[0].id;
        app.write(async |tx| matches::undo(&tx, &scope, pair, "并错了").await).await.unwrap();
        assert_eq!((conditions(younger).await, conditions(older).await), (1, 1));
    })
    .await;
}
