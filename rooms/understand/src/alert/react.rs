//! What wakes the monitoring rules: a result that arrives, and a look at the clock for what did not.
use super::{
    judge::judge,
    night, raise,
    series::{read_by_rules, series, wall},
    store, verification,
};
use crate::{review::reviewer, score};
use chrono::{Duration, NaiveDate};
use kernel::{
    App, PatientId, Result, Scope, TenantId, clock,
    event::Event,
    reaction::{Look, Reaction},
    setting,
};
use nq_clinical::{model::Verification, monitor::rules};
use record::read::{self, Of};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A result or a reading that arrives.
pub(crate) const REACTION: Reaction = Reaction {
    name: "understand.alert",
    kinds: &["observation.recorded"],
    run: |app, events| Box::pin(react(app, events)),
};

/// Every minute: alerts that nobody acknowledged in time; every hour: nights that did not come.
pub(crate) const LOOK: Look = Look {
    name: "understand.alert",
    every: std::time::Duration::from_secs(60),
    run: |app| Box::pin(look(app)),
};

/// News older than this is history: nobody is called at night for last week's reading.
const FRESH_DAYS: i64 = 3;

fn metrics(event: &Event) -> BTreeSet<&str> {
    let list = event.payload.get("metrics").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

async fn react(app: App, events: Vec<Event>) -> Result<()> {
    let now = app.clock.now();
    let mut watch: BTreeMap<TenantId, BTreeSet<PatientId>> = BTreeMap::new();
    let mut nights = BTreeSet::new();
    for event in &events {
        let Some(patient) = event.patient_id else { continue };
        let metrics = metrics(event);
        let minutes = metrics.contains("heart_rate") || metrics.is_empty();
        if minutes && now - event.occurred_at < Duration::days(40) {
            for day in night::mornings(clock::local_day(event.occurred_at)) {
                nights.insert((event.tenant_id, patient, day));
            }
        }
        let fresh = now - event.occurred_at < Duration::days(FRESH_DAYS);
        if fresh && (minutes || metrics.iter().any(|metric| read_by_rules(metric))) {
            watch.entry(event.tenant_id).or_default().insert(patient);
        }
    }
    for (tenant, patient, day) in nights {
        let scope = reviewer(tenant);
        file_night(&app, &scope, patient, day).await?;
    }
    for (tenant, patients) in watch {
        for patient in patients {
            judge_one(&app, tenant, patient).await?;
        }
    }
    Ok(())
}

async fn file_night(app: &App, scope: &Scope, patient: PatientId, day: NaiveDate) -> Result<()> {
    match night::computed(app.db.read(), scope, patient, day, app.clock.now()).await? {
        Some(night) => app.write(async |tx| night::file(&tx, scope, patient, night).await).await,
        None => Ok(()),
    }
}

/// The rules of a tenant that are on.
async fn on(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<&'static str>> {
    let switches = score::switches(conn, scope).await?;
    let on = |rule: &&nq_clinical::monitor::Rule| {
        let switch = switches.get(&super::model_id(rule.code));
        switch.map_or(verification(rule) == Verification::Verified, |s| s.on)
    };
    Ok(rules().iter().filter(on).map(|rule| rule.code).collect())
}

/// Judges one person by every rule that is on. The person's row is taken, so that two judgements follow each other.
pub(crate) async fn judge_one(app: &App, tenant: TenantId, patient: PatientId) -> Result<()> {
    let scope = reviewer(tenant);
    let on = on(app.db.read(), &scope).await?;
    let series = series(app.db.read(), &scope, patient, app.clock.now()).await?;
    let now = wall(app.clock.now());
    // Most readings raise nothing: no transaction is opened for them.
    if !on.iter().any(|rule| judge(rule, &series, now, None).is_some()) {
        return Ok(());
    }
    let people = read::people(app.db.read(), &scope, &[patient]).await?;
    if people.first().is_none_or(|person| person.deceased_at.is_some()) {
        return Ok(());
    }
    app.write(async |tx| {
        crate::review::store::take(&tx, tenant, &[patient]).await?;
        for rule in on {
            let past = raise::past(&*tx, &scope, patient, rule).await?;
            if let Some(alert) = judge(rule, &series, wall(tx.now), past.as_ref()) {
                raise::raise(&tx, &scope, patient, &alert, &series).await?;
            }
        }
        Ok(())
    })
    .await
}

async fn look(app: App) -> Result<()> {
    for tenant in access::tenants(app.db.read()).await? {
        escalate(&app, tenant).await?;
        silent(&app, tenant).await?;
        mornings(&app, tenant).await?;
    }
    Ok(())
}

/// Hands up what nobody acknowledged in time.
pub(crate) async fn escalate(app: &App, tenant: TenantId) -> Result<()> {
    let scope = reviewer(tenant);
    app.write(async |tx| store::escalate(&tx, &scope).await).await.map(drop)
}

/// Once an hour: people who used to send nights and no longer do.
async fn silent(app: &App, tenant: TenantId) -> Result<()> {
    let (key, now) = (format!("understand.silent.{tenant}"), app.clock.now());
    let had = setting::get(app.db.read(), &key).await?.and_then(|v| v.get("until").and_then(Value::as_i64));
    if had.is_some_and(|until| until > now.timestamp()) {
        return Ok(());
    }
    let scope = reviewer(tenant);
    let since = Some(now - Duration::days(18));
    let nights = read::measurements(app.db.read(), &scope, Of::All, &["resting_hr"], since).await?;
    for patient in nights.into_iter().map(|row| row.patient).collect::<BTreeSet<_>>() {
        judge_one(app, tenant, patient).await?;
    }
    let until = (now + Duration::hours(1)).timestamp();
    app.write(async |tx| setting::set(&tx, &key, json!({ "until": until })).await).await
}

/// Once a morning: nights whose last minutes came before the night was over, so that nothing woke for them since.
async fn mornings(app: &App, tenant: TenantId) -> Result<()> {
    let (key, now) = (format!("understand.morning.{tenant}"), app.clock.now());
    let today = clock::local_day(now);
    if now < clock::local_instant(today, 7, 0) {
        return Ok(());
    }
    let done = setting::get(app.db.read(), &key).await?;
    if done.as_ref().and_then(Value::as_str) == Some(today.to_string().as_str()) {
        return Ok(());
    }
    let scope = reviewer(tenant);
    let since = Some(clock::local_instant(today, 6, 0));
    let rates = read::measurements(app.db.read(), &scope, Of::All, &["heart_rate"], since).await?;
    for patient in rates.into_iter().map(|row| row.patient).collect::<BTreeSet<_>>() {
        // What is filed tells of itself, and the rules look.
        file_night(app, &scope, patient, today).await?;
    }
    app.write(async |tx| setting::set(&tx, &key, json!(today.to_string())).await).await
}
