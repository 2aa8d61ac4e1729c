//! Puts pairs that look alike into the queue.

use kernel::{PatientId, Result, Scope, Tx, Visible};
use nq_cnid::Match;
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::file::tell;
use crate::identity::entity::match_candidate;

/// Puts pairs into the queue of possible doubles; a pair once decided is not asked again.
pub(crate) async fn propose(
    tx: &Tx,
    scope: &Scope,
    id: PatientId,
    pairs: Vec<(PatientId, Match)>,
) -> Result<()> {
    use match_candidate::Column;
    for (other, found) in pairs.into_iter().filter(|(other, _)| *other != id) {
        let (older, newer) = if other < id { (other, id) } else { (id, other) };
        let asked = match_candidate::Entity::unscoped()
            .filter(Column::TenantId.eq(scope.tenant))
            .filter(Column::PatientId.eq(older))
            .filter(Column::OtherId.eq(newer))
            .one(&**tx)
            .await?;
        if asked.is_some() {
            continue;
        }
        let row = match_candidate::Model {
            id: Uuid::now_v7(),
            tenant_id: scope.tenant,
            patient_id: older,
            other_id: newer,
            score: i64::from(found.score),
            reasons: serde_json::to_value(&found.reasons)?,
            state: "open".to_owned(),
            created_at: tx.now,
            decided_at: None,
            decided_by: None,
            decided_reason: None,
            moved: None,
        };
        let candidate = row.id;
        row.into_active_model().reset_all().insert(&**tx).await?;
        let payload = json!({"title": "发现疑似重复档案", "candidate_id": candidate, "other_id": older, "score": found.score});
        tell(tx, scope, "system", newer, "match.found", tx.now, payload).await?;
    }
    Ok(())
}
