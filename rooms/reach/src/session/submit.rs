//! Handing in: checked as a whole, read (score, band, red flags), filed in the record. Once.

use kernel::clock::local_day;
use kernel::error::FieldError;
use kernel::{Error, PatientId, Result, Scope, Tx};
use record::answer::{AnswerId, AnswerIn, AnswerKind, ReadingIn, file};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::store::{Via, form_of, locked, still_open, typed};
use crate::form::FormDef;
use crate::form::accept::{ItemError, check_answers};
use crate::form::definition::{Answer, Answers, Band, Kind};
use crate::form::follow_up::FollowUpResult;
use crate::form::score::{Raised, Reading, read};
use crate::ids::SessionId;

/// What became of a form that was handed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Submitted {
    /// The answer in the record.
    pub answer_id: AnswerId,
    /// The total, if the form has one.
    pub score: Option<i64>,
    /// The band of the total.
    pub band: Option<Band>,
    /// The class, the action and the next date, for the follow-up forms of the national standard.
    pub follow_up: Option<FollowUpResult>,
    /// Findings that a person will look at.
    pub red_flags: Vec<Raised>,
    /// Items whose answer was not filed because a later answer hid the question.
    pub dropped: Vec<String>,
    /// What the patient reads.
    #[serde(skip)]
    pub thanks: String,
    /// What the patient should do, if something is urgent.
    #[serde(skip)]
    pub next: Option<String>,
}

/// Hands in. The answers given are the whole form; without any, the draft is handed in as it stands.
pub async fn submit(
    tx: &Tx,
    scope: &Scope,
    id: SessionId,
    via: Via,
    answers: &Map<String, Value>,
) -> Result<Submitted> {
    let row = locked(tx, scope, id).await?;
    still_open(&row, tx.now)?;
    let def = form_of(&**tx, scope, &row).await?;
    let whole = if answers.is_empty() { typed(&row) } else { answers.clone() };
    let accepted = check_answers(&def, &whole, local_day(tx.now)).map_err(|errors| refusal(&errors))?;
    let mut reading = read(&def, &accepted.answers);
    let given = json_of(&accepted.answers);
    let answers = (&accepted.answers, &given);
    let follow_up = super::assess::assess(tx, scope, row.patient_id, &def, answers, &mut reading).await?;
    let class = follow_up.as_ref().and_then(|f| f.class.clone());
    let answer = AnswerIn {
        form_code: Some(def.code.clone()),
        form_version: Some(i64::from(def.version)),
        readings: measured(&def, &accepted.answers),
        score: reading.total.and_then(small),
        band: class.or_else(|| reading.band.as_ref().map(|b| b.label.clone())),
        red_flags: reading.flags.iter().map(|f| f.task.clone()).collect(),
        enrolment_id: row.enrolment_id,
        obligation_id: row.obligation_id,
        task_id: row.task_id,
        message_id: row.message_id.map(|m| m.0),
        title: Some(def.title.clone()),
        ..AnswerIn::new(row.patient_id, AnswerKind::Form, told(via), given.clone(), tx.now)
    };
    let answer_id = file(tx, scope, answer).await?;
    let mut done = row.into_active_model();
    done.answers = Set(given);
    done.state = Set("done".to_owned());
    done.via = Set(via.as_str().to_owned());
    done.answer_id = Set(Some(answer_id.0));
    done.updated_at = Set(tx.now);
    done.done_at = Set(Some(tx.now));
    done.update(&**tx).await?;
    Ok(Submitted { follow_up, ..outcome(&def, answer_id, reading, accepted.dropped) })
}

fn outcome(def: &FormDef, answer_id: AnswerId, reading: Reading, dropped: Vec<String>) -> Submitted {
    let mut urgent: Vec<&Raised> = reading.flags.iter().filter(|f| f.advice.is_some()).collect();
    urgent.sort_by_key(|f| std::cmp::Reverse(f.severity));
    Submitted {
        answer_id,
        score: reading.total,
        next: urgent.first().and_then(|f| f.advice.clone()),
        band: reading.band,
        follow_up: None,
        red_flags: reading.flags,
        dropped,
        thanks: def.thanks.clone().unwrap_or_else(|| "已经收到，谢谢您。".to_owned()),
    }
}

/// Files a reading the patient sent without a form. Returns the advice, if something is urgent.
pub async fn file_reading(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    readings: Vec<ReadingIn>,
) -> Result<Option<String>> {
    let said: Map<String, Value> =
        readings.iter().map(|r| (r.metric.clone(), Value::from(r.value.clone()))).collect();
    let said = Value::Object(said);
    let mut raised = super::findings::of_pressure(&**tx, scope, &said).await?;
    let answer = AnswerIn {
        readings,
        red_flags: raised.iter().map(|f| f.task.clone()).collect(),
        ..AnswerIn::new(patient, AnswerKind::Reading, record::answer::Via::H5, said, tx.now)
    };
    file(tx, scope, answer).await?;
    raised.sort_by_key(|f| std::cmp::Reverse(f.severity));
    Ok(raised.into_iter().find_map(|f| f.advice))
}

fn told(via: Via) -> record::answer::Via {
    match via {
        Via::H5 => record::answer::Via::H5,
        Via::Phone => record::answer::Via::Phone,
    }
}

fn small(n: i64) -> Option<f64> {
    i32::try_from(n).ok().map(f64::from)
}

fn json_of(answers: &Answers) -> Value {
    Value::Object(answers.iter().map(|(item, answer)| (item.clone(), answer.to_json())).collect())
}

/// The measured values inside the answers, for the record's charts.
fn measured(def: &FormDef, answers: &Answers) -> Vec<ReadingIn> {
    let reading =
        |metric: &str, value: String| ReadingIn { metric: metric.to_owned(), value, ..ReadingIn::default() };
    let mut out = Vec::new();
    for (id, answer) in answers {
        match (answer, def.item(id).map(|i| &i.kind)) {
            (Answer::Bp { sbp, dbp }, _) => {
                out.push(reading("sbp", sbp.to_string()));
                out.push(reading("dbp", dbp.to_string()));
            }
            (Answer::Number(n), Some(Kind::Number { metric: Some(metric), .. })) => {
                out.push(reading(metric, n.to_string()));
            }
            _ => {}
        }
    }
    out
}

/// The errors as a refusal that names each question.
pub(super) fn refusal(errors: &[ItemError]) -> Error {
    let fields = errors.iter().map(|e| FieldError { field: e.item.clone(), message: e.message.clone() });
    Error::fields(fields.collect())
}
