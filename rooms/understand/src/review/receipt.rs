//! Receipts of reviews, and computing a decision again from its receipt alone.
use super::{decide::Judged, entity::judgement};
use kernel::{Error, PatientId, ReceiptId, Result, Scope, Tx, Visible, clock, receipt};
use nq_audience::{Moment, PersonFacts, Reason, Rule, Truth, truth};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, Set};
use uuid::Uuid;

/// A receipt about to be written.
#[derive(Debug)]
pub(super) struct New<'a> {
    pub(super) patient: PatientId,
    pub(super) kind: &'static str,
    pub(super) subject: Uuid,
    pub(super) rule: String,
    pub(super) version: String,
    pub(super) outcome: String,
    pub(super) sentence: String,
    pub(super) judged: &'a Judged,
}

/// Writes a receipt and the ground of its decision.
pub(super) async fn write(tx: &Tx, scope: &Scope, new: New<'_>) -> Result<ReceiptId> {
    let receipt = receipt::NewReceipt {
        patient: Some(new.patient),
        subject_kind: new.kind,
        subject_id: new.subject,
        rule: new.rule,
        rule_version: new.version,
        outcome: new.outcome,
        sentence: new.sentence,
        facts: new.judged.verdict.decisive().map(fact).collect(),
        gates: Vec::new(),
    };
    let id = receipt::write(tx, scope.tenant, receipt).await?;
    let row = judgement::ActiveModel {
        receipt_id: Set(id),
        tenant_id: Set(scope.tenant),
        patient_id: Set(new.patient),
        rule: Set(serde_json::to_value(&new.judged.rule)?),
        facts: Set(serde_json::to_value(&new.judged.facts)?),
        judged_at: Set(tx.now),
        truth: Set(word(new.judged.verdict.truth).to_owned()),
    };
    row.insert(&**tx).await?;
    Ok(id)
}

/// A condition and the fact behind it, as a receipt shows it.
pub(crate) fn fact(reason: &Reason) -> receipt::Fact {
    receipt::Fact {
        name: reason.sentence.clone(),
        value: reason.value.clone(),
        source: reason.source.clone().unwrap_or_default(),
        at: reason.time,
        holds: reason.holds,
    }
}

fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    }
}

/// Computes a decision again from what its receipt kept: the rule, the facts, the moment. Answers the outcome as
/// written then and as computed now; they are equal unless the engine changed.
///
/// # Errors
/// Missing if the receipt is not of a review, or not in sight.
pub async fn recompute(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    receipt: ReceiptId,
) -> Result<(String, String)> {
    let row = judgement::Entity::visible(scope)
        .filter(judgement::Column::ReceiptId.eq(receipt))
        .one(conn)
        .await?
        .ok_or(Error::Missing)?;
    let rule: Rule = serde_json::from_value(row.rule)?;
    let facts: PersonFacts = serde_json::from_value(row.facts)?;
    let again = truth(&rule, &facts, Moment::new(row.judged_at, clock::zone()));
    Ok((row.truth, word(again).to_owned()))
}
