//! Review 复核: what the rules say of a person now, written where it differs from what was said before, each change with
//! its receipt and its event. The same function serves events, the clock and the editor; it is idempotent.
mod apply;
pub(crate) mod decide;
mod entity;
pub(crate) mod react;
mod receipt;
pub(crate) mod store;

pub use receipt::recompute;

use crate::{
    facts, grade,
    library::library,
    score::{self, Touched},
    segment, tag, vocabulary,
};
use decide::{Rules, decide};
use facts::Wanted;
use kernel::{App, PatientId, Result, Scope, TenantId, Tx, clock};
use nq_audience::Moment;
use std::collections::{BTreeSet, HashMap};

/// People reviewed in one transaction.
const BATCH: usize = 100;

/// The house's own viewer for reviews.
pub(crate) fn reviewer(tenant: TenantId) -> Scope {
    Scope::system(tenant, "understand")
}

/// Reviews these people: tags, grade, segments. Writes what changed through the record, with receipts and events.
pub async fn review(app: &App, tenant: TenantId, patients: &[PatientId]) -> Result<()> {
    review_touched(app, tenant, patients, &HashMap::new(), "").await
}

/// The same, and before it scores anew those whose facts were touched, so that the rules see the new scores.
pub(crate) async fn review_touched(
    app: &App,
    tenant: TenantId,
    patients: &[PatientId],
    touched: &HashMap<PatientId, Touched>,
    cause: &str,
) -> Result<()> {
    let patients: Vec<_> = patients.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    for batch in patients.chunks(BATCH) {
        let here = batch.iter().filter_map(|id| Some((*id, touched.get(id)?.clone()))).collect();
        app.write(async |tx| {
            store::take(&tx, tenant, batch).await?;
            score::rescore(&tx, &reviewer(tenant), &here, cause).await?;
            review_batch(&tx, tenant, batch).await
        })
        .await?;
    }
    Ok(())
}

/// In one transaction, the people's rows being taken, so that two reviews of one person follow each other.
async fn review_batch(tx: &Tx, tenant: TenantId, patients: &[PatientId]) -> Result<()> {
    let scope = reviewer(tenant);
    let names = vocabulary(&**tx, &scope).await?;
    let segments = segment::store::rules(&**tx, &scope).await?;
    let own = apply::Own {
        given: tag::store::published(&**tx, &scope).await?,
        retired: tag::store::retired(&**tx, &scope).await?,
    };
    let rules = Rules { library: library(), own: &own.given, segments: &segments, names: &names };
    let wanted = Wanted::by(
        (rules.library.tags.iter().map(|r| &r.rule))
            .chain(own.given.iter().map(|g| &g.rule.rule))
            .chain(rules.library.grades.iter().map(|r| &r.rule))
            .chain(segments.iter().map(|s| &s.rule)),
    )
    // What stands is needed to know what changes.
    .and("tag")
    .and("segment")
    .with_scores(tx.now);
    let mut known = facts::load(&**tx, &scope, patients, &wanted).await?;
    let mut grades = grade::store::in_force(&**tx, &scope, patients).await?;
    let mut members = store::by_patient(segment::store::memberships(&**tx, &scope, patients).await?);
    let words = score::store::words(&**tx, &scope, patients, tx.now).await?;
    let at = Moment::new(tx.now, clock::zone());
    for patient in patients {
        let before = apply::Before {
            grade: grades.remove(patient),
            memberships: members.remove(patient).unwrap_or_default(),
        };
        let write = apply::Write { tx, scope: &scope, patient: *patient, before: &before };
        let Some(mut person) = known.remove(patient).filter(|known| known.person.deceased_at.is_none())
        else {
            // Deceased, or merged into another: nobody's segment counts such a person.
            write.leave_all().await?;
            store::settle(tx, *patient, None).await?;
            continue;
        };
        let tags_before = person.facts.tags.clone();
        let word = before.grade.as_ref().and_then(|row| grade::store::standing_word(row, tx.now));
        let outcome = decide(&rules, &mut person.facts, word, at);
        write.tags(&tags_before, &outcome.tags, &own).await?;
        write.grade(&person.person.grade, word, &outcome.grade).await?;
        write.segments(&outcome.segments).await?;
        let expiry = tags_before.iter().filter_map(|tag| tag.until).filter(|until| *until > tx.now);
        let words_end = words.iter().filter(|w| w.patient_id == *patient).map(|w| w.until);
        store::settle(tx, *patient, outcome.next.into_iter().chain(expiry).chain(words_end).min()).await?;
    }
    Ok(())
}
