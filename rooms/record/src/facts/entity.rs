//! Tables of clinical facts.

/// Visits, stays and exams.
pub mod encounter {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One encounter; `at` is its begin.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "encounter")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub source: String,
        pub key: String,
        pub hash: String,
        pub at: DateTimeUtc,
        pub recorded_at: DateTimeUtc,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub resource: Option<Json>,
        pub class: String,
        pub status: String,
        pub department: Option<String>,
        pub department_id: Option<Uuid>,
        pub doctor: Option<String>,
        pub visit_no: Option<String>,
        pub ended_at: Option<DateTimeUtc>,
        /// 分.
        pub amount: Option<i64>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::encounter);

/// Results as received.
pub mod observation {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One result, or one panel with components.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "observation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub source: String,
        pub key: String,
        pub hash: String,
        pub at: DateTimeUtc,
        pub recorded_at: DateTimeUtc,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub resource: Option<Json>,
        pub metric: Option<String>,
        pub code: String,
        pub code_system: String,
        pub name: String,
        pub value_text: String,
        pub value_num: Option<f64>,
        pub unit: String,
        pub ref_text: Option<String>,
        pub flag_text: Option<String>,
        /// `low`, `normal`, `high`, `abnormal`, `unknown`.
        pub flag: String,
        pub status: String,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub components: Option<Json>,
        pub panel_key: Option<String>,
        pub panel_name: Option<String>,
        pub encounter_key: Option<String>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::observation);

/// Values of our dictionary, for trends and rules.
pub mod measurement {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One value of one metric.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "measurement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub observation_id: Uuid,
        pub patient_id: PatientId,
        pub metric: String,
        pub at: DateTimeUtc,
        /// In the dictionary's unit; None when it could not be converted or is not a number.
        pub value: Option<f64>,
        /// `<`, `<=`, `>`, `>=` of a censored value.
        pub comparator: Option<String>,
        /// As received.
        pub value_text: String,
        /// As received.
        pub unit: String,
        /// `low`, `normal`, `high`, `abnormal`, `unknown`.
        pub flag: String,
        /// What it was judged by: `report_range`, `report_mark`, `guideline`, `none`.
        pub basis: String,
        /// The report's range as printed.
        pub ref_text: Option<String>,
        /// The range used, in the dictionary's unit.
        pub ref_low: Option<f64>,
        pub ref_high: Option<f64>,
        /// Whether a living person can have it; otherwise a typing error is likely.
        pub plausible: bool,
        /// Whether it reaches a critical limit (危急值).
        pub critical: bool,
        pub source: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::measurement);

/// Diagnoses, procedures, medicines, allergies, vaccinations, reports: one shape, told apart by `kind`.
pub mod fact {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One fact.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "fact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: PatientId,
        pub source: String,
        pub key: String,
        pub hash: String,
        pub at: DateTimeUtc,
        pub recorded_at: DateTimeUtc,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub resource: Option<Json>,
        /// `condition`, `procedure`, `medication`, `allergy`, `immunization`, `report`.
        pub kind: String,
        pub code: String,
        pub system: String,
        pub name: String,
        pub status: String,
        pub onset: Option<Date>,
        /// Dose of a medicine, reaction of an allergy, performer of a procedure, conclusion of a report.
        pub detail: Option<String>,
        /// Severity of an allergy; `exam` for the report of a health exam.
        pub note: Option<String>,
        pub days_supply: Option<i64>,
        pub encounter_key: Option<String>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::fact);

/// Resources of kinds without a table of their own.
pub mod resource {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One resource.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "resource")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        pub patient_id: Option<PatientId>,
        pub source: String,
        pub resource_type: String,
        pub key: String,
        pub hash: String,
        pub at: Option<DateTimeUtc>,
        pub recorded_at: DateTimeUtc,
        #[sea_orm(column_type = "JsonBinary")]
        pub resource: Json,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::patient_scoped!(self::resource);
