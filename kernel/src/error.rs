//! Three kinds of errors: a rule says no (Refusal), it is not there or not yours (Missing), something broke (Fault).
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// What every fallible function of the house returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no. Carries a Chinese sentence and a stable code.
    #[error("{0}")]
    Refusal(Box<Refusal>),
    /// Not there, or not yours: the caller cannot tell which.
    #[error("没有找到，或您没有查看权限。")]
    Missing,
    /// Something broke on our side; the caller gets only a request id.
    #[error("{0}")]
    Fault(String),
}

/// A rule's no: code for programs, sentence for people.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// HTTP status, 4xx (or 503 when we cannot serve right now).
    pub status: StatusCode,
    /// Stable and machine-readable, e.g. `task.already_done`.
    pub code: String,
    /// What happened and what to do, in Chinese.
    pub message: String,
    /// The fields of the request that are wrong, if any.
    pub fields: Vec<FieldError>,
}

/// One wrong field of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldError {
    /// Path of the field, e.g. `birth_date` or `rows[3].phone`.
    pub field: String,
    /// What is wrong with it, in Chinese.
    pub message: String,
}

/// The one error body of the API.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// Stable code.
    pub code: String,
    /// Chinese sentence.
    pub message: String,
    /// Wrong fields.
    pub fields: Vec<FieldError>,
    /// What to tell the IT department.
    pub request_id: String,
}

impl Error {
    fn with(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self::Refusal(Box::new(Refusal {
            status,
            code: code.to_owned(),
            message: message.into(),
            fields: Vec::new(),
        }))
    }
    /// 422: the request is understood but a rule refuses it.
    pub fn refuse(code: &str, message: impl Into<String>) -> Self {
        Self::with(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }
    /// 409: the state of the thing does not allow it (any more).
    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::with(StatusCode::CONFLICT, code, message)
    }
    /// 400: the request cannot be read.
    pub fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, code, message)
    }
    /// 401: nobody is logged in.
    pub fn unauthenticated() -> Self {
        Self::unauthenticated_because("请先登录。")
    }
    /// 401 with a sentence of its own.
    pub fn unauthenticated_because(message: &str) -> Self {
        Self::with(StatusCode::UNAUTHORIZED, "session.required", message)
    }
    /// 403: the role does not allow this act.
    pub fn forbidden() -> Self {
        Self::with(
            StatusCode::FORBIDDEN,
            "act.forbidden",
            "您的角色不能进行此操作。如确有需要，请联系安全管理员。",
        )
    }
    /// 429: too many tries.
    pub fn too_many(message: impl Into<String>) -> Self {
        Self::with(StatusCode::TOO_MANY_REQUESTS, "too_many", message)
    }
    /// 422 with the wrong fields named.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        Self::Refusal(Box::new(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: "fields.invalid".to_owned(),
            message: fields.first().map_or_else(|| "填写有误。".to_owned(), |f| f.message.clone()),
            fields,
        }))
    }
    /// 422 for one wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldError { field: field.into(), message: message.into() }])
    }
    /// Something broke; `what` is for the log only.
    pub fn fault(what: impl std::fmt::Display) -> Self {
        Self::Fault(what.to_string())
    }
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Refusal(refusal) => &refusal.code,
            Self::Missing => "missing",
            Self::Fault(_) => "fault",
        }
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(format!("database: {error}"))
    }
}
impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(format!("json: {error}"))
    }
}

tokio::task_local! {
    /// The id of the request being served; set by the outermost layer of the server.
    pub static REQUEST_ID: String;
}

/// The current request id, or empty outside a request.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let request_id = request_id();
        let (status, code, message, fields) = match self {
            Self::Refusal(refusal) => (refusal.status, refusal.code, refusal.message, refusal.fields),
            Self::Missing => {
                (StatusCode::NOT_FOUND, "missing".to_owned(), Self::Missing.to_string(), Vec::new())
            }
            Self::Fault(what) => {
                tracing::error!(request_id, what, "fault");
                let message =
                    format!("系统出错，已记录。请稍后再试；如仍不行，请把编号 {request_id} 告诉信息科。");
                (StatusCode::INTERNAL_SERVER_ERROR, "fault".to_owned(), message, Vec::new())
            }
        };
        (status, Json(ErrorBody { code, message, fields, request_id })).into_response()
    }
}
