//! How FHIR answers: media type, version headers, and an OperationOutcome for everything that goes wrong.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use kernel::Error;
use nq_fhir::{IssueCode, Json, Outcome};

/// Media type of FHIR JSON.
pub const MEDIA: &str = "application/fhir+json; charset=utf-8";

/// A refusal or failure in FHIR's words.
#[derive(Debug, Clone)]
pub struct Refused {
    /// HTTP status.
    pub status: StatusCode,
    /// What is the matter.
    pub outcome: Outcome,
}

impl Refused {
    /// A refusal with one issue.
    pub fn new(status: StatusCode, code: IssueCode, said: impl Into<String>) -> Self {
        Self { status, outcome: Outcome::error(code, said) }
    }

    /// 404.
    pub fn missing(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, IssueCode::NotFound, format!("没有找到 {what}，或没有查看权限"))
    }
}

/// The status that goes with an outcome of filing.
impl From<Outcome> for Refused {
    fn from(outcome: Outcome) -> Self {
        let status = match outcome.issues.first().map(|issue| issue.code) {
            Some(IssueCode::Structure | IssueCode::Invalid) => StatusCode::BAD_REQUEST,
            Some(IssueCode::Conflict | IssueCode::MultipleMatches) => StatusCode::PRECONDITION_FAILED,
            Some(IssueCode::Exception) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, outcome }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        match error {
            Error::Refusal(refusal) => {
                let code = match refusal.status {
                    StatusCode::UNAUTHORIZED => IssueCode::Login,
                    StatusCode::FORBIDDEN => IssueCode::Forbidden,
                    StatusCode::TOO_MANY_REQUESTS => IssueCode::Throttled,
                    _ => IssueCode::BusinessRule,
                };
                Self::new(refusal.status, code, refusal.message)
            }
            Error::Missing => Self::missing("该资源"),
            Error::Fault(what) => {
                let request_id = kernel::error::request_id();
                tracing::error!(request_id, what, "fault");
                let said = format!("系统出错，已记录。编号 {request_id}");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, IssueCode::Exception, said)
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        json(self.status, &self.outcome.to_json())
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &Json) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA));
    response
}

/// A resource with its version headers; `location` is sent when it is new.
pub fn resource(
    status: StatusCode,
    body: &Json,
    version: i64,
    at: DateTime<Utc>,
    location: Option<&str>,
) -> Response {
    let mut response = json(status, body);
    let headers = response.headers_mut();
    let modified = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in [
        (header::ETAG, Some(etag(version))),
        (header::LAST_MODIFIED, Some(modified)),
        (header::LOCATION, location.map(str::to_owned)),
    ] {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// The weak ETag of a version.
pub fn etag(version: i64) -> String {
    format!("W/\"{version}\"")
}

/// The version in an If-Match header; `None` if it is none of ours.
pub fn version_of(etag: &str) -> Option<i64> {
    etag.trim().trim_start_matches("W/").trim_matches('"').parse().ok()
}

/// An instant as FHIR writes it.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
