//! The API as the console calls it.

use super::*;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::on_both;
use serde_json::{Value, json};
use tower::ServiceExt;

async fn call(
    app: &App,
    scope: Option<&Scope>,
    method: &str,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let (router, _) = crate::router().split_for_parts();
    let mut router = router.with_state(app.clone());
    if let Some(scope) = scope {
        router = router.layer(axum::Extension(scope.clone()));
    }
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) })
        .unwrap();
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::String(text)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_opened_read_and_measured_over_the_api() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let me = manager(tenant, home.manager);
        let body = json!({
            "patient": {"name": "李红梅", "sex": "female", "id_number": "110105196509074628", "phone": "13912345678"},
            "manager_id": home.manager,
        });
        let (status, opened) = call(&app, Some(&me), "POST", "/api/cards", body).await;
        assert_eq!(status, StatusCode::OK, "{opened}");
        assert_eq!((&opened["card_no"], &opened["matches"]), (&json!("NQ26000001"), &json!([])));
        let path = format!("/api/patients/{}", opened["patient_id"].as_str().unwrap());
        let (_, next) = call(&app, Some(&me), "GET", "/api/cards/next-number", Value::Null).await;
        assert_eq!(next["card_no"], json!("NQ26000002"));
        let readings = json!({"readings": [{"metric": "sbp", "value": "152"}, {"metric": "dbp", "value": "96"}]});
        let (status, _) = call(&app, Some(&me), "POST", &format!("{path}/readings"), readings).await;
        assert_eq!(status, StatusCode::OK);
        let (_, head) = call(&app, Some(&me), "GET", &path, Value::Null).await;
        assert_eq!(head["title"], json!("李女士"));
        assert_eq!(head["phone_masked"], json!("139****5678"));
        assert_eq!(head["can"]["unmask"], json!(true));
        assert!(!head.to_string().contains("13912345678"), "no number in clear");
        let (_, list) = call(&app, Some(&me), "GET", "/api/patients?panel=mine&sort=-grade&page=1&size=5&q=lhm", Value::Null).await;
        assert_eq!((&list["total"], &list["items"][0]["manager"]), (&json!(1), &json!("陈静")));
        let (_, found) = call(&app, Some(&me), "GET", "/api/search?q=5678", Value::Null).await;
        assert_eq!(found["items"][0]["matched_by"], json!("手机号后四位"));
        let (_, metrics) = call(&app, Some(&me), "GET", &format!("{path}/metrics"), Value::Null).await;
        assert_eq!((&metrics[0]["code"], &metrics[0]["latest"]["flag"]), (&json!("sbp"), &json!("high")));
        let (_, trend) = call(&app, Some(&me), "GET", &format!("{path}/metrics/sbp?from=2026-01-01T00:00:00Z"), Value::Null).await;
        assert_eq!((&trend["unit"], trend["points"].as_array().map(Vec::len)), (&json!("mmHg"), Some(1)));
        let (_, line) = call(&app, Some(&me), "GET", &format!("{path}/timeline?lane=clinical&limit=10"), Value::Null).await;
        assert_eq!(line["items"][0]["title"], json!("血压"));
        assert_eq!(line["items"][0]["abnormal"], json!(true));
        for part in ["facts", "answers", "results", "brief"] {
            let (status, body) = call(&app, Some(&me), "GET", &format!("{path}/{part}"), Value::Null).await;
            assert_eq!(status, StatusCode::OK, "{part} {body}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_shown_only_with_a_reason_and_every_look_is_audited() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let scope = system(tenant);
        app.write(async |tx| crate::team::assign(&tx, &scope, id, home.manager, Role::HealthManager).await)
            .await
            .unwrap();
        let me = manager(tenant, home.manager);
        let path = format!("/api/patients/{id}/unmask");
        let ask = |reason: &str| json!({"field": "phone", "reason": reason});
        let (status, refused) = call(&app, Some(&me), "POST", &path, ask(" ")).await;
        assert_eq!(
            (status, &refused["fields"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason"))
        );
        let (_, shown) = call(&app, Some(&me), "POST", &path, ask("电话随访")).await;
        assert_eq!(shown["value"], json!("13812345678"));
        let desk = staff(tenant, home.other, Role::ServiceDesk, Reach::Tenant, Level::L1);
        let (status, _) = call(&app, Some(&desk), "POST", &path, ask("想看看")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let whole = json!({"field": "id_number", "reason": "核对身份"});
        let (status, refused) = call(&app, Some(&me), "POST", &path, whole).await;
        assert_eq!(
            (status, &refused["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("unmask.id_number")),
            "nobody of the staff reads a whole ID number: {refused}"
        );
        let sql = kernel::db::statement(
            app.db.read(),
            "SELECT act, result, reason FROM audit ORDER BY seq",
            vec![],
        );
        let rows = sea_orm::ConnectionTrait::query_all_raw(app.db.read(), sql).await.unwrap();
        let trail: Vec<(String, String)> =
            rows.iter().map(|r| (r.try_get("", "act").unwrap(), r.try_get("", "result").unwrap())).collect();
        let entry = |act: &str, result: &str| (act.to_owned(), result.to_owned());
        let seen = [
            entry("unmask_phone", "ok"),
            entry("unmask_phone", "denied"),
            entry("unmask_id_number", "denied"),
        ];
        assert_eq!(trail, seen);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_signs_renews_and_leaves_a_family_doctor_team() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let scope = system(tenant);
        app.write(async |tx| crate::team::assign(&tx, &scope, id, home.manager, Role::HealthManager).await)
            .await
            .unwrap();
        let me = manager(tenant, home.manager);
        let path = format!("/api/patients/{id}/contracts");
        let today = kernel::clock::local_day(app.clock.now());
        let year = |from: i64, until: i64| {
            json!({"team": "城东第一团队", "from": today + Duration::days(from), "until": today + Duration::days(until)})
        };
        let (status, list) = call(&app, Some(&me), "POST", &path, year(-335, 30)).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        assert_eq!((&list[0]["state"], &list[0]["days_left"]), (&json!("active"), &json!(30)));
        let (status, refused) = call(&app, Some(&me), "POST", &path, year(30, 395)).await;
        assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("contract.overlaps")));
        let (status, list) = call(&app, Some(&me), "POST", &path, year(31, 395)).await;
        assert_eq!(status, StatusCode::OK, "the renewal begins on the next day: {list}");
        let spans = crate::contract::of_people(app.db.read(), &scope, &[id]).await.unwrap();
        assert_eq!(spans.len(), 1, "who has renewed is bound until the end of the last one");
        let active = json!({"contract_id": list[1]["id"], "reason": "迁往外地"});
        let (status, list) = call(&app, Some(&me), "POST", &format!("{path}/end"), active.clone()).await;
        assert_eq!((status, &list[1]["state"]), (StatusCode::OK, &json!("over")), "{list}");
        let (status, _) = call(&app, Some(&me), "POST", &format!("{path}/end"), active).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let events = told(&app, tenant, id).await;
        assert_eq!(events.iter().filter(|kind| kind.starts_with("contract.")).count(), 3, "{events:?}");
        let other = manager(tenant, home.other);
        let (status, _) = call(&app, Some(&other), "GET", &path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_another_tenant_and_a_colleague_get_nothing() {
    on_both(crate::all_migrations, async |app, tenant| {
        let home = house(&app, tenant).await;
        let id = file_person(&app, tenant, "HIS", wang("1")).await.id();
        let colleague = manager(tenant, home.other);
        let foreign =
            staff(TenantId::new(), StaffId::new(), Role::HealthManager, Reach::Tenant, Level::Clinical);
        let mut all = vec![("GET", String::new(), Value::Null)];
        for part in ["/brief", "/timeline", "/metrics", "/metrics/sbp", "/facts", "/results", "/answers"] {
            all.push(("GET", part.to_owned(), Value::Null));
        }
        all.push(("POST", "/unmask".into(), json!({"field": "phone", "reason": "电话随访"})));
        all.push(("POST", "/readings".into(), json!({"readings": [{"metric": "sbp", "value": "120"}]})));
        all.push(("POST", "/mute".into(), json!({"until": "2026-12-01T00:00:00Z", "reason": "出国"})));
        all.push(("PUT", "/care-team".into(), json!({"staff_id": home.other, "role": "nurse"})));
        for (method, part, body) in all {
            let path = format!("/api/patients/{id}{part}");
            for scope in [&colleague, &foreign] {
                let (status, answer) = call(&app, Some(scope), method, &path, body.clone()).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path} {answer}");
            }
            let (status, _) = call(&app, None, method, &path, body).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
        let own = json!({"patient_id": id});
        let (status, _) = call(&app, Some(&colleague), "POST", "/api/cards", own).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}
