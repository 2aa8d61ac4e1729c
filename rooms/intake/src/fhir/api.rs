//! FHIR over HTTP: `/fhir/R4`. Every answer that is not a resource is an OperationOutcome.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use kernel::{Act, App, Tx};
use nq_fhir::{Bundle, BundleKind, IssueCode, Outcome, resource as fhir};
use utoipa_axum::router::OpenApiRouter;

use super::answer::{self, Refused, version_of};
use super::caller::{Caller, accepts, body};
use super::capability::{self, is_kept};
use super::file::Document;
use super::one::{Wish, file_one};
use super::{listing, read, transaction};

/// Largest body: 64 MB, a bundle of some hundred thousand results.
const MOST_BYTES: usize = 64 << 20;

/// The slice's part of the HTTP service. FHIR describes itself in its CapabilityStatement, not in OpenAPI.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .route("/fhir/R4", post(bundle).fallback(wrong_method))
        .route("/fhir/R4/", post(bundle).fallback(wrong_method))
        .route("/fhir/R4/metadata", get(metadata).fallback(wrong_method))
        .route("/fhir/R4/{kind}", get(search_type).post(create).put(update_where).fallback(wrong_method))
        .route("/fhir/R4/{kind}/_search", post(search_by_form).fallback(wrong_method))
        .route("/fhir/R4/{kind}/{id}", get(read_one).put(update).delete(delete_one).fallback(wrong_method))
        .route("/fhir/R4/{kind}/{id}/_history", get(history).fallback(wrong_method))
        .route("/fhir/R4/{kind}/{id}/_history/{version}", get(read_version).fallback(wrong_method))
        .route("/fhir/R4/{kind}/{id}/$everything", get(everything).fallback(wrong_method))
        .route("/fhir/R4/{kind}/{id}/{more}", any(nothing_here))
        .route("/fhir/R4/{kind}/{id}/{more}/{rest}", any(nothing_here))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

type Answer = std::result::Result<Response, Refused>;

fn known_type(kind: &str) -> std::result::Result<(), Refused> {
    if is_kept(kind) {
        return Ok(());
    }
    let said = format!("没有资源类型“{kind}”");
    Err(Refused::new(StatusCode::NOT_FOUND, IssueCode::NotSupported, said))
}

async fn metadata(State(app): State<App>, headers: HeaderMap, RawQuery(query): RawQuery) -> Answer {
    accepts(&headers, query.as_deref().unwrap_or(""))?;
    let base = format!("{}/fhir/R4", app.config.public_url);
    Ok(answer::json(StatusCode::OK, &capability::statement(app.clock.now(), &base)))
}

async fn nothing_here() -> Refused {
    Refused::new(StatusCode::NOT_FOUND, IssueCode::NotSupported, "没有这个地址")
}

async fn wrong_method() -> Refused {
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, IssueCode::NotSupported, "该地址不支持此方法")
}

/// A transaction or batch.
async fn bundle(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    caller.may(Act::FhirWrite)?;
    counted(&app, &caller, carried_out(&app, &caller, &headers, bytes).await).await
}

/// A refusal is counted at the feed with its reason.
async fn counted(app: &App, caller: &Caller, answer: Answer) -> Answer {
    if let Err(refused) = &answer {
        caller.note_refused(app, refused).await;
    }
    answer
}

async fn carried_out(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    let asked = Bundle::read(body(headers, bytes)?)?;
    let answer = match asked.kind {
        BundleKind::Transaction => transaction::transaction(app, caller, asked).await?,
        BundleKind::Batch => transaction::batch(app, caller, asked).await,
        _ => return Err(Outcome::error(IssueCode::Invalid, "此地址只接受 transaction 或 batch").into()),
    };
    Ok(answer::json(StatusCode::OK, &answer))
}

async fn search_type(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    find(&app, &caller, &kind, &query.unwrap_or_default()).await
}

async fn search_by_form(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    form: String,
) -> Answer {
    find(&app, &caller, &kind, &format!("{}&{form}", query.unwrap_or_default())).await
}

