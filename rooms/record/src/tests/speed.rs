//! How fast is a search among a hundred thousand people? Run with `cargo test -p record -- --ignored --nocapture`.

use super::*;
use crate::identity::clean::sort_key;
use crate::identity::entity::{patient, search_key};
use crate::identity::keys::{Known, keys};
use crate::patient::{ListFilter, search};
use kernel::PageQuery;
use kernel::db::insert_all;
use kernel::testing::on_both;
use kernel::visible::patient_link;
use sea_orm::{ActiveModelTrait, ConnectionTrait, IntoActiveModel, Set};
use serde_json::json;
use std::time::Instant;

const PEOPLE: usize = 100_000;
const FAMILY: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "曾", "单", "仇", "解", "欧阳", "徐", "孙",
    "马", "朱", "胡",
];
const GIVEN: [&str; 24] = [
    "建", "国", "晓", "明", "红", "梅", "丽", "伟", "芳", "军", "秀", "英", "强", "磊", "洋", "艳", "勇",
    "娟", "涛", "超", "霞", "平", "刚", "桂",
];

fn someone(n: usize, tenant: TenantId) -> patient::Model {
    let given = |k: usize| GIVEN[(n / k) % GIVEN.len()];
    let name = format!("{}{}{}", FAMILY[n % FAMILY.len()], given(20), given(480));
    let birth = day(1935, 1, 1) + Duration::days(i64::try_from((n * 37) % 30_000).unwrap());
    let phone = format!("13{:09}", (n * 7_919) % 1_000_000_000);
    let id_number = nq_cnid::generate("430104", birth, u16::try_from(n % 1000).unwrap());
    patient::Model {
        id: PatientId::new(),
        tenant_id: tenant,
        name_key: nq_cnid::fold(&name),
        name_pinyin: sort_key(&name),
        name,
        sex: "female".into(),
        birth_date: Some(birth),
        phones: json!([phone]),
        phone: Some(phone),
        id_number,
        address: None,
        allergies_text: None,
        card_no: Some(format!("NQ25{n:06}")),
        card_opened_at: Some(ago(1)),
        grade: ["none", "green", "yellow", "red"][n % 4].into(),
        grade_since: None,
        muted_until: None,
        deceased_at: None,
        merged_into: None,
        next_due_at: None,
        next_due_title: None,
        last_contact_at: None,
        source: "HIS".into(),
        version: 1,
        created_at: ago(1),
        updated_at: ago(1),
    }
}

async fn fill(app: &App, tenant: TenantId, own: StaffId) {
    let people: Vec<patient::Model> = (0..PEOPLE).map(|n| someone(n, tenant)).collect();
    app.write(async |tx| {
        let mut rows = Vec::new();
        let mut links = Vec::new();
        for (n, p) in people.iter().enumerate() {
            let phones = crate::identity::clean::phones_of(&p.phones);
            let number = format!("P{n:07}");
            let known = Known {
                name: &p.name,
                phones: &phones,
                id_number: p.id_number.as_deref(),
                card_no: p.card_no.as_deref(),
                numbers: vec![&number],
            };
            rows.extend(keys(&known).into_iter().map(|(key, kind)| search_key::ActiveModel {
                tenant_id: Set(tenant),
                key: Set(key),
                kind: Set(kind.to_owned()),
                patient_id: Set(p.id),
            }));
            if n % 200 == 0 {
                links.push(patient_link::ActiveModel {
                    tenant_id: Set(tenant),
                    patient_id: Set(p.id),
                    kind: Set("staff".into()),
                    target_id: Set(own.0),
                    reason: Set("care_team".into()),
                    since: Set(tx.now),
                });
            }
        }
        println!("{} keys", rows.len());
        let people = people.into_iter().map(|p| p.into_active_model().reset_all()).collect();
        insert_all::<patient::Entity>(&*tx, people).await?;
        insert_all::<search_key::Entity>(&*tx, rows).await?;
        insert_all::<patient_link::Entity>(&*tx, links).await
    })
    .await
    .unwrap();
    app.db.writer().execute_unprepared("ANALYZE").await.unwrap();
}

fn percentile(times: &mut [f64], p: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) * p / 100]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "fills a hundred thousand people; run by hand or by the bench"]
async fn a_search_among_a_hundred_thousand_takes_milliseconds() {
    on_both(crate::all_migrations, async |app, tenant| {
        let own = StaffId::new();
        fill(&app, tenant, own).await;
        let everyone = system(tenant);
        let mine = manager(tenant, own);
        for (who, scope) in [("tenant", &everyone), ("own panel of 500", &mine)] {
            let mut times = Vec::new();
            for n in 0..400 {
                let p = someone(n * 199, tenant);
                let typed = match n % 8 {
                    0 => p.name.clone(),
                    1 => p.name.chars().take(1).collect(),
                    2 => p.name_pinyin.clone(),
                    3 => p.name_pinyin.chars().take(2).collect(),
                    4 => p.phone.clone().unwrap(),
                    5 => p.phone.clone().unwrap().chars().skip(7).collect(),
                    6 => p.id_number.clone().unwrap().chars().skip(14).collect(),
                    _ => p.card_no.clone().unwrap(),
                };
                let begin = Instant::now();
                let hits = search(app.db.read(), scope, &typed, app.clock.now()).await.unwrap();
                times.push(begin.elapsed().as_secs_f64() * 1000.0);
                assert!(who != "tenant" || !hits.is_empty(), "{typed}");
            }
            let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
            println!("{} search {who}: p50 {p50:.1} ms, p99 {p99:.1} ms", app.db.engine());
            assert!(p99 < 250.0, "{p99} ms");
        }
        for sort in ["-created_at", "name", "-grade", "next_due_at"] {
            let filter = ListFilter { sort: Some(sort.into()), ..ListFilter::default() };
            for (who, scope) in [("tenant", &everyone), ("own", &mine)] {
                let begin = Instant::now();
                crate::patient::list(app.db.read(), scope, &filter, &PageQuery::default(), app.clock.now())
                    .await
                    .unwrap();
                println!(
                    "{} list {sort} {who}: {:.1} ms",
                    app.db.engine(),
                    begin.elapsed().as_secs_f64() * 1000.0
                );
            }
        }
    })
    .await;
}
