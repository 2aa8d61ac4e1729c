//! Two records become one: their documents follow. The Patient that is given up stays readable and names the one that
//! replaces it; everything else about the person points at the one that stays. All of it can be taken back.

use kernel::{PatientId, Result, Scope, Tx, Visible};
use nq_fhir::reference;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::super::entity::{moved, resource};
use super::super::store;
use super::{patient_row, person};

/// Documents of `gone` become those of `keep`. Doing it twice changes nothing.
pub async fn apply(tx: &Tx, scope: &Scope, source: &str, keep: PatientId, gone: PatientId) -> Result<()> {
    person(tx, scope, source, keep).await?;
    let Some(kept) = patient_row(tx, scope, keep).await? else { return Ok(()) };
    let documents = resource::Entity::unscoped()
        .filter(resource::Column::TenantId.eq(scope.tenant))
        .filter(resource::Column::PatientId.eq(gone))
        .all(&**tx)
        .await?;
    let former = patients(&documents);
    let mut notes = Vec::new();
    for row in documents {
        notes.push(moved::ActiveModel {
            tenant_id: Set(scope.tenant),
            resource_id: Set(row.id),
            gone: Set(gone),
        });
        let replaced =
            (row.kind == "Patient").then(|| row.replaced_by.clone().unwrap_or(kept.fhir_id.clone()));
        give(tx, row, keep, &former, &kept.fhir_id, replaced).await?;
    }
    kernel::db::insert_all::<moved::Entity>(&**tx, notes).await
}

/// Takes it back for the documents that were moved; what came later stays.
pub async fn undo(tx: &Tx, scope: &Scope, keep: PatientId, gone: PatientId) -> Result<()> {
    let ids: Vec<Uuid> = moved::Entity::visible(scope)
        .filter(moved::Column::Gone.eq(gone))
        .all(&**tx)
        .await?
        .into_iter()
        .map(|note| note.resource_id)
        .collect();
    let mut documents = Vec::new();
    for part in ids.chunks(500) {
        let rows = resource::Entity::unscoped()
            .filter(resource::Column::Id.is_in(part.iter().copied()))
            .filter(resource::Column::PatientId.eq(keep))
            .all(&**tx)
            .await?;
        documents.extend(rows);
    }
    let own = patients(&documents).into_iter().next();
    let kept: Vec<String> = patient_row(tx, scope, keep).await?.map(|row| row.fhir_id).into_iter().collect();
    for row in documents {
        let target = own.clone().unwrap_or_else(|| gone.to_string());
        give(tx, row, gone, &kept, &target, None).await?;
    }
    moved::Entity::delete_many()
        .filter(moved::Column::TenantId.eq(scope.tenant))
        .filter(moved::Column::Gone.eq(gone))
        .exec(&**tx)
        .await?;
    person(tx, scope, "system", keep).await?;
    person(tx, scope, "system", gone).await
}

fn patients(documents: &[resource::Model]) -> Vec<String> {
    documents.iter().filter(|row| row.kind == "Patient").map(|row| row.fhir_id.clone()).collect()
}

/// Gives one document to a person: a new version that points at `target` where it pointed at one of `former`. The hash
/// stays that of what the source sent, so that the same delivery is still recognised.
async fn give(
    tx: &Tx,
    row: resource::Model,
    whose: PatientId,
    former: &[String],
    target: &str,
    replaced_by: Option<String>,
) -> Result<()> {
    store::keep_version(tx, row.id).await?;
    let mut json = nq_fhir::parse(&row.body).map_err(kernel::Error::fault)?;
    if row.kind != "Patient" {
        reference::rewrite(&mut json, &mut |text| {
            let id = text.strip_prefix("Patient/")?;
            former.iter().any(|known| known == id).then(|| format!("Patient/{target}"))
        });
    }
    let change = resource::ActiveModel {
        id: Set(row.id),
        patient_id: Set(Some(whose)),
        body: Set(json.to_string()),
        version: Set(row.version + 1),
        updated_at: Set(tx.now),
        replaced_by: Set(replaced_by),
        ..Default::default()
    };
    change.update(&**tx).await?;
    Ok(())
}