async fn find(app: &App, caller: &Caller, kind: &str, query: &str) -> Answer {
    caller.may(Act::FhirRead)?;
    known_type(kind)?;
    let found =
        listing::searched(app.db.read(), &caller.scope, &caller.base, kind, query, caller.handling).await??;
    let shown: String = format!("{kind}?{query}").chars().take(200).collect();
    caller.log(app, shown, None).await?;
    Ok(answer::json(StatusCode::OK, &found))
}

async fn read_one(
    State(app): State<App>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
) -> Answer {
    caller.may(Act::FhirRead)?;
    known_type(&kind)?;
    let (json, row) = read::one(app.db.read(), &caller.scope, &kind, &id).await??;
    caller.log(&app, format!("{kind}/{id}"), row.patient_id).await?;
    Ok(answer::resource(StatusCode::OK, &json, row.version, row.updated_at, None))
}

async fn read_version(
    State(app): State<App>,
    caller: Caller,
    Path((kind, id, version)): Path<(String, String, String)>,
) -> Answer {
    caller.may(Act::FhirRead)?;
    known_type(&kind)?;
    let (json, version, at) = read::version(app.db.read(), &caller.scope, &kind, &id, &version).await??;
    caller.log(&app, format!("{kind}/{id}/_history/{version}"), None).await?;
    Ok(answer::resource(StatusCode::OK, &json, version, at, None))
}

async fn history(State(app): State<App>, caller: Caller, Path((kind, id)): Path<(String, String)>) -> Answer {
    caller.may(Act::FhirRead)?;
    known_type(&kind)?;
    let found = read::history(app.db.read(), &caller.scope, &caller.base, &kind, &id).await??;
    caller.log(&app, format!("{kind}/{id}/_history"), None).await?;
    Ok(answer::json(StatusCode::OK, &found))
}

async fn everything(
    State(app): State<App>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
) -> Answer {
    caller.may(Act::FhirRead)?;
    if kind != "Patient" {
        return Ok(nothing_here().await.into_response());
    }
    let found = listing::everything(app.db.read(), &caller.scope, &caller.base, &id).await??;
    caller.log(&app, format!("Patient/{id}/$everything"), None).await?;
    Ok(answer::json(StatusCode::OK, &found))
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    headers: HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    caller.may(Act::FhirWrite)?;
    known_type(&kind)?;
    counted(&app, &caller, created(&app, &caller, &kind, &headers, bytes).await).await
}

async fn created(
    app: &App,
    caller: &Caller,
    kind: &str,
    headers: &HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    let json = body(headers, bytes)?;
    if fhir::kind(&json) != kind {
        return Err(Outcome::error(IssueCode::Structure, format!("资源类型应为 {kind}")).into());
    }
    let condition = headers.get("if-none-exist").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let document = Document { json, full_url: None, put: None, if_match: None };
    file_one(app, caller, kind, Wish::Create { condition }, document).await
}

async fn update(
    State(app): State<App>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    caller.may(Act::FhirWrite)?;
    known_type(&kind)?;
    counted(&app, &caller, put(&app, &caller, &kind, format!("{kind}/{id}"), &headers, bytes).await).await
}

async fn update_where(
    State(app): State<App>,
    caller: Caller,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    let url = format!("{kind}?{}", query.unwrap_or_default());
    caller.may(Act::FhirWrite)?;
    known_type(&kind)?;
    counted(&app, &caller, put(&app, &caller, &kind, url, &headers, bytes).await).await
}

async fn put(
    app: &App,
    caller: &Caller,
    kind: &str,
    url: String,
    headers: &HeaderMap,
    bytes: std::result::Result<Bytes, BytesRejection>,
) -> Answer {
    let json = body(headers, bytes)?;
    let if_match = match headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()) {
        None => None,
        Some(etag) => Some(version_of(etag).ok_or_else(|| {
            Refused::new(StatusCode::PRECONDITION_FAILED, IssueCode::Conflict, "If-Match 不是本服务的版本号")
        })?),
    };
    let document = Document { json, full_url: None, put: None, if_match };
    file_one(app, caller, kind, Wish::Put { url }, document).await
}

async fn delete_one(
    State(app): State<App>,
    caller: Caller,
    Path((kind, id)): Path<(String, String)>,
) -> Answer {
    caller.may(Act::FhirWrite)?;
    known_type(&kind)?;
    let who = &caller;
    app.write(async move |tx: Tx| read::delete(&tx, who, &kind, &id).await).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
