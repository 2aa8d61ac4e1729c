//! Files facts about one person, each kind on its shelf, and tells what is new.

use chrono::{Datelike, NaiveDate};
use kernel::{Error, PatientId, Result, Scope, Tx, Visible};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::types::{FactIn, Filed, Sex};
use super::{clinical, encounters, observations};
use crate::identity::entity::patient;

/// What judging and grouping need of the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub id: PatientId,
    pub sex: Option<nq_clinical::Sex>,
    pub birth: Option<NaiveDate>,
}

impl About {
    /// Completed years on a day.
    pub(crate) fn age_on(&self, day: NaiveDate) -> Option<u32> {
        age(self.birth?, day)
    }
}

/// Completed years between a birth date and a day.
pub(crate) fn age(birth: NaiveDate, day: NaiveDate) -> Option<u32> {
    let had = (day.month(), day.day()) >= (birth.month(), birth.day());
    u32::try_from(day.year() - birth.year() - i32::from(!had)).ok()
}

/// Files facts about a person; the answers stand in the order of the facts.
pub async fn facts(
    tx: &Tx,
    scope: &Scope,
    source: &str,
    patient: PatientId,
    facts: Vec<FactIn>,
) -> Result<Vec<Filed<Uuid>>> {
    let about = about(tx, scope, patient).await?;
    let mut out: Vec<Option<Filed<Uuid>>> = vec![None; facts.len()];
    let mut visits = Vec::new();
    let mut results = Vec::new();
    let mut rest = Vec::new();
    for (at, fact) in facts.into_iter().enumerate() {
        match fact {
            FactIn::Encounter(e) => visits.push((at, e)),
            FactIn::Observation(o) => results.push((at, o)),
            other => rest.push((at, clinical::Item::from(other))),
        }
    }
    // Visits first: results and diagnoses of the same message belong to them.
    let mut filed = encounters::file(tx, scope, source, about, visits).await?;
    filed.extend(observations::file(tx, scope, source, about, results).await?);
    filed.extend(clinical::file(tx, scope, source, about, rest).await?);
    for (at, plan) in filed {
        if let Some(place) = out.get_mut(at) {
            *place = Some(plan.filed());
        }
    }
    out.into_iter().map(|f| f.ok_or_else(|| Error::fault("a fact was not filed"))).collect()
}

async fn about(tx: &Tx, scope: &Scope, id: PatientId) -> Result<About> {
    let row = patient::Entity::visible(scope)
        .filter(patient::Column::Id.eq(id))
        .one(&**tx)
        .await?
        .ok_or(Error::Missing)?;
    let sex = match Sex::parse(&row.sex) {
        Sex::Male => Some(nq_clinical::Sex::Male),
        Sex::Female => Some(nq_clinical::Sex::Female),
        Sex::Other | Sex::Unknown => None,
    };
    Ok(About { id, sex, birth: row.birth_date })
}
