//! Reading and writing segments and their members.
use super::{
    entity::{member, segment},
    order,
};
use crate::{library::library, review::decide::SegmentRule};
use kernel::{Error, PatientId, ReceiptId, Result, Scope, Tx, Visible};
use nq_audience::{Names, Rule};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Set, sea_query::OnConflict,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// All segments that are not deleted, in order of names.
pub(crate) async fn all(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<segment::Model>> {
    Ok(segment::Entity::visible(scope)
        .filter(segment::Column::DeletedAt.is_null())
        .order_by_asc(segment::Column::CreatedAt)
        .order_by_asc(segment::Column::Id)
        .all(conn)
        .await?)
}

/// One segment.
pub(crate) async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<segment::Model> {
    let row = segment::Entity::visible(scope)
        .filter(segment::Column::Id.eq(id))
        .filter(segment::Column::DeletedAt.is_null())
        .one(conn)
        .await?;
    row.ok_or(Error::Missing)
}

/// Names by id.
pub(crate) async fn names(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Names> {
    Ok(all(conn, scope).await?.into_iter().map(|row| (row.id.to_string(), row.name)).collect())
}

/// Names of the ready segments by their codes, as pathways name them.
pub async fn segment_names(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Names> {
    Ok(all(conn, scope).await?.into_iter().filter_map(|row| Some((row.code?, row.name))).collect())
}

/// The rule of a row; rows are written from checked rules only.
pub(crate) fn rule(row: &segment::Model) -> Result<Rule> {
    Ok(serde_json::from_value(row.rule.clone())?)
}

/// All rules, each after those it rests on.
pub(crate) async fn rules(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<SegmentRule>> {
    let read = |row: segment::Model| -> Result<SegmentRule> {
        let rule = rule(&row)?;
        Ok(SegmentRule { id: row.id, code: row.code, name: row.name, version: row.version, rule })
    };
    let rules = all(conn, scope).await?.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(order::ordered(rules, |s| (s.id.to_string(), &s.rule)))
}

/// Refuses a rule that would make a segment rest on itself.
pub(crate) async fn refuse_circle(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
    rule: &Rule,
) -> Result<()> {
    let others: BTreeMap<_, _> =
        rules(conn, scope).await?.into_iter().map(|s| (s.id.to_string(), s.rule)).collect();
    if order::circular(&id.to_string(), rule, &others) {
        return Err(Error::field("rule", "人群互相引用成环，请去掉其中一个引用。"));
    }
    Ok(())
}

/// Puts the ready segments of the box into a tenant, once each; a deleted one stays deleted.
pub(crate) async fn stock(tx: &Tx, scope: &Scope) -> Result<bool> {
    let there: BTreeSet<_> =
        segment::Entity::visible(scope).all(&**tx).await?.into_iter().filter_map(|row| row.code).collect();
    let mut added = false;
    for ready in library().segments.iter().filter(|ready| !there.contains(&ready.code)) {
        let row = segment::ActiveModel {
            id: Set(Uuid::now_v7()),
            tenant_id: Set(scope.tenant),
            code: Set(Some(ready.code.clone())),
            name: Set(ready.name.clone()),
            description: Set(ready.description.clone()),
            rule: Set(serde_json::to_value(&ready.rule)?),
            version: Set(1),
            created_by: Set(scope.actor_name()),
            created_at: Set(tx.now),
            updated_at: Set(tx.now),
            deleted_at: Set(None),
        };
        let insert = segment::Entity::insert(row).on_conflict(
            OnConflict::columns([segment::Column::TenantId, segment::Column::Code]).do_nothing().to_owned(),
        );
        insert.exec_without_returning(&**tx).await?;
        added = true;
    }
    Ok(added)
}

/// A member of a ready segment: for rooms that look at the state now and then, in case an event was missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOf {
    pub id: Uuid,
    pub patient: PatientId,
    pub since: chrono::DateTime<chrono::Utc>,
    /// Name of the segment.
    pub segment: String,
}

/// Who belongs to the segment of this code, the longest first.
pub async fn members_of(conn: &impl ConnectionTrait, scope: &Scope, code: &str) -> Result<Vec<MemberOf>> {
    let Some(segment) = all(conn, scope).await?.into_iter().find(|s| s.code.as_deref() == Some(code)) else {
        return Ok(Vec::new());
    };
    let rows = member::Entity::visible(scope)
        .filter(member::Column::SegmentId.eq(segment.id))
        .order_by_asc(member::Column::Since)
        .order_by_asc(member::Column::Id)
        .all(conn)
        .await?;
    let view = |row: member::Model| MemberOf {
        id: row.id,
        patient: row.patient_id,
        since: row.since,
        segment: segment.name.clone(),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// A segment about to be written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) rule: Rule,
}

/// Writes a new segment.
pub(crate) async fn create(tx: &Tx, scope: &Scope, draft: Draft) -> Result<Uuid> {
    let id = Uuid::now_v7();
    refuse_circle(&**tx, scope, id, &draft.rule).await?;
    let row = segment::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        code: Set(None),
        name: Set(draft.name),
        description: Set(draft.description),
        rule: Set(serde_json::to_value(&draft.rule)?),
        version: Set(1),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
        updated_at: Set(tx.now),
        deleted_at: Set(None),
    };
    row.insert(&**tx).await?;
    Ok(id)
}

/// Changes a segment; a changed rule is a new version.
pub(crate) async fn update(tx: &Tx, scope: &Scope, id: Uuid, draft: Draft) -> Result<()> {
    refuse_circle(&**tx, scope, id, &draft.rule).await?;
    let old = find(&**tx, scope, id).await?;
    let rule = serde_json::to_value(&draft.rule)?;
    let version = if rule == old.rule { old.version } else { old.version + 1 };
    let mut row = old.into_active_model();
    row.name = Set(draft.name);
    row.description = Set(draft.description);
    row.rule = Set(rule);
    row.version = Set(version);
    row.updated_at = Set(tx.now);
    row.update(&**tx).await?;
    Ok(())
}

/// Deletes a segment unless another one rests on it. Members leave at the next review.
pub(crate) async fn delete(tx: &Tx, scope: &Scope, id: Uuid) -> Result<()> {
    let text = id.to_string();
    for other in rules(&**tx, scope).await? {
        if other.id != id && nq_audience::uses(&other.rule).segments.contains(&text) {
            let message = format!("人群“{}”引用了它，请先修改那个人群。", other.name);
            return Err(Error::conflict("segment.in_use", message));
        }
    }
    let mut row = find(&**tx, scope, id).await?.into_active_model();
    row.deleted_at = Set(Some(tx.now));
    row.update(&**tx).await?;
    Ok(())
}

/// The memberships of some people.
pub(crate) async fn memberships(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<member::Model>> {
    Ok(member::Entity::visible(scope)
        .filter(member::Column::PatientId.is_in(patients.iter().copied()))
        .order_by_asc(member::Column::Since)
        .all(conn)
        .await?)
}

/// A membership about to begin.
#[derive(Debug, Clone)]
pub(crate) struct NewMember {
    pub(crate) id: Uuid,
    pub(crate) segment: Uuid,
    pub(crate) patient: PatientId,
    /// The sentences that let in.
    pub(crate) why: Vec<String>,
    pub(crate) receipt: ReceiptId,
}

/// Lets a person in.
pub(crate) async fn enter(tx: &Tx, scope: &Scope, new: NewMember) -> Result<()> {
    let row = member::ActiveModel {
        id: Set(new.id),
        tenant_id: Set(scope.tenant),
        segment_id: Set(new.segment),
        patient_id: Set(new.patient),
        since: Set(tx.now),
        why: Set(serde_json::to_value(new.why)?),
        receipt_id: Set(Some(new.receipt)),
    };
    row.insert(&**tx).await?;
    Ok(())
}

/// Takes a person out.
pub(crate) async fn leave(tx: &Tx, membership: Uuid) -> Result<()> {
    member::Entity::delete_by_id(membership).exec(&**tx).await?;
    Ok(())
}
