//! Transactions and batches: entries carried out in the order FHIR asks for, references between them resolved, the
//! answers in the order of the question.

use std::collections::HashMap;

use axum::http::StatusCode;
use kernel::{App, Error, Result, Scope, Tx};
use nq_fhir::{Bundle, Entry, Issue, IssueCode, Json, Method, Outcome, Reference, Request, reference, resource};

use super::answer::{Refused, etag, version_of};
use super::api::Caller;
use super::capability::is_kept;
use super::file::{Arrival, Document, Done, Manner, State, file};
use super::{read, search, store};

/// The answer to one entry.
struct Answered {
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

    fn done(status: StatusCode, kind: &str, id: &str, version: i64) -> Self {
        let location = Some(format!("{kind}/{id}/_history/{version}"));
        Self { status, location, etag: Some(etag(version)), resource: None, outcome: None }
    }

    fn to_json(&self) -> Json {
        let reason = self.status.canonical_reason().unwrap_or("");
        let mut response = Json::object([("status", format!("{} {reason}", self.status.as_u16()).trim().into())]);
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
        let mut answered = None;
        let told = &mut answered;
        let outcome = app
            .write(async move |tx: Tx| match all(&tx, caller, one).await? {
                Ok(mut answers) => {
                    caller.note(&tx, 1).await?;
                    *told = answers.pop();
                    Ok(())
                }
                Err(why) => {
                    *told = Some(Answered::refused(&why));
                    Err(Error::conflict("fhir.batch", ""))
                }
            })
            .await;
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
fn placed(place: usize, outcome: Outcome) -> Refused {
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
            Ok(json) => {
                Answered { status: StatusCode::OK, location: None, etag: None, resource: Some(json), outcome: None }
            }
            Err(refused) => Answered::refused(&refused),
        };
        // A read that finds nothing fails a batch entry, not a transaction's writes.
        set(&mut answers, place, Some(answered));
    }
    let lost = || Answered::refused(&Refused::missing("该条目"));
    Ok(Ok(answers.into_iter().map(|answered| answered.unwrap_or_else(lost)).collect()))
}

fn set(answers: &mut [Option<Answered>], place: usize, answered: Option<Answered>) {
    if let (Some(slot), Some(answered)) = (answers.get_mut(place), answered) {
        *slot = Some(answered);
    }
}

async fn delete(tx: &Tx, caller: &Caller, request: &Request) -> Result<std::result::Result<Answered, Outcome>> {
    let Reference::Relative { kind, id, .. } = Reference::parse(&request.url) else {
        return Ok(Err(Outcome::error(IssueCode::NotSupported, "DELETE 只支持 类型/id")));
    };
    read::delete(tx, caller, kind, id).await?;
    Ok(Ok(Answered { status: StatusCode::NO_CONTENT, location: None, etag: None, resource: None, outcome: None }))
}

/// The creations and updates of a bundle, filed together so that they may point at each other.
#[derive(Default)]
struct Writes {
    documents: Vec<Document>,
    places: Vec<usize>,
    names: HashMap<String, String>,
}

type Step = std::result::Result<Option<Answered>, Outcome>;

impl Writes {
    async fn post(&mut self, tx: &Tx, scope: &Scope, place: usize, entry: Entry, request: &Request) -> Result<Step> {
        let Some(json) = entry.resource else { return Ok(Ok(None)) };
        let kind = resource::kind(&json).to_owned();
        if request.url != kind || !is_kept(&kind) {
            let said = format!("POST {} 与资源类型 {kind} 不符，或该类型不保存", request.url);
            return Ok(Err(Outcome::error(IssueCode::Invalid, said)));
        }
        if let Some(condition) = &request.if_none_exist {
            match search::only(&**tx, scope, &kind, condition.trim_start_matches('?')).await? {
                Err(outcome) => return Ok(Err(outcome)),
                Ok(Some(row)) => {
                    if let Some(name) = entry.full_url {
                        self.names.insert(name, format!("{kind}/{}", row.fhir_id));
                    }
                    return Ok(Ok(Some(Answered::done(StatusCode::OK, &kind, &row.fhir_id, row.version))));
                }
                Ok(None) => {}
            }
        }
        self.add(place, Document { json, full_url: entry.full_url, put: None, if_match: None });
        Ok(Ok(None))
    }

