//! People and their tags in bulk.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::visible::patient_link;
use kernel::{PatientId, ReceiptId, Result, Scope, Visible};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::{CHUNK, Of};
use crate::file::Sex;
use crate::identity::entity::patient;
use crate::patient::tag;

/// A person as rules and messages need him; unmasked, so never sent to a browser as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PatientId,
    pub name: String,
    pub sex: Sex,
    pub birth_date: Option<NaiveDate>,
    /// Preferred number, normalised.
    pub phone: Option<String>,
    /// As written.
    pub address: Option<String>,
    pub card_no: Option<String>,
    pub card_opened_at: Option<DateTime<Utc>>,
    pub allergies_text: Option<String>,
    pub grade: String,
    pub grade_since: Option<DateTime<Utc>>,
    pub muted_until: Option<DateTime<Utc>>,
    pub deceased_at: Option<DateTime<Utc>>,
    pub next_due_at: Option<DateTime<Utc>>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub source: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<patient::Model> for Person {
    fn from(p: patient::Model) -> Self {
        Self {
            id: p.id,
            name: p.name,
            sex: Sex::parse(&p.sex),
            birth_date: p.birth_date,
            phone: p.phone,
            address: p.address,
            card_no: p.card_no,
            card_opened_at: p.card_opened_at,
            allergies_text: p.allergies_text,
            grade: p.grade,
            grade_since: p.grade_since,
            muted_until: p.muted_until,
            deceased_at: p.deceased_at,
            next_due_at: p.next_due_at,
            last_contact_at: p.last_contact_at,
            source: p.source,
            created_at: p.created_at,
            updated_at: p.updated_at,
        }
    }
}

/// People in sight; merged records do not appear.
pub async fn people<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<Person>> {
    let query = patient::Entity::visible(scope)
        .filter(patient::Column::MergedInto.is_null())
        .order_by_asc(patient::Column::Id);
    let rows = match of.into() {
        Of::All => query.all(conn).await?,
        Of::These(ids) => {
            let mut out = Vec::new();
            for part in ids.chunks(CHUNK) {
                out.extend(
                    query.clone().filter(patient::Column::Id.is_in(part.iter().copied())).all(conn).await?,
                );
            }
            out
        }
    };
    Ok(rows.into_iter().map(Person::from).collect())
}

/// A tag a person has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub patient: PatientId,
    pub code: String,
    pub name: String,
    /// `medical`, `marketing`, `system`.
    pub kind: String,
    pub since: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub receipt_id: Option<ReceiptId>,
}

/// Tags in sight, also expired ones whose removal is due: the reader knows the time.
pub async fn tags<'a>(conn: &impl ConnectionTrait, scope: &Scope, of: impl Into<Of<'a>>) -> Result<Vec<Tag>> {
    let query = tag::Entity::visible(scope).order_by_asc(tag::Column::Code);
    let rows = super::each(conn, query, of.into()).await?;
    Ok(rows.into_iter().map(tag_row).collect())
}

/// How many living people carry a tag.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct TagCount {
    pub code: String,
    pub name: String,
    pub kind: String,
    n: i64,
}

impl TagCount {
    /// How many.
    pub fn people(&self) -> u64 {
        u64::try_from(self.n).unwrap_or_default()
    }
}

/// How many living people in sight carry each tag at `now`.
pub async fn tag_counts(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Vec<TagCount>> {
    let gone = patient::Entity::unscoped()
        .select_only()
        .column(patient::Column::Id)
        .filter(patient::Column::TenantId.eq(scope.tenant))
        .filter(
            Condition::any()
                .add(patient::Column::MergedInto.is_not_null())
                .add(patient::Column::DeceasedAt.is_not_null()),
        );
    let lasts = Condition::any().add(tag::Column::ExpiresAt.is_null()).add(tag::Column::ExpiresAt.gt(now));
    Ok(tag::Entity::visible(scope)
        .select_only()
        .column(tag::Column::Code)
        .column(tag::Column::Kind)
        .column_as(tag::Column::Name.max(), "name")
        .column_as(tag::Column::Id.count(), "n")
        .filter(lasts)
        .filter(tag::Column::PatientId.not_in_subquery(gone.into_query()))
        .group_by(tag::Column::Code)
        .group_by(tag::Column::Kind)
        .into_model::<TagCount>()
        .all(conn)
        .await?)
}

pub(crate) fn tag_row(t: tag::Model) -> Tag {
    Tag {
        patient: t.patient_id,
        code: t.code,
        name: t.name,
        kind: t.kind,
        since: t.since,
        expires_at: t.expires_at,
        receipt_id: t.receipt_id,
    }
}

/// A place or person to whom somebody's record is open: a site, a department or a member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub patient: PatientId,
    /// `staff`, `department` or `site`.
    pub kind: String,
    pub target: uuid::Uuid,
    pub since: DateTime<Utc>,
}

/// To whom the records of these people are open.
pub async fn links<'a>(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    of: impl Into<Of<'a>>,
) -> Result<Vec<Link>> {
    let query = patient_link::Entity::visible(scope).order_by_asc(patient_link::Column::Since);
    let rows = super::each(conn, query, of.into()).await?;
    let link = |l: patient_link::Model| Link {
        patient: l.patient_id,
        kind: l.kind,
        target: l.target_id,
        since: l.since,
    };
    Ok(rows.into_iter().map(link).collect())
}
