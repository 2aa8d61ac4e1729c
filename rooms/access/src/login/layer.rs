//! Turns the credential of a request into its viewer. Without a valid one the request goes on as nobody.
use super::session;
use crate::token;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use kernel::App;

/// The cookie that carries the session.
pub const COOKIE: &str = "nq_session";

/// The secret a request carries, from the `Authorization` header or the cookie.
pub fn secret(headers: &HeaderMap) -> Option<String> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(|value| value.trim().to_owned());
    bearer.or_else(|| CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned()))
}

/// The middleware: puts the [`kernel::Scope`] into the request.
pub async fn authenticate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(secret) = secret(request.headers()) {
        let viewer = match session::viewer(&app, &secret).await {
            Ok(None) => token::viewer(&app, &secret).await,
            other => other,
        };
        match viewer {
            Ok(Some(scope)) => {
                request.extensions_mut().insert(scope);
            }
            Ok(None) => {}
            Err(error) => return error.into_response(),
        }
    }
    next.run(request).await
}