    async fn put(&mut self, tx: &Tx, caller: &Caller, place: usize, entry: Entry, request: &Request) -> Result<Step> {
        let Some(json) = entry.resource else { return Ok(Ok(None)) };
        let if_match = request.if_match.as_deref().and_then(version_of);
        match target(tx, caller, &json, &request.url).await? {
            Ok(put) => self.add(place, Document { json, full_url: entry.full_url, put, if_match }),
            Err(outcome) => return Ok(Err(outcome)),
        }
        Ok(Ok(None))
    }

    fn add(&mut self, place: usize, document: Document) {
        self.documents.push(document);
        self.places.push(place);
    }

    async fn carry_out(
        mut self,
        tx: &Tx,
        caller: &Caller,
        answers: &mut [Option<Answered>],
    ) -> Result<std::result::Result<(), Refused>> {
        for (document, place) in self.documents.iter_mut().zip(&self.places) {
            if let Err(outcome) = resolve(tx, &caller.filing, &mut document.json).await? {
                return Ok(Err(placed(*place, outcome)));
            }
        }
        let arrival = Arrival { source: &caller.source, manner: Manner::Request, names: self.names };
        let filed = file(tx, &caller.filing, arrival, self.documents).await?;
        for (place, result) in self.places.into_iter().zip(filed) {
            match result {
                Ok(done) => set(answers, place, Some(answered(&done))),
                Err(outcome) => return Ok(Err(placed(place, outcome))),
            }
        }
        Ok(Ok(()))
    }
}

fn answered(done: &Done) -> Answered {
    let status = if done.state == State::Created { StatusCode::CREATED } else { StatusCode::OK };
    Answered::done(status, &done.kind, &done.fhir_id, done.version)
}

/// The id a PUT is about: named in the URL, or found by its condition (`None`: nobody fits, so it is created).
pub(super) async fn target(
    tx: &Tx,
    caller: &Caller,
    json: &Json,
    url: &str,
) -> Result<std::result::Result<Option<String>, Outcome>> {
    let kind = resource::kind(json);
    let invalid = |said: &str| Outcome::error(IssueCode::Invalid, said);
    match Reference::parse(url) {
        Reference::Relative { kind: named, id, .. } if named == kind && is_kept(kind) => {
            if resource::id(json) != Some(id) {
                return Ok(Err(invalid("资源中的 id 与地址中的 id 不一致")));
            }
            // What the caller cannot see he cannot change.
            let known = store::known(tx, caller.scope.tenant, kind, &[id.to_owned()]).await?;
            if known.iter().any(|row| row.fhir_id == id) {
                read::seen(&**tx, &caller.scope, kind, id).await?;
            }
            Ok(Ok(Some(id.to_owned())))
        }
        Reference::Conditional { kind: named, query } if named == kind && is_kept(kind) => {
            Ok(search::only(&**tx, &caller.filing, kind, query).await?.map(|row| row.map(|row| row.fhir_id)))
        }
        _ => Ok(Err(invalid("PUT 的地址应为 类型/id 或 类型?条件，且与资源类型一致"))),
    }
}

/// Replaces conditional references (`Practitioner?identifier=…`) by the one resource they mean.
pub(super) async fn resolve(tx: &Tx, scope: &Scope, json: &mut Json) -> Result<std::result::Result<(), Outcome>> {
    let mut asked = Vec::new();
    reference::each(json, &mut |text| {
        if let Reference::Conditional { kind, query } = Reference::parse(text) {
            asked.push((text.to_owned(), kind.to_owned(), query.to_owned()));
        }
    });
    let mut found = HashMap::new();
    for (text, kind, query) in asked {
        match search::only(&**tx, scope, &kind, &query).await? {
            Ok(Some(row)) => found.insert(text, format!("{kind}/{}", row.fhir_id)),
            Ok(None) => {
                let said = format!("条件引用“{text}”没有匹配到资源");
                return Ok(Err(Outcome::error(IssueCode::NotFound, said)));
            }
            Err(outcome) => return Ok(Err(outcome)),
        };
    }
    reference::rewrite(json, &mut |text| found.get(text).cloned());
    Ok(Ok(()))
}
