//! Processes a stored message again: after its text was corrected, after an alias was set, after a mapping changed.

use bytes::Bytes;
use kernel::{App, Error, Result, Scope, audit};
use nq_hl7::{ErrorCode, Problem};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::InboundId;
use super::entity::Model;
use super::mask;
use super::receive::described;
use super::state::State;
use super::store;
use crate::feed::{FeedId, store as feeds};
use crate::hl7::file::{Effects, file};
use crate::hl7::interpret::{Dialect, Interpretation, interpret, interpret_text};

/// Longest corrected text in bytes.
const LONGEST: usize = 1024 * 1024;

/// Replays a message, with a corrected text if one is given; answers its new state and what is still wrong.
pub async fn replay(
    app: &App,
    scope: &Scope,
    id: InboundId,
    corrected: Option<String>,
) -> Result<(State, Option<String>)> {
    if corrected.as_ref().is_some_and(|text| text.contains(mask::MARK)) {
        return Err(Error::refuse(
            "inbound.masked",
            "文本中有被遮盖的内容，不能作为更正提交。请由能查看原文的人员更正。",
        ));
    }
    if corrected.as_ref().is_some_and(|text| text.len() > LONGEST) {
        return Err(Error::field("raw", "更正后的文本过长，上限为 1 MiB。"));
    }
    let row = store::find(app.db.read(), scope, id).await?;
    let dialect = feeds::dialect(&feeds::find(app.db.read(), scope, row.feed_id).await?)?;
    let found = again(&row, corrected.as_deref(), &dialect)?;
    let first =
        app.write(async |tx| settle(&tx, scope, &row, &found, &dialect, corrected.clone()).await).await;
    let settled = match first {
        Err(Error::Refusal(refusal)) => {
            let mut found = found;
            found.problems = vec![Problem::new(ErrorCode::DataType, refusal.message)];
            app.write(async |tx| settle(&tx, scope, &row, &found, &dialect, corrected.clone()).await).await?
        }
        other => other?,
    };
    let state = State::parse(&settled.state).unwrap_or(State::Quarantined);
    Ok((state, settled.error))
}

/// How a replay of a whole feed went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Again {
    /// Messages processed again.
    pub tried: u64,
    /// Of these, no longer in quarantine.
    pub settled: u64,
    /// Still in quarantine.
    pub left: u64,
}

/// Messages of one replay of a feed; what is left waits for the next.
const MOST: u64 = 500;

/// Replays the quarantined messages of a feed in the order in which they came.
pub async fn replay_feed(app: &App, scope: &Scope, feed: FeedId) -> Result<Again> {
    let waiting = store::quarantined(app.db.read(), scope, feed, MOST).await?;
    let mut again = Again::default();
    for id in waiting {
        again.tried += 1;
        let (state, _) = replay(app, scope, id, None).await?;
        again.settled += u64::from(state != State::Quarantined);
    }
    again.left = again.tried - again.settled;
    Ok(again)
}

/// Interprets the stored bytes, or the corrected text, as the feed reads messages now.
fn again(row: &Model, corrected: Option<&str>, dialect: &Dialect) -> Result<Interpretation> {
    if row.duplicate_of.is_some() {
        return Err(Error::conflict("inbound.duplicate", "这是一条重复消息，请重放它的原消息。"));
    }
    Ok(match corrected.or(row.corrected.as_deref()) {
        Some(text) => interpret_text(text, dialect, row.received_at),
        None => interpret(&Bytes::from(row.raw.clone()), dialect, row.received_at),
    })
}

async fn settle(
    tx: &kernel::Tx,
    scope: &Scope,
    row: &Model,
    found: &Interpretation,
    dialect: &Dialect,
    corrected: Option<String>,
) -> Result<Model> {
    let held = store::locked(tx, scope, row.id).await?;
    let system = Scope::system(scope.tenant, "replay");
    let effects = if found.problems.is_empty() {
        file(tx, &system, &dialect.source, &found.plan).await?
    } else {
        Effects::default()
    };
    let now = described(found, &effects, false, tx.now)?;
    let next = Model {
        id: held.id,
        tenant_id: held.tenant_id,
        feed_id: held.feed_id,
        received_at: held.received_at,
        dedupe_key: held.dedupe_key,
        attempts: held.attempts + 1,
        corrected: corrected.or(held.corrected),
        raw: held.raw,
        patient_id: now.patient_id.or(held.patient_id),
        ..now
    };
    let entry = audit::Entry {
        act: "replay_message",
        object_kind: "inbound",
        object_id: row.id.to_string(),
        patient: next.patient_id,
        ..Default::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await?;
    next.clone().into_active_model().reset_all().update(&**tx).await?;
    Ok(next)
}
