//! Tables of identity.

/// The person.
pub mod patient {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One person as best known.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "patient")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PatientId,
        pub tenant_id: TenantId,
        pub name: String,
        /// Folded name, for comparing.
        pub name_key: String,
        /// Full pinyin, for sorting.
        pub name_pinyin: String,
        pub sex: String,
        pub birth_date: Option<Date>,
        /// Preferred number, normalised.
        pub phone: Option<String>,
        /// All numbers, normalised, the preferred first.
        #[sea_orm(column_type = "JsonBinary")]
        pub phones: Json,
        /// Checked resident ID.
        pub id_number: Option<String>,
        pub address: Option<String>,
        pub allergies_text: Option<String>,
        pub card_no: Option<String>,
        pub card_opened_at: Option<DateTimeUtc>,
        /// `none`, `green`, `yellow`, `red`.
        pub grade: String,
        pub grade_since: Option<DateTimeUtc>,
        pub muted_until: Option<DateTimeUtc>,
        pub deceased_at: Option<DateTimeUtc>,
        /// Set when found to be the same person as another.
        pub merged_into: Option<Uuid>,
        pub next_due_at: Option<DateTimeUtc>,
        pub next_due_title: Option<String>,
        /// How it is done: `phone_task`, `home_visit`, `form`, `message`.
        pub next_due_kind: Option<String>,
        pub last_contact_at: Option<DateTimeUtc>,
        /// Where first heard of.
        pub source: String,
        pub version: i64,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::patient, Id);

/// What each source said last about a person.
pub mod patient_source {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One source's person.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "patient_source")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub source: String,
        pub key: String,
        pub patient_id: PatientId,
        pub hash: String,
        pub said_at: Option<DateTimeUtc>,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub resource: Option<Json>,
        pub recorded_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::patient_source);

/// Numbers by which a person is known.
pub mod patient_identifier {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One number.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "patient_identifier")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub system: String,
        pub value: String,
        pub label: String,
        /// Only verified numbers identify; a resident ID with a wrong check digit does not.
        pub verified: bool,
        pub source: String,
        pub recorded_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::patient_identifier);

/// Keys by which a person is searched.
pub mod search_key {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One key.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "patient_search_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: PatientId,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::search_key);

/// Pairs that may be one person.
pub mod match_candidate {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One pair; `patient_id` is the older record.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "match_candidate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub other_id: PatientId,
        pub score: i64,
        #[sea_orm(column_type = "JsonBinary")]
        pub reasons: Json,
        /// `open`, `same`, `different`.
        pub state: String,
        pub created_at: DateTimeUtc,
        pub decided_at: Option<DateTimeUtc>,
        pub decided_by: Option<String>,
        pub decided_reason: Option<String>,
        /// Ids of the rows that a merge moved, by table, so that it can be undone exactly.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub moved: Option<Json>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::match_candidate);
