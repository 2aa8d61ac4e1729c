//! Raising an alert: written once with its receipt and told of; and computing it again from what was kept with it.
use super::{
    entity,
    judge::{Series, judge},
    series::{instant, wall},
    state::{self, State},
    store::{one, tell},
};
use kernel::{PatientId, ReceiptId, Result, Scope, Tx, Visible, receipt};
use nq_clinical::monitor::{Alert, Fact, Level, Past};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

fn level_of(level: Level) -> &'static str {
    match level {
        Level::Yellow => "yellow",
        Level::Red => "red",
    }
}

/// The last alert of each rule for one person, as the rules take it.
pub(super) async fn past(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    rule: &str,
) -> Result<Option<Past>> {
    let row = entity::Entity::visible(scope)
        .filter(entity::Column::PatientId.eq(patient))
        .filter(entity::Column::Rule.eq(rule))
        .order_by_desc(entity::Column::DetectedAt)
        .order_by_desc(entity::Column::Id)
        .one(conn)
        .await?;
    Ok(row.map(|row| Past {
        level: if row.level == "red" { Level::Red } else { Level::Yellow },
        refractory_until: wall(row.refractory_until),
    }))
}

/// Writes an alert with its receipt and tells of it.
pub(super) async fn raise(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    alert: &Alert,
    series: &Series,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let level = level_of(alert.level);
    let receipt = sign(tx, scope, patient, id, alert).await?;
    let action = serde_json::to_value(alert.action)?;
    let row = entity::Model {
        id,
        tenant_id: scope.tenant,
        patient_id: patient,
        rule: alert.rule.clone(),
        rule_version: i64::from(alert.version),
        level: level.to_owned(),
        action: action.as_str().unwrap_or_default().to_owned(),
        sentence: alert.sentence.clone(),
        facts: serde_json::to_value(&alert.facts)?,
        series: serde_json::to_value(series.of(&alert.rule))?,
        detected_at: tx.now,
        refractory_until: instant(alert.refractory_until),
        state: State::Detected.as_str().to_owned(),
        due_at: tx.now + state::wait(level),
        notified_at: None,
        task_id: None,
        acknowledged_at: None,
        acknowledged_by: None,
        escalated_at: None,
        closed_at: None,
        closed_by: None,
        outcome: None,
        note: None,
        receipt_id: Some(receipt),
    };
    tell(tx, scope, &row, "alert.raised", "监测预警").await?;
    row.into_active_model().insert(&**tx).await?;
    Ok(id)
}

async fn sign(tx: &Tx, scope: &Scope, patient: PatientId, id: Uuid, alert: &Alert) -> Result<ReceiptId> {
    let dictionary = nq_clinical::dictionary();
    let name = |code: &str| dictionary.get(code).map_or_else(|| code.to_owned(), |m| m.name_zh.clone());
    let fact = |f: &Fact| receipt::Fact {
        name: name(&f.metric),
        value: format!("{} {}", f.value, nq_clinical::unit_shown(&f.unit)).trim_end().to_owned(),
        source: "监测数据".to_owned(),
        at: Some(instant(f.at)),
        holds: true,
    };
    let new = receipt::NewReceipt {
        patient: Some(patient),
        subject_kind: "alert",
        subject_id: id,
        rule: super::model_id(&alert.rule),
        rule_version: alert.version.to_string(),
        outcome: level_of(alert.level).to_owned(),
        sentence: alert.sentence.clone(),
        facts: alert.facts.iter().map(fact).collect(),
        gates: Vec::new(),
    };
    receipt::write(tx, scope.tenant, new).await
}

/// Computes an alert again from the series kept with it: its level and sentence as written then, and as computed now
/// (none if the rule would say nothing). They are equal unless the rule changed.
pub async fn recompute(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> Result<((String, String), Option<(String, String)>)> {
    let row = one(conn, scope, id).await?;
    let series: Series = serde_json::from_value(row.series)?;
    let again = judge(&row.rule, &series, wall(row.detected_at), None);
    Ok(((row.level, row.sentence), again.map(|a| (level_of(a.level).to_owned(), a.sentence))))
}
