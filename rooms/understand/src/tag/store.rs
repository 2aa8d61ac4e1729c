//! Reading and writing definitions of tags.
use super::{Sensitivity, entity};
use crate::library::TagRule;
use kernel::{Error, Result, Scope, Tx, Visible};
use nq_audience::{Names, Rule};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
};
use uuid::Uuid;

/// All definitions, retired ones included, the oldest first.
pub(crate) async fn all(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<entity::Model>> {
    Ok(entity::Entity::visible(scope)
        .order_by_asc(entity::Column::CreatedAt)
        .order_by_asc(entity::Column::Id)
        .all(conn)
        .await?)
}

/// One definition that this viewer may know of.
pub(crate) async fn find(conn: &impl ConnectionTrait, scope: &Scope, code: &str) -> Result<entity::Model> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Code.eq(code)).one(conn).await?;
    row.filter(|row| Sensitivity::parse(&row.sensitivity).shown_to(scope)).ok_or(Error::Missing)
}

/// The names of the tags in force that this viewer may know of.
pub(crate) async fn names(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Names> {
    let known = |row: &entity::Model| {
        row.rule.is_some() && row.retired_at.is_none() && Sensitivity::parse(&row.sensitivity).shown_to(scope)
    };
    Ok(all(conn, scope).await?.into_iter().filter(known).map(|row| (row.code, row.name)).collect())
}

/// A rule that gives a tag, from the box or of the house.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) rule: TagRule,
    pub(crate) kind: record::patient::TagKind,
    /// Days it stays after the rule held last.
    pub(crate) stays_days: Option<i64>,
}

/// The rules of the published definitions in force.
pub(crate) async fn published(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Given>> {
    let mut given = Vec::new();
    for row in all(conn, scope).await?.into_iter().filter(|row| row.retired_at.is_none()) {
        let sensitivity = Sensitivity::parse(&row.sensitivity);
        let Some(rule) = row.rule else { continue };
        let rule = TagRule {
            code: row.code,
            version: u32::try_from(row.version).unwrap_or(u32::MAX),
            name: row.name,
            kind: sensitivity.kind().as_str().to_owned(),
            source: "本院".to_owned(),
            verified: true,
            rule: serde_json::from_value(rule)?,
        };
        given.push(Given { rule, kind: sensitivity.kind(), stays_days: row.expires_days });
    }
    Ok(given)
}

/// Codes of those retired: whoever still carries one loses it.
pub(crate) async fn retired(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<String>> {
    let rows = entity::Entity::visible(scope).filter(entity::Column::RetiredAt.is_not_null());
    Ok(rows.all(conn).await?.into_iter().map(|row| row.code).collect())
}

/// A definition about to be written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) rule: Rule,
    pub(crate) sensitivity: Sensitivity,
    pub(crate) expires_days: Option<i64>,
}

/// Writes a new draft under a code of its own.
pub(crate) async fn create(tx: &Tx, scope: &Scope, draft: Draft) -> Result<entity::Model> {
    let id = Uuid::now_v7();
    let code: String = format!("own_{}", id.simple());
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        code: Set(code),
        name: Set(draft.name),
        sensitivity: Set(draft.sensitivity.code().to_owned()),
        expires_days: Set(draft.expires_days),
        rule: Set(None),
        draft: Set(Some(serde_json::to_value(&draft.rule)?)),
        version: Set(0),
        retired_at: Set(None),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
        updated_at: Set(tx.now),
    };
    Ok(row.insert(&**tx).await?)
}

/// Changes the draft; what is in force stays in force. Name, sensitivity and expiry hold at once.
pub(crate) async fn update(tx: &Tx, scope: &Scope, code: &str, draft: Draft) -> Result<entity::Model> {
    let had = find(&**tx, scope, code).await?;
    let rule = serde_json::to_value(&draft.rule)?;
    let same = had.rule.as_ref() == Some(&rule);
    let mut row = had.into_active_model();
    row.name = Set(draft.name);
    row.sensitivity = Set(draft.sensitivity.code().to_owned());
    row.expires_days = Set(draft.expires_days);
    row.draft = Set((!same).then_some(rule));
    row.updated_at = Set(tx.now);
    Ok(row.update(&**tx).await?)
}

/// Puts the draft in force, as a new version.
pub(crate) async fn publish(tx: &Tx, scope: &Scope, code: &str) -> Result<entity::Model> {
    let had = find(&**tx, scope, code).await?;
    if had.retired_at.is_some() {
        return Err(Error::conflict("tag.retired", "标签已停用，请先恢复。"));
    }
    let Some(draft) = had.draft.clone() else {
        return Err(Error::conflict("tag.no_draft", "没有待发布的修改。"));
    };
    refuse_circle(code, &draft)?;
    let version = had.version + 1;
    let mut row = had.into_active_model();
    row.rule = Set(Some(draft));
    row.draft = Set(None);
    row.version = Set(version);
    row.updated_at = Set(tx.now);
    Ok(row.update(&**tx).await?)
}

/// A tag that asks for itself would keep itself for ever.
fn refuse_circle(code: &str, rule: &serde_json::Value) -> Result<()> {
    let rule: Rule = serde_json::from_value(rule.clone())?;
    if nq_audience::uses(&rule).tags.contains(code) {
        return Err(Error::field("rule", "标签的条件不能引用它自己。"));
    }
    Ok(())
}

/// Takes it out of force, or brings it back as it was.
pub(crate) async fn retire(tx: &Tx, scope: &Scope, code: &str, retired: bool) -> Result<entity::Model> {
    let had = find(&**tx, scope, code).await?;
    let mut row = had.into_active_model();
    row.retired_at = Set(retired.then_some(tx.now));
    row.updated_at = Set(tx.now);
    Ok(row.update(&**tx).await?)
}
