//! The stories of the audiences, on both databases, asked through the handlers.
use super::{Keeper, api, export, flow};
use crate::{
    all_migrations, review, rfm, tag,
    tests::{diagnosis, file, hospital, person, settle, tags, value},
    view,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use chrono::Duration;
use kernel::{Actor, App, PageQuery, PatientId, Reach, Role, Scope, TenantId, testing, web::Body};
use serde_json::{Value, json};

fn body<T: serde::de::DeserializeOwned>(value: Value) -> Body<T> {
    Body(serde_json::from_value(value).unwrap())
}

async fn look(app: &App, scope: &Scope, request: Value) -> Value {
    let Json(view) = api::look_audience(State(app.clone()), scope.clone(), body(request)).await.unwrap();
    serde_json::to_value(view).unwrap()
}

/// Lets the keeper read on until the index says so. On PostgreSQL the log waits for transactions of other tests.
async fn until(app: &App, keeper: &mut Keeper, scope: &Scope, request: &Value, size: u64) -> Value {
    for _ in 0..400 {
        while keeper.turn().await.unwrap() {}
        let seen = look(app, scope, request.clone()).await;
        if seen["size"] == size {
            return seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("never {size}: {}", look(app, scope, request.clone()).await);
}

fn manager(scope: &Scope) -> Scope {
    let id = kernel::StaffId::new();
    let actor = Actor::Staff { id, name: "李管理师".to_owned(), role: Role::HealthManager };
    let acts = access::role::matrix::acts(Role::HealthManager).iter().copied().collect();
    Scope { actor, acts, ..scope.clone() }
}

async fn twenty(app: &App, scope: &Scope) -> Vec<PatientId> {
    let mut all = Vec::new();
    for n in 0..20_i64 {
        let birth = format!("{}-03-04", 1940 + 3 * n);
        let sex = if n % 2 == 0 { record::Sex::Male } else { record::Sex::Female };
        let id = person(app, scope, &format!("赵{}", n + 100), &birth, sex).await;
        let day = app.clock.now() - Duration::days(10 * n);
        let mut facts = vec![value("fpg", &format!("{}.{}", 5 + n % 4, n % 10), "mmol/L", day)];
        if n % 3 == 0 {
            facts.push(diagnosis("E11.9", "2型糖尿病", day));
        }
        if n % 5 != 0 {
            facts.push(value("bmi", &format!("{}", 20 + n), "kg/m2", day));
        }
        file(app, scope, id, facts).await;
        all.push(id);
    }
    settle(app).await;
    all
}

fn request() -> Value {
    json!({"rule": {"all": [{"metric": {"code": "bmi", "is": {"ge": 24}}},
        {"any": [{"age": {"ge": 50}}, {"condition": {"icd": ["E10-E14"]}}]}]}})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_and_the_database_give_one_answer_also_for_a_past_day() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        twenty(&app, &scope).await;
        let past = json!({"rule": request()["rule"], "as_of": "2026-01-15", "purpose": "followup"});
        let mut before = [look(&app, &scope, request()).await, look(&app, &scope, past.clone()).await];
        assert_eq!(before[0]["engine"], "sql");
        assert!(before[0]["size"].as_u64().unwrap() > 3, "{}", before[0]);
        assert_eq!(before[0]["unknown"]["count"], 4, "四人没有体质指数");
        let mut keeper = Keeper::new(&app);
        keeper.turn().await.unwrap();
        let mut after = [look(&app, &scope, request()).await, look(&app, &scope, past).await];
        assert_eq!(after[0]["engine"], "index");
        for answer in before.iter_mut().chain(&mut after) {
            for own in ["engine", "took_ms", "fresh_at", "cost"] {
                answer.as_object_mut().unwrap().remove(own);
            }
        }
        assert_eq!(before, after);
        assert_ne!(before[0]["size"], before[1]["size"], "the past day is another one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_hears_of_results_deaths_refusals_and_new_doctors() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let people = twenty(&app, &scope).await;
        let mut keeper = Keeper::new(&app);
        keeper.turn().await.unwrap();
        let asked = json!({"rule": {"metric": {"code": "hba1c", "is": {"ge": 7}}}, "purpose": "followup"});
        assert_eq!(look(&app, &scope, asked.clone()).await["size"], 0);
        for id in &people[..3] {
            file(&app, &scope, *id, vec![value("hba1c", "7.0", "%", app.clock.now())]).await;
        }
        let rule = serde_json::from_value(asked["rule"].clone()).unwrap();
        let by_hand =
            crate::rule::evaluate(app.db.read(), &scope, &rule, app.clock.now(), &people).await.unwrap();
        assert_eq!(by_hand.iter().filter(|(_, verdict)| verdict.holds).count(), 3);
        let seen = until(&app, &mut keeper, &scope, &asked, 3).await;
        assert_eq!(seen["sample"].as_array().unwrap().len(), 3);
        let refuse = access::consent::Purpose::Followup;
        app.write(async |tx| access::consent::record(&tx, &scope, people[1], refuse, false, "电话").await)
            .await
            .unwrap();
        let seen = until(&app, &mut keeper, &scope, &asked, 2).await;
        assert_eq!(seen["left_out"][0]["code"], "consent");
        assert_eq!(seen["left_out"][0]["count"], 1);

        let own = Scope { reach: Reach::Own(kernel::StaffId::new()), ..scope.clone() };
        let seen = look(&app, &own, asked.clone()).await;
        assert_eq!((&seen["size"], &seen["of"]), (&json!(0), &json!(0)));
        assert_eq!(
            seen["left_out"],
            json!([{"code": "scope", "why": "不在您的查看范围（未判断是否符合）", "count": 20}])
        );
        assert_eq!(seen["sample"], json!([]));
        let nobody = Scope { reach: Reach::Nobody, aggregate: true, ..manager(&scope) };
        let acts = access::role::matrix::acts(Role::President).iter().copied().collect();
        let seen = look(&app, &Scope { acts, ..nobody }, asked).await;
        assert_eq!((&seen["size"], &seen["sample"]), (&json!(2), &json!([])), "院长 counts without rows");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_came_and_left_between_two_days_add_up_and_a_sheet_leaves_out_who_refused() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        let people = twenty(&app, &scope).await;
        let recent = json!({"had": {"of": {"metric": {"code": "fpg"}}, "days_ago": [0, 30]}});
        let asked = json!({"rule": recent, "from": "2026-01-01", "to": "2026-03-04"});
        let flowed = flow::look_audience_flow(State(app.clone()), scope.clone(), body(asked)).await.unwrap();
        let flowed = serde_json::to_value(flowed.0).unwrap();
        let n = |key: &str| flowed[key].as_u64().unwrap();
        assert!(n("came") > 0 && n("left") > 0, "{flowed}");
        assert_eq!(n("from_size") + n("came") - n("left"), n("to_size"));
        let id = crate::segment::found(&app, scope.tenant, "近期验血", &recent).await.unwrap();
        let refuse = access::consent::Purpose::Followup;
        app.write(async |tx| access::consent::record(&tx, &scope, people[0], refuse, false, "电话").await)
            .await
            .unwrap();
        let query = Query(serde_json::from_value(json!({})).unwrap());
        let sheet = export::export_segment(State(app.clone()), scope.clone(), Path(id), query).await.unwrap();
        let bytes = axum::body::to_bytes(sheet.into_response().into_body(), 1 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.starts_with("\u{feff}人群“近期验血”"), "{text}");
        assert!(text.contains("导出3人；未导出：未同意“随访与健康管理”1人"), "{text}");
        assert_eq!(text.lines().count(), 5, "{text}");
        assert!(!text.contains("赵100"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_drafted_weighed_published_retired_and_restored_with_receipts() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = hospital(&app).await;
        let people = twenty(&app, &house).await;
        let scope = manager(&house);
        let elders = json!({"name": "高龄关注", "rule": {"age": {"ge": 80}}, "sensitivity": "secret"});
        let made = tag::api::create_tag(State(app.clone()), scope.clone(), body(elders)).await.unwrap();
        let made = serde_json::to_value(made.0).unwrap();
        assert_eq!((&made["state"], &made["count"]), (&json!("draft"), &json!(0)));
        let code = made["code"].as_str().unwrap().to_owned();
        let path = || Path(code.clone());
        let effect =
            tag::effect::look_tag_effect(State(app.clone()), scope.clone(), path(), body(json!({}))).await;
        let effect = serde_json::to_value(effect.unwrap().0).unwrap();
        assert_eq!((&effect["gain"], &effect["lose"]), (&json!(3), &json!(0)), "1940、1943、1946 年");
        let live = tag::api::publish_tag(State(app.clone()), scope.clone(), path()).await.unwrap();
        let live = serde_json::to_value(live.0).unwrap();
        assert_eq!(
            (&live["state"], &live["count"], &live["gained_7d"]),
            (&json!("live"), &json!(3), &json!(3))
        );
        assert!(tags(&app, &house, people[0]).await.contains(&code));
        let desk = Scope { level: kernel::Level::L1, ..scope.clone() };
        let seen = tag::api::list_tags(State(app.clone()), desk).await.unwrap();
        assert!(
            !serde_json::to_string(&seen.0).unwrap().contains("高龄关注"),
            "secret is not told to the desk"
        );
        drop(tag::api::retire_tag(State(app.clone()), scope.clone(), path()).await.unwrap());
        assert!(!tags(&app, &house, people[0]).await.contains(&code));
        drop(tag::api::restore_tag(State(app.clone()), scope.clone(), path()).await.unwrap());
        assert!(tags(&app, &house, people[0]).await.contains(&code));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_with_an_end_stays_for_its_days_after_its_rule_held_last() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = hospital(&app).await;
        let zhao = person(&app, &house, "赵百川", "1980-01-01", record::Sex::Male).await;
        file(&app, &house, zhao, vec![value("fpg", "8.0", "mmol/L", app.clock.now())]).await;
        settle(&app).await;
        let scope = manager(&house);
        let high = json!({"name": "血糖偏高", "rule": {"metric": {"code": "fpg", "is": {"ge": 7}}}, "expires_days": 30});
        let made = tag::api::create_tag(State(app.clone()), scope.clone(), body(high)).await.unwrap();
        let code = serde_json::to_value(made.0).unwrap()["code"].as_str().unwrap().to_owned();
        drop(tag::api::publish_tag(State(app.clone()), scope.clone(), Path(code.clone())).await.unwrap());
        let carries = async || tags(&app, &house, zhao).await.contains(&code);
        assert!(carries().await);
        app.clock.advance(Duration::days(10));
        file(&app, &house, zhao, vec![value("fpg", "5.6", "mmol/L", app.clock.now())]).await;
        review::review(&app, house.tenant, &[zhao]).await.unwrap();
        assert!(carries().await, "its days are not over");
        app.clock.advance(Duration::days(21));
        review::review(&app, house.tenant, &[zhao]).await.unwrap();
        assert!(!carries().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_narrows_the_list_and_is_its_owner_s_until_shared() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let house = hospital(&app).await;
        twenty(&app, &house).await;
        let (mine, other) = (manager(&house), manager(&house));
        let elders = json!({"page": "patients", "name": "八十以上", "rule": {"age": {"ge": 80}}});
        let made = view::api::create_view(State(app.clone()), mine.clone(), body(elders)).await.unwrap();
        let id = serde_json::to_value(made.0).unwrap()["id"].as_str().unwrap().parse().unwrap();
        let people = async |scope: &Scope| {
            let page = Query(PageQuery { page: Some(1), size: Some(2) });
            view::api::list_view_patients(State(app.clone()), scope.clone(), Path(id), page).await
        };
        let page = people(&mine).await.unwrap().0;
        assert_eq!((page.total, page.items.len()), (3, 2));
        assert!(people(&other).await.is_err());
        let desk = Scope { level: kernel::Level::L1, acts: [kernel::Act::PatientRead].into(), ..mine };
        let asked = json!({"page": "patients", "name": "糖", "rule": {"condition": {"icd": ["E10-E14"]}}});
        assert!(view::api::create_view(State(app.clone()), desk, body(asked)).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rfm_moves_say_how_many_go_from_where_to_where() {
    testing::on_both(all_migrations, async |app: App, _: TenantId| {
        let scope = hospital(&app).await;
        twenty(&app, &scope).await;
        let limits = json!({"r_days": 180, "f_min": 3, "m_min_fen": 300_000, "window_days": 365});
        let lower = json!({"r_days": 180, "f_min": 3, "m_min_fen": 0, "window_days": 365});
        let asked = json!({"from": limits, "to": lower});
        let moves = rfm::api::look_rfm_moves(State(app.clone()), scope.clone(), body(asked)).await.unwrap();
        let moves = serde_json::to_value(moves.0).unwrap();
        // Nobody has paid anything: with a threshold of nothing everybody is of high value.
        assert_eq!(moves["moved"], 20);
        assert_eq!(moves["moves"][0]["to_name"], "潜力·久未来院");
    })
    .await;
}
