//! Tables of risk scores: results, a doctor's word above one, which models a tenant uses, and its own rule tables.
#![expect(
    clippy::struct_field_names,
    reason = "SeaORM names every row Model; the score's model is what it is called"
)]

/// Results. A row is never changed but for the instant at which the next one took its place.
pub mod score {
    use kernel::{PatientId, ReceiptId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One result of one model for one person.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "score")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub model: String,
        pub model_version: String,
        pub table_version: String,
        /// `done`, `incomplete`, `not_applicable`; the latter two only where a result stood before.
        pub status: String,
        /// Unrounded.
        pub value: Option<f64>,
        pub unit: String,
        pub category: Option<String>,
        pub category_label: Option<String>,
        /// `none`, `green`, `yellow`, `red`.
        pub level: String,
        pub extrapolated: bool,
        /// What it was computed from, with source and time of each.
        #[sea_orm(column_type = "JsonBinary")]
        pub inputs: Json,
        /// The outcome as the library gave it.
        #[sea_orm(column_type = "JsonBinary")]
        pub output: Json,
        /// Of inputs and versions; equal means that nothing has changed.
        pub fingerprint: String,
        /// What led to it: a kind of event, `run`, `rules`.
        pub cause: String,
        pub actor: String,
        pub receipt_id: Option<ReceiptId>,
        pub created_at: DateTimeUtc,
        /// None while it is the latest of its model.
        pub to_at: Option<DateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::score);

/// A doctor's word above a result; append-only.
pub mod word {
    use kernel::{PatientId, ReceiptId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One word.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "score_override")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub model: String,
        /// The result it was said about.
        pub score_id: Option<Uuid>,
        pub value: Option<f64>,
        pub category: Option<String>,
        pub category_label: Option<String>,
        pub level: Option<String>,
        pub reason: String,
        pub by: String,
        pub created_at: DateTimeUtc,
        pub until: DateTimeUtc,
        pub receipt_id: Option<ReceiptId>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::word);

/// Which models a tenant has switched on or off against their default.
pub mod setting {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One switch.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "model_setting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub model: String,
        pub on: bool,
        /// Who answers for it.
        pub name: String,
        pub reason: String,
        pub by: String,
        pub changed_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::setting);

/// A tenant's own rule tables, every version kept.
pub mod table {
    use kernel::{StaffId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One version of one model's table.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "model_table")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub model: String,
        pub version: String,
        /// In force from this day once approved.
        pub effective: Date,
        #[sea_orm(column_type = "JsonBinary")]
        pub definition: Json,
        /// `draft` or `approved`.
        pub state: String,
        pub reason: String,
        pub author: String,
        pub author_id: Option<StaffId>,
        pub created_at: DateTimeUtc,
        pub approved_by: Option<String>,
        pub approved_at: Option<DateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::table);
