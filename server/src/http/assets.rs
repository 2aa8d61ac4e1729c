//! The built pages, inside the binary. Unknown paths get the page they belong to, so that deep links work.
use axum::{
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../web/dist"]
#[allow_missing = true]
struct Built;

/// A file of the front end, or the page for the path.
pub async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("fhir/") {
        return kernel::Error::Missing.into_response();
    }
    if let Some(answer) = file(path) {
        return answer;
    }
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let shell = if path == "h5" || path.starts_with("h5/") { "h5/index.html" } else { "index.html" };
    file(shell).unwrap_or_else(|| {
        let text = "前端未构建。请在项目根目录运行 cargo xtask run。";
        (StatusCode::SERVICE_UNAVAILABLE, Html(format!("<meta charset=utf-8><p>{text}</p>"))).into_response()
    })
}

fn file(path: &str) -> Option<Response> {
    let found = Built::get(path)?;
    // Names of built files carry a hash of their content; the pages themselves do not.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = found.metadata.mimetype().to_owned();
    Some(
        ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.to_owned())], found.data)
            .into_response(),
    )
}
