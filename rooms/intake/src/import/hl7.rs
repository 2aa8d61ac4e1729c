//! HL7 v2 files: each message is received as if it had come by the wire, kept, and counted by what became of it.

use bytes::Bytes;
use kernel::{App, Result, Scope, Tx};
use sea_orm::{ActiveModelTrait, Set};

use super::run::Options;
use super::summary::Summary;
use crate::feed;
use crate::hl7::interpret::{Dialect, interpret};
use crate::message::receive::{Arrived, Outcome, Through, receive};
use crate::message::state::State;
use crate::sheet::run::Count;

/// Under which the messages of files are shown among the feeds.
const FEED: &str = "HL7 文件导入";
/// What the summary calls a message.
const TYPE: &str = "HL7Message";

/// Takes in the messages of a file. A dry run only interprets them: receiving keeps every message for good.
pub(super) async fn take(
    app: &App,
    scope: &Scope,
    options: &Options,
    name: &str,
    bytes: Vec<u8>,
    summary: &mut Summary,
) -> Result<()> {
    let bytes = Bytes::from(bytes);
    let parcel = nq_hl7::split::split(&bytes);
    if parcel.messages.is_empty() {
        summary.skip(name, "文件中没有 HL7 消息（没有以 MSH 开头的行）");
        return Ok(());
    }
    let dialect = Dialect {
        source: options.source.clone(),
        // Who imports a file has chosen to take what is in it, test messages included.
        processing_ids: ["P", "T", "D"].map(str::to_owned).to_vec(),
        ..Dialect::default()
    };
    if options.dry_run {
        try_out(app, &dialect, name, &parcel.messages, summary);
        return Ok(());
    }
    let through = Through { tenant: scope.tenant, feed: open(app, scope).await?, dialect };
    for (place, message) in parcel.messages.into_iter().enumerate() {
        let is_broken = parcel.broken_off.contains(&place);
        let arrived = if is_broken { Arrived::BrokenOff(message) } else { Arrived::Whole(message) };
        let outcome = receive(app, &through, arrived).await;
        count(summary, &format!("{name}#{}", place + 1), &outcome);
    }
    Ok(())
}

async fn open(app: &App, scope: &Scope) -> Result<feed::FeedId> {
    app.write(async |tx: Tx| {
        let id = feed::open(&tx, scope, feed::MLLP, FEED).await?;
        // Files come when they come: their silence alarms nobody.
        let quiet =
            feed::entity::feed::ActiveModel { id: Set(id), silence_minutes: Set(0), ..Default::default() };
        quiet.update(&*tx).await?;
        Ok(id)
    })
    .await
}

fn try_out(app: &App, dialect: &Dialect, name: &str, messages: &[Bytes], summary: &mut Summary) {
    for (place, message) in messages.iter().enumerate() {
        let found = interpret(message, dialect, app.clock.now());
        match found.problems.first() {
            None => summary.count(TYPE, Count { created: 1, ..Count::default() }),
            Some(problem) => summary.quarantine(format!("{name}#{}", place + 1), problem.text.clone()),
        }
    }
}

fn count(summary: &mut Summary, place: &str, outcome: &Outcome) {
    let why =
        || outcome.problems.first().map_or_else(|| "未能保存".to_owned(), |problem| problem.text.clone());
    match outcome.stored.as_ref().map(|(_, state)| *state) {
        Some(State::Duplicate) => summary.count(TYPE, Count { unchanged: 1, ..Count::default() }),
        Some(State::Quarantined) | None => summary.quarantine(place, why()),
        Some(State::Filed | State::Warning | State::Unmapped) => {
            summary.count(TYPE, Count { created: 1, ..Count::default() });
        }
    }
}
