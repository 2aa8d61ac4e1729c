//! Tables of segments.

/// Definitions.
pub mod segment {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One segment.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "segment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        /// Of those that came in the box.
        pub code: Option<String>,
        pub name: String,
        pub description: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub rule: Json,
        pub version: i64,
        pub created_by: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub deleted_at: Option<DateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::segment);

/// Who belongs.
pub mod member {
    use kernel::{PatientId, ReceiptId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One membership.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "segment_member")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub segment_id: Uuid,
        pub patient_id: PatientId,
        pub since: DateTimeUtc,
        /// The sentences that let in.
        #[sea_orm(column_type = "JsonBinary")]
        pub why: Json,
        pub receipt_id: Option<ReceiptId>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::member);
