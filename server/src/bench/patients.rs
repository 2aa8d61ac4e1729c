//! The patient page and the search at a hundred thousand patients, through the whole router with session, scope and audit.
use super::{Place, quantile};
use access::{
    login::session,
    staff::{self, NewStaff},
};
use anyhow::{Result, ensure};
use axum::{Router, body::Body, http::Request};
use chrono::{Duration, NaiveDate};
use kernel::{App, PatientId, Role, Scope};
use record::file::{FactIn, IdentifierIn, ObservationIn, PersonIn, Sex};
use serde_json::{Value, json};
use std::time::Instant;
use tower::ServiceExt;

const ROUNDS: u32 = 2_000;
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗";
const GIVEN: &str = "国建德志文明秀英桂兰玉珍婷雪琳浩宇轩俊杰晓燕海涛雅琴思远佳宁";

/// Milliseconds for the pages that a nurse opens all day; a bare `/health` through the same layers as anchor.
pub async fn run(place: &Place, count: u32) -> Result<Value> {
    let app = place.open("patients").await?;
    let (scope, token) = hospital(&app).await?;
    let begun = Instant::now();
    let ids = people(&app, &scope, count).await?;
    let filling = begun.elapsed().as_secs_f64();
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder().handle();
    let router = crate::http::router(app.clone(), metrics);
    let id = |n: u32| {
        ids.get(usize::try_from(n.wrapping_mul(7_919) % count).unwrap_or(0)).copied().unwrap_or_default()
    };
    let anchor = measure(&router, &token, |_| "/health".to_owned()).await?;
    let page = measure(&router, &token, |n| format!("/api/patients/{}", id(n))).await?;
    let timeline = measure(&router, &token, |n| format!("/api/patients/{}/timeline?limit=50", id(n))).await?;
    let pinyin = measure(&router, &token, |n| format!("/api/search?q={}", initials(n))).await?;
    let phone = measure(&router, &token, |n| format!("/api/search?q={:04}", n % 10_000)).await?;
    let list = measure(&router, &token, |n| format!("/api/patients?page={}", 1 + n % 50)).await?;
    let engine = app.db.engine();
    drop((router, app));
    place.clear(&["patients"]).await?;
    let ratio = page.0 / anchor.0;
    Ok(json!({
        "bench": "patient_page_and_search", "engine": engine, "patients": count, "filling_seconds": filling,
        "anchor_health_ms": figures(anchor), "page_ms": figures(page), "timeline_ms": figures(timeline),
        "search_pinyin_ms": figures(pinyin), "search_last4_ms": figures(phone), "list_ms": figures(list),
        "page_to_anchor_p50": ratio,
    }))
}

fn figures((p50, p99): (f64, f64)) -> Value {
    json!({ "p50": p50, "p99": p99 })
}

async fn measure(router: &Router, token: &str, path: impl Fn(u32) -> String) -> Result<(f64, f64)> {
    let mut times = Vec::new();
    for n in 0..ROUNDS {
        let request =
            Request::get(path(n)).header("authorization", format!("Bearer {token}")).body(Body::empty())?;
        let begun = Instant::now();
        let answer = router.clone().oneshot(request).await?;
        ensure!(answer.status().is_success(), "{} answered {}", path(n), answer.status());
        axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok((quantile(&times, 0.5), quantile(&times, 0.99)))
}

/// A 客服 reaches the whole site, the widest reach that is filtered by relation.
async fn hospital(app: &App) -> Result<(Scope, String)> {
    let wall = app.clock.wall();
    Ok(app
        .write(async |tx| {
            let tenant = access::organisation::found(&tx, "基准医院").await?;
            let scope = Scope::system(tenant, "bench");
            let site = access::organisation::open_site(&tx, &scope, "本部").await?;
            let new = NewStaff {
                name: "基准".to_owned(),
                login: "bench".to_owned(),
                role: Role::ServiceDesk,
                site,
                department: None,
                phone: String::new(),
                password_hash: String::new(),
            };
            let staff = staff::hire(&tx, &scope, new).await?;
            let token = session::begin(&tx, wall, tenant, staff, "bench").await?;
            Ok((scope, token))
        })
        .await?)
}

async fn people(app: &App, scope: &Scope, count: u32) -> Result<Vec<PatientId>> {
    let mut ids = Vec::new();
    let numbers: Vec<u32> = (0..count).collect();
    for batch in numbers.chunks(500) {
        let filed = app
            .write(async |tx| {
                let mut filed = Vec::new();
                for n in batch {
                    let id = record::file::person(&tx, scope, "HIS", person(*n)).await?.id();
                    record::file::facts(&tx, scope, "LIS", id, facts(*n, tx.now)).await?;
                    filed.push(id);
                }
                Ok(filed)
            })
            .await?;
        ids.extend(filed);
    }
    Ok(ids)
}

fn pick(text: &str, n: u32) -> char {
    let count = text.chars().count();
    text.chars().nth(usize::try_from(n).unwrap_or(0) % count).unwrap_or('安')
}

fn person(n: u32) -> PersonIn {
    let name: String = [pick(SURNAMES, n), pick(GIVEN, n / 20), pick(GIVEN, n / 600)].iter().collect();
    PersonIn {
        key: format!("M{n:08}"),
        identifiers: vec![IdentifierIn {
            system: "mrn:HIS".to_owned(),
            value: format!("M{n:08}"),
            kind: "病历号".to_owned(),
        }],
        name,
        sex: Some(if n.is_multiple_of(2) { Sex::Male } else { Sex::Female }),
        birth_date: NaiveDate::from_ymd_opt(1940, 1, 1)
            .map(|day| day + Duration::days(i64::from(n % 22_000))),
        phones: vec![format!("199{:08}", n.wrapping_mul(7))],
        ..Default::default()
    }
}

fn facts(n: u32, now: chrono::DateTime<chrono::Utc>) -> Vec<FactIn> {
    let result = |(i, metric): (usize, &&str)| {
        FactIn::Observation(ObservationIn {
            key: format!("{n}-{metric}"),
            at: now - Duration::days(i64::from(n % 900)),
            metric: Some((*metric).to_owned()),
            code: (*metric).to_owned(),
            code_system: "local".to_owned(),
            name: (*metric).to_owned(),
            value_text: (70 + i).to_string(),
            ..Default::default()
        })
    };
    ["sbp", "dbp", "fpg", "tc", "weight"].iter().enumerate().map(result).collect()
}

fn initials(n: u32) -> String {
    let surnames = "wlzlcyhzwzxsmzhghglL".to_lowercase();
    [pick(&surnames, n), pick("gjdzwm", n / 3)].iter().collect()
}
