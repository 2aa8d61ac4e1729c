//! Tables of uploaded sheets.

/// One uploaded file and what became of it.
pub mod batch {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One batch.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_batch")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        /// File name.
        pub name: String,
        /// `sheet`.
        pub kind: String,
        /// `uploaded`, `checked`, `done`, `failed`.
        pub state: String,
        pub created_by: String,
        pub created_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        /// Rows below the header.
        pub rows: i64,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub mapping: Option<Json>,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub summary: Option<Json>,
        /// The first problems.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub errors: Option<Json>,
        pub error_count: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::batch);

/// The bytes of a batch until it is imported.
pub mod file {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One file.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub batch_id: Uuid,
        pub tenant_id: TenantId,
        #[sea_orm(column_type = "Blob")]
        pub content: Vec<u8>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::file);

/// Which target people chose for a header before.
pub mod mapping {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One learned header; an empty target means "not imported".
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_mapping")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub header: String,
        pub target: String,
        pub learned_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::mapping);

/// When a fact without any date was first seen, so that it keeps that time.
pub mod undated {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One fact.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_undated")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::undated);
