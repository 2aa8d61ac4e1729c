//! Follows the record by its event log: whatever was filed and is not shown yet, by whichever door it came.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use kernel::event::Event;
use kernel::reaction::Reaction;
use kernel::{App, PatientId, Result, Scope, TenantId, Tx, Visible};
use record::file::Filed;
use record::read::Told;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::super::entity::resource;
use super::{SPACE, facts, merge, person};

/// What the record learnt is shown over FHIR.
pub const REACTION: Reaction = Reaction {
    name: "intake.fhir",
    kinds: &[
        "patient.",
        "card.opened",
        "match.decided",
        "encounter.",
        "observation.recorded",
        "condition.recorded",
        "procedure.recorded",
        "medication.recorded",
        "allergy.recorded",
        "immunization.recorded",
        "report.recorded",
    ],
    run: |app, events| Box::pin(react(app, events)),
};

/// What the events of one tenant point at.
#[derive(Default)]
struct Concerned {
    people: BTreeMap<PatientId, String>,
    facts: BTreeMap<Uuid, DateTime<Utc>>,
    pairs: BTreeSet<(PatientId, PatientId)>,
}

async fn react(app: App, events: Vec<Event>) -> Result<()> {
    let mut concerned: BTreeMap<TenantId, Concerned> = BTreeMap::new();
    for event in &events {
        concerned.entry(event.tenant_id).or_default().add(event);
    }
    for (tenant, what) in concerned {
        let scope = Scope::system(tenant, "fhir");
        app.write(async |tx| show(&tx, &scope, &what).await).await?;
    }
    Ok(())
}

impl Concerned {
    fn add(&mut self, event: &Event) {
        let Some(patient) = event.patient_id else { return };
        let id = |value: &Value| serde_json::from_value::<Uuid>(value.clone()).ok();
        let named = |name: &str| event.payload.get(name).and_then(id);
        if event.kind == "match.decided" {
            self.pairs.extend(named("other_id").map(|other| (patient, PatientId(other))));
        } else if event.kind.starts_with("patient.") || event.kind == "card.opened" {
            self.people.insert(patient, event.source.clone());
        } else {
            let list =
                |name: &str| event.payload.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
            let items = list("items").into_iter().filter_map(|item| item.get("id").and_then(id));
            let ids = list("ids").iter().filter_map(id).collect::<Vec<_>>();
            let all = ids.into_iter().chain(items).chain(named("encounter_id"));
            self.facts.extend(all.map(|id| (id, event.recorded_at)));
        }
    }
}

async fn show(tx: &Tx, scope: &Scope, what: &Concerned) -> Result<()> {
    for (patient, source) in &what.people {
        person(tx, scope, source, *patient).await?;
    }
    let missing = missing(tx, &what.facts).await?;
    let told = record::read::told(&**tx, scope, &missing).await?;
    let mut groups: BTreeMap<(PatientId, String), Vec<Told>> = BTreeMap::new();
    for one in not_from_fhir(tx, scope, told).await? {
        groups.entry((one.patient, one.source.clone())).or_default().push(one);
    }
    for ((patient, source), told) in groups {
        let filed: Vec<Filed<Uuid>> = told.iter().map(|one| Filed::Updated(one.id)).collect();
        let said: Vec<_> = told.into_iter().map(|one| one.fact).collect();
        facts(tx, scope, &source, patient, &said, &filed).await?;
    }
    for (one, other) in &what.pairs {
        settle(tx, scope, *one, *other).await?;
    }
    Ok(())
}

/// The facts that are not shown as they stand now.
async fn missing(tx: &Tx, facts: &BTreeMap<Uuid, DateTime<Utc>>) -> Result<Vec<Uuid>> {
    let ids: Vec<Uuid> = facts.keys().copied().collect();
    let mut shown: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for part in ids.chunks(500) {
        let rows: Vec<(Uuid, DateTime<Utc>)> = resource::Entity::unscoped()
            .select_only()
            .columns([resource::Column::Id, resource::Column::UpdatedAt])
            .filter(resource::Column::Id.is_in(part.iter().copied()))
            .into_tuple()
            .all(&**tx)
            .await?;
        shown.extend(rows);
    }
    let current =
        |id: &Uuid| shown.get(id).zip(facts.get(id)).is_some_and(|(shown, recorded)| shown >= recorded);
    Ok(ids.into_iter().filter(|id| !current(id)).collect())
}

/// Facts stated by a FHIR document are shown by that document: its logical id is their key.
async fn not_from_fhir(tx: &Tx, scope: &Scope, told: Vec<Told>) -> Result<Vec<Told>> {
    let keys: Vec<&str> = told.iter().map(|one| one.key.as_str()).collect();
    let mut sent: HashSet<(String, String)> = HashSet::new();
    for part in keys.chunks(500) {
        let rows: Vec<(String, String)> = resource::Entity::unscoped()
            .select_only()
            .columns([resource::Column::FhirId, resource::Column::Source])
            .filter(resource::Column::TenantId.eq(scope.tenant))
            .filter(resource::Column::Kind.is_in(KINDS))
            .filter(resource::Column::FhirId.is_in(part.iter().copied()))
            .filter(resource::Column::Space.ne(SPACE))
            .into_tuple()
            .all(&**tx)
            .await?;
        sent.extend(rows);
    }
    Ok(told.into_iter().filter(|one| !sent.contains(&(one.key.clone(), one.source.clone()))).collect())
}

/// Kinds of documents that state a fact of the record.
const KINDS: [&str; 8] = [
    "Encounter",
    "Observation",
    "Condition",
    "Procedure",
    "MedicationRequest",
    "AllergyIntolerance",
    "Immunization",
    "DiagnosticReport",
];

/// Brings the documents of a pair in line with what was decided about it, whatever happened in between.
async fn settle(tx: &Tx, scope: &Scope, one: PatientId, other: PatientId) -> Result<()> {
    let described = record::read::described(&**tx, scope, &[one, other]).await?;
    let into =
        |id: PatientId| described.iter().find(|known| known.id == id).and_then(|known| known.merged_into);
    for (keep, gone) in [(one, other), (other, one)] {
        if into(gone) == Some(keep) {
            merge::apply(tx, scope, "system", keep, gone).await?;
        } else if into(gone).is_none() {
            merge::undo(tx, scope, keep, gone).await?;
        }
    }
    Ok(())
}
