//! Tables of FHIR documents as received.

/// The current version of each resource.
pub mod resource {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One resource. `id` is ours and orders by first arrival; `fhir_id` is the logical id others see.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fhir_resource")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: TenantId,
        /// Resource type.
        pub kind: String,
        pub fhir_id: String,
        /// Who sent it first.
        pub source: String,
        /// Within which `source_id` is unique: the source, or the whole world for UUIDs.
        pub space: String,
        /// The id under which the source knows it.
        pub source_id: Option<String>,
        pub version: i64,
        pub deleted: bool,
        /// Whether it is about a person; then only who may see the person may see it.
        pub personal: bool,
        /// The person, once known.
        pub patient_id: Option<PatientId>,
        /// SHA-256 of the content without what a server assigns.
        pub hash: String,
        pub status: Option<String>,
        /// Begin of the time it is about (birth date of a Patient), for searches by date.
        pub at: Option<DateTimeUtc>,
        /// First instant after that time.
        pub until: Option<DateTimeUtc>,
        /// The document as text, digits kept.
        pub body: String,
        pub updated_at: DateTimeUtc,
        /// Of a Patient merged into another: the logical id of that one.
        pub replaced_by: Option<String>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Documents that a merge of two people moved.
pub mod moved {
    use kernel::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One document, and whose it was.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fhir_moved")]
    pub struct Model {
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub gone: PatientId,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::moved);

/// Versions that were replaced.
pub mod version {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One older version.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fhir_version")]
    pub struct Model {
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub deleted: bool,
        pub hash: String,
        pub body: String,
        pub updated_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Search tokens of the current versions.
pub mod token {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One token.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "fhir_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub param: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        /// `""` if the sender named none.
        #[sea_orm(primary_key, auto_increment = false)]
        pub system: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: Uuid,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod sight {
    use super::{resource, token, version};
    use kernel::visible::patient_rows;
    use kernel::{Reach, Scope, Visible};
    use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait, Select};

    impl Visible for resource::Entity {
        /// What is about a person is seen with the person; organisations and the like by all of the tenant's staff.
        fn visible(scope: &Scope) -> Select<Self> {
            use resource::Column;
            let rows = patient_rows(scope, Column::TenantId, Column::PatientId);
            let everybody =
                Condition::all().add(Column::TenantId.eq(scope.tenant)).add(Column::Personal.eq(false));
            Self::unscoped().filter(match scope.reach {
                Reach::Tenant | Reach::Nobody | Reach::Patient(_) => rows,
                _ => Condition::any().add(rows).add(everybody),
            })
        }
    }

    impl Visible for version::Entity {
        fn visible(scope: &Scope) -> Select<Self> {
            let seen =
                resource::Entity::visible(scope).select_only().column(resource::Column::Id).into_query();
            Self::unscoped()
                .filter(version::Column::TenantId.eq(scope.tenant))
                .filter(version::Column::ResourceId.in_subquery(seen))
        }
    }

    impl Visible for token::Entity {
        fn visible(scope: &Scope) -> Select<Self> {
            let seen =
                resource::Entity::visible(scope).select_only().column(resource::Column::Id).into_query();
            Self::unscoped()
                .filter(token::Column::TenantId.eq(scope.tenant))
                .filter(token::Column::ResourceId.in_subquery(seen))
        }
    }
}
