//! 重复档案: pairs that may be one person, with reasons; a person decides. A merge moves the rows of the younger record
//! to the older one and remembers which, so that it can be taken back exactly.

pub mod api;
mod merge;
mod propose;

pub use merge::{merge, unmerge};
pub(crate) use propose::propose;

use chrono::{DateTime, Utc};
use kernel::{Error, Page, PageQuery, PatientId, Result, Scope, Tx, Visible};
use nq_cnid::Reason;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::file::{source_label, tell};
use crate::identity::entity::{match_candidate, patient};
use crate::patient::{PatientRow, of_models, sight};

/// One side of a pair: the row of the list and what helps to compare.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Side {
    #[serde(flatten)]
    pub row: PatientRow,
    pub address_masked: Option<String>,
    pub source: String,
    pub created_at: DateTime<Utc>,
    /// How many visits, results and other facts are filed under it.
    pub facts: u64,
}

/// A pair.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MatchView {
    #[schema(value_type = String, format = Uuid)]
    pub id: Uuid,
    pub score: i64,
    pub reasons: Vec<String>,
    pub state: String,
    /// The older record.
    pub a: Side,
    /// The younger record.
    pub b: Side,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    pub decided_reason: Option<String>,
}

/// The texts of stored reasons.
pub(crate) fn reason_texts(stored: &Value) -> Vec<String> {
    let reasons: Vec<Reason> = serde_json::from_value(stored.clone()).unwrap_or_default();
    reasons.into_iter().filter(|r| r.points != 0).map(|r| r.text).collect()
}

/// A page of pairs, the likeliest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    state: &str,
    page: &PageQuery,
    now: DateTime<Utc>,
) -> Result<Page<MatchView>> {
    use match_candidate::Column;
    let query = match_candidate::Entity::visible(scope).filter(Column::State.eq(state));
    let total = query.clone().count(conn).await?;
    let pairs = query
        .order_by_desc(Column::Score)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.limit())
        .all(conn)
        .await?;
    let mut items = views(conn, scope, pairs, now).await?;
    items.sort_by_key(|m| (-m.score, m.id));
    Ok(page.page(items, total))
}

async fn views(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    pairs: Vec<match_candidate::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<MatchView>> {
    let ids: Vec<PatientId> = pairs.iter().flat_map(|p| [p.patient_id, p.other_id]).collect();
    // Whoever may decide must see both sides, also where only one of them is his.
    let both = Scope { reach: kernel::Reach::Tenant, ..scope.clone() };
    let people = patient::Entity::visible(&both).filter(patient::Column::Id.is_in(ids)).all(conn).await?;
    let rows = of_models(conn, &both, people.clone(), now).await?;
    let mut sides: HashMap<PatientId, Side> = HashMap::new();
    for (p, row) in people.into_iter().zip(rows) {
        let facts = merge::count(conn, scope.tenant, p.id).await?;
        let side = Side {
            row,
            address_masked: sight::address(scope, p.address.as_deref()),
            source: source_label(&p.source),
            created_at: p.created_at,
            facts,
        };
        sides.insert(p.id, side);
    }
    let view = |m: match_candidate::Model| {
        Some(MatchView {
            id: m.id,
            score: m.score,
            reasons: reason_texts(&m.reasons),
            state: m.state,
            a: sides.get(&m.patient_id)?.clone(),
            b: sides.get(&m.other_id)?.clone(),
            created_at: m.created_at,
            decided_at: m.decided_at,
            decided_by: m.decided_by,
            decided_reason: m.decided_reason,
        })
    };
    Ok(pairs.into_iter().filter_map(view).collect())
}

async fn candidate(tx: &Tx, scope: &Scope, id: Uuid) -> Result<match_candidate::Model> {
    match_candidate::Entity::visible(scope)
        .filter(match_candidate::Column::Id.eq(id))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Error::Missing)
}

