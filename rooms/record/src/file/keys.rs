//! Keeps a person's numbers and search keys in step with the record.

use kernel::{PatientId, Result, Scope, Tx};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use uuid::Uuid;

use crate::identity::clean::{Clean, phones_of};
use crate::identity::entity::{patient, patient_identifier, search_key};
use crate::identity::keys::{Known, keys};
use crate::identity::lookup::numbers_of;

/// Adds the numbers that are not on file yet; tells whether there were any.
pub(super) async fn add_numbers(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    id: PatientId,
    clean: &Clean,
) -> Result<bool> {
    let stored = numbers_of(tx, scope.tenant, &[id]).await?;
    let mut rows: Vec<patient_identifier::Model> = Vec::new();
    for n in &clean.numbers {
        let same = |m: &patient_identifier::Model| m.system == n.system && m.value == n.value;
        if !stored.iter().any(same) && !rows.iter().any(same) {
            rows.push(patient_identifier::Model {
                id: Uuid::now_v7(),
                tenant_id: scope.tenant,
                patient_id: id,
                system: n.system.clone(),
                value: n.value.clone(),
                label: n.label.clone(),
                verified: n.verified,
                source: source.to_owned(),
                recorded_at: tx.now,
            });
        }
    }
    let any = !rows.is_empty();
    let rows = rows.into_iter().map(|m| m.into_active_model().reset_all()).collect();
    kernel::db::insert_all::<patient_identifier::Entity>(&**tx, rows).await?;
    Ok(any)
}

/// Writes the search keys of a stored person anew.
pub(crate) async fn refresh_keys(tx: &Tx, scope: &Scope, row: &patient::Model) -> Result<()> {
    let numbers = numbers_of(tx, scope.tenant, &[row.id]).await?;
    rewrite_keys(tx, scope, row, numbers.into_iter().map(|n| n.value).collect(), false).await
}

pub(super) async fn rewrite_keys(
    tx: &Tx,
    scope: &Scope,
    row: &patient::Model,
    numbers: Vec<String>,
    is_new: bool,
) -> Result<()> {
    if !is_new {
        search_key::Entity::delete_many()
            .filter(search_key::Column::TenantId.eq(scope.tenant))
            .filter(search_key::Column::PatientId.eq(row.id))
            .exec(&**tx)
            .await?;
    }
    let phones = phones_of(&row.phones);
    let known = Known {
        name: &row.name,
        phones: &phones,
        id_number: row.id_number.as_deref(),
        card_no: row.card_no.as_deref(),
        numbers: numbers
            .iter()
            .map(String::as_str)
            .filter(|n| Some(*n) != row.id_number.as_deref())
            .collect(),
    };
    let rows = keys(&known)
        .into_iter()
        .map(|(key, kind)| search_key::ActiveModel {
            tenant_id: Set(scope.tenant),
            key: Set(key),
            kind: Set(kind.to_owned()),
            patient_id: Set(row.id),
        })
        .collect();
    kernel::db::insert_all::<search_key::Entity>(&**tx, rows).await
}
