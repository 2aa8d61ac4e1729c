//! Rows of uploaded sheets and learned mappings.

use std::collections::HashMap;

use kernel::{Error, Page, PageQuery, Result, Scope, Tx, Visible};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use uuid::Uuid;

use super::cell::tidy;
use super::entity::{batch, file, mapping};

/// Keeps an uploaded file.
pub async fn keep(tx: &Tx, scope: &Scope, name: &str, rows: u64, content: Vec<u8>) -> Result<batch::Model> {
    let row = batch::ActiveModel {
        id: Set(Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        name: Set(name.to_owned()),
        kind: Set("sheet".to_owned()),
        state: Set("uploaded".to_owned()),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
        finished_at: Set(None),
        rows: Set(i64::try_from(rows).unwrap_or(i64::MAX)),
        mapping: Set(None),
        summary: Set(None),
        errors: Set(None),
        error_count: Set(0),
    };
    let kept = row.insert(&**tx).await?;
    let bytes =
        file::ActiveModel { batch_id: Set(kept.id), tenant_id: Set(scope.tenant), content: Set(content) };
    file::Entity::insert(bytes).exec_without_returning(&**tx).await?;
    Ok(kept)
}

/// One batch.
pub async fn batch(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<batch::Model> {
    batch::Entity::visible(scope).filter(batch::Column::Id.eq(id)).one(conn).await?.ok_or(Error::Missing)
}

/// The bytes of a batch; refused once they are gone.
pub async fn content(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Vec<u8>> {
    batch(conn, scope, id).await?;
    let found = file::Entity::visible(scope).filter(file::Column::BatchId.eq(id)).one(conn).await?;
    let gone =
        || Error::conflict("import.content_gone", "文件内容在导入后已删除。如需再次导入，请重新上传。");
    found.map(|row| row.content).ok_or_else(gone)
}

/// All batches, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    page: &PageQuery,
) -> Result<Page<batch::Model>> {
    let query = batch::Entity::visible(scope);
    let total = query.clone().count(conn).await?;
    let rows = query
        .order_by_desc(batch::Column::CreatedAt)
        .order_by_desc(batch::Column::Id)
        .offset(page.offset())
        .limit(page.limit())
        .all(conn)
        .await?;
    Ok(page.page(rows, total))
}

/// What a run left behind.
pub struct Finished {
    /// New state.
    pub state: &'static str,
    /// Mapping used.
    pub mapping: serde_json::Value,
    /// Counts.
    pub summary: serde_json::Value,
    /// First problems.
    pub errors: serde_json::Value,
    /// All problems.
    pub error_count: i64,
}

/// Notes how a run ended; after an import the file itself is deleted.
pub async fn finish(tx: &Tx, scope: &Scope, id: Uuid, finished: Finished) -> Result<()> {
    let done = finished.state == "done";
    let row = batch::ActiveModel {
        id: Set(id),
        state: Set(finished.state.to_owned()),
        finished_at: Set(done.then_some(tx.now)),
        mapping: Set(Some(finished.mapping)),
        summary: Set(Some(finished.summary)),
        errors: Set(Some(finished.errors)),
        error_count: Set(finished.error_count),
        ..Default::default()
    };
    row.update(&**tx).await?;
    if done {
        file::Entity::delete_many()
            .filter(file::Column::TenantId.eq(scope.tenant))
            .filter(file::Column::BatchId.eq(id))
            .exec(&**tx)
            .await?;
    }
    Ok(())
}

/// The form in which headers are remembered.
pub fn header_key(header: &str) -> String {
    tidy(header).chars().filter(|c| !c.is_whitespace()).take(120).collect::<String>().to_lowercase()
}

/// Targets chosen before for these headers; an empty one means "not imported".
pub async fn learned(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    headers: &[String],
) -> Result<HashMap<String, String>> {
    let keys: Vec<String> = headers.iter().map(|header| header_key(header)).collect();
    let rows = mapping::Entity::visible(scope).filter(mapping::Column::Header.is_in(keys)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.header, row.target)).collect())
}

/// Remembers what was chosen, header → target key (empty: not imported).
pub async fn learn(tx: &Tx, scope: &Scope, chosen: &HashMap<String, String>) -> Result<()> {
    for (header, target) in chosen {
        let header = header_key(header);
        if header.is_empty() {
            continue;
        }
        mapping::Entity::delete_many()
            .filter(mapping::Column::TenantId.eq(scope.tenant))
            .filter(mapping::Column::Header.eq(&header))
            .exec(&**tx)
            .await?;
        let row = mapping::ActiveModel {
            tenant_id: Set(scope.tenant),
            header: Set(header),
            target: Set(target.clone()),
            learned_at: Set(tx.now),
        };
        mapping::Entity::insert(row).exec_without_returning(&**tx).await?;
    }
    Ok(())
}
