//! Tables of the organisation.
pub mod tenant {
    use kernel::TenantId;
    use sea_orm::entity::prelude::*;

    /// One customer organisation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tenant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TenantId,
        pub name: String,
        pub created_at: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl kernel::Visible for Entity {
        fn visible(scope: &kernel::Scope) -> Select<Self> {
            Self::unscoped().filter(Column::Id.eq(scope.tenant))
        }
    }
}

pub mod site {
    use kernel::{SiteId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One site.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "site")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SiteId,
        pub tenant_id: TenantId,
        pub name: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::site);

pub mod department {
    use kernel::{DepartmentId, SiteId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One department.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "department")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DepartmentId,
        pub tenant_id: TenantId,
        pub site_id: SiteId,
        pub name: String,
        pub specialty: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
kernel::tenant_scoped!(self::department);
