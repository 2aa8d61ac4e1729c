//! Finds who a described person is among those on file.

use kernel::{PatientId, Result, TenantId, Tx, Visible};
use nq_cnid::{Match, NameMatch, Verdict, compare_names, match_score};
use sea_orm::{ColumnTrait, Condition, ExprTrait, QueryFilter, QuerySelect};

use super::clean::{Clean, identity_of};
use super::entity::{patient, patient_identifier, search_key};
use super::keys::PHONE;

/// The answer.
#[derive(Debug)]
pub(crate) enum Who {
    /// Certainly this one; further certain ones are the same person on file twice.
    Known(Box<patient::Model>, Vec<(PatientId, Match)>),
    /// Nobody for certain; these look alike and a person must decide.
    Nobody(Vec<(PatientId, Match)>),
}

/// At most this many people with the same telephone or birthday are compared.
const CANDIDATES: u64 = 200;

/// Looks for the person. A shared verified number decides, unless name and birth date both speak against it.
pub(crate) async fn who(tx: &Tx, tenant: TenantId, clean: &Clean) -> Result<Who> {
    let numbered = by_numbers(tx, tenant, clean).await?;
    let others = similar(tx, tenant, clean).await?;
    let ids: Vec<PatientId> = numbered.iter().chain(&others).map(|p| p.id).collect();
    let numbers = numbers_of(tx, tenant, &ids).await?;
    let described = clean.identity();
    let score = |row: &patient::Model| match_score(&described, &identity_of(row, &numbers));
    let mut certain = Vec::new();
    let mut likely: Vec<(PatientId, Match)> = Vec::new();
    for row in numbered {
        if contradicts(clean, &row) { likely.push((row.id, score(&row))) } else { certain.push(row) }
    }
    for row in others {
        if certain.iter().any(|c| c.id == row.id) || likely.iter().any(|(id, _)| *id == row.id) {
            continue;
        }
        let found = score(&row);
        let exact = all_three_equal(clean, &row) && found.verdict != Verdict::Different;
        match found.verdict {
            _ if exact => certain.push(row),
            Verdict::Same => certain.push(row),
            Verdict::Review => likely.push((row.id, found)),
            Verdict::Different => {}
        }
    }
    // The oldest record is the person; other certain ones are shown as doubles.
    certain.sort_by_key(|row| (row.created_at, row.id));
    let mut certain = certain.into_iter();
    let Some(first) = certain.next() else { return Ok(Who::Nobody(likely)) };
    let doubles = certain.map(|row| (row.id, score(&row))).collect();
    Ok(Who::Known(Box::new(first), doubles))
}

/// A lent card or a mistyped number: neither the name nor the birthday agree.
fn contradicts(clean: &Clean, row: &patient::Model) -> bool {
    let name = clean.name.as_deref().unwrap_or_default();
    let birth_differs = clean.birth.is_some() && row.birth_date.is_some() && clean.birth != row.birth_date;
    birth_differs && compare_names(name, &row.name) == NameMatch::Different
}

/// Name, birth date and a telephone number all equal.
fn all_three_equal(clean: &Clean, row: &patient::Model) -> bool {
    let name = clean.name.as_deref().map(nq_cnid::fold).unwrap_or_default();
    let phones = super::clean::phones_of(&row.phones);
    !name.is_empty()
        && name == row.name_key
        && clean.birth.is_some()
        && clean.birth == row.birth_date
        && clean.phones.iter().any(|p| phones.contains(p))
}

/// The people on file who bear one of the verified numbers.
pub(crate) async fn by_numbers(tx: &Tx, tenant: TenantId, clean: &Clean) -> Result<Vec<patient::Model>> {
    use patient_identifier::Column;
    let verified: Vec<_> = clean.numbers.iter().filter(|n| n.verified).collect();
    if verified.is_empty() {
        return Ok(Vec::new());
    }
    let any = verified.iter().fold(Condition::any(), |any, n| {
        any.add(Column::System.eq(&n.system).and(Column::Value.eq(&n.value)))
    });
    let rows = patient_identifier::Entity::unscoped()
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::Verified.eq(true))
        .filter(any)
        .limit(CANDIDATES)
        .all(&**tx)
        .await?;
    by_ids(tx, tenant, rows.into_iter().map(|r| r.patient_id).collect()).await
}

/// Same telephone, or same birthday, or (without a birthday) same name.
async fn similar(tx: &Tx, tenant: TenantId, clean: &Clean) -> Result<Vec<patient::Model>> {
    let mut found = Vec::new();
    if !clean.phones.is_empty() {
        let rows = search_key::Entity::unscoped()
            .filter(search_key::Column::TenantId.eq(tenant))
            .filter(search_key::Column::Key.is_in(clean.phones.clone()))
            .filter(search_key::Column::Kind.eq(PHONE))
            .limit(CANDIDATES)
            .all(&**tx)
            .await?;
        found.extend(by_ids(tx, tenant, rows.into_iter().map(|r| r.patient_id).collect()).await?);
    }
    let mut on_file = patient::Entity::unscoped()
        .filter(patient::Column::TenantId.eq(tenant))
        .filter(patient::Column::MergedInto.is_null())
        .limit(CANDIDATES);
    on_file = match (clean.birth, &clean.name) {
        (Some(birth), Some(_)) => on_file.filter(patient::Column::BirthDate.eq(birth)),
        (None, Some(name)) if clean.phones.is_empty() => {
            on_file.filter(patient::Column::NameKey.eq(nq_cnid::fold(name)))
        }
        _ => return Ok(found),
    };
    found.extend(on_file.all(&**tx).await?);
    Ok(found)
}

pub(crate) async fn by_ids(
    tx: &Tx,
    tenant: TenantId,
    mut ids: Vec<PatientId>,
) -> Result<Vec<patient::Model>> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(patient::Entity::unscoped()
        .filter(patient::Column::TenantId.eq(tenant))
        .filter(patient::Column::Id.is_in(ids))
        .filter(patient::Column::MergedInto.is_null())
        .all(&**tx)
        .await?)
}

pub(crate) async fn numbers_of(
    tx: &Tx,
    tenant: TenantId,
    ids: &[PatientId],
) -> Result<Vec<patient_identifier::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(patient_identifier::Entity::unscoped()
        .filter(patient_identifier::Column::TenantId.eq(tenant))
        .filter(patient_identifier::Column::PatientId.is_in(ids.iter().copied()))
        .all(&**tx)
        .await?)
}
