//! Segments 人群: named rules whose members are kept up to date person by person, with the reason of each.
pub mod api;
pub(crate) mod entity;
pub mod members;
mod order;
pub(crate) mod store;

use kernel::{App, Error, Result, TenantId};
use nq_audience::Rule;
use serde::Deserialize;

/// Makes a segment in the name of the house, for benchmarks and set-up. Everybody is judged at the next look.
pub async fn found(app: &App, tenant: TenantId, name: &str, rule: &serde_json::Value) -> Result<uuid::Uuid> {
    let rule = Rule::deserialize(rule).map_err(|e| Error::field("rule", format!("条件无法识别：{e}")))?;
    let draft = store::Draft { name: name.to_owned(), description: String::new(), rule };
    let scope = crate::review::reviewer(tenant);
    app.write(async |tx| store::create(&tx, &scope, draft).await).await
}
