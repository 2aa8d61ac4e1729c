//! What the engine is told of the world, read at the moment of the step.
use super::entity;
use crate::obligation;
use kernel::receipt::Fact;
use kernel::{PatientId, Result, Scope, clock};
use nq_audience::{Moment, Rule, Verdict};
use nq_pathway::Definition;
use nq_pathway::calendar::Calendar;
use nq_pathway::definition::Act;
use nq_pathway::ledger::{Closing, Standing};
use nq_pathway::step::{Answer, Inputs, PatientStatus, Report, RuleResult};
use record::read::{AnswerRow, Person};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything the step of one enrolment needs.
pub(super) async fn gather(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    row: &entity::Model,
    def: &Definition,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Inputs> {
    let person = record::read::people(conn, scope, &[row.patient_id]).await?.pop();
    let obligations = obligation::of_enrolment(conn, scope, row.id).await?;
    let answers = record::read::answers(conn, scope, &[row.patient_id]).await?;
    let rules = rules(conn, scope, row.patient_id, def, now).await?;
    Ok(Inputs {
        calendar: Calendar::china(),
        rules,
        reports: obligations.iter().filter_map(report).collect(),
        answers: placed(def, &obligations, &answers, row),
        patient: status(conn, scope, person.as_ref(), row.patient_id, now).await?,
        track: person.map(|p| p.grade).filter(|g| g != "none"),
        paused: false,
        stop: row.stop.clone().map(serde_json::from_value).transpose()?,
        fault: row.fault.clone(),
        release: row.release,
    })
}

/// A person who is not among the living records any more was merged into another.
async fn status(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    person: Option<&Person>,
    patient: PatientId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<PatientStatus> {
    let Some(person) = person else {
        return Ok(PatientStatus { fate: Some(Closing::Merged), muted: false });
    };
    let given = access::consent::given(conn, scope.tenant, patient).await?;
    let refused = given.get(&access::consent::Purpose::Followup) == Some(&false);
    let fate = match (person.deceased_at.is_some(), refused) {
        (true, _) => Some(Closing::Died),
        (false, true) => Some(Closing::Refused),
        (false, false) => None,
    };
    Ok(PatientStatus { fate, muted: person.muted_until.is_some_and(|until| now < until) })
}

fn report(row: &obligation::Obligation) -> Option<Report> {
    let standing = Standing::of(&row.state)?;
    if standing.is_open() {
        return None;
    }
    Some(Report {
        node: row.node.clone(),
        occurrence: u32::try_from(row.occurrence).ok()?,
        closed: row.closed_reason.as_deref().and_then(Closing::of).filter(|_| standing == Standing::Closed),
        on: clock::local_day(row.settled_at.unwrap_or(row.opened_at)),
    })
}

/// Answers with their place on the path: given for an obligation of it, or to the form of a node that was open then.
fn placed(
    def: &Definition,
    obligations: &[obligation::Obligation],
    answers: &[AnswerRow],
    row: &entity::Model,
) -> Vec<Answer> {
    let form_of = |node: &str| match def.node(node).map(|n| &n.act) {
        Some(Act::Form { form, .. }) => Some(form.as_str()),
        _ => None,
    };
    let mut found = Vec::new();
    for answer in answers.iter().filter(|a| a.kind == "form") {
        let own = obligations.iter().filter(|o| answer.obligation_id == Some(o.id.0));
        // 凡有所答，必归于档: an answer that came another way counts for whatever asked the same within its window.
        let same = obligations.iter().filter(|o| {
            answer.obligation_id.is_none_or(|id| obligations.iter().all(|known| known.id.0 != id))
                && answer.form_code.as_deref().is_some_and(|f| form_of(&o.node) == Some(f))
                && answer.at >= row.entered_at
                && (o.due_from..=o.due_to).contains(&clock::local_day(answer.at))
        });
        for obligation in own.chain(same) {
            found.push(Answer {
                node: obligation.node.clone(),
                occurrence: u32::try_from(obligation.occurrence).unwrap_or(0),
                at: answer.at,
                fields: fields(answer),
            });
        }
    }
    found
}

/// What a branch may ask of an answer: every item, and the score.
fn fields(answer: &AnswerRow) -> Value {
    let mut fields = answer.answers.clone();
    if let (Some(map), Some(score)) = (fields.as_object_mut(), answer.score) {
        map.entry("score").or_insert_with(|| score.into());
    }
    fields
}

async fn rules(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    def: &Definition,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<BTreeMap<String, RuleResult>> {
    let mut results = BTreeMap::new();
    for (key, rule) in def.rules() {
        // A rule that cannot be read has no result, and the engine parks the person with that reason.
        if let Some(verdict) = judge(conn, scope, patient, rule, now).await? {
            results.insert(key, RuleResult { holds: verdict.holds, why: sentence(&verdict) });
        }
    }
    Ok(results)
}

/// Whether a rule holds for a person now; `None` if the rule cannot be read.
pub(crate) async fn judge(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patient: PatientId,
    rule: &Value,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<Verdict>> {
    let Ok(rule) = serde_json::from_value::<Rule>(rule.clone()) else { return Ok(None) };
    let facts = understand::facts_for(conn, scope, patient, &rule).await?;
    let names = understand::vocabulary(conn, scope).await?;
    Ok(Some(nq_audience::evaluate(&rule, &facts, Moment::china(now), &names)))
}

fn sentence(verdict: &Verdict) -> String {
    let reasons: Vec<String> = verdict.decisive().map(|r| format!("{}（{}）", r.sentence, r.value)).collect();
    format!("{}。", reasons.join("；"))
}

/// The facts of a verdict, for a receipt.
pub(crate) fn facts_of(verdict: &Verdict) -> Vec<Fact> {
    let fact = |r: &nq_audience::Reason| Fact {
        name: r.sentence.clone(),
        value: r.value.clone(),
        source: r.source.clone().unwrap_or_default(),
        at: r.time,
        holds: r.holds,
    };
    verdict.reasons.iter().map(fact).collect()
}
