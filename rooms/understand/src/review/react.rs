//! What wakes a review: an event of the record, the clock, a change of rules.
use super::{review_touched, reviewer, store};
use crate::{library::library, score::Touched, segment};
use chrono::Duration;
use kernel::{
    App, PatientId, Result, TenantId,
    event::Event,
    reaction::{Look, Reaction},
    setting,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    time::Instant,
};

/// A change in the record: the people concerned are reviewed.
pub(crate) const REACTION: Reaction = Reaction {
    name: "understand.review",
    kinds: &[
        "patient.",
        "card.opened",
        "contract.",
        "encounter.",
        "appointment.",
        "exam.completed",
        "observation.recorded",
        "condition.recorded",
        "procedure.recorded",
        "medication.recorded",
        "family.recorded",
        "answer.filed",
        "reading.filed",
        "care_team.changed",
        "consent.changed",
        "tag.added",
        "tag.removed",
        "enrolment.",
        "message.accepted",
        "message.delivered",
        "match.decided",
    ],
    run: |app, events| Box::pin(react(app, events)),
};

/// Every few seconds: people whose answer may have changed with time alone, or whose rules have.
pub(crate) const LOOK: Look = Look {
    name: "understand.review",
    every: std::time::Duration::from_secs(5),
    run: |app| Box::pin(look(app)),
};

async fn react(app: App, events: Vec<Event>) -> Result<()> {
    let mut whom: BTreeMap<TenantId, HashMap<PatientId, Touched>> = BTreeMap::new();
    for event in &events {
        // What a review itself wrote needs no review; a night it computed is a result like any other.
        let own =
            event.actor == reviewer(event.tenant_id).actor_name() && event.kind != "observation.recorded";
        if let (false, Some(patient)) = (own, event.patient_id) {
            let touched = whom.entry(event.tenant_id).or_default().entry(patient).or_default();
            *touched = std::mem::take(touched).and(Touched::by(event));
        }
    }
    for (tenant, touched) in whom {
        let patients: Vec<_> = touched.keys().copied().collect();
        review_touched(&app, tenant, &patients, &touched, "fact").await?;
    }
    Ok(())
}

/// People fetched at once.
const AT_ONCE: u64 = 500;
/// A look works so long at most, so that other looks have their turn.
const BUDGET: std::time::Duration = std::time::Duration::from_secs(4);

async fn look(app: App) -> Result<()> {
    let begin = Instant::now();
    for tenant in access::tenants(app.db.read()).await? {
        stock(&app, tenant).await?;
        while begin.elapsed() < BUDGET {
            let due = store::due(app.db.read(), tenant, app.clock.now(), AT_ONCE).await?;
            if due.is_empty() {
                break;
            }
            let touched = due.iter().map(|id| (*id, Touched::All)).collect();
            review_touched(&app, tenant, &due, &touched, "rules").await?;
        }
    }
    Ok(())
}

/// What a review stands on: the ready segments, everybody's row, and the rules of the day. Looked at once a day and
/// whenever the box changed.
pub(crate) async fn stock(app: &App, tenant: TenantId) -> Result<()> {
    let key = format!("understand.stock.{tenant}");
    let (stamp, now) = (library().stamp(), app.clock.now());
    let had = setting::get(app.db.read(), &key).await?.unwrap_or_default();
    let fresh = had.get("until").and_then(Value::as_i64).is_some_and(|until| until > now.timestamp());
    let same = had.get("stamp").and_then(Value::as_str) == Some(stamp.as_str());
    if fresh && same {
        return Ok(());
    }
    app.write(async |tx| {
        let scope = reviewer(tenant);
        let added = segment::store::stock(&tx, &scope).await?;
        store::newcomers(&tx, tenant).await?;
        if added || !same {
            store::everybody_again(&tx, tenant).await?;
        }
        let until = (now + Duration::days(1)).timestamp();
        setting::set(&tx, &key, json!({ "until": until, "stamp": stamp })).await
    })
    .await
}
