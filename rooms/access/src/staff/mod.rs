//! Employees with a login: who they are, where they stand, in which role.
pub mod api;
pub(crate) mod entity;
kernel::tenant_scoped!(self::entity);

use crate::login::password;
use crate::role;
use chrono::{DateTime, Utc};
use kernel::{DepartmentId, Error, Result, Role, Scope, SiteId, StaffId, Tx, Visible};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, Set};
use serde::Serialize;
use utoipa::ToSchema;

/// A member of staff as other rooms see him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaffView {
    pub id: StaffId,
    pub name: String,
    pub role: Role,
    pub role_name: String,
    pub site_id: SiteId,
    pub department_id: Option<DepartmentId>,
    /// The desk telephone that a patient may call.
    pub phone: String,
}

/// A new member of staff.
#[derive(Debug, Clone)]
pub struct NewStaff {
    pub name: String,
    pub login: String,
    pub role: Role,
    pub site: SiteId,
    pub department: Option<DepartmentId>,
    pub phone: String,
    /// PHC string made by [`password::hash`].
    pub password_hash: String,
}

/// Hires: creates the account. Login names are unique over the installation and never reused.
pub async fn hire(tx: &Tx, scope: &Scope, new: NewStaff) -> Result<StaffId> {
    let login = password::normal_login(&new.login)?;
    let taken = entity::Entity::unscoped().filter(entity::Column::Login.eq(&login)).one(&**tx).await?;
    if taken.is_some() {
        return Err(Error::field("login", format!("登录名 {login} 已被使用，请换一个。")));
    }
    if new.role == Role::DepartmentHead && new.department.is_none() {
        return Err(Error::field("department_id", "科主任须属于一个科室。"));
    }
    let id = StaffId::new();
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        name: Set(new.name),
        login: Set(login),
        role: Set(role::code(new.role).to_owned()),
        site_id: Set(new.site),
        department_id: Set(new.department),
        phone: Set(new.phone),
        disabled: Set(false),
        password_hash: Set(new.password_hash),
        password_changed_at: Set(tx.now),
        last_login_at: Set(None::<DateTime<Utc>>),
        created_at: Set(tx.now),
    };
    row.insert(&**tx).await?;
    Ok(id)
}

/// One member of staff.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: StaffId) -> Result<StaffView> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    row.map(view).ok_or(Error::Missing)
}

/// The scope in which a member of staff works, as a login would make it: for what is done in somebody's name.
pub async fn scope(conn: &impl ConnectionTrait, scope: &Scope, id: StaffId) -> Result<Scope> {
    let row = entity::Entity::visible(scope).filter(entity::Column::Id.eq(id)).one(conn).await?;
    crate::login::session::scope_of(&row.ok_or(Error::Missing)?)
}

/// All members of staff of the tenant who can work, in order of names: small enough to hold.
pub async fn all(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<StaffView>> {
    let rows = entity::Entity::visible(scope)
        .filter(entity::Column::Disabled.eq(false))
        .order_by_asc(entity::Column::Name)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(view).collect())
}

/// Those in one role.
pub async fn by_role(conn: &impl ConnectionTrait, scope: &Scope, role: Role) -> Result<Vec<StaffView>> {
    Ok(all(conn, scope).await?.into_iter().filter(|staff| staff.role == role).collect())
}

fn view(row: entity::Model) -> StaffView {
    let role = role::parse(&row.role).unwrap_or(Role::Auditor);
    StaffView {
        id: row.id,
        name: row.name,
        role,
        role_name: role::name(role).to_owned(),
        site_id: row.site_id,
        department_id: row.department_id,
        phone: row.phone,
    }
}
