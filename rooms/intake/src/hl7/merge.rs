//! Carries out what a source says about numbers: two people are one, or one person bears another number from now on.

use kernel::{PatientId, Result, Scope, Tx};
use record::file::{self, Filed};

use super::file::Effects;
use super::plan::Person;
use crate::fhir::shown;

/// Events that give up the numbers of MRG for those of PID (merges, and changes of an identifier).
pub fn is_merge(event: &str) -> bool {
    matches!(event, "A18" | "A30" | "A34" | "A36" | "A39" | "A40" | "A46" | "A47")
}

/// Files the person who goes on and joins to him whoever bears the prior numbers. Nobody on file under them: they
/// become numbers of the one who goes on, so that what still arrives under them finds him.
pub(super) async fn person(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    one: &Person,
    effects: &mut Effects,
) -> Result<Filed<PatientId>> {
    let before = file::known(tx, scope, &one.prior).await?;
    let mut said = one.person.clone();
    if before.is_some() && file::known(tx, scope, &said.identifiers).await?.is_none() {
        // Only the old number is on file: the same person, under a new one.
        said.identifiers.extend(one.prior.iter().cloned());
    }
    let filed = file::person(tx, scope, source, said).await?;
    let keep = filed.id();
    match file::known(tx, scope, &one.prior).await? {
        Some(gone) if gone != keep => {
            record::matches::merge_told(tx, scope, source, keep, gone).await?;
            shown::merge::apply(tx, scope, source, keep, gone).await?;
            effects.sentences.push("合并患者档案：旧号码的档案已并入".to_owned());
        }
        Some(_) if before == Some(keep) => {
            effects.sentences.push("旧号码已属于该患者，无需合并".to_owned());
        }
        Some(_) => effects.sentences.push("变更患者号码".to_owned()),
        None => {
            file::also_known(tx, scope, source, keep, &one.prior).await?;
            let numbers: Vec<&str> = one.prior.iter().map(|number| number.value.as_str()).collect();
            effects.sentences.push(format!("旧号码 {} 未登记过，已记为该患者的号码", numbers.join("、")));
        }
    }
    Ok(filed)
}
