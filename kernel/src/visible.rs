//! The type through which every query passes: a table says what in it belongs to whom, and `visible` adds the filter.
use crate::{Reach, Scope};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};

/// Who may see a patient, by staff, department or site. Rows exist while the relation is active.
pub mod patient_link {
    use crate::{PatientId, TenantId};
    use sea_orm::entity::prelude::*;

    /// One active relation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "patient_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient_id: PatientId,
        /// `staff`, `department` or `site`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub target_id: Uuid,
        /// Why: `care_team`, `task`, `encounter`, `registered`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub reason: String,
        pub since: DateTimeUtc,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A table whose rows have an owner. Implement it with [`patient_scoped`](crate::patient_scoped) or
/// [`tenant_scoped`](crate::tenant_scoped), never by hand.
pub trait Visible: EntityTrait {
    /// The rows this viewer may see.
    fn visible(scope: &Scope) -> Select<Self>;

    /// All rows of all tenants: for the house's own workers, which filter by what they were given.
    #[expect(clippy::disallowed_methods, reason = "the one place where a query may start without a viewer")]
    fn unscoped() -> Select<Self> {
        Self::find()
    }
}

/// The filter for a table of patients' rows.
pub fn patient_rows(scope: &Scope, tenant: impl ColumnTrait, patient: impl ColumnTrait) -> Condition {
    let mine = Condition::all().add(tenant.eq(scope.tenant));
    match scope.reach {
        Reach::Tenant => mine,
        Reach::Site(id) => mine.add(linked(scope, patient, "site", id.0)),
        Reach::Department(id) => mine.add(linked(scope, patient, "department", id.0)),
        Reach::Own(id) => mine.add(linked(scope, patient, "staff", id.0)),
        Reach::Patient(id) => mine.add(patient.eq(id)),
        Reach::Nobody => mine.add(Expr::val(1).eq(0)),
    }
}

fn linked(
    scope: &Scope,
    patient: impl ColumnTrait,
    kind: &str,
    target: uuid::Uuid,
) -> sea_orm::sea_query::SimpleExpr {
    use patient_link::{Column, Entity};
    let links = Entity::unscoped()
        .select_only()
        .column(Column::PatientId)
        .filter(Column::TenantId.eq(scope.tenant))
        .filter(Column::Kind.eq(kind))
        .filter(Column::TargetId.eq(target));
    patient.in_subquery(links.into_query())
}

impl Visible for patient_link::Entity {
    fn visible(scope: &Scope) -> Select<Self> {
        Self::unscoped().filter(patient_link::Column::TenantId.eq(scope.tenant))
    }
}

/// Marks an entity as patients' rows: columns `TenantId` and `PatientId` (or the given patient column) decide.
#[macro_export]
macro_rules! patient_scoped {
    ($module:path) => {
        $crate::patient_scoped!($module, PatientId);
    };
    ($module:path, $column:ident) => {
        const _: () = {
            use $module as table;
            impl $crate::Visible for table::Entity {
                fn visible(scope: &$crate::Scope) -> sea_orm::Select<Self> {
                    sea_orm::QueryFilter::filter(
                        <Self as $crate::Visible>::unscoped(),
                        $crate::visible::patient_rows(scope, table::Column::TenantId, table::Column::$column),
                    )
                }
            }
        };
    };
}

/// Marks an entity as the tenant's own rows that concern no patient (definitions, feeds, staff).
#[macro_export]
macro_rules! tenant_scoped {
    ($module:path) => {
        const _: () = {
            use $module as table;
            impl $crate::Visible for table::Entity {
                fn visible(scope: &$crate::Scope) -> sea_orm::Select<Self> {
                    sea_orm::QueryFilter::filter(
                        <Self as $crate::Visible>::unscoped(),
                        sea_orm::ColumnTrait::eq(&table::Column::TenantId, scope.tenant),
                    )
                }
            }
        };
    };
}
