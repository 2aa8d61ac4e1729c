//! Files resources of kinds that have no table of their own, whole, for the round trip.

use kernel::{Result, Scope, Tx};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use std::collections::BTreeSet;
use uuid::Uuid;

use super::shelf::{self, Plan};
use super::types::{Filed, OtherIn};
use crate::facts::entity::resource;

/// Files resources of kinds that have no table of their own (Organization, CarePlan, Claim …); the answers stand in
/// the order of the resources. Only family history is told (`family.recorded`): rules read it, nothing reacts to the
/// rest.
pub async fn others(tx: &Tx, scope: &Scope, source: &str, others: Vec<OtherIn>) -> Result<Vec<Filed<Uuid>>> {
    let mut out: Vec<Option<Filed<Uuid>>> = vec![None; others.len()];
    let types: BTreeSet<String> = others.iter().map(|o| o.resource_type.clone()).collect();
    let mut whose: BTreeSet<Option<kernel::PatientId>> = others.iter().map(|o| o.patient).collect();
    for kind in &types {
        // Rows are compared person by person, because a change of person is a change.
        for patient in std::mem::take(&mut whose) {
            let part: Vec<(usize, &OtherIn)> = others
                .iter()
                .enumerate()
                .filter(|(_, o)| o.resource_type == *kind && o.patient == patient)
                .collect();
            whose.insert(patient);
            let plans = write_part(tx, scope, source, kind, &part).await?;
            for ((at, _), plan) in part.into_iter().zip(plans) {
                if let Some(place) = out.get_mut(at) {
                    *place = Some(plan.filed());
                }
            }
        }
    }
    out.into_iter().map(|f| f.ok_or_else(|| kernel::Error::fault("a resource was not filed"))).collect()
}

async fn write_part(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    kind: &str,
    part: &[(usize, &OtherIn)],
) -> Result<Vec<Plan>> {
    let Some(patient) = part.first().map(|(_, o)| o.patient) else { return Ok(Vec::new()) };
    let mut keyed = Vec::with_capacity(part.len());
    for (_, o) in part {
        keyed.push((o.key.clone(), super::content_hash(&o.resource)?));
    }
    let among = Some(Expr::col("resource_type").eq(kind));
    let plans = shelf::plan::<resource::Entity>(tx, scope.tenant, source, patient, among, &keyed).await?;
    let rows = part.iter().zip(keyed).zip(&plans).map(|(((_, o), (key, hash)), plan)| {
        let row = resource::Model {
            id: plan.id(),
            tenant_id: scope.tenant,
            patient_id: patient,
            source: source.to_owned(),
            resource_type: kind.to_owned(),
            key,
            hash,
            at: o.at,
            recorded_at: tx.now,
            resource: o.resource.clone(),
        };
        (*plan, row.into_active_model().reset_all())
    });
    shelf::write::<resource::Entity>(tx, rows.collect()).await?;
    if let (Some(patient), "FamilyMemberHistory", true) =
        (patient, kind, plans.iter().any(|p| p.filed().changed()))
    {
        let payload =
            serde_json::json!({"title": "家族史", "detail": format!("新记录或更正 {} 条", part.len())});
        super::tell::tell(tx, scope, source, patient, "family.recorded", tx.now, payload).await?;
    }
    Ok(plans)
}
