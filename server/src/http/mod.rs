//! HTTP: the rooms' routes behind one stack of layers, health, metrics and the built pages.
mod assets;
mod health;
mod layers;

use crate::{circuit, demo};
use axum::{Json, Router, routing::get};
use kernel::App;
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;

/// Everything the server answers.
pub fn router(app: App, metrics: metrics_exporter_prometheus::PrometheusHandle) -> Router {
    let (routes, document) = documented(app.config.demo).split_for_parts();
    let routes = routes
        .route("/api/openapi.json", get(move || std::future::ready(Json(document))))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/metrics", get(move || std::future::ready(metrics.render())))
        .fallback(assets::page);
    layers::around(routes, &app).with_state(app)
}

/// The API document, with the demo's own endpoints.
pub fn openapi() -> OpenApi {
    documented(true).split_for_parts().1
}

fn documented(demo: bool) -> OpenApiRouter<App> {
    let info = InfoBuilder::new()
        .title("暖桥 Nuanqiao")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("医疗机构健康管理 CRM 的接口。错误统一为 {code, message, fields, request_id}。"))
        .build();
    let routes =
        OpenApiRouter::with_openapi(OpenApiBuilder::new().info(info).build()).merge(circuit::routes());
    if demo { routes.merge(demo::router()) } else { routes }
}
