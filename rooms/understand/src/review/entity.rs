//! When each person was last reviewed and is next to be, and what each decision was computed from.

/// One row a person.
pub mod review {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// When a person was last reviewed.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: PatientId,
        pub tenant_id: TenantId,
        pub reviewed_at: DateTimeUtc,
        /// When time alone may change an answer.
        pub next_at: Option<DateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::review);

/// What a receipt's decision was computed from.
pub mod judgement {
    use kernel::{PatientId, ReceiptId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One decision's ground.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "judgement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub receipt_id: ReceiptId,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        /// The rule as it was.
        #[sea_orm(column_type = "JsonBinary")]
        pub rule: Json,
        /// The facts it looked at.
        #[sea_orm(column_type = "JsonBinary")]
        pub facts: Json,
        pub judged_at: DateTimeUtc,
        /// `yes`, `no`, `unknown`.
        pub truth: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::judgement);
