//! Reading and writing results and the words above them.
use super::{
    compute::{Run, level},
    entity::{score, word},
};
use chrono::{DateTime, Utc};
use kernel::{
    Error, PatientId, ReceiptId, Result, Scope, Tx, Visible,
    event::{self, NewEvent},
    receipt,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

/// The latest result of each model for some people.
pub(crate) async fn latest(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<score::Model>> {
    Ok(score::Entity::visible(scope)
        .filter(score::Column::PatientId.is_in(patients.iter().copied()))
        .filter(score::Column::ToAt.is_null())
        .all(conn)
        .await?)
}

/// All results of one model for one person, newest first.
pub(crate) async fn history(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    model: &str,
) -> Result<Vec<score::Model>> {
    Ok(score::Entity::visible(scope)
        .filter(score::Column::PatientId.eq(patient))
        .filter(score::Column::Model.eq(model))
        .order_by_desc(score::Column::CreatedAt)
        .order_by_desc(score::Column::Id)
        .all(conn)
        .await?)
}

/// The words that stand at `now`, the last of each model and person.
pub(crate) async fn words(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
    now: DateTime<Utc>,
) -> Result<Vec<word::Model>> {
    let all = said(conn, scope, patients).await?;
    let mut standing: Vec<word::Model> = Vec::new();
    for one in all {
        let same = |s: &word::Model| s.patient_id == one.patient_id && s.model == one.model;
        standing.retain(|s| !same(s));
        standing.push(one);
    }
    standing.retain(|one| one.until > now);
    Ok(standing)
}

/// Every word, oldest first.
pub(crate) async fn said(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<word::Model>> {
    Ok(word::Entity::visible(scope)
        .filter(word::Column::PatientId.is_in(patients.iter().copied()))
        .order_by_asc(word::Column::CreatedAt)
        .order_by_asc(word::Column::Id)
        .all(conn)
        .await?)
}

/// Writes a result after the one before, with its receipt, and tells where the class or the colour moved.
pub(crate) async fn write(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    run: &Run,
    before: Option<&score::Model>,
    cause: &str,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    if let Some(before) = before {
        score::Entity::update_many()
            .col_expr(score::Column::ToAt, Expr::value(tx.now))
            .filter(score::Column::Id.eq(before.id))
            .exec(&**tx)
            .await?;
    }
    let receipt = sign(tx, scope, patient, id, run).await?;
    let row = row(tx, scope, patient, id, run, receipt, cause)?;
    if run.moves(before) {
        tell(tx, scope, &row, run).await?;
    }
    row.into_active_model().insert(&**tx).await?;
    Ok(id)
}

fn row(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    id: Uuid,
    run: &Run,
    receipt: ReceiptId,
    cause: &str,
) -> Result<score::Model> {
    let done = run.outcome.done();
    let category = done.and_then(|e| e.category.as_ref());
    Ok(score::Model {
        id,
        tenant_id: scope.tenant,
        patient_id: patient,
        model: run.model.id.to_owned(),
        model_version: run.model.version.to_owned(),
        table_version: run.table_version.clone(),
        status: run.status().to_owned(),
        value: done.and_then(|e| e.value),
        unit: done.map_or("", |e| e.unit).to_owned(),
        category: category.map(|c| c.code.clone()),
        category_label: category.map(|c| c.label.clone()),
        level: category.map_or("none", |c| level(c.level)).to_owned(),
        extrapolated: done.is_some_and(|e| e.extrapolated),
        inputs: serde_json::to_value(&run.inputs)?,
        output: serde_json::to_value(&run.outcome)?,
        fingerprint: run.fingerprint(),
        cause: cause.to_owned(),
        actor: scope.actor_name(),
        receipt_id: Some(receipt),
        created_at: tx.now,
        to_at: None,
    })
}

async fn sign(tx: &Tx, scope: &Scope, patient: PatientId, id: Uuid, run: &Run) -> Result<ReceiptId> {
    let fact = |f: &super::filled::Filled| receipt::Fact {
        name: f.name.clone(),
        value: f.shown.clone(),
        source: f.source.clone(),
        at: f.at,
        holds: true,
    };
    let category = run.outcome.done().and_then(|e| e.category.as_ref());
    let new = receipt::NewReceipt {
        patient: Some(patient),
        subject_kind: "score",
        subject_id: id,
        rule: format!("model:{}", run.model.id),
        rule_version: format!("{}+{}", run.model.version, run.table_version),
        outcome: category.map_or_else(|| run.status().to_owned(), |c| c.code.clone()),
        sentence: run.sentence(),
        facts: run.inputs.iter().map(fact).collect(),
        gates: Vec::new(),
    };
    receipt::write(tx, scope.tenant, new).await
}

async fn tell(tx: &Tx, scope: &Scope, row: &score::Model, run: &Run) -> Result<()> {
    let payload = json!({
        "title": format!("风险评估：{}", run.model.name), "detail": run.sentence(), "score_id": row.id,
        "model": row.model, "category": row.category, "category_label": row.category_label, "level": row.level,
        "value": row.value, "unit": row.unit, "status": row.status, "extrapolated": row.extrapolated,
        "ref": {"kind": "receipt", "id": row.receipt_id},
    });
    let event = NewEvent {
        patient: Some(row.patient_id),
        kind: "score.computed",
        occurred_at: tx.now,
        source: "system",
        payload,
        cause: None,
    };
    event::append(tx, scope, event).await.map(drop)
}

/// One result by its id.
pub(crate) async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<score::Model> {
    score::Entity::visible(scope).filter(score::Column::Id.eq(id)).one(conn).await?.ok_or(Error::Missing)
}
