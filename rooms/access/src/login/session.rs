//! Server-side sessions: an opaque token of 256 bits, of which only the hash is stored.
use crate::{
    role::{self, matrix},
    staff,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, App, Error, Result, Scope, StaffId, TenantId, Tx, Visible};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

mod entity {
    use kernel::{StaffId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One session.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub tenant_id: TenantId,
        pub staff_id: StaffId,
        pub created_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub device: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::entity);

/// Sessions of one person at a time; the oldest gives way.
const PARALLEL: usize = 3;

/// A new secret of 256 bits, URL-safe.
pub fn new_secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a secret.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// Begins a session and returns its token; keeps at most three per person.
pub async fn begin(
    tx: &Tx,
    wall: DateTime<Utc>,
    tenant: TenantId,
    staff: StaffId,
    device: &str,
) -> Result<String> {
    let secret = new_secret();
    let row = entity::ActiveModel {
        token_hash: Set(digest(&secret)),
        tenant_id: Set(tenant),
        staff_id: Set(staff),
        created_at: Set(wall),
        seen_at: Set(wall),
        device: Set(device.chars().take(200).collect()),
    };
    row.insert(&**tx).await?;
    let all = entity::Entity::unscoped()
        .filter(entity::Column::StaffId.eq(staff))
        .order_by_desc(entity::Column::CreatedAt)
        .all(&**tx)
        .await?;
    for old in all.into_iter().skip(PARALLEL) {
        entity::Entity::delete_by_id(old.token_hash).exec(&**tx).await?;
    }
    Ok(secret)
}

/// Ends one session.
pub async fn end(tx: &Tx, secret: &str) -> Result<()> {
    entity::Entity::delete_by_id(digest(secret)).exec(&**tx).await?;
    Ok(())
}

/// Ends all sessions of a person.
pub async fn end_all(tx: &Tx, tenant: TenantId, staff: StaffId) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::TenantId.eq(tenant))
        .filter(entity::Column::StaffId.eq(staff))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The viewer behind a session token; `None` if it is unknown, idle too long, too old, or the account is disabled.
pub async fn viewer(app: &App, secret: &str) -> Result<Option<Scope>> {
    let wall = app.clock.wall();
    let Some(row) = entity::Entity::unscoped()
        .filter(entity::Column::TokenHash.eq(digest(secret)))
        .one(app.db.read())
        .await?
    else {
        return Ok(None);
    };
    let idle = wall - row.seen_at > Duration::minutes(app.config.session_idle_minutes);
    if idle || wall - row.created_at > Duration::hours(app.config.session_hours) {
        return Ok(None);
    }
    let Some(account) = staff::entity::Entity::unscoped()
        .filter(staff::entity::Column::Id.eq(row.staff_id))
        .filter(staff::entity::Column::Disabled.eq(false))
        .one(app.db.read())
        .await?
    else {
        return Ok(None);
    };
    if wall - row.seen_at > Duration::minutes(1) {
        let mut seen: entity::ActiveModel = row.into();
        seen.seen_at = Set(wall);
        app.db.write(wall, async |tx| Ok(seen.update(&*tx).await.map(drop)?)).await?;
    }
    scope_of(&account).map(Some)
}

/// The scope of an account.
pub fn scope_of(account: &staff::entity::Model) -> Result<Scope> {
    let role = role::parse(&account.role).ok_or_else(|| Error::fault("unknown role in staff"))?;
    let post = matrix::Post { staff: account.id, site: account.site_id, department: account.department_id };
    Ok(Scope {
        tenant: account.tenant_id,
        actor: Actor::Staff { id: account.id, name: account.name.clone(), role },
        reach: matrix::reach(role, post),
        level: matrix::level(role),
        acts: matrix::acts(role).iter().copied().collect::<BTreeSet<_>>(),
        aggregate: matrix::aggregate(role),
    })
}
