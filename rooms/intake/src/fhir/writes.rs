//! The creations and updates of a bundle: conditions looked up, then filed together so that they may point at each other.

use std::collections::HashMap;

use axum::http::StatusCode;
use kernel::{Result, Scope, Tx};
use nq_fhir::{Entry, IssueCode, Json, Outcome, Reference, Request, reference, resource};

use super::answer::{Refused, version_of};
use super::caller::Caller;
use super::capability::is_kept;
use super::file::{Arrival, Document, Done, Manner, State, file};
use super::transaction::{Answered, placed, set};
use super::{query, read, store};

/// The creations and updates of a bundle, filed together so that they may point at each other.
#[derive(Default)]
pub(super) struct Writes {
    documents: Vec<Document>,
    places: Vec<usize>,
    names: HashMap<String, String>,
}

pub(super) type Step = std::result::Result<Option<Answered>, Outcome>;

impl Writes {
    pub(super) async fn post(
        &mut self,
        tx: &Tx,
        scope: &Scope,
        place: usize,
        entry: Entry,
        request: &Request,
    ) -> Result<Step> {
        let Some(json) = entry.resource else { return Ok(Ok(None)) };
        let kind = resource::kind(&json).to_owned();
        if request.url != kind || !is_kept(&kind) {
            let said = format!("POST {} 与资源类型 {kind} 不符，或该类型不保存", request.url);
            return Ok(Err(Outcome::error(IssueCode::Invalid, said)));
        }
        if let Some(condition) = &request.if_none_exist {
            match query::only(&**tx, scope, &kind, condition.trim_start_matches('?')).await? {
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

    pub(super) async fn put(
        &mut self,
        tx: &Tx,
        caller: &Caller,
        place: usize,
        entry: Entry,
        request: &Request,
    ) -> Result<Step> {
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

    pub(super) async fn carry_out(
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
            Ok(query::only(&**tx, &caller.filing, kind, query).await?.map(|row| row.map(|row| row.fhir_id)))
        }
        _ => Ok(Err(invalid("PUT 的地址应为 类型/id 或 类型?条件，且与资源类型一致"))),
    }
}

/// Replaces conditional references (`Practitioner?identifier=…`) by the one resource they mean.
pub(super) async fn resolve(
    tx: &Tx,
    scope: &Scope,
    json: &mut Json,
) -> Result<std::result::Result<(), Outcome>> {
    let mut asked = Vec::new();
    reference::each(json, &mut |text| {
        if let Reference::Conditional { kind, query } = Reference::parse(text) {
            asked.push((text.to_owned(), kind.to_owned(), query.to_owned()));
        }
    });
    let mut found = HashMap::new();
    for (text, kind, query) in asked {
        match query::only(&**tx, scope, &kind, &query).await? {
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
