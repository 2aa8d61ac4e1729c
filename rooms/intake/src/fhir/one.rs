//! One resource that a client creates or replaces.

use axum::http::StatusCode;
use axum::response::Response;
use kernel::{App, Error, Result, Tx};
use nq_fhir::{IssueCode, Outcome};

use super::answer::{self, Refused};
use super::caller::Caller;
use super::file::{Arrival, Document, Done, Manner, State as Filed, file};
use super::{query, read, writes};

/// What a client wants of one resource.
pub(super) enum Wish {
    Create { condition: Option<String> },
    Put { url: String },
}

/// What became of it: filed, or found already there.
enum Outcome1 {
    Done(Done),
    There(Box<super::entity::resource::Model>),
}

/// Files one resource and answers with it as it stands now.
pub(super) async fn file_one(
    app: &App,
    caller: &Caller,
    kind: &str,
    wish: Wish,
    document: Document,
) -> std::result::Result<Response, Refused> {
    let mut refused = None;
    let told = &mut refused;
    let outcome = app
        .write(async move |tx: Tx| match one(&tx, caller, kind, wish, document).await? {
            Ok(found) => {
                caller.note(&tx, 1).await?;
                Ok(found)
            }
            Err(why) => {
                *told = Some(why);
                Err(Error::conflict("fhir.refused", ""))
            }
        })
        .await;
    if let Some(why) = refused {
        return Err(why.into());
    }
    let (id, status) = match outcome? {
        Outcome1::There(row) => (row.fhir_id, StatusCode::OK),
        Outcome1::Done(done) if done.state == Filed::Created => (done.fhir_id, StatusCode::CREATED),
        Outcome1::Done(done) => (done.fhir_id, StatusCode::OK),
    };
    // The writer sees what he wrote, even where he would not see the person.
    let (json, row) = read::one(app.db.read(), &caller.filing, kind, &id).await??;
    let location = format!("{}/{kind}/{id}/_history/{}", caller.base, row.version);
    Ok(answer::resource(status, &json, row.version, row.updated_at, Some(&location)))
}

async fn one(
    tx: &Tx,
    caller: &Caller,
    kind: &str,
    wish: Wish,
    mut document: Document,
) -> Result<std::result::Result<Outcome1, Outcome>> {
    match wish {
        Wish::Create { condition: Some(condition) } => {
            match query::only(&**tx, &caller.filing, kind, condition.trim_start_matches('?')).await? {
                Err(outcome) => return Ok(Err(outcome)),
                Ok(Some(row)) => return Ok(Ok(Outcome1::There(Box::new(row)))),
                Ok(None) => {}
            }
        }
        Wish::Create { condition: None } => {}
        Wish::Put { url } => match writes::target(tx, caller, &document.json, &url).await? {
            Ok(id) => document.put = id,
            Err(outcome) => return Ok(Err(outcome)),
        },
    }
    if let Err(outcome) = writes::resolve(tx, &caller.filing, &mut document.json).await? {
        return Ok(Err(outcome));
    }
    let arrival =
        Arrival { source: &caller.source, manner: Manner::Request, names: std::collections::HashMap::new() };
    let filed = file(tx, &caller.filing, arrival, vec![document]).await?.pop();
    let lost = || Err(Outcome::error(IssueCode::Exception, "文档未得到处理"));
    Ok(filed.unwrap_or_else(lost).map(Outcome1::Done))
}
