//! Failed logins: five in fifteen minutes from one source lock that account for that source, and for no other.
use chrono::{DateTime, Duration, Utc};
use kernel::{Db, Error, Result, Visible};
use sea_orm::{ActiveModelTrait, ColumnTrait, PaginatorTrait, QueryFilter, Set};

mod entity {
    use sea_orm::entity::prelude::*;

    /// One failed login.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "login_failure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub login: String,
        pub source: String,
        pub at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    // Written before anybody is known, so it belongs to no tenant.
    impl kernel::Visible for Entity {
        fn visible(_: &kernel::Scope) -> Select<Self> {
            Self::unscoped()
        }
    }
}

const LIMIT: u64 = 5;
const WINDOW: Duration = Duration::minutes(15);

/// Refuses (429) if this source failed too often for this login.
pub async fn check(db: &Db, wall: DateTime<Utc>, login: &str, source: &str) -> Result<()> {
    let failures = entity::Entity::unscoped()
        .filter(entity::Column::Login.eq(login))
        .filter(entity::Column::Source.eq(source))
        .filter(entity::Column::At.gt(wall - WINDOW))
        .count(db.read())
        .await?;
    if failures >= LIMIT {
        return Err(Error::too_many("登录失败次数过多，请 15 分钟后再试，或联系系统管理员。"));
    }
    Ok(())
}

/// Remembers a failure.
pub async fn remember(db: &Db, wall: DateTime<Utc>, login: &str, source: &str) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        login: Set(login.to_owned()),
        source: Set(source.to_owned()),
        at: Set(wall),
    };
    db.write(wall, async |tx| {
        row.insert(&*tx).await?;
        Ok(())
    })
    .await
}
