//! What care does when something was recorded: who enters a path, whose path ends, what the ledger learns, and what
//! people of the staff are asked for. An event only wakes; each reaction looks at the state and may run again.
use crate::enrolment::{self, Enter};
use crate::pathway::{self, Live};
use crate::{asks, obligation};
use kernel::event::Event;
use kernel::reaction::Reaction;
use kernel::{App, Error, PatientId, Result, Scope, TenantId, Tx, clock};
use nq_pathway::calendar::{Calendar, days_between};
use nq_pathway::entry::Started;
use nq_pathway::ledger::{Closing, Happening};
use nq_pathway::step::Stop;
use serde_json::Value;
use std::collections::{HashMap, hash_map::Entry};

/// Everything that may begin, move or end a path, or ask for work.
pub const REACTION: Reaction = Reaction {
    name: "care",
    kinds: &[
        "procedure.recorded",
        "condition.recorded",
        "medication.recorded",
        "encounter.recorded",
        "encounter.discharged",
        "exam.completed",
        "observation.recorded",
        "answer.filed",
        "reading.filed",
        "segment.",
        "grade.changed",
        "card.opened",
        "care_team.changed",
        "patient.deceased",
        "patient.updated",
        "consent.changed",
        "match.decided",
        "alert.",
        "message.accepted",
        "message.delivered",
        "message.failed",
        "message.suppressed",
        "message.cancelled",
        "message.expired",
    ],
    run: |app, events| Box::pin(async move { on_events(&app, &events).await }),
};

async fn on_events(app: &App, events: &[Event]) -> Result<()> {
    let mut live: HashMap<TenantId, Vec<Live>> = HashMap::new();
    // Years of history may come in at once; who is on no path costs no more than this one question.
    let on_paths = enrolment::on_paths(app.db.read(), events.iter().filter_map(|e| e.patient_id)).await?;
    for event in events {
        let Some(patient) = event.patient_id else { continue };
        if event.kind.starts_with("message.") {
            on_message(app, event).await?;
            continue;
        }
        let paths = match live.entry(event.tenant_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(paths_of(app, event.tenant_id).await?),
        };
        let concerned = on_paths.contains(&patient) || paths.iter().any(|live| admits(live, event));
        let taken_up = begin(app, event, patient, paths).await?;
        if concerned {
            end(app, event, patient).await?;
        }
        if concerned && moves(&event.kind) {
            app.write(async |tx| enrolment::poke_patient(&tx, event.tenant_id, patient).await).await?;
        }
        asks::on_event(app, event, patient, taken_up).await?;
    }
    Ok(())
}

/// The paths that take people in. The first event of a new hospital may come before the first look has stocked it.
async fn paths_of(app: &App, tenant: TenantId) -> Result<Vec<Live>> {
    let live = pathway::live(app.db.read(), tenant).await?;
    if !live.is_empty() {
        return Ok(live);
    }
    crate::look::stock(app, tenant).await?;
    pathway::live(app.db.read(), tenant).await
}

/// Kinds after which every path of the person looks again. A path that asks rules is woken by new facts as well.
fn moves(kind: &str) -> bool {
    matches!(
        kind,
        "answer.filed"
            | "grade.changed"
            | "patient.deceased"
            | "consent.changed"
            | "match.decided"
            | "encounter.recorded"
    )
}

/// Lets the person into every path that this event begins. True if a path that is not clinical took it up, so that
/// no second task is asked for the same complaint.
async fn begin(app: &App, event: &Event, patient: PatientId, paths: &[Live]) -> Result<bool> {
    // What was withdrawn, or did not take place, begins nothing.
    let status = event.payload.get("status").and_then(Value::as_str);
    if matches!(status, Some("entered-in-error" | "not-done" | "cancelled")) {
        return Ok(false);
    }
    let mut taken_up = false;
    for live in paths.iter().filter(|l| admits(l, event)) {
        let entered = begin_one(app, News::of(event), patient, live).await?;
        taken_up |= entered && !live.def.clinical;
    }
    Ok(taken_up)
}

fn admits(live: &Live, event: &Event) -> bool {
    let entry = &live.def.entry;
    let segment = || event.payload.get("code").and_then(Value::as_str);
    let by_segment =
        event.kind == "segment.entered" && entry.segment.is_some() && entry.segment.as_deref() == segment();
    by_segment || entry.admits(&event.kind, &event.payload)
}

/// What may begin a path: an event, or a state that a look has found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct News<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) id: uuid::Uuid,
    pub(crate) kind: &'a str,
    pub(crate) at: chrono::DateTime<chrono::Utc>,
    pub(crate) payload: &'a Value,
    /// The event itself, if it was one.
    pub(crate) cause: Option<kernel::EventId>,
}

impl<'a> News<'a> {
    fn of(event: &'a Event) -> Self {
        Self {
            tenant: event.tenant_id,
            id: event.id.0,
            kind: &event.kind,
            at: event.occurred_at,
            payload: &event.payload,
            cause: Some(event.id),
        }
    }
}

