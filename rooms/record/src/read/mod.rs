//! Reading in bulk 读档: what rules, pathways and figures need of many people, in few queries. Every row carries where
//! it came from and when it was so; withdrawn results and facts do not appear.

mod answers;
mod clinical;
mod measurements;
mod people;
mod resources;
mod stored;
mod told;

pub use answers::{AnswerRow, answers, last_answers};
pub(crate) use clinical::fact_row;
pub use clinical::{
    EncounterRow, FactRow, allergies, conditions, encounters, immunizations, medications, procedures, reports,
};
pub use measurements::{MeasurementRow, measurements};
pub use people::{Link, Person, Tag, TagCount, links, people, tag_counts, tags};
pub use resources::{ResourceRow, resources};
pub use stored::{Stored, StoredQuery, stored};
pub use told::{Described, Told, described, told};

use kernel::{PatientId, Result};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, Select};

/// Whose rows.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// These people.
    These(&'a [PatientId]),
    /// Everybody in sight.
    All,
}

impl<'a> From<&'a [PatientId]> for Of<'a> {
    fn from(ids: &'a [PatientId]) -> Self {
        Self::These(ids)
    }
}
impl<'a> From<&'a Vec<PatientId>> for Of<'a> {
    fn from(ids: &'a Vec<PatientId>) -> Self {
        Self::These(ids)
    }
}
impl<'a, const N: usize> From<&'a [PatientId; N]> for Of<'a> {
    fn from(ids: &'a [PatientId; N]) -> Self {
        Self::These(ids)
    }
}

/// Ids a query at a time; both engines bound the number of bound values.
const CHUNK: usize = 1000;

/// Runs a query for everybody or chunk by chunk.
pub(crate) async fn each<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    query: Select<E>,
    of: Of<'_>,
) -> Result<Vec<E::Model>> {
    match of {
        Of::All => Ok(query.all(conn).await?),
        Of::These(ids) => {
            let mut out = Vec::new();
            for part in ids.chunks(CHUNK) {
                let some =
                    query.clone().filter(Expr::col((E::default(), "patient_id")).is_in(part.iter().copied()));
                out.extend(some.all(conn).await?);
            }
            Ok(out)
        }
    }
}
