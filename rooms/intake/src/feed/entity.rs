//! Tables of feeds.

pub mod feed {
    use crate::feed::FeedId;
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One feed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "feed")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FeedId,
        pub tenant_id: TenantId,
        /// `mllp`, `fhir` or `sheet`.
        pub kind: String,
        /// The name it was opened under; stays when the shown name is changed.
        pub code: String,
        pub name: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub dialect: Json,
        pub silence_minutes: i64,
        pub created_at: DateTimeUtc,
        pub last_message_at: Option<DateTimeUtc>,
        pub last_error_at: Option<DateTimeUtc>,
        pub last_error: Option<String>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::feed);

pub mod feed_day {
    use crate::feed::FeedId;
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// Counts of one day of a feed that stores no messages of its own (FHIR, sheets).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "feed_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub feed_id: FeedId,
        pub day: Date,
        pub received: i64,
        pub errors: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::feed_day);

pub mod feed_minute {
    use crate::feed::FeedId;
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// What came in one minute by a feed that stores no messages of its own; kept for a quarter of an hour.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "feed_minute")]
    pub struct Model {
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub feed_id: FeedId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub minute: DateTimeUtc,
        pub received: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::feed_minute);
