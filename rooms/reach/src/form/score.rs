//! What a set of answers amounts to: the total, its band, and the findings a person must look at. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::branch::{holds, visible};
use super::definition::{Answer, Answers, Band, FormDef, Item, Kind, Severity};

/// The reading of one submitted form; stored with the answers and recomputable from them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = FormReading)]
pub struct Reading {
    /// The total; absent if the form has no scoring or a counted question was left open.
    pub total: Option<i64>,
    /// Name of the total.
    pub title: Option<String>,
    /// The band of the total.
    pub band: Option<Band>,
    /// Counted questions without an answer; while there are any, there is no total.
    pub missing: Vec<String>,
    /// Findings in the order of the definition.
    pub flags: Vec<Raised>,
}

/// A finding that becomes a human task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Finding)]
pub struct Raised {
    /// Id of the red flag, or `band` for a band that asks for a task.
    pub id: String,
    /// How fast it must be looked at.
    pub severity: Severity,
    /// The sentence for the nurse.
    pub task: String,
    /// Hours in which the task is due.
    pub due_hours: u32,
    /// What the patient reads at once.
    pub advice: Option<String>,
}

/// Hours in which the task of a band is due (our proposal; a red flag states its own).
const BAND_DUE_HOURS: u32 = 24;

impl Reading {
    /// The gravest finding.
    pub fn severity(&self) -> Severity {
        let band = self.band.as_ref().map_or(Severity::Ok, |b| b.severity);
        self.flags.iter().map(|f| f.severity).fold(band, Severity::max)
    }
}

/// Reads the answers. Answers of hidden items must have been dropped before (`check::check_answers` does).
pub fn read(def: &FormDef, answers: &Answers) -> Reading {
    let mut reading = Reading::default();
    if let Some(scoring) = &def.scoring {
        let counted = |i: &&Item| counts(i) && (scoring.items.is_empty() || scoring.items.contains(&i.id));
        let mut total = 0_i64;
        for item in visible(def, answers).into_iter().filter(counted) {
            match answers.get(&item.id).map(|a| points(item, a)) {
                Some(points) => total = total.saturating_add(points),
                None => reading.missing.push(item.id.clone()),
            }
        }
        reading.title = Some(scoring.title.clone());
        if reading.missing.is_empty() {
            reading.total = Some(total);
            reading.band = scoring.bands.iter().find(|b| b.min <= total && total <= b.max).cloned();
        }
    }
    reading.flags = def
        .red_flags
        .iter()
        .filter(|f| holds(&f.when, answers))
        .map(|f| Raised {
            id: f.id.clone(),
            severity: f.severity,
            task: f.task.clone(),
            due_hours: f.due_hours,
            advice: f.advice.clone(),
        })
        .collect();
    if let Some((band, task)) = reading.band.as_ref().and_then(|b| Some((b, b.task.clone()?))) {
        let severity = band.severity;
        reading.flags.push(Raised {
            id: "band".to_owned(),
            severity,
            task,
            due_hours: BAND_DUE_HOURS,
            advice: None,
        });
    }
    reading
}

/// Whether the item carries points.
pub(super) fn counts(item: &Item) -> bool {
    match &item.kind {
        Kind::Scale { scored, .. } => *scored,
        _ => item.options().iter().any(|o| o.score.is_some()),
    }
}

/// Points of one answer.
fn points(item: &Item, answer: &Answer) -> i64 {
    let of = |v: &str| item.options().iter().find(|o| o.value == v).and_then(|o| o.score).unwrap_or(0);
    match answer {
        Answer::Choice(v) => of(v),
        Answer::Choices(vs) => vs.iter().map(|v| of(v)).sum(),
        Answer::Scale(n) => *n,
        _ => 0,
    }
}

/// Smallest and largest points an item can give, for checking that bands cover everything.
pub(super) fn points_range(item: &Item) -> (i64, i64) {
    let scores = || item.options().iter().map(|o| o.score.unwrap_or(0));
    match &item.kind {
        Kind::Scale { min, max, .. } => (*min, *max),
        Kind::Single { .. } => (scores().min().unwrap_or(0), scores().max().unwrap_or(0)),
        Kind::Multi { .. } => (scores().filter(|s| *s < 0).sum(), scores().filter(|s| *s > 0).sum()),
        _ => (0, 0),
    }
}
