//! Who was reviewed when, and who is due.
use super::entity::review;
use crate::segment::entity::member;
use chrono::{DateTime, Utc};
use kernel::{PatientId, Result, TenantId, Tx, Visible};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
    sea_query::{Alias, Expr, ExprTrait, OnConflict, Query},
};
use std::collections::HashMap;

/// Takes the rows of these people for this transaction; a second review of one of them waits here.
pub(crate) async fn take(tx: &Tx, tenant: TenantId, patients: &[PatientId]) -> Result<()> {
    let row = |patient: &PatientId| review::ActiveModel {
        patient_id: Set(*patient),
        tenant_id: Set(tenant),
        reviewed_at: Set(tx.now),
        next_at: Set(None),
    };
    if patients.is_empty() {
        return Ok(());
    }
    review::Entity::insert_many(patients.iter().map(row))
        .on_conflict(
            OnConflict::column(review::Column::PatientId)
                .update_column(review::Column::ReviewedAt)
                .to_owned(),
        )
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Writes when the person is to be looked at again.
pub(super) async fn settle(tx: &Tx, patient: PatientId, next: Option<DateTime<Utc>>) -> Result<()> {
    review::Entity::update_many()
        .col_expr(review::Column::NextAt, Expr::value(next))
        .filter(review::Column::PatientId.eq(patient))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The people whose time has come, the longest waiting first.
pub(crate) async fn due(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<PatientId>> {
    let rows = review::Entity::unscoped()
        .filter(review::Column::TenantId.eq(tenant))
        .filter(review::Column::NextAt.lte(now))
        .order_by_asc(review::Column::NextAt)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.patient_id).collect())
}

/// The instant since which somebody waits for a review, if somebody does: counts are as of then.
pub(crate) async fn as_of(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    let oldest = review::Entity::unscoped()
        .filter(review::Column::TenantId.eq(tenant))
        .filter(review::Column::NextAt.lte(now))
        .order_by_asc(review::Column::NextAt)
        .one(conn)
        .await?;
    Ok(oldest.and_then(|row| row.next_at).unwrap_or(now))
}

/// Makes everybody due who was reviewed before: the rules have changed.
pub(crate) async fn everybody_again(tx: &Tx, tenant: TenantId) -> Result<()> {
    review::Entity::update_many()
        .col_expr(review::Column::NextAt, Expr::value(tx.now))
        .filter(review::Column::TenantId.eq(tenant))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Makes people due who were never reviewed, because their event was missed. Answers how many.
pub(crate) async fn newcomers(tx: &Tx, tenant: TenantId) -> Result<u64> {
    // `patient` belongs to the record; only ids are read, and only to know whom to review.
    let unknown = Query::select()
        .columns([Alias::new("id"), Alias::new("tenant_id")])
        .exprs([Expr::value(tx.now), Expr::value(tx.now)])
        .from(Alias::new("patient"))
        .and_where(Expr::col(Alias::new("tenant_id")).eq(tenant))
        .and_where(Expr::col(Alias::new("merged_into")).is_null())
        .and_where(
            Expr::col(Alias::new("id")).not_in_subquery(
                review::Entity::unscoped()
                    .select_only()
                    .column(review::Column::PatientId)
                    .filter(review::Column::TenantId.eq(tenant))
                    .into_query(),
            ),
        )
        .to_owned();
    let columns = [
        review::Column::PatientId,
        review::Column::TenantId,
        review::Column::ReviewedAt,
        review::Column::NextAt,
    ];
    let mut insert = Query::insert();
    insert.into_table(review::Entity).columns(columns);
    insert.select_from(unknown).map_err(kernel::Error::fault)?;
    insert.on_conflict(OnConflict::column(review::Column::PatientId).do_nothing().to_owned());
    Ok(tx.execute(&insert).await?.rows_affected())
}

/// How many people of a tenant have been reviewed.
pub(crate) async fn reviewed(conn: &impl ConnectionTrait, tenant: TenantId) -> Result<u64> {
    Ok(review::Entity::unscoped().filter(review::Column::TenantId.eq(tenant)).count(conn).await?)
}

/// Memberships by person.
pub(super) fn by_patient(rows: Vec<member::Model>) -> HashMap<PatientId, Vec<member::Model>> {
    let mut all: HashMap<PatientId, Vec<member::Model>> = HashMap::new();
    for row in rows {
        all.entry(row.patient_id).or_default().push(row);
    }
    all
}
