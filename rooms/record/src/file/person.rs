//! Files a person: finds who it is, creates or completes the record, keeps the search keys, asks about doubles.

use kernel::clock::local_day;
use kernel::{Error, PatientId, Result, Scope, Tx, Visible};
use nq_cnid::fold;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter, QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::change::apply;
use super::keys::{add_numbers, refresh_keys, rewrite_keys};
use super::known::line_up;
use super::tell::{source_label, tell};
use super::types::{Filed, PersonIn};
use crate::identity::clean::{Clean, NO_NAME, clean, sort_key};
use crate::identity::entity::{patient, patient_source};
use crate::identity::lookup::{Who, who};
use crate::matches::propose;

/// Files a person as a source describes him, and tells who it is.
pub async fn person(tx: &Tx, scope: &Scope, source: &str, person: PersonIn) -> Result<Filed<PatientId>> {
    let hash = super::content_hash(&person)?;
    let mut known = source_row(tx, scope, source, &person.key).await?;
    if known.is_none() {
        line_up(tx, scope, std::iter::once(&person)).await?;
        known = source_row(tx, scope, source, &person.key).await?;
    }
    if let Some(row) = &known {
        let older = person.said_at.zip(row.said_at).is_some_and(|(now, then)| now < then);
        if row.hash == hash || older {
            return Ok(Filed::Unchanged(row.patient_id));
        }
    }
    let clean = clean(&person, local_day(tx.now));
    if let Some(row) = known {
        let stored = locked(tx, scope, row.patient_id).await?;
        let id = stored.id;
        remember_source(tx, scope, source, &person, &hash, id, Some(row.id)).await?;
        complete(tx, scope, source, stored, &person, &clean).await?;
        return Ok(Filed::Updated(id));
    }
    match who(tx, scope.tenant, &clean).await? {
        Who::Known(stored, doubles) => {
            let id = stored.id;
            remember_source(tx, scope, source, &person, &hash, id, None).await?;
            let stored = locked(tx, scope, id).await?;
            complete(tx, scope, source, stored, &person, &clean).await?;
            propose(tx, scope, id, doubles).await?;
            Ok(Filed::Updated(id))
        }
        Who::Nobody(similar) => {
            let id = create(tx, scope, source, &person, &clean).await?;
            remember_source(tx, scope, source, &person, &hash, id, None).await?;
            propose(tx, scope, id, similar).await?;
            Ok(Filed::Created(id))
        }
    }
}

async fn source_row(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    key: &str,
) -> Result<Option<patient_source::Model>> {
    use patient_source::Column;
    Ok(patient_source::Entity::unscoped()
        .filter(Column::TenantId.eq(scope.tenant))
        .filter(Column::Source.eq(source))
        .filter(Column::Key.eq(key))
        .one(&**tx)
        .await?)
}

/// The person's row, locked for change.
pub(crate) async fn locked(tx: &Tx, scope: &Scope, id: PatientId) -> Result<patient::Model> {
    patient::Entity::visible(scope)
        .filter(patient::Column::Id.eq(id))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Error::Missing)
}

async fn remember_source(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    person: &PersonIn,
    hash: &str,
    id: PatientId,
    row: Option<Uuid>,
) -> Result<()> {
    let is_new = row.is_none();
    let active = patient_source::ActiveModel {
        id: Set(row.unwrap_or_else(Uuid::now_v7)),
        tenant_id: Set(scope.tenant),
        source: Set(source.to_owned()),
        key: Set(person.key.clone()),
        patient_id: Set(id),
        hash: Set(hash.to_owned()),
        said_at: Set(person.said_at),
        resource: if is_new || person.resource.is_some() { Set(person.resource.clone()) } else { NotSet },
        recorded_at: Set(tx.now),
    };
    if is_new {
        patient_source::Entity::insert(active).exec_without_returning(&**tx).await?;
    } else {
        active.update(&**tx).await?;
    }
    Ok(())
}

async fn create(tx: &Tx, scope: &Scope, source: &str, person: &PersonIn, clean: &Clean) -> Result<PatientId> {
    let id = PatientId::new();
    let name = clean.name.clone().unwrap_or_else(|| NO_NAME.to_owned());
    let row = patient::Model {
        id,
        tenant_id: scope.tenant,
        name_key: fold(&name),
        name_pinyin: person
            .name_pinyin
            .as_deref()
            .map(fold)
            .filter(|p| p.is_ascii() && !p.is_empty())
            .unwrap_or_else(|| sort_key(&name)),
        name,
        sex: clean.sex.unwrap_or_default().as_str().to_owned(),
        birth_date: clean.birth,
        phone: clean.phones.first().cloned(),
        phones: json!(clean.phones),
        id_number: clean.id_number.clone(),
        address: given(person.address.as_ref()),
        allergies_text: given(person.allergies_text.as_ref()),
        card_no: None,
        card_opened_at: None,
        grade: "none".to_owned(),
        grade_since: None,
        muted_until: None,
        deceased_at: person.deceased_at,
        merged_into: None,
        next_due_at: None,
        next_due_title: None,
        next_due_kind: None,
        last_contact_at: None,
        source: source.to_owned(),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    patient::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&**tx)
        .await?;
    add_numbers(tx, scope, source, id, clean).await?;
    rewrite_keys(tx, scope, &row, clean.numbers.iter().map(|n| n.value.clone()).collect(), true).await?;
    crate::team::register(tx, scope, id).await?;
    let payload = json!({"title": "建立档案", "detail": format!("来源：{}", source_label(source))});
    tell(tx, scope, source, id, "patient.created", tx.now, payload).await?;
    if let Some(at) = person.deceased_at {
        tell(tx, scope, source, id, "patient.deceased", at, json!({"title": "登记死亡"})).await?;
    }
    Ok(id)
}

fn given(text: Option<&String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// Completes a stored person with what a source says; emptier data never overwrites.
async fn complete(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    stored: patient::Model,
    person: &PersonIn,
    clean: &Clean,
) -> Result<()> {
    let mut row = stored.clone();
    let mut changes = apply(&mut row, person, clean);
    let died = person.deceased_at.filter(|_| stored.deceased_at.is_none());
    if let Some(at) = died {
        row.deceased_at = Some(at);
    }
    let new_number = add_numbers(tx, scope, source, stored.id, clean).await?;
    if new_number {
        changes.note("identifiers", "证件与卡号", "", "");
    }
    if row != stored {
        row.version += 1;
        row.updated_at = tx.now;
        row.clone().into_active_model().reset_all().update(&**tx).await?;
    }
    if row != stored || new_number {
        refresh_keys(tx, scope, &row).await?;
    }
    if !changes.is_empty() {
        let payload =
            json!({"title": "更新基本信息", "detail": changes.labels(), "changes": changes.into_list()});
        tell(tx, scope, source, stored.id, "patient.updated", tx.now, payload).await?;
    }
    if let Some(at) = died {
        tell(tx, scope, source, stored.id, "patient.deceased", at, json!({"title": "登记死亡"})).await?;
    }
    Ok(())
}
