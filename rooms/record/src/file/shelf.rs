//! Puts rows under their keys: finds which are new, which have changed and which say nothing new.

use kernel::{PatientId, Result, TenantId, Tx, Visible};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn,
    QueryFilter, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What is to become of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    New(Uuid),
    Changed(Uuid),
    Same(Uuid),
}

impl Plan {
    pub(super) fn id(self) -> Uuid {
        match self {
            Self::New(id) | Self::Changed(id) | Self::Same(id) => id,
        }
    }
    pub(super) fn filed(self) -> super::Filed<Uuid> {
        match self {
            Self::New(id) => super::Filed::Created(id),
            Self::Changed(id) => super::Filed::Updated(id),
            Self::Same(id) => super::Filed::Unchanged(id),
        }
    }
}

/// Compares keys and hashes with what is stored. `among` narrows to one kind where a table holds several.
pub(super) async fn plan<E: Visible>(
    tx: &Tx,
    tenant: TenantId,
    source: &str,
    patient: Option<PatientId>,
    among: Option<SimpleExpr>,
    items: &[(String, String)],
) -> Result<Vec<Plan>> {
    let mut stored: HashMap<String, (Uuid, String, Option<PatientId>)> = HashMap::new();
    for part in items.chunks(400) {
        let mut query = E::unscoped()
            .select_only()
            .expr_as(Expr::col("key"), "key")
            .expr_as(Expr::col("id"), "id")
            .expr_as(Expr::col("hash"), "hash")
            .expr_as(Expr::col("patient_id"), "patient_id")
            .filter(Expr::col("tenant_id").eq(tenant))
            .filter(Expr::col("source").eq(source))
            .filter(Expr::col("key").is_in(part.iter().map(|(key, _)| key.as_str())));
        if let Some(among) = &among {
            query = query.filter(among.clone());
        }
        let rows: Vec<(String, Uuid, String, Option<PatientId>)> = query.into_tuple().all(&**tx).await?;
        stored.extend(rows.into_iter().map(|(key, id, hash, whose)| (key, (id, hash, whose))));
    }
    let mut out = Vec::with_capacity(items.len());
    for (key, hash) in items {
        out.push(match stored.get(key) {
            // The same content under another person is a change: the source has corrected whose it is.
            Some((id, had, whose)) if had == hash && *whose == patient => Plan::Same(*id),
            Some((id, _, _)) => Plan::Changed(*id),
            None => Plan::New(Uuid::now_v7()),
        });
        let id = out.last().map_or_else(Uuid::now_v7, |p| p.id());
        stored.insert(key.clone(), (id, hash.clone(), patient));
    }
    Ok(out)
}

/// Writes the rows as planned. A key that occurs twice in one batch is written as its last occurrence says.
pub(super) async fn write<E>(tx: &Tx, rows: Vec<(Plan, E::ActiveModel)>) -> Result<()>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut fresh: Vec<(Uuid, E::ActiveModel)> = Vec::new();
    let mut at: HashMap<Uuid, usize> = HashMap::new();
    for (plan, row) in rows {
        match plan {
            Plan::Same(_) => {}
            Plan::New(id) => {
                at.insert(id, fresh.len());
                fresh.push((id, row));
            }
            Plan::Changed(id) => match at.get(&id).and_then(|i| fresh.get_mut(*i)) {
                Some(place) => place.1 = row,
                None => replace::<E>(tx, row).await?,
            },
        }
    }
    kernel::db::insert_all::<E>(&**tx, fresh.into_iter().map(|(_, row)| row).collect()).await
}

async fn replace<E>(tx: &Tx, row: E::ActiveModel) -> Result<()>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut update = E::update_many();
    for key in <E::PrimaryKey as Iterable>::iter() {
        let column = key.into_column();
        if let Some(value) = row.get(column).into_value() {
            update = update.filter(Expr::col(column).eq(value));
        }
    }
    update.set(row).exec(&**tx).await?;
    Ok(())
}

/// Whether any of the plans changes a stored row.
pub(super) fn changed_ids(plans: &[Plan]) -> Vec<Uuid> {
    plans.iter().filter_map(|p| if let Plan::Changed(id) = p { Some(*id) } else { None }).collect()
}

/// Reads the rows that are about to change, to keep their older content in the event.
pub(super) async fn before<E: Visible>(
    conn: &impl ConnectionTrait,
    tenant: TenantId,
    ids: &[Uuid],
) -> Result<Vec<E::Model>> {
    let mut out = Vec::new();
    for part in ids.chunks(400) {
        let rows = E::unscoped()
            .filter(Expr::col("tenant_id").eq(tenant))
            .filter(Expr::col("id").is_in(part.iter().copied()))
            .all(conn)
            .await?;
        out.extend(rows);
    }
    Ok(out)
}
