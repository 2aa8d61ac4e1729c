//! Takes one message in: interprets it, files and stores it in one transaction, and says how to answer.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use kernel::{App, Error, Result, Scope, TenantId, Tx};
use nq_hl7::{AckCode, Charset, ErrorCode, Header, Problem};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::InboundId;
use super::entity::Model;
use super::state::State;
use super::store;
use crate::feed::FeedId;
use crate::hl7::file::{Effects, file};
use crate::hl7::interpret::{Dialect, Interpretation, broken_off, interpret, too_large};
use crate::hl7::plan::Coverage;

/// What arrived.
#[derive(Debug, Clone)]
pub enum Arrived {
    /// A whole message.
    Whole(Bytes),
    /// One whose frame began and never ended, found in a recorded stream.
    BrokenOff(Bytes),
    /// Only the beginning of one over the limit.
    Cut {
        /// The beginning.
        head: Bytes,
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

/// By which feed.
#[derive(Debug, Clone)]
pub struct Through {
    /// Tenant.
    pub tenant: TenantId,
    /// Feed.
    pub feed: FeedId,
    /// How it reads.
    pub dialect: Dialect,
}

/// What became of a message and how to answer it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Header of the message.
    pub header: Header,
    /// In which to answer.
    pub charset: Charset,
    /// Application answer.
    pub ack: AckCode,
    /// Reasons of a refusal.
    pub problems: Vec<Problem>,
    /// A word to the sender when all is well.
    pub note: &'static str,
    /// Where it is stored; `None` if even that failed, and then the sender must send again.
    pub stored: Option<(InboundId, State)>,
}

/// Takes a message in. Never fails: what goes wrong becomes the answer.
pub async fn receive(app: &App, through: &Through, arrived: Arrived) -> Outcome {
    let now = app.clock.now();
    let (found, raw) = match arrived {
        Arrived::Whole(bytes) => (interpret(&bytes, &through.dialect, now), bytes),
        Arrived::BrokenOff(bytes) => (broken_off(&bytes, &through.dialect, now), bytes),
        Arrived::Cut { head, size, limit } => (too_large(&head, size, limit), head),
    };
    // A second try: on PostgreSQL the same message may be coming in by another connection at this moment.
    for attempt in 0..2 {
        match app.write(async |tx| take(&tx, through, &found, &raw).await).await {
            Ok(taken) => return outcome(found, &taken),
            Err(Error::Fault(what)) => tracing::error!(attempt, what, "inbound message could not be filed"),
            Err(refusal) => return refused(app, through, found, &raw, refusal.to_string()).await,
        }
    }
    let problem = Problem::new(ErrorCode::Internal, "系统暂时无法处理，请稍后重发");
    quarantine(app, through, found, &raw, problem).await
}

/// The record refused the content: kept in quarantine with its reason.
async fn refused(app: &App, through: &Through, found: Interpretation, raw: &Bytes, why: String) -> Outcome {
    quarantine(app, through, found, raw, Problem::new(ErrorCode::DataType, why)).await
}

async fn quarantine(
    app: &App,
    through: &Through,
    mut found: Interpretation,
    raw: &Bytes,
    problem: Problem,
) -> Outcome {
    found.problems = vec![problem];
    match app.write(async |tx| take(&tx, through, &found, raw).await).await {
        Ok(taken) => outcome(found, &taken),
        Err(error) => {
            tracing::error!(%error, "inbound message could not even be kept");
            let problems = vec![Problem::new(ErrorCode::Internal, "系统暂时无法保存消息，请稍后重发")];
            let (header, charset) = (found.header, found.charset);
            Outcome { header, charset, ack: AckCode::AR, problems, note: "", stored: None }
        }
    }
}

/// What the transaction did.
struct Taken {
    id: InboundId,
    state: State,
}

fn outcome(found: Interpretation, taken: &Taken) -> Outcome {
    metrics::counter!("inbound_messages", "state" => taken.state.as_str()).increment(1);
    let ack = if taken.state == State::Duplicate { AckCode::AA } else { found.ack() };
    let note = match taken.state {
        State::Unmapped => "已保存，未映射",
        State::Duplicate => "重复消息，未重复处理",
        _ => "",
    };
    Outcome {
        header: found.header,
        charset: found.charset,
        ack,
        problems: if taken.state == State::Duplicate { Vec::new() } else { found.problems },
        note,
        stored: Some((taken.id, taken.state)),
    }
}

/// Files and stores, in one transaction.
async fn take(tx: &Tx, through: &Through, found: &Interpretation, raw: &Bytes) -> Result<Taken> {
    let scope = Scope::system(through.tenant, "mllp");
    let key = dedupe_key(found);
    let before = store::by_dedupe_key(tx, &scope, &key).await?;
    let is_done = |row: &Model| State::parse(&row.state) != Some(State::Quarantined);
    if let Some(first) = before.as_ref().filter(|row| is_done(row)) {
        let row = duplicate(first, through.feed, tx.now);
        let id = row.id;
        row.into_active_model().reset_all().insert(&**tx).await?;
        return Ok(Taken { id, state: State::Duplicate });
    }
    let control_id = &found.header.control_id;
    let reused =
        !control_id.is_empty() && store::is_reused(tx, &scope, &found.sender(), control_id, &key).await?;
    let effects = if found.problems.is_empty() {
        file(tx, &scope, &through.dialect.source, &found.plan).await?
    } else {
        Effects::default()
    };
    let row = Model {
        id: before.as_ref().map_or_else(InboundId::new, |row| row.id),
        tenant_id: through.tenant,
        feed_id: through.feed,
        received_at: tx.now,
        dedupe_key: key,
        duplicate_of: None,
        attempts: before.as_ref().map_or(1, |row| row.attempts + 1),
        corrected: None,
        raw: raw.to_vec(),
        ..described(found, &effects, reused, tx.now)?
    };
    let taken = Taken { id: row.id, state: State::parse(&row.state).unwrap_or(State::Quarantined) };
    let row = row.into_active_model().reset_all();
    if before.is_some() {
        row.update(&**tx).await?;
    } else {
        row.insert(&**tx).await?;
    }
    Ok(taken)
}

/// The columns that tell what a message is and what became of it; those of its arrival are filled in by the caller.
pub(crate) fn described(
    found: &Interpretation,
    effects: &Effects,
    reused: bool,
    now: DateTime<Utc>,
) -> Result<Model> {
    let ack = found.ack();
    let warning = || {
        let id = &found.header.control_id;
        format!("发送方曾用控制号 {id} 发过另一条内容不同的消息，可能是计数器重置；本条已按新消息处理")
    };
    let error = found.problems.first().map(|problem| problem.text.clone()).or_else(|| reused.then(warning));
    let is_mapped = found.plan.coverage != Coverage::Nothing && found.problems.is_empty();
    Ok(Model {
        id: InboundId::default(),
        tenant_id: TenantId::default(),
        feed_id: FeedId::default(),
        received_at: now,
        said_at: found.said_at,
        kind: found.header.kind_and_event(),
        sender: found.sender(),
        control_id: found.header.control_id.clone(),
        dedupe_key: String::new(),
        state: State::of(ack, found.plan.coverage, reused).as_str().to_owned(),
        ack: ack.code().to_owned(),
        error,
        problems: serde_json::to_value(&found.problems)?,
        effects: json!(effects.sentences),
        mapped: is_mapped.then(|| serde_json::to_value(&found.plan)).transpose()?,
        patient_id: effects.patient,
        patient_name: found.person_name().map(str::to_owned),
        duplicate_of: None,
        attempts: 1,
        processed_at: now,
        corrected: None,
        raw: Vec::new(),
    })
}

/// A line for a message that came again; its bytes are those of the first.
fn duplicate(first: &Model, feed: FeedId, now: DateTime<Utc>) -> Model {
    let id = InboundId::new();
    Model {
        id,
        feed_id: feed,
        received_at: now,
        processed_at: now,
        dedupe_key: format!("again|{id}"),
        state: State::Duplicate.as_str().to_owned(),
        ack: AckCode::AA.code().to_owned(),
        error: None,
        problems: json!([]),
        effects: json!([]),
        mapped: None,
        duplicate_of: Some(first.id.0),
        attempts: 1,
        corrected: None,
        raw: Vec::new(),
        ..first.clone()
    }
}

/// Sender, control id and content.
fn dedupe_key(found: &Interpretation) -> String {
    format!("{}|{}|{}", found.sender(), found.header.control_id, found.hash)
}
