//! Transactions and batches: entries carried out in the order FHIR asks for, references between them resolved, the
//! answers in the order of the question.

use axum::http::StatusCode;
use kernel::{App, Error, Result, Tx};
use nq_fhir::{Bundle, Entry, Issue, IssueCode, Json, Method, Outcome, Reference, Request};

use super::answer::{Refused, etag};
use super::caller::Caller;
use super::read;
use super::writes::Writes;

/// The answer to one entry.
pub(super) struct Answered {
    status: StatusCode,
    location: Option<String>,
    etag: Option<String>,
    resource: Option<Json>,
    outcome: Option<Json>,
}

impl Answered {
    fn refused(refused: &Refused) -> Self {
        let outcome = Some(refused.outcome.to_json());
        Self { status: refused.status, location: None, etag: None, resource: None, outcome }
    }

    pub(super) fn done(status: StatusCode, kind: &str, id: &str, version: i64) -> Self {
        let location = Some(format!("{kind}/{id}/_history/{version}"));
        Self { status, location, etag: Some(etag(version)), resource: None, outcome: None }
    }

    fn to_json(&self) -> Json {
        let reason = self.status.canonical_reason().unwrap_or("");
        let mut response =
            Json::object([("status", format!("{} {reason}", self.status.as_u16()).trim().into())]);
        for (name, value) in [("location", &self.location), ("etag", &self.etag)] {
            if let Some(value) = value {
                response.set(name, value.as_str().into());
            }
        }
        if let Some(outcome) = &self.outcome {
            response.set("outcome", outcome.clone());
        }
        let mut entry = Json::Object(Vec::new());
        if let Some(resource) = &self.resource {
            entry.set("resource", resource.clone());
        }
        entry.set("response", response);
        entry
    }
}

fn bundle(kind: &str, answers: &[Answered]) -> Json {
    Json::object([
        ("resourceType", "Bundle".into()),
        ("type", kind.into()),
        ("entry", answers.iter().map(Answered::to_json).collect::<Vec<_>>().into()),
    ])
}

/// Carries out a transaction: whole or not at all.
pub async fn transaction(app: &App, caller: &Caller, asked: Bundle) -> std::result::Result<Json, Refused> {
    let mut refused = None;
    let told = &mut refused;
    let outcome = app
        .write(async move |tx: Tx| {
            let result = all(&tx, caller, asked).await?;
            let size = result.as_ref().map_or(0, Vec::len);
            match result {
                Ok(answers) => {
                    caller.note(&tx, i64::try_from(size).unwrap_or(i64::MAX)).await?;
                    Ok(bundle("transaction-response", &answers))
                }
                Err(why) => {
                    *told = Some(why);
                    Err(Error::conflict("fhir.transaction", ""))
                }
            }
        })
        .await;
    match refused {
        Some(why) => Err(why),
        None => outcome.map_err(Refused::from),
    }
}

/// Carries out a batch: each entry for itself.
pub async fn batch(app: &App, caller: &Caller, asked: Bundle) -> Json {
    let mut answers = Vec::new();
    for entry in asked.entries {
        let one = Bundle { kind: asked.kind, entries: vec![entry] };
        let (mut answered, mut refused) = (None, None);
        let (told, reason) = (&mut answered, &mut refused);
        let outcome = app
            .write(async move |tx: Tx| match all(&tx, caller, one).await? {
                Ok(mut answers) => {
                    caller.note(&tx, 1).await?;
                    *told = answers.pop();
                    Ok(())
                }
                Err(why) => {
                    *told = Some(Answered::refused(&why));
                    *reason = Some(why);
                    Err(Error::conflict("fhir.batch", ""))
                }
            })
            .await;
        if let Some(why) = &refused {
            caller.note_refused(app, why).await;
        }
        answers.push(match (answered, outcome) {
            (Some(answered), _) => answered,
            (None, Err(error)) => Answered::refused(&error.into()),
            (None, Ok(())) => Answered::refused(&Refused::missing("该条目")),
        });
    }
    bundle("batch-response", &answers)
}

type Answers = std::result::Result<Vec<Answered>, Refused>;

/// Where an entry stands in its bundle, for messages.
pub(super) fn placed(place: usize, outcome: Outcome) -> Refused {
    let issues = outcome.issues.into_iter().map(|issue| {
        let expression = if issue.expression.is_empty() {
            format!("Bundle.entry[{place}]")
        } else {
            format!("Bundle.entry[{place}].resource ({})", issue.expression)
        };
        Issue { expression, ..issue }
    });
    Refused::from(Outcome::from(issues.collect::<Vec<_>>()))
}

/// All entries in one transaction: deletions, creations and updates, then reads.
async fn all(tx: &Tx, caller: &Caller, asked: Bundle) -> Result<Answers> {
    if let Err(outcome) = asked.names() {
        return Ok(Err(outcome.into()));
    }
    let mut answers: Vec<Option<Answered>> = Vec::new();
    answers.resize_with(asked.entries.len(), || None);
    let mut writes = Writes::default();
    let mut reads = Vec::new();
    let mut entries: Vec<(usize, Entry)> = asked.entries.into_iter().enumerate().collect();
    entries.sort_by_key(|(place, entry)| (entry.request.as_ref().map(|request| request.method), *place));
    for (place, entry) in entries {
        let Some(request) = entry.request.clone() else { continue };
        let step = match request.method {
            Method::Delete => delete(tx, caller, &request).await?.map(Some),
            Method::Post => writes.post(tx, &caller.filing, place, entry, &request).await?,
            Method::Put => writes.put(tx, caller, place, entry, &request).await?,
            Method::Get | Method::Head => {
                reads.push((place, request));
                Ok(None)
            }
            Method::Patch => Err(Outcome::error(IssueCode::NotSupported, "不支持 PATCH")),
        };
        match step {
            Ok(answered) => set(&mut answers, place, answered),
            Err(outcome) => return Ok(Err(placed(place, outcome))),
        }
    }
    if let Err(refused) = writes.carry_out(tx, caller, &mut answers).await? {
        return Ok(Err(refused));
    }
    for (place, request) in reads {
        let answered = match read::any(&**tx, &caller.scope, &caller.base, &request.url).await? {
            Ok(json) => Answered {
                status: StatusCode::OK,
                location: None,
                etag: None,
                resource: Some(json),
                outcome: None,
            },
            Err(refused) => Answered::refused(&refused),
        };
        // A read that finds nothing fails a batch entry, not a transaction's writes.
        set(&mut answers, place, Some(answered));
    }
    let lost = || Answered::refused(&Refused::missing("该条目"));
    Ok(Ok(answers.into_iter().map(|answered| answered.unwrap_or_else(lost)).collect()))
}

pub(super) fn set(answers: &mut [Option<Answered>], place: usize, answered: Option<Answered>) {
    if let (Some(slot), Some(answered)) = (answers.get_mut(place), answered) {
        *slot = Some(answered);
    }
}

async fn delete(
    tx: &Tx,
    caller: &Caller,
    request: &Request,
) -> Result<std::result::Result<Answered, Outcome>> {
    let Reference::Relative { kind, id, .. } = Reference::parse(&request.url) else {
        return Ok(Err(Outcome::error(IssueCode::NotSupported, "DELETE 只支持 类型/id")));
    };
    read::delete(tx, caller, kind, id).await?;
    Ok(Ok(Answered {
        status: StatusCode::NO_CONTENT,
        location: None,
        etag: None,
        resource: None,
        outcome: None,
    }))
}
