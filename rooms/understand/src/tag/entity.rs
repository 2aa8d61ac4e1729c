//! The table of the tags a hospital defines itself.
use kernel::TenantId;
use sea_orm::entity::prelude::*;

/// One definition: what is in force, and a draft beside it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag_definition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: TenantId,
    /// Code under which people carry it.
    pub code: String,
    pub name: String,
    /// `normal`, `sensitive`, `secret`.
    pub sensitivity: String,
    /// Days it stays after its rule held last; None: it goes with the rule.
    pub expires_days: Option<i64>,
    /// The rule in force; None before the first publication.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub rule: Option<Json>,
    /// The rule as it is being changed; None if nothing waits for publication.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub draft: Option<Json>,
    /// Counts publications.
    pub version: i64,
    /// Set while retired: nobody carries it.
    pub retired_at: Option<DateTimeUtc>,
    pub created_by: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
