//! The layers around every request, from the outside in: id, panic catcher, log line, headers, limits, compression, viewer.
use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use kernel::{App, error::REQUEST_ID};
use std::time::Instant;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// Largest request body unless a route says otherwise: 2 MiB.
const BODY_LIMIT: usize = 2 << 20;

/// Wraps the routes.
pub fn around(routes: Router<App>, app: &App) -> Router<App> {
    routes
        .layer(middleware::from_fn_with_state(app.clone(), access::login::layer::authenticate))
        .layer(middleware::from_fn(same_site))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(house_body))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(headers))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            kernel::Error::fault("panic in a handler").into_response()
        }))
        .layer(middleware::from_fn(identify))
}

/// Gives the request its id and writes one log line: never a query string, which may carry a name or a number.
async fn identify(mut request: Request, next: Next) -> Response {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |m| m.as_str().to_owned());
    if let Ok(value) = HeaderValue::from_str(&id) {
        request.headers_mut().insert("x-request-id", value);
    }
    let begun = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    let (took, status) = (begun.elapsed(), response.status());
    metrics::histogram!("http_request_seconds", "route" => route.clone(), "method" => method.to_string())
        .record(took.as_secs_f64());
    metrics::counter!("http_requests", "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    tracing::info!(request_id = id, %method, route, status = status.as_u16(), ms = took.as_secs_f64() * 1e3, "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A browser that was sent here by another site may look but not change anything.
async fn same_site(request: Request, next: Next) -> Response {
    let foreign = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if foreign && !request.method().is_safe() {
        return kernel::Error::forbidden().into_response();
    }
    next.run(request).await
}

/// What the framework itself refuses (a path id that is no id, a query value of the wrong kind) is said in our own body.
async fn house_body(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !api || !plain || !response.status().is_client_error() {
        return response;
    }
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => {
            kernel::Error::bad_request("method.not_allowed", "此地址不支持这种请求方法。")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            kernel::Error::bad_request("body.too_large", "提交的内容过大，请分批提交。")
        }
        StatusCode::NOT_FOUND => kernel::Error::Missing,
        _ => kernel::Error::bad_request(
            "query.invalid",
            "地址或查询条件无法识别，请检查编号、日期和页码的写法。",
        ),
    }
    .into_response()
}

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

async fn headers(request: Request, next: Next) -> Response {
    let personal = request.uri().path().starts_with("/api/") || request.uri().path().starts_with("/fhir/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-frame-options"), "SAMEORIGIN"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if personal {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
