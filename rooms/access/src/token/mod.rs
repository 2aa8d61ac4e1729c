//! Tokens of machines: one tenant, the role 接口账号, an end date; shown once, stored hashed.
pub mod api;
use crate::{
    login::session::{digest, new_secret},
    role::{self, matrix},
};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, App, Error, Reach, Result, Role, Scope, Tx, Visible, audit};
use sea_orm::{ActiveModelTrait, ColumnTrait, QueryFilter, Set};
use uuid::Uuid;

pub(crate) mod entity {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One token.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub name: String,
        pub role: String,
        pub token_hash: String,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub last_used_from: Option<String>,
        pub uses: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::entity);

/// The longest life of a token, in days.
const LONGEST: i64 = 730;

/// Creates a token and returns its secret, which is shown only now.
pub async fn create(tx: &Tx, scope: &Scope, wall: DateTime<Utc>, name: &str, days: i64) -> Result<String> {
    if name.trim().is_empty() {
        return Err(Error::field("name", "请填写令牌名称，如“HIS 接口”。"));
    }
    if !(1..=LONGEST).contains(&days) {
        return Err(Error::field("days", "有效天数须为 1 到 730 天。"));
    }
    let secret = format!("nqt_{}", new_secret());
    let id = Uuid::now_v7();
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: Set(scope.tenant),
        name: Set(name.trim().to_owned()),
        role: Set(role::code(Role::Interface).to_owned()),
        token_hash: Set(digest(&secret)),
        created_at: Set(wall),
        expires_at: Set(wall + Duration::days(days)),
        last_used_from: Set(None),
        uses: Set(0),
    };
    row.insert(&**tx).await?;
    let entry = audit::Entry {
        act: "create_token",
        object_kind: "token",
        object_id: id.to_string(),
        ..Default::default()
    };
    audit::write(&**tx, tx.now, scope, entry).await?;
    Ok(secret)
}

/// The viewer behind a machine's token.
pub async fn viewer(app: &App, secret: &str) -> Result<Option<Scope>> {
    let row = entity::Entity::unscoped()
        .filter(entity::Column::TokenHash.eq(digest(secret)))
        .filter(entity::Column::ExpiresAt.gt(app.clock.wall()))
        .one(app.db.read())
        .await?;
    Ok(row.map(|row| Scope {
        tenant: row.tenant_id,
        actor: Actor::Interface { name: row.name },
        reach: Reach::Tenant,
        level: matrix::level(Role::Interface),
        acts: matrix::acts(Role::Interface).iter().copied().collect(),
        aggregate: false,
    }))
}
