//! Who bears a number, more numbers of a person, and taking turns where several meet a person for the first time.

use kernel::clock::local_day;
use kernel::{PatientId, Result, Scope, Tx};
use nq_cnid::fold;
use serde_json::json;

use super::keys::{add_numbers, refresh_keys};
use super::person::locked;
use super::tell::tell;
use super::types::{IdentifierIn, PersonIn};
use crate::identity::clean::clean;
use crate::identity::lookup::by_numbers;

/// Takes turns with whoever is filing one of these people at this moment, so that two sources that meet a person for the
/// first time make one record of him. Whoever files many people in one transaction calls this first with all of them:
/// then two such transactions never wait for each other in a circle.
pub async fn line_up<'a>(
    tx: &Tx,
    scope: &Scope,
    people: impl IntoIterator<Item = &'a PersonIn>,
) -> Result<()> {
    let today = local_day(tx.now);
    let mut names = Vec::new();
    for person in people {
        let clean = clean(person, today);
        names.push(format!("{}|key|{}", scope.tenant, person.key));
        names.extend(clean.numbers.iter().map(|n| format!("{}|{}|{}", scope.tenant, n.system, n.value)));
        if let (Some(name), Some(birth)) = (&clean.name, clean.birth) {
            names.push(format!("{}|born|{}|{birth}", scope.tenant, fold(name)));
        }
    }
    kernel::db::take_turns(tx, names).await
}

/// Who bears one of these numbers: the oldest record, if several do.
pub async fn known(tx: &Tx, scope: &Scope, numbers: &[IdentifierIn]) -> Result<Option<PatientId>> {
    let described = PersonIn { identifiers: numbers.to_vec(), ..PersonIn::default() };
    let mut found = by_numbers(tx, scope.tenant, &clean(&described, local_day(tx.now))).await?;
    found.sort_by_key(|row| (row.created_at, row.id));
    Ok(found.first().map(|row| row.id))
}

/// Files more numbers under which a source knows a person; tells whether any was new.
pub async fn also_known(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    numbers: &[IdentifierIn],
) -> Result<bool> {
    let described = PersonIn { identifiers: numbers.to_vec(), ..PersonIn::default() };
    let stored = locked(tx, scope, patient).await?;
    let is_new = add_numbers(tx, scope, source, patient, &clean(&described, local_day(tx.now))).await?;
    if is_new {
        refresh_keys(tx, scope, &stored).await?;
        let payload = json!({"title": "更新基本信息", "detail": "证件与卡号"});
        tell(tx, scope, source, patient, "patient.updated", tx.now, payload).await?;
    }
    Ok(is_new)
}
