//! What each viewer finds, reads and does not read.

use super::*;
use crate::answer::{self, AnswerIn, AnswerKind, ReadingIn, Via};
use crate::facts::entity as f;
use crate::identity::entity as i;
use crate::patient::{self, Grade, ListFilter, TagIn, TagKind};
use crate::timeline::Lane;
use kernel::testing::on_both;
use kernel::{PageQuery, Visible};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_typed_finds_the_person_on_both_databases() {
    on_both(crate::all_migrations, async |app, tenant| {
        let zeng = PersonIn { name: "曾晓明".into(), ..wang("1") };
        let id = file_person(&app, tenant, "HIS", zeng).await.id();
        let other = PersonIn {
            key: "2".into(),
            name: "欧阳娜娜".into(),
            birth_date: Some(day(1990, 1, 1)),
            phones: vec!["13900000000".into()],
            ..PersonIn::default()
        };
        file_person(&app, tenant, "HIS", other).await;
        let scope = system(tenant);
        for typed in [
            "曾晓",
            "晓明",
            "zengx",
            "ZXM",
            "cxm",
            "5678",
            "1381234",
            "6374",
            "430481198206236374",
            "p1",
            "１３８１２３４５６７８",
        ] {
            let hits = patient::search(app.db.read(), &scope, typed, app.clock.now()).await.unwrap();
            assert_eq!(hits.iter().map(|h| h.id).collect::<Vec<_>>(), [id], "{typed}");
        }
        for typed in ["", "  ", "%", "_", "李四"] {
            assert!(
                patient::search(app.db.read(), &scope, typed, app.clock.now()).await.unwrap().is_empty(),
                "{typed}"
            );
        }
        let foreign = system(TenantId::new());
        assert!(patient::search(app.db.read(), &foreign, "曾晓", app.clock.now()).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_sees_only_his_own_patients_and_loses_them_at_once() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let (mine, theirs) = (manager(tenant, home.manager), manager(tenant, home.other));
        let sees = async |scope: &Scope| {
            patient::search(app.db.read(), scope, "王建国", app.clock.now()).await.unwrap().len()
        };
        assert_eq!((sees(&mine).await, sees(&theirs).await), (0, 0));
        let scope = system(tenant);
        app.write(async |tx| crate::team::assign(&tx, &scope, id, home.manager, Role::HealthManager).await)
            .await
            .unwrap();
        assert_eq!((sees(&mine).await, sees(&theirs).await), (1, 0));
        app.write(async |tx| crate::team::assign(&tx, &scope, id, home.other, Role::HealthManager).await)
            .await
            .unwrap();
        assert_eq!((sees(&mine).await, sees(&theirs).await), (0, 1));
        app.write(async |tx| crate::team::link_task(&tx, &scope, id, home.manager).await).await.unwrap();
        assert_eq!(sees(&mine).await, 1);
        app.write(async |tx| crate::team::unlink_task(&tx, &scope, id, home.manager).await).await.unwrap();
        assert_eq!(sees(&mine).await, 0);
        let head = patient::header(app.db.read(), &theirs, id, app.clock.now()).await.unwrap();
        assert_eq!(head.care_team[0].name, "赵磊");
        assert!(patient::header(app.db.read(), &mine, id, app.clock.now()).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_the_page_masks_numbers_and_hides_the_clinic_from_the_desk() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let person = PersonIn { allergies_text: Some("青霉素、磺胺".into()), ..wang("1") };
        let id = file_person(&app, tenant, "HIS", person).await.id();
        let scope = system(tenant);
        let tags = [("htn", "高血压", TagKind::Medical), ("vip", "会员日常客", TagKind::Marketing)];
        app.write(async |tx| {
            for (code, name, kind) in tags {
                let tag = TagIn { code: code.into(), name: name.into(), kind, ..TagIn::default() };
                assert!(patient::set_tag(&tx, &scope, id, tag.clone()).await?);
                assert!(!patient::set_tag(&tx, &scope, id, tag).await?);
            }
            assert!(patient::set_grade(&tx, &scope, id, Grade::Red, tx.now, None).await?);
            assert!(!patient::set_grade(&tx, &scope, id, Grade::Red, tx.now, None).await?);
            let next = patient::NextDue {
                at: tx.now,
                title: "术后 7 天电话随访".to_owned(),
                kind: "phone_task".to_owned(),
            };
            patient::set_next_due(&tx, &scope, id, Some(next)).await
        })
        .await
        .unwrap();
        let head = patient::header(app.db.read(), &scope, id, app.clock.now()).await.unwrap();
        assert_eq!(head.title, "王先生");
        assert_eq!(head.allergies, ["青霉素", "磺胺"]);
        assert_eq!(head.id_number_masked.as_deref(), Some("**************6374"));
        assert_eq!(head.grade, Some(Grade::Red));
        assert_eq!(head.age, Some(43));
        assert_eq!(head.next_due.as_ref().unwrap().title, "术后 7 天电话随访");
        assert!(head.completeness.missing.contains(&"血压"));
        let desk = staff(tenant, home.other, Role::ServiceDesk, Reach::Site(home.site), Level::L1);
        let seen = patient::header(app.db.read(), &desk, id, app.clock.now()).await.unwrap();
        assert!(seen.allergies.is_empty() && seen.conditions.is_empty());
        assert_eq!(seen.tags.iter().map(|t| t.code.as_str()).collect::<Vec<_>>(), ["vip"]);
        let operations = staff(tenant, home.other, Role::Operations, Reach::Tenant, Level::L0);
        let seen = patient::header(app.db.read(), &operations, id, app.clock.now()).await.unwrap();
        assert_eq!((seen.name.as_str(), seen.phone_masked, seen.birth_date), ("王*国", None, None));
        let found =
            patient::search(app.db.read(), &operations, "13812345678", app.clock.now()).await.unwrap();
        assert!(found.is_empty(), "who may not read a number may not search by it");
        assert_eq!(told(&app, tenant, id).await.iter().filter(|k| k.starts_with("tag.")).count(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_reads_backwards_without_cutting_an_instant_in_two() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        for n in 0..7 {
            let o = ObservationIn {
                at: ago(n / 3),
                panel_key: Some(n.to_string()),
                ..result(&n.to_string(), "tc", "总胆固醇", "5.0", "mmol/L", "")
            };
            file_facts(&app, tenant, "LIS", id, vec![FactIn::Observation(o)]).await;
        }
        let scope = system(tenant);
        let read = async |scope: &Scope, lane, before, limit| {
            crate::timeline::timeline(app.db.read(), scope, id, lane, before, limit, app.clock.now())
                .await
                .unwrap()
        };
        let first = read(&scope, Some(Lane::Clinical), None, 2).await;
        assert_eq!(first.items.len(), 3, "the three of the same instant stay together");
        let second = read(&scope, Some(Lane::Clinical), first.next_before, 2).await;
        assert_eq!(second.items.len(), 3);
        let third = read(&scope, Some(Lane::Clinical), second.next_before, 2).await;
        assert_eq!((third.items.len(), third.next_before), (1, None));
        let desk = staff(tenant, home.other, Role::ServiceDesk, Reach::Site(home.site), Level::L1);
        assert!(read(&desk, Some(Lane::Clinical), None, 50).await.items.is_empty());
        assert!(!read(&desk, None, None, 50).await.items.iter().any(|i| i.lane == Lane::Clinical));
        assert_eq!(first.today.to_string(), "2026-03-04");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_filed_once_and_its_readings_become_a_trend() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let scope = Scope::patient(tenant, id);
        let reading = |metric: &str, value: &str| ReadingIn {
            metric: metric.into(),
            value: value.into(),
            ..ReadingIn::default()
        };
        let filing = AnswerIn {
            form_code: Some("htn_followup".into()),
            readings: vec![reading("sbp", "152"), reading("dbp", "96"), reading("heart_rate", "78")],
            red_flags: vec!["chest_pain".into()],
            ..AnswerIn::new(
                id,
                AnswerKind::Form,
                Via::H5,
                json!({"sbp": 152, "dizzy": "有时"}),
                app.clock.now(),
            )
        };
        app.write(async |tx| answer::file(&tx, &scope, filing).await).await.unwrap();
        let events = told(&app, tenant, id).await;
        assert_eq!(events, ["patient.created", "observation.recorded", "answer.filed"]);
        let trend = crate::trend::trend(app.db.read(), &system(tenant), id, "sbp", None, app.clock.now())
            .await
            .unwrap();
        assert_eq!(trend.points.len(), 1);
        assert_eq!(
            (trend.points[0].value, trend.points[0].flag.as_str(), trend.points[0].source.as_str()),
            (Some(152.0), "high", "患者自测")
        );
        assert_eq!(trend.band.unwrap().high, Some(119.0));
        let metrics =
            crate::trend::summaries(app.db.read(), &system(tenant), id, app.clock.now()).await.unwrap();
        assert_eq!(metrics.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["sbp", "dbp", "heart_rate"]);
        let rows = crate::read::answers(app.db.read(), &system(tenant), &[id]).await.unwrap();
        assert_eq!(
            (rows[0].red_flags.clone(), rows[0].by.as_str()),
            (vec!["chest_pain".to_owned()], "患者本人")
        );
        let person = crate::read::people(app.db.read(), &system(tenant), &[id]).await.unwrap().remove(0);
        assert_eq!(person.last_contact_at, Some(app.clock.now()));
        // Nobody answers for somebody else.
        let other = file_person(
            &app,
            tenant,
            "HIS",
            PersonIn { key: "2".into(), name: "李红".into(), ..PersonIn::default() },
        )
        .await
        .id();
        let wrong = AnswerIn::new(other, AnswerKind::Form, Via::H5, json!({}), app.clock.now());
        assert!(app.write(async |tx| answer::file(&tx, &scope, wrong).await).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_reading_is_asked_about_and_not_filed() {
    on_both(crate::all_migrations, async |app, tenant| {
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let try_one = |metric: &str, value: &str, unit: &str| {
            let reading =
                ReadingIn { metric: metric.into(), value: value.into(), unit: unit.into(), at: None };
            patient::readings_answer(id, Via::Staff, vec![reading], app.clock.now())
        };
        assert!(try_one("sbp", "152", "").is_ok());
        assert!(try_one("glucose_capillary", "Hi", "").is_ok());
        assert!(try_one("sbp", "1520", "").is_err());
        assert!(try_one("sbp", "很高", "").is_err());
        assert!(try_one("fpg", "101", "mg/dL").is_ok());
        assert!(try_one("fpg", "101", "mmol/L").is_err());
        assert!(try_one("blood_magic", "1", "").is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_filters_sorts_and_counts_within_sight() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let scope = system(tenant);
        let mut ids = Vec::new();
        for (n, (name, grade)) in
            [("陈一", Grade::Green), ("安二", Grade::Red), ("白三", Grade::Yellow)].into_iter().enumerate()
        {
            let person = PersonIn {
                key: n.to_string(),
                name: name.into(),
                birth_date: Some(day(1960, 1, 1 + u32::try_from(n).unwrap())),
                ..PersonIn::default()
            };
            let id = file_person(&app, tenant, "HIS", person).await.id();
            app.write(async |tx| patient::set_grade(&tx, &scope, id, grade, tx.now, None).await)
                .await
                .unwrap();
            ids.push(id);
        }
        app.write(async |tx| {
            crate::team::assign(&tx, &scope, ids[1], home.manager, Role::HealthManager).await
        })
        .await
        .unwrap();
        let names = async |scope: &Scope, filter: ListFilter| {
            let page = patient::list(app.db.read(), scope, &filter, &PageQuery::default(), app.clock.now())
                .await
                .unwrap();
            assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
            page.items.into_iter().map(|r| r.name).collect::<Vec<_>>()
        };
        let sort = |s: &str| ListFilter { sort: Some(s.into()), ..ListFilter::default() };
        assert_eq!(names(&scope, sort("name")).await, ["安二", "白三", "陈一"]);
        assert_eq!(names(&scope, sort("-grade")).await, ["安二", "白三", "陈一"]);
        assert_eq!(names(&scope, ListFilter { grade: Some(Grade::Yellow), ..sort("name") }).await, ["白三"]);
        assert_eq!(names(&scope, ListFilter { q: Some("chen".into()), ..sort("name") }).await, ["陈一"]);
        let mine = manager(tenant, home.manager);
        assert_eq!(names(&mine, ListFilter { panel: Some("all".into()), ..sort("name") }).await, ["安二"]);
        assert_eq!(names(&mine, ListFilter { panel: Some("mine".into()), ..sort("name") }).await, ["安二"]);
        let bad =
            patient::list(app.db.read(), &scope, &sort("password"), &PageQuery::default(), app.clock.now())
                .await;
        assert!(bad.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_and_the_entities_agree() {
    on_both(crate::all_migrations, async |app, _| {
        let conn = app.db.read();
        assert!(i::patient::Entity::unscoped().all_is_empty(conn).await);
        assert!(i::patient_source::Entity::unscoped().all_is_empty(conn).await);
        assert!(i::patient_identifier::Entity::unscoped().all_is_empty(conn).await);
        assert!(i::search_key::Entity::unscoped().all_is_empty(conn).await);
        assert!(i::match_candidate::Entity::unscoped().all_is_empty(conn).await);
        assert!(f::encounter::Entity::unscoped().all_is_empty(conn).await);
        assert!(f::observation::Entity::unscoped().all_is_empty(conn).await);
        assert!(f::measurement::Entity::unscoped().all_is_empty(conn).await);
        assert!(f::fact::Entity::unscoped().all_is_empty(conn).await);
        assert!(f::resource::Entity::unscoped().all_is_empty(conn).await);
        assert!(crate::answer::entity::Entity::unscoped().all_is_empty(conn).await);
        assert!(crate::patient::tag::Entity::unscoped().all_is_empty(conn).await);
        assert!(crate::team::entity::Entity::unscoped().all_is_empty(conn).await);
        assert!(crate::card::entity::Entity::unscoped().all_is_empty(conn).await);
    })
    .await;
}

/// Selecting every column fails when one of them is not in the schema.
trait AllIsEmpty {
    async fn all_is_empty(self, conn: &sea_orm::DatabaseConnection) -> bool;
}
impl<E: sea_orm::EntityTrait> AllIsEmpty for sea_orm::Select<E> {
    async fn all_is_empty(self, conn: &sea_orm::DatabaseConnection) -> bool {
        self.all(conn).await.unwrap().is_empty()
    }
}
