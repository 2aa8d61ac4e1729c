//! Scoring people again when a fact arrives: only the models the fact touches, and a row only where inputs changed.
use super::{
    compute::{self, Run},
    entity::score,
    fill::{self, Subject},
    rules::{self, Rules},
    store,
};
use crate::facts::{self, Known, Wanted};
use kernel::{PatientId, Result, Scope, Tx, clock, event::Event};
use nq_audience::Moment;
use nq_clinical::model::Model;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// What a fact may have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Touched {
    /// Nothing that a model reads.
    #[default]
    Nothing,
    /// These metrics.
    Metrics(BTreeSet<String>),
    /// Anything.
    All,
}

/// Kinds of events that bring facts which models read, besides results.
const FACTS: &[&str] = &[
    "patient.",
    "encounter.",
    "exam.completed",
    "condition.recorded",
    "procedure.recorded",
    "medication.recorded",
    "family.recorded",
    "answer.filed",
    "match.decided",
];

impl Touched {
    /// What an event may have changed.
    pub(crate) fn by(event: &Event) -> Self {
        if event.kind == "observation.recorded" {
            let metrics = event.payload.get("metrics").and_then(Value::as_array).into_iter().flatten();
            return Self::Metrics(metrics.filter_map(Value::as_str).map(str::to_owned).collect());
        }
        let is = |kind: &&str| event.kind == *kind || (kind.ends_with('.') && event.kind.starts_with(*kind));
        if FACTS.iter().any(is) { Self::All } else { Self::Nothing }
    }

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Nothing, other) => other,
            (own, Self::Nothing) => own,
            (Self::Metrics(mut own), Self::Metrics(other)) => {
                own.extend(other);
                Self::Metrics(own)
            }
        }
    }

    fn concerns(&self, model: &Model) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Metrics(touched) => fill::metrics(model).iter().any(|metric| touched.contains(*metric)),
        }
    }
}

/// What is known of some people, as far as these models read it.
pub(crate) async fn known(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    patients: &[PatientId],
    models: &[&'static Model],
) -> Result<HashMap<PatientId, Known>> {
    let metrics = models.iter().flat_map(|model| fill::metrics(model));
    let kinds = ["metric", "condition", "family", "medication", "form", "encounter"];
    facts::load(conn, scope, patients, &Wanted::these(metrics, kinds)).await
}

/// Scores people again as far as they were touched, in the caller's transaction.
pub(crate) async fn rescore(
    tx: &Tx,
    scope: &Scope,
    touched: &HashMap<PatientId, Touched>,
    cause: &str,
) -> Result<()> {
    let patients: Vec<_> =
        touched.iter().filter(|(_, what)| **what != Touched::Nothing).map(|(id, _)| *id).collect();
    if patients.is_empty() {
        return Ok(());
    }
    let rules = rules::rules(&**tx, scope, clock::local_day(tx.now)).await?;
    let models: Vec<_> =
        rules.on.iter().filter(|m| touched.values().any(|what| what.concerns(m))).copied().collect();
    if models.is_empty() {
        return Ok(());
    }
    let all = known(&**tx, scope, &patients, &models).await?;
    let mut before: HashMap<(PatientId, String), score::Model> = HashMap::new();
    for row in store::latest(&**tx, scope, &patients).await? {
        before.insert((row.patient_id, row.model.clone()), row);
    }
    for (patient, known) in all.iter().filter(|(_, known)| known.person.deceased_at.is_none()) {
        let what = touched.get(patient).cloned().unwrap_or_default();
        for model in models.iter().filter(|model| what.concerns(model)) {
            let Some(run) = score_one(model, known, &rules, tx.now) else { continue };
            let had = before.get(&(*patient, model.id.to_owned()));
            if run.is_news(had) {
                store::write(tx, scope, *patient, &run, had, cause).await?;
            }
        }
    }
    Ok(())
}

/// Runs one model; a damaged table is logged and leaves what stood there.
pub(crate) fn score_one(
    model: &'static Model,
    known: &Known,
    rules: &Rules,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<Run> {
    let subject = Subject {
        facts: &known.facts,
        address: known.person.address.as_deref(),
        at: Moment::new(now, clock::zone()),
    };
    match compute::run(model, subject, rules.tables.get(model.id)) {
        Ok(run) => Some(run),
        Err(why) => {
            tracing::error!(model = model.id, why, "score not computed");
            None
        }
    }
}
