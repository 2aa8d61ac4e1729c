//! Lets the demo hospital grow while its pages are already served: files the people, then walks through the last days on
//! a clock of its own, with the product's own reactions, queues and looks. Cut off at any place, it goes on there.
use super::{cast, days, hospital, people, people::Person, seed};
use crate::{circuit, work};
use anyhow::Result;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use kernel::{App, Clock, PatientId, clock::local_day, clock::local_instant, setting};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// Where the growth stands.
pub const KEY: &str = "demo_growth";
/// People per transaction.
const BATCH: usize = 50;
/// Days that are walked through, so that there is work in hand, done and overdue on the first morning.
pub const DAYS: i64 = 12;

/// What is kept of the growth.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Growth {
    /// The demo's first day.
    pub today: NaiveDate,
    /// People filed so far.
    pub filed: usize,
    /// All people of the demo.
    pub people: usize,
    /// Up to where the last days have been walked.
    pub walked: Option<DateTime<Utc>>,
    pub done: bool,
}

impl Growth {
    pub fn begin(now: DateTime<Utc>) -> Self {
        let people = usize::try_from(people::size()).unwrap_or_default();
        Self { today: local_day(now), filed: 0, people, walked: None, done: false }
    }

    /// In words, for the corner of the page; none once all is done.
    pub fn words(&self) -> Option<String> {
        match (self.done, self.walked) {
            (true, _) => None,
            (false, None) => Some(format!("正在建立演示档案 {}/{}", self.filed, self.people)),
            (false, Some(at)) => {
                let day = DAYS - (self.today - local_day(at)).num_days();
                Some(format!("正在重演近{DAYS}天的随访，第{}天", day.clamp(1, DAYS)))
            }
        }
    }

    async fn keep(&self, app: &App) -> Result<()> {
        let value = json!(self);
        Ok(app.write(async |tx| setting::set(&tx, KEY, value).await).await?)
    }
}

/// Where the growth stands, if there is a demo at all.
pub async fn standing(app: &App) -> kernel::Result<Option<Growth>> {
    let value = setting::get(app.db.read(), KEY).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

/// Grows the hospital to its first morning; does nothing if that is done.
pub async fn grow(app: &App) -> Result<()> {
    let Some(mut growth) = standing(app).await?.filter(|growth| !growth.done) else { return Ok(()) };
    let begun = std::time::Instant::now();
    let start = local_instant(growth.today - Duration::days(DAYS), 7, 0);
    let past = App { clock: Clock::system(), ..app.clone() };
    set_clock(&past, growth.walked.unwrap_or(start));
    let hospital = hospital::read(app).await?;
    let people = people::people(people::size(), growth.today);
    let ids = file(&past, &hospital, &people, &mut growth).await?;
    tracing::info!(seconds = begun.elapsed().as_secs(), "demo: the people are filed");
    rest(&past).await?;
    tracing::info!(seconds = begun.elapsed().as_secs(), "demo: the people are reviewed");
    let town = days::Town { hospital: &hospital, people: &people, ids: &ids, today: growth.today };
    let end = app.clock.now();
    while let Some(next) = days::next_stop(growth.walked.unwrap_or(start), end) {
        set_clock(&past, next);
        town.live(&past, growth.walked.unwrap_or(start), next).await?;
        rest(&past).await?;
        growth.walked = Some(next);
        growth.keep(app).await?;
    }
    growth.done = true;
    growth.keep(app).await?;
    tracing::info!(seconds = begun.elapsed().as_secs(), "demo: ready");
    Ok(())
}

fn set_clock(app: &App, at: DateTime<Utc>) {
    app.clock.set_ahead(at - app.clock.wall());
}

async fn file(
    app: &App,
    hospital: &hospital::Hospital,
    people: &[Person],
    growth: &mut Growth,
) -> Result<BTreeMap<u32, PatientId>> {
    let mut ids = BTreeMap::new();
    for batch in people.chunks(BATCH) {
        let filed = app
            .write(async |tx| {
                let mut filed = Vec::with_capacity(batch.len());
                for person in batch {
                    filed.push((person.number, seed::file(&tx, hospital, person, growth.today).await?));
                }
                Ok(filed)
            })
            .await?;
        ids.extend(filed);
        if growth.walked.is_none() {
            growth.filed = ids.len();
            growth.keep(app).await?;
        }
    }
    Ok(ids)
}

/// Looks and works until nothing is left to do at this moment.
async fn rest(app: &App) -> Result<()> {
    for look in circuit::looks() {
        work::look_once(app, &look).await?;
    }
    Ok(work::drain(app, "demo").await?)
}

/// People of the stories that exist in a demo of this size.
pub fn cast(people: &[Person]) -> impl Iterator<Item = (&Person, cast::Story)> {
    people.iter().filter_map(|person| Some((person, cast::story(person.number)?)))
}