pub(crate) async fn begin_one(app: &App, news: News<'_>, patient: PatientId, live: &Live) -> Result<bool> {
    let scope = Scope::system(news.tenant, "care");
    let (site, now) = (Calendar::china(), app.clock.now());
    let (who, id) = (patient.to_string(), news.id.to_string());
    let started = Started { patient: &who, id: &id, at: news.at, payload: news.payload };
    let key = live.def.entry.key(&started, &site);
    let anchor = live.def.anchor.date(&started, clock::local_day(now), &site);
    let (Ok(key), Ok(anchor)) = (key, anchor) else {
        tracing::warn!(pathway = live.def.code, news = %news.id, "key or day nought cannot be made out");
        return Ok(false);
    };
    // News of long ago: everything the path would have done lies in the past, so there is nothing to owe.
    let over = live.def.last_day().is_some_and(|last| days_between(anchor, clock::local_day(now)) > last);
    if over || known(app, &scope, patient, live, &key).await? {
        return Ok(false);
    }
    let person = record::read::people(app.db.read(), &scope, &[patient]).await?.pop();
    if person.is_none_or(|p| p.deceased_at.is_some()) {
        return Ok(false);
    }
    let mut facts = Vec::new();
    if let Some(rule) = &live.def.entry.rule {
        let verdict = enrolment::judge(app.db.read(), &scope, patient, rule, now).await?;
        let Some(verdict) = verdict.filter(|v| v.holds) else { return Ok(false) };
        facts = enrolment::facts_of(&verdict);
    }
    let title = news.payload.get("title").and_then(Value::as_str).unwrap_or(news.kind);
    let why = format!("起因：{title}。");
    let new = Enter { patient, key, anchor, why, cause: news.cause, live, facts };
    Ok(app.write(async |tx| enrolment::enter(&tx, &scope, new).await).await?.is_some())
}

/// Somebody with this key is in already: the constraint would say so too, but later and dearer.
async fn known(app: &App, scope: &Scope, patient: PatientId, live: &Live, key: &str) -> Result<bool> {
    let all = enrolment::of_patient(app.db.read(), scope, patient).await?;
    Ok(all.iter().any(|e| e.pathway_code == live.def.code && e.key == key))
}

/// Ends the paths whose goal or exit this event is.
async fn end(app: &App, event: &Event, patient: PatientId) -> Result<()> {
    let scope = Scope::system(event.tenant_id, "care");
    for row in enrolment::of_patient(app.db.read(), &scope, patient).await? {
        if row.state == enrolment::ENDED {
            continue;
        }
        let def = pathway::definition_of(app.db.read(), &scope, row.version_id).await?;
        let exit = def
            .exits
            .iter()
            .find(|x| x.event.as_ref().is_some_and(|e| e.matches(&event.kind, &event.payload)));
        if let Some(exit) = exit.filter(|_| event.occurred_at >= row.entered_at) {
            let order = Stop { closing: Closing::Ended, why: exit.why.clone() };
            let done =
                app.write(async |tx| enrolment::stop(&tx, event.tenant_id, row.id, &order).await).await;
            ignore_refusal(done)?;
        }
    }
    Ok(())
}

/// What became of a message, told to the ledger.
async fn on_message(app: &App, event: &Event) -> Result<()> {
    let text = |key: &str| event.payload.get(key).and_then(Value::as_str);
    let enrolment = event.payload.get("enrolment_id").and_then(|v| serde_json::from_value(v.clone()).ok());
    let occurrence =
        event.payload.get("occurrence").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let (Some(enrolment), Some(node), Some(occurrence)) = (enrolment, text("node"), occurrence) else {
        return Ok(());
    };
    let why = text("why").unwrap_or_default().to_owned();
    let scope = Scope::system(event.tenant_id, "care");
    app.write(async |tx| {
        enrolment::poke(&tx, event.tenant_id, enrolment).await?;
        let found = obligation::by_place(&*tx, &scope, enrolment, node, occurrence).await?;
        let Some(found) = found else { return Ok(()) };
        if let Some(what) = news(&event.kind, &found.kind) {
            obligation::settle(&tx, &scope, found.id, what, &why).await?;
            enrolment::effects::next_due(&tx, &scope, found.patient_id).await?;
        }
        Ok(())
    })
    .await
}

/// A message is done when it has left; a form only when it is answered.
fn news(kind: &str, node_kind: &str) -> Option<Happening> {
    match kind {
        "message.accepted" | "message.delivered" if node_kind == "message" => Some(Happening::Completed),
        "message.failed" => Some(Happening::Closed(Closing::Undelivered)),
        "message.suppressed" => Some(Happening::Closed(Closing::Barred)),
        "message.expired" => Some(Happening::Closed(Closing::Expired)),
        "message.cancelled" => Some(Happening::Closed(Closing::Stopped)),
        _ => None,
    }
}

/// A rule's no is an answer here: the state is already what the event asked for.
pub(crate) fn ignore_refusal(done: Result<()>) -> Result<()> {
    match done {
        Err(Error::Refusal(_)) | Ok(()) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Settles a phone task's follow-up that the person has answered by themselves meanwhile.
pub(crate) async fn answered(
    tx: &Tx,
    scope: &Scope,
    patient: PatientId,
    form: &str,
    via: &str,
) -> Result<()> {
    if !matches!(via, "h5" | "sandbox") {
        return Ok(());
    }
    for task in crate::task::waiting_for_form(&**tx, scope.tenant, patient, form).await? {
        let Some(obligation) = task.obligation_id.filter(|_| !task.sensitive) else { continue };
        if let Some(enrolment) = task.enrolment_id {
            enrolment::poke(tx, scope.tenant, enrolment).await?;
        }
        obligation::settle(tx, scope, obligation, Happening::Completed, "患者已自行填写同一份问卷。").await?;
        enrolment::effects::next_due(tx, scope, patient).await?;
    }
    Ok(())
}