/// Decides a pair: one person (the younger record is merged into the older) or two.
pub async fn decide(tx: &Tx, scope: &Scope, id: Uuid, same: bool, reason: &str) -> Result<()> {
    let pair = candidate(tx, scope, id).await?;
    if pair.state != "open" {
        return Err(Error::conflict("match.decided", "这一对档案已有人处理过，请刷新列表。"));
    }
    let (keep, gone) = (pair.patient_id, pair.other_id);
    let moved = if same { Some(merge(tx, scope, keep, gone).await?) } else { None };
    let mut row = pair.into_active_model();
    row.state = Set(if same { "same" } else { "different" }.to_owned());
    row.decided_at = Set(Some(tx.now));
    row.decided_by = Set(Some(scope.actor_name()));
    row.decided_reason = Set(Some(reason.to_owned()));
    row.moved = Set(moved);
    row.update(&**tx).await?;
    for (patient, other) in [(keep, gone), (gone, keep)] {
        let title = if same { "重复档案已合并" } else { "确认不是同一人" };
        let payload = json!({
            "title": title, "detail": reason, "candidate_id": id, "same": same, "other_id": other, "kept_id": keep,
        });
        tell(tx, scope, "staff", patient, "match.decided", tx.now, payload).await?;
    }
    Ok(())
}

/// Merges two records because a source says they are one person (HL7 A40): the same as a decision at the queue, and
/// taken back the same way. `keep` is the record that the source goes on with.
pub async fn merge_told(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    keep: PatientId,
    gone: PatientId,
) -> Result<()> {
    use match_candidate::Column;
    if keep == gone {
        return Ok(());
    }
    let either = Condition::any()
        .add(Column::PatientId.eq(keep).and(Column::OtherId.eq(gone)))
        .add(Column::PatientId.eq(gone).and(Column::OtherId.eq(keep)));
    let asked = match_candidate::Entity::visible(scope).filter(either).one(&**tx).await?;
    let reason = Reason { text: format!("{} 发来合并消息", source_label(source)), points: 100 };
    let row = match_candidate::Model {
        id: asked.as_ref().map_or_else(Uuid::now_v7, |a| a.id),
        tenant_id: scope.tenant,
        patient_id: keep,
        other_id: gone,
        score: 100,
        reasons: json!([reason]),
        state: "open".to_owned(),
        created_at: asked.as_ref().map_or(tx.now, |a| a.created_at),
        decided_at: None,
        decided_by: None,
        decided_reason: None,
        moved: None,
    };
    let id = row.id;
    match asked {
        Some(asked) if asked.state == "same" => return Ok(()),
        Some(_) => {
            row.into_active_model().reset_all().update(&**tx).await?;
        }
        None => {
            row.into_active_model().reset_all().insert(&**tx).await?;
        }
    }
    decide(tx, scope, id, true, "来源系统的合并消息").await
}

/// Takes a merge back: every row that was moved returns, what came later stays where it was filed.
pub async fn undo(tx: &Tx, scope: &Scope, id: Uuid, reason: &str) -> Result<()> {
    let pair = candidate(tx, scope, id).await?;
    if pair.state == "open" {
        return Err(Error::conflict("match.open", "这一对档案还没有处理过，无需撤销。"));
    }
    let (keep, gone) = (pair.patient_id, pair.other_id);
    if let Some(moved) = &pair.moved {
        unmerge(tx, scope, keep, gone, moved).await?;
    }
    let mut row = pair.into_active_model();
    row.state = Set("open".to_owned());
    row.decided_at = Set(None);
    row.decided_by = Set(None);
    row.decided_reason = Set(None);
    row.moved = Set(None);
    row.update(&**tx).await?;
    for (patient, other) in [(keep, gone), (gone, keep)] {
        let payload = json!({"title": "撤销重复档案处理", "detail": reason, "candidate_id": id, "undone": true, "other_id": other});
        tell(tx, scope, "staff", patient, "match.decided", tx.now, payload).await?;
    }
    Ok(())
}
