//! What the clinical library says of answers beyond the form's own scoring: scales whose total the form cannot express,
//! and the class of a follow-up by the national standard.

use kernel::clock::local_day;
use kernel::{PatientId, Result, Scope, Tx};
use nq_clinical::follow_up::Class;
use nq_clinical::scale::{Answer as Given, Assessment, Severity as Grave, scale};
use serde_json::Value;

use crate::form::FormDef;
use crate::form::definition::{Answer, Answers, Band, Severity};
use crate::form::follow_up::{FollowUpResult, classify};
use crate::form::score::{Raised, Reading};

/// Hours in which the task of a grave band is due.
const BAND_HOURS: u32 = 24;

/// Adds to the reading what the library says; answers the class of a follow-up.
pub(super) async fn assess(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    def: &FormDef,
    answers: (&Answers, &Value),
    reading: &mut Reading,
) -> Result<Option<FollowUpResult>> {
    let person = record::read::people(&**tx, scope, &[patient]).await?.pop();
    if def.scoring.is_none() {
        let sex = person.as_ref().and_then(|p| sex(p.sex));
        total(&def.code, answers.0, sex, reading);
    }
    let birth = person.and_then(|p| p.birth_date);
    let previous = last_class(tx, scope, patient, &def.code).await?;
    let result = classify(&def.code, answers.1, local_day(tx.now), birth, previous);
    if let Some(result) = &result {
        reading.flags.extend(result.flags());
    }
    Ok(result)
}

fn sex(sex: record::Sex) -> Option<nq_clinical::Sex> {
    match sex {
        record::Sex::Male => Some(nq_clinical::Sex::Male),
        record::Sex::Female => Some(nq_clinical::Sex::Female),
        record::Sex::Other | record::Sex::Unknown => None,
    }
}

fn severity(grave: Grave) -> Severity {
    match grave {
        Grave::Ok => Severity::Ok,
        Grave::Watch => Severity::Watch,
        Grave::High => Severity::High,
        Grave::Urgent => Severity::Urgent,
    }
}

/// The total of a scale that the form engine cannot compute: bands by sex, items that fall away, turned totals.
fn total(code: &str, answers: &Answers, sex: Option<nq_clinical::Sex>, reading: &mut Reading) {
    let Some(scale) = scale(code) else { return };
    let given = answers.iter().filter_map(|(item, answer)| match answer {
        Answer::Choice(value) => Some((item.clone(), Given::Value(value.clone()))),
        _ => None,
    });
    let Ok(Assessment::Scored(scored)) = scale.score(&given.collect(), sex) else { return };
    reading.title = Some(format!("{}得分", scale.title));
    reading.total = Some(scored.total);
    let Some(band) = scored.band else { return };
    let grave = severity(band.severity);
    let task = (grave >= Severity::High).then(|| {
        format!("{}：{}，{}", scale.title, band.label, band.advice.as_deref().unwrap_or("请人工评估"))
    });
    if let Some(task) = task.clone() {
        let (id, due_hours) = ("band".to_owned(), BAND_HOURS);
        reading.flags.push(Raised { id, severity: grave, task, due_hours, advice: None });
    }
    reading.band = Some(Band { min: band.from, max: band.to, label: band.label, severity: grave, task });
}

/// The class of the last follow-up by the same form.
async fn last_class(tx: &Tx, scope: &Scope, patient: PatientId, code: &str) -> Result<Option<Class>> {
    if crate::form::official::follow_up_form(code).is_none() {
        return Ok(None);
    }
    let answers = record::read::answers(&**tx, scope, &[patient]).await?;
    let last = answers.into_iter().rev().find(|a| a.form_code.as_deref() == Some(code) && a.band.is_some());
    Ok(last.and_then(|a| Class::of_zh(a.band.as_deref()?)))
}
