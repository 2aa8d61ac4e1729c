//! The CapabilityStatement, made from the same tables the server works by. Pure.

use chrono::{DateTime, Utc};
use nq_fhir::{Json, resource};

use super::answer::instant;
use super::params;

/// What the server can do.
pub fn statement(now: DateTime<Utc>, base: &str) -> Json {
    // Types described one by one first, then all others, which are kept, read and searched by the general parameters.
    let described: Vec<&str> = params::described().collect();
    let rest = resource::TYPES.iter().copied().filter(|kind| !described.contains(kind) && is_kept(kind));
    let resources: Vec<Json> = described.iter().copied().chain(rest).map(resource_entry).collect();
    let system = ["transaction", "batch"].map(|code| Json::object([("code", code.into())])).to_vec();
    let rest = Json::object([
        ("mode", "server".into()),
        ("documentation", DOCUMENTATION.into()),
        ("security", Json::object([("description", "Authorization: Bearer 接口令牌，或登录会话".into())])),
        ("resource", resources.into()),
        ("interaction", system.into()),
    ]);
    Json::object([
        ("resourceType", "CapabilityStatement".into()),
        ("status", "active".into()),
        ("date", instant(now).into()),
        ("kind", "instance".into()),
        ("software", Json::object([("name", "暖桥".into()), ("version", env!("CARGO_PKG_VERSION").into())])),
        ("implementation", Json::object([("description", "暖桥 FHIR R4 接口".into()), ("url", base.into())])),
        ("fhirVersion", "4.0.1".into()),
        ("format", vec![Json::from("application/fhir+json"), "json".into()].into()),
        ("rest", vec![rest].into()),
    ])
}

const DOCUMENTATION: &str = "资源按来源的 id 去重：同一来源再次提交同一 id 且内容相同的资源不产生新版本（200），内容不同则产生新版本；\
UUID 形式的 id 视为全局唯一。没有 id 的 POST 总是新建。PUT 不带 If-Match 时直接更新。未知查询参数默认忽略；\
Prefer: handling=strict 时拒绝。patient/subject 参数按人检索，同一人的多份 Patient 资源的事实一并返回。";

/// Bundles, parameters and outcomes are messages, not resources to keep.
pub fn is_kept(kind: &str) -> bool {
    resource::is_type(kind)
        && !matches!(kind, "Bundle" | "Parameters" | "OperationOutcome" | "CapabilityStatement")
}

fn resource_entry(kind: &str) -> Json {
    let interactions = ["read", "vread", "update", "delete", "history-instance", "create", "search-type"];
    let params = params::of(kind)
        .into_iter()
        .map(|(name, how)| Json::object([("name", name.into()), ("type", how.kind().into())]));
    let mut entry = Json::object([
        ("type", kind.into()),
        ("interaction", interactions.map(|code| Json::object([("code", code.into())])).to_vec().into()),
        ("versioning", "versioned".into()),
        ("readHistory", true.into()),
        ("updateCreate", true.into()),
        ("conditionalCreate", true.into()),
        ("conditionalRead", "not-supported".into()),
        ("conditionalUpdate", true.into()),
        ("conditionalDelete", "not-supported".into()),
        ("searchParam", params.collect::<Vec<_>>().into()),
    ]);
    if kind != "Patient" && params::find(kind, "patient").is_some() {
        let includes = ["patient", "subject", "encounter"].map(|param| Json::from(format!("{kind}:{param}")));
        entry.set("searchInclude", includes.to_vec().into());
    }
    if kind == "Patient" {
        let everything = Json::object([
            ("name", "everything".into()),
            ("definition", "http://hl7.org/fhir/OperationDefinition/Patient-everything".into()),
        ]);
        entry.set("operation", vec![everything].into());
    }
    entry
}
