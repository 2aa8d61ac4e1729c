//! Tenants, their sites (院区) and departments (科室).
pub mod api;
pub(crate) mod entity;

use kernel::{DepartmentId, Result, Scope, SiteId, TenantId, Tx, Visible};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, Set};

/// All tenants of this installation: for periodic looks.
pub async fn tenants(conn: &impl ConnectionTrait) -> Result<Vec<TenantId>> {
    let rows =
        entity::tenant::Entity::unscoped().order_by_asc(entity::tenant::Column::CreatedAt).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The tenant of an installation that has only one, or the first; `None` before setup.
pub async fn first_tenant(conn: &impl ConnectionTrait) -> Result<Option<TenantId>> {
    Ok(tenants(conn).await?.into_iter().next())
}

/// Founds a tenant.
pub async fn found(tx: &Tx, name: &str) -> Result<TenantId> {
    let id = TenantId::new();
    let row =
        entity::tenant::ActiveModel { id: Set(id), name: Set(name.to_owned()), created_at: Set(tx.now) };
    row.insert(&**tx).await?;
    Ok(id)
}

/// Opens a site.
pub async fn open_site(tx: &Tx, scope: &Scope, name: &str) -> Result<SiteId> {
    let id = SiteId::new();
    let row =
        entity::site::ActiveModel { id: Set(id), tenant_id: Set(scope.tenant), name: Set(name.to_owned()) };
    row.insert(&**tx).await?;
    Ok(id)
}

/// Opens a department of a site.
pub async fn open_department(
    tx: &Tx,
    scope: &Scope,
    site: SiteId,
    name: &str,
    specialty: &str,
) -> Result<DepartmentId> {
    let id = DepartmentId::new();
    let row = entity::department::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        site_id: Set(site),
        name: Set(name.to_owned()),
        specialty: Set(specialty.to_owned()),
    };
    row.insert(&**tx).await?;
    Ok(id)
}

/// A department by its name as hospital systems write it.
pub async fn department_named(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    name: &str,
) -> Result<Option<(DepartmentId, SiteId)>> {
    let row = entity::department::Entity::visible(scope)
        .filter(entity::department::Column::Name.eq(name))
        .one(conn)
        .await?;
    Ok(row.map(|row| (row.id, row.site_id)))
}

/// The site where people are registered who come from nowhere in particular: the first one.
pub async fn main_site(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Option<SiteId>> {
    let row = entity::site::Entity::visible(scope).order_by_asc(entity::site::Column::Id).one(conn).await?;
    Ok(row.map(|row| row.id))
}

/// The names of all sites and departments of the tenant, by id: small enough to hold.
pub async fn names(
    conn: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<(Vec<(SiteId, String)>, Vec<(DepartmentId, String)>)> {
    let sites = entity::site::Entity::visible(scope).all(conn).await?;
    let departments = entity::department::Entity::visible(scope).all(conn).await?;
    Ok((
        sites.into_iter().map(|row| (row.id, row.name)).collect(),
        departments.into_iter().map(|row| (row.id, row.name)).collect(),
    ))
}
